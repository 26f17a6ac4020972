"""Who may own cases, who hears of trouble, and since when a case has nobody."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, QuerySet

from accounts.enums import Role, StaffChangeKind
from accounts.models import StaffChange, User
from dsr.cases.models import Case
from policies.domain.calendar import jst_date
from policies.models import Organisation


def reviewers() -> QuerySet[User]:
    """Active reviewers."""
    return _active(Role.REVIEWER)


def managers() -> QuerySet[User]:
    """Active privacy managers: they hear of what nobody owns and of what is late."""
    return _active(Role.MANAGER)


def assigns_automatically() -> bool:
    """Whether the company lets new requests be given to a reviewer by themselves."""
    return Organisation.objects.filter(pk=1, assign_automatically=True).exists()


def ownerless_since(cases: Iterable[Case]) -> dict[int, date]:
    """By case id, the JST date since when nobody works on each of these unassigned `cases`.

    A case nobody ever owned: its arrival. A case whose owner's account ended: that day.
    """
    rows = list(cases)
    ended = dict(
        StaffChange.objects.filter(
            user_id__in={case.owner_id for case in rows if case.owner_id},
            kind=StaffChangeKind.DEACTIVATED,
        )
        .values("user_id")
        .annotate(at=Max("at"))
        .values_list("user_id", "at")
    )
    since = {}
    for case in rows:
        at = ended.get(case.owner_id or 0)
        since[case.pk] = max(jst_date(at), case.arrival_date) if at else case.arrival_date
    return since


def _active(role: Role) -> QuerySet[User]:
    return User.objects.filter(groups__name=role.value, is_staff=True, is_active=True).order_by(
        "pk"
    )
