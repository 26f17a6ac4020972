"""Staff accounts: the administrator makes them, gives roles, and ends them."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from accounts.domain.actor import Actor
from accounts.domain.blind_index import UnableToNormalise, normalise_mail
from accounts.enums import AccessAction, MailTemplate, Role, StaffChangeKind
from accounts.models import StaffChange, User
from accounts.services.access_records import record_access
from accounts.services.outbox import queue_mail
from accounts.services.roles import give_roles

MANAGE_STAFF = "accounts.manage_staff"


class UnableToManageStaff(Exception):
    """Why a staff account stays as it is.

    `code`: NOT_PERMITTED, TAKEN, ADDRESS, ROLE, SELF, NOT_STAFF.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def create_staff(
    *,
    address: str,
    display_name: str,
    roles: Iterable[str],
    language: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> User:
    """Make a staff account and tell its owner by mail how to sign in.

    They sign in first by a code to this very address, then set up a second factor; nobody else
    ever holds a password of theirs. Raises UnableToManageStaff.
    """
    _permit(actor)
    try:
        mail = normalise_mail(address)
    except UnableToNormalise:
        raise UnableToManageStaff("ADDRESS") from None
    if User.objects.filter(email__iexact=mail).exists():
        raise UnableToManageStaff("TAKEN")
    user = User.objects.create_user(
        mail, display_name=display_name, language=language, is_staff=True
    )
    _give(user, roles)
    _invite(user, now)
    _record(user, StaffChangeKind.CREATED, reason, actor, now)
    return user


@transaction.atomic
def set_staff_roles(
    *, user_id: int, roles: Iterable[str], reason: str, actor: Actor, now: datetime
) -> User:
    """Give a member of staff exactly these roles. Nobody changes their own.

    Raises UnableToManageStaff.
    """
    user = _staff(user_id, actor)
    _give(user, roles)
    _record(user, StaffChangeKind.ROLES_SET, reason, actor, now)
    return user


@transaction.atomic
def deactivate_staff(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """End a staff account: its next request is refused. Nobody ends their own.

    Raises UnableToManageStaff.
    """
    user = _staff(user_id, actor)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(user, StaffChangeKind.DEACTIVATED, reason, actor, now)
    return user


@transaction.atomic
def reactivate_staff(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """Open a staff account again, with the roles it had. Raises UnableToManageStaff."""
    user = _staff(user_id, actor)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(user, StaffChangeKind.REACTIVATED, reason, actor, now)
    return user


@transaction.atomic
def reset_second_factor(*, user_id: int, reason: str, actor: Actor, now: datetime) -> User:
    """For a lost phone: remove password and factors; the owner starts anew by a code to their mail.

    Raises UnableToManageStaff.
    """
    user = _staff(user_id, actor)
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _invite(user, now)
    _record(user, StaffChangeKind.FACTOR_RESET, reason, actor, now)
    return user


def _permit(actor: Actor) -> None:
    if not actor.may(MANAGE_STAFF):
        raise UnableToManageStaff("NOT_PERMITTED")


def _staff(user_id: int, actor: Actor) -> User:
    _permit(actor)
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_staff:
        raise UnableToManageStaff("NOT_STAFF")
    if user.pk == actor.user_id:
        raise UnableToManageStaff("SELF")
    return user


def _give(user: User, roles: Iterable[str]) -> None:
    wanted = set(roles)
    if not wanted or wanted - set(Role.values):
        raise UnableToManageStaff("ROLE")
    try:
        give_roles(user=user, roles=sorted(wanted))
    except Group.DoesNotExist:
        raise UnableToManageStaff("ROLE") from None


def _invite(user: User, now: datetime) -> None:
    path = f"{reverse('account_login')}?{urlencode({'next': reverse('admin:index')})}"
    queue_mail(recipient=user, template=MailTemplate.STAFF_NOTICE, reference="", path=path, now=now)


def _record(user: User, kind: StaffChangeKind, reason: str, actor: Actor, now: datetime) -> None:
    StaffChange.objects.create(
        user=user,
        kind=kind,
        roles=",".join(sorted(user.groups.values_list("name", flat=True))),
        reason=reason.strip(),
        actor_id=actor.user_id,
        at=now,
    )
    record_access(
        subject_id=None,
        action=AccessAction.CHANGED,
        object_kind=f"staff:{kind}",
        object_reference=f"user:{user.pk}",
        actor=actor,
        now=now,
    )
