"""Roles: groups in the database say exactly what the table in code says."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.domain.roles import ROLES
from accounts.enums import Role
from accounts.services.roles import sync_roles

pytestmark = pytest.mark.django_db


def in_database() -> dict[str, frozenset[str]]:
    return {
        group.name: frozenset(
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        )
        for group in Group.objects.all()
    }


def test_groups_equal_the_table_after_syncing() -> None:
    Group.objects.all().delete()
    call_command("sync_roles")
    assert in_database() == ROLES


def test_syncing_takes_back_what_was_added_by_hand() -> None:
    sync_roles()
    Group.objects.get(name="finance").permissions.set(Permission.objects.all())
    sync_roles()
    assert in_database() == ROLES


def test_every_role_has_a_name_for_people() -> None:
    assert set(Role.values) == set(ROLES)


def test_finance_and_administrator_open_no_case() -> None:
    for role in ("finance", "administrator"):
        assert not [
            name for name in ROLES[role] if name.startswith(("dsr_cases.", "dsr_identity."))
        ]
        assert "accounts.view_datasubject" not in ROLES[role]
