"""Seventy lively cases: every status is there, by walking the real services, and only once."""

import socket
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from psycopg import sql

from accounts.models import OutboxMessage
from accounts.selectors.ledgers import verify_ledgers
from config.demo.milly_app.personas import PERSONAS
from config.demo.milly_app.schema import SCHEMA
from config.demo.seeding import DRAWN, STORIES
from config.demo.story import Story
from config.stripe_sandbox.models import Clock
from dsr.breaches.models import Breach
from dsr.cases.domain.workflow import STATUSES
from dsr.cases.enums import AnswerGoesTo, RequesterKind
from dsr.cases.models import Case, CaseEvent, CaseItem, CaseLink, MessageAttachment
from dsr.fees.gateways.stripe_client import close_stripe_clients
from dsr.fees.models import Fee, Refund
from dsr.fulfilment.models import (
    ActionTask,
    CollectedCategory,
    DecisionItem,
    MethodChange,
    Promise,
    Redaction,
)
from dsr.identity.models import AuthorityCheck
from policies.domain.calendar import jst_date
from policies.enums import RequestKind


@pytest.fixture
def site(settings: Any, tmp_path: Any) -> Any:
    """An address where nothing runs yet: seeding brings its own server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.SITE_URL = f"http://127.0.0.1:{port}"
    settings.STRIPE_API_BASE = f"{settings.SITE_URL}/sandbox/stripe"
    settings.MILLY_APP_SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    settings.ACTION_ENDPOINTS = {
        "SOURCE:MILLY_APP": {
            "url": f"{settings.SITE_URL}/demo/service/actions/",
            "secret": settings.MILLY_APP_SECRETS[0],
        }
    }
    settings.ACTION_ENDPOINT_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.FILES_DIR = tmp_path
    yield
    close_stripe_clients()


@pytest.fixture
def fresh_service(transactional_db: None) -> Any:
    """The sample service before and after the stories, which correct and erase there."""
    drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA))
    with connection.cursor() as cursor:
        cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute(drop)


@pytest.mark.django_db(transaction=True)
def test_seeding_fills_every_state_once(site: None, fresh_service: None) -> None:
    call_command("seed_demo")
    began = timezone.now()
    today = jst_date(began)
    cases = Case.objects.all()
    assert cases.count() == len(STORIES) >= 40
    assert set(cases.values_list("status", flat=True)) == set(STATUSES)
    assert all([cases.overdue(on=today), cases.unassigned(), cases.waiting()])
    assert cases.due_soon(on=today, until=today + timedelta(days=3)).exists()
    fees = Counter(Fee.objects.values_list("status", flat=True))
    assert set(fees) == {"DUE", "PENDING", "PAID", "REFUNDED", "CANCELLED", "WAIVED"}
    refunds = set(Refund.objects.values_list("status", "reason"))
    assert refunds == {
        ("SUCCEEDED", "WITHDRAWN"), ("SUCCEEDED", "NOT_ACCEPTED"), ("SUCCEEDED", "REFUSED"),
        ("SUCCEEDED", "NOTHING_HELD"),
    }  # fmt: skip
    assert not CaseEvent.objects.filter(at__gt=began).exists()
    for reference in cases.values_list("reference", flat=True):
        moments = CaseEvent.objects.filter(case__reference=reference).order_by("sequence")
        times = list(moments.values_list("at", flat=True))
        assert times == sorted(times), reference
    released = cases.filter(released_at__isnull=False)
    assert all(case.prepared_by_id != case.released_by_id for case in released)
    assert Clock.objects.get().offset_seconds == 0
    waiting = OutboxMessage.objects.filter(status="QUEUED")
    invitations_and_calls = {"STAFF_NOTICE", "CASE_ESCALATED"}
    assert set(waiting.values_list("template", flat=True)) == invitations_and_calls
    assert [check.faults for check in verify_ledgers() if check.faults] == []

    _shows_everything(today)
    events = CaseEvent.objects.count()
    call_command("seed_demo")
    assert (cases.count(), CaseEvent.objects.count()) == (len(STORIES), events)


def _shows_everything(today: date) -> None:
    """Every kind, requester and trouble of the desk is there to be looked at."""
    items = CaseItem.objects.all()
    assert set(items.values_list("kind", flat=True)) == set(RequestKind.values)
    mixed = items.order_by().values("case").annotate(count=Count("pk")).filter(count__gt=1)
    assert mixed.count() == 3
    people = Case.objects.values_list("requester_kind", flat=True)
    assert set(people) == set(RequesterKind.values)
    assert set(AuthorityCheck.objects.values_list("basis", flat=True)) == {
        "PARENT", "ADULT_GUARDIAN", "MANDATE",
    }  # fmt: skip
    assert set(Case.objects.values_list("answer_goes_to", flat=True)) == set(AnswerGoesTo.values)
    absent = DecisionItem.objects.filter(outcome="DOES_NOT_EXIST").values_list("code", flat=True)
    assert set(absent) == {"N1", "X1"}
    told = items.filter(outcome="DOES_NOT_EXIST").values_list("outcome_code", flat=True)
    assert set(told) == {"N1"}
    shown = CollectedCategory.objects.filter(
        outcome="EXPORTED", result__source__connector="SQL",
        collection__case__identity_check__method="DOCUMENT",
        collection__case__requester_kind="SELF", collection__case__released_at__isnull=False,
    )  # fmt: skip
    assert shown.count() > 3  # who showed a document is searched for as the member they are
    owed = Promise.objects.filter(kept_at=None, kind="ALTERNATIVE_MEASURE").order_by("due_date")
    assert [(row.due_date - today).days for row in owed] == [-16, 2]
    assert Promise.objects.filter(kept_at__isnull=False).count() == 1
    assert set(ActionTask.objects.values_list("status", flat=True)) == {"WAITING", "CONFIRMED"}
    breaches = Breach.objects.order_by("pk").values_list("status", flat=True)
    assert Counter(breaches) == {"CLOSED": 2, "REPORTED_PRELIMINARY": 1, "OPEN": 1}
    assert Breach.objects.get(status="OPEN").preliminary_due_date > today
    links = set(CaseLink.objects.values_list("kind", flat=True))
    assert links == {"DUPLICATE", "COMPLAINT_ABOUT"}
    assert set(Redaction.objects.values_list("kind", flat=True)) == {"TEXT", "AREA"}
    assert MethodChange.objects.get().requested == "DOWNLOAD"
    ways = set(Case.objects.values_list("delivery_method", flat=True))
    assert ways == {"DOWNLOAD", "PAPER", "MEDIA"}
    assert Case.objects.correction_over(on=today).exists()
    assert Case.objects.escalated().exists()
    assert MessageAttachment.objects.count() == 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.person}-{story.days}")
def test_moments_of_a_story_run_forward_and_end_before_now(story: Story) -> None:
    for hour in range(0, 24, 5):
        now = timezone.now().replace(hour=hour, minute=1)
        moments = story.moments(now=now)
        assert moments == sorted(set(moments))
        assert moments[-1] < now
        days = [day for day, _step in story.steps]
        assert days == sorted(days)
        assert days[-1] <= story.days


def test_people_of_the_stories_are_known() -> None:
    keys = {persona.key for persona in PERSONAS} | {f"m{n:02}" for n in range(1, DRAWN + 1)}
    assert {story.person for story in STORIES} - keys == set()
