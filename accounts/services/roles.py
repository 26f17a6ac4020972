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
        f"{app}.{codename}": key
        for app, codename, key in Permission.objects.values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    missing = sorted({name for names in ROLES.values() for name in names} - known.keys())
    if missing:
        raise UnableToSyncRoles(f"No model defines: {', '.join(missing)}")
    Group.objects.bulk_create([Group(name=role) for role in ROLES], ignore_conflicts=True)
    groups = dict(Group.objects.filter(name__in=ROLES).values_list("name", "pk"))
    wanted = {(groups[role], known[name]) for role, names in ROLES.items() for name in names}
    rows = Group.permissions.through.objects.filter(group_id__in=groups.values())
    held = {
        (group, permission): key
        for key, group, permission in rows.values_list("pk", "group_id", "permission_id")
    }
    rows.filter(pk__in=[key for pair, key in held.items() if pair not in wanted]).delete()
    Group.permissions.through.objects.bulk_create(
        [
            Group.permissions.through(group_id=group, permission_id=permission)
            for group, permission in sorted(wanted - held.keys())
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def give_roles(*, user: User, roles: Iterable[str]) -> None:
    """Give a staff user exactly these roles. Raises Group.DoesNotExist for an unknown one."""
    user.groups.set([Group.objects.get(name=role) for role in roles])
