"""What the desk itself holds has its category in the register, or no disclosure would bring it."""

import uuid
from datetime import UTC, datetime

import pytest

from accounts.models import User
from accounts.personal_data.registry import collect_all
from accounts.services.data_subjects import ensure_subject
from config.demo.milly_app.categories import CATEGORIES
from tests.desk import file_disclosure, set_up_desk

pytestmark = pytest.mark.django_db


def test_every_category_the_desk_collects_is_in_the_register() -> None:
    set_up_desk()
    user = User.objects.create_user(f"{uuid.uuid4()}@mail.example")
    file_disclosure(user)
    subject = ensure_subject(user=user, now=datetime(2026, 4, 1, tzinfo=UTC))
    collected = {batch.category for batch in collect_all(subject)}
    assert collected >= {"PORTAL_ACCOUNT", "CONSENTS", "REQUESTS", "ACCESS_RECORDS", "FEES"}
    assert collected <= {category.code for category in CATEGORIES}
