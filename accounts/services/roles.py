"""Roles become groups: `manage.py sync_roles` after every migrate."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.domain.roles import ROLES
from accounts.models import User


class UnableToSyncRoles(Exception):
    """The role table names a permission that no model defines."""


@transaction.atomic
def sync_roles() -> None:
    """Make the groups say exactly what accounts.domain.roles says. Raises UnableToSyncRoles."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    missing = sorted({name for names in ROLES.values() for name in names} - known.keys())
    if missing:
        raise UnableToSyncRoles(f"No model defines: {', '.join(missing)}")
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in names])


@transaction.atomic
def give_roles(*, user: User, roles: Iterable[str]) -> None:
    """Give a staff user exactly these roles. Raises Group.DoesNotExist for an unknown one."""
    user.groups.set([Group.objects.get(name=role) for role in roles])
