"""What went wrong and waits for a person, and what waits for money or a second look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.actor import Actor
from accounts.models import OutboxMessage
from dsr.breaches.models import Breach
from dsr.cases.models import Case
from dsr.console.models import Job
from dsr.fees.models import Fee, Refund
from dsr.fulfilment.models import ActionTask, SourceResult
from dsr.fulfilment.selectors.promises import open_promises
from dsr.identity.models import IdentityCheck
from policies.domain.calendar import jst_date

MOST = 100  # counts stop here: more reads "100+"
NAMED = 5  # references named beside a count


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits for a person.

    Arguments:
        label: what it is.
        permission: who is told.
        page: the admin page of all of them, as "app_model".
        query: narrows that page, such as "?status__exact=FAILED".
        each: the admin page of one, by the reference shown; "" when there is none.
    """

    label: str | Promise
    permission: str
    page: str
    query: str = ""
    each: str = ""


FAULTS: dict[str, Kind] = {
    "escalated": Kind(
        _("Requests nobody works on"), "dsr_cases.view_case",
        "dsr_cases_case", "?tab=escalated", each="dsr_cases_case",
    ),
    "interim": Kind(
        _("Requests without the interim notice they should have had"), "dsr_cases.view_case",
        "dsr_cases_case", "?tab=interim", each="dsr_cases_case",
    ),
    "breach": Kind(
        _("Breaches with a report due or late"), "dsr_breaches.view_breach",
        "dsr_breaches_breach", each="dsr_breaches_breach",
    ),
    "mail": Kind(
        _("Mail that could not be sent"), "accounts.view_outboxmessage",
        "accounts_outboxmessage", "?status__exact=FAILED",
    ),
    "source": Kind(
        _("Data sources that failed"), "dsr_fulfilment.view_collection",
        "dsr_fulfilment_collection", each="dsr_fulfilment_collection",
    ),
    "action": Kind(
        _("Actions in sources that failed"), "dsr_fulfilment.view_actiontask",
        "dsr_fulfilment_actiontask", "?open=failed", each="dsr_cases_case",
    ),
    "promise": Kind(
        _("Promises that are overdue"), "dsr_fulfilment.view_promise",
        "dsr_fulfilment_promise", "?standing=overdue",
    ),
    "fee": Kind(
        _("Fees that need a look"), "dsr_fees.view_fee", "dsr_fees_fee", each="dsr_fees_fee"
    ),
    "refund": Kind(
        _("Refunds that failed"), "dsr_fees.view_refund", "dsr_fees_fee", each="dsr_fees_fee"
    ),
    "failed_job": Kind(
        _("Background jobs that failed"), "dsr_console.view_job",
        "dsr_console_job", "?state=failed", each="dsr_console_job",
    ),
    "stuck_job": Kind(
        _("Background jobs that are stuck"), "dsr_console.view_job",
        "dsr_console_job", "?state=stuck", each="dsr_console_job",
    ),
    "late_job": Kind(
        _("Background jobs that are late"), "dsr_console.view_job",
        "dsr_console_job", "?state=late", each="dsr_console_job",
    ),
}  # fmt: skip
WORK: dict[str, Kind] = {
    "identity": Kind(
        _("Identity documents to look at"),
        "dsr_identity.verify_identity",
        "dsr_identity_identitycheck",
    ),
    "due_fee": Kind(_("Fees not paid yet"), "dsr_fees.refund_fee", "dsr_fees_fee"),
    "pending_fee": Kind(_("Vouchers issued, not paid yet"), "dsr_fees.refund_fee", "dsr_fees_fee"),
    "refund_due": Kind(_("Refunds on their way"), "dsr_fees.refund_fee", "dsr_fees_fee"),
}


@dataclass(frozen=True)
class Heap:
    """How many of one kind wait (at most MOST, `more` when beyond), and the first few."""

    kind: Kind
    count: int
    more: bool
    references: list[str]


def heaps(kinds: dict[str, Kind], *, actor: Actor, now: datetime) -> list[Heap]:
    """What waits of the kinds this person is told of, in one query; kinds without any are out."""
    told = [name for name, kind in kinds.items() if actor.may(kind.permission)]
    if not told:
        return []
    parts = [_rows(name, now=now) for name in told]
    found: dict[str, list[str]] = {name: [] for name in told}
    for name, reference in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
        found[name].append(reference)
    return [_heap(kinds[name], references) for name, references in found.items() if references]


def _heap(kind: Kind, references: list[str]) -> Heap:
    named = list(dict.fromkeys(reference for reference in references if reference))[:NAMED]
    return Heap(kind, min(len(references), MOST), len(references) > MOST, named)


def _rows(name: str, *, now: datetime) -> QuerySet:
    rows, reference = _WAITING[name](now)
    named: QuerySet = rows.order_by().values_list(
        Value(name, CharField()), Cast(reference, CharField())
    )[: MOST + 1]
    return named


def _fees(**conditions: object) -> tuple[QuerySet, str]:
    return Fee.objects.filter(**conditions), "reference"


_FAILED_SOURCES = {
    "status": "FAILED", "finished_at__isnull": True, "collection__case__closed_at__isnull": True,
}  # fmt: skip
_WAITING: dict[str, Callable[[datetime], tuple[QuerySet, str]]] = {
    "breach": lambda now: (Breach.objects.pressing(on=jst_date(now)), "reference"),
    "escalated": lambda now: (Case.objects.escalated(), "reference"),
    "interim": lambda now: (
        Case.objects.interim_due(until=jst_date(now) - timedelta(days=1)), "reference"
    ),
    "mail": lambda now: (OutboxMessage.objects.filter(status="FAILED"), "reference"),
    "source": lambda now: (
        SourceResult.objects.filter(**_FAILED_SOURCES), "collection__case__reference"
    ),
    "action": lambda now: (
        ActionTask.objects.filter(status="FAILED", item__case__status="ACTING"),
        "item__case__reference",
    ),
    "promise": lambda now: (
        open_promises().filter(due_date__lt=jst_date(now)), "item__case__reference"
    ),
    "fee": lambda now: _fees(needs_review=True),
    "refund": lambda now: (
        Refund.objects.filter(status__in=["FAILED", "REQUIRES_ACTION"]), "payment__fee__reference"
    ),
    "failed_job": lambda now: (Job.objects.failed(), "pk"),
    "stuck_job": lambda now: (Job.objects.stuck(now=now), "pk"),
    "late_job": lambda now: (Job.objects.late(now=now), "pk"),
    "identity": lambda now: (
        IdentityCheck.objects.filter(status__in=["AWAITING_REVIEW", "AWAITING_SECOND_PERSON"]),
        "case__reference",
    ),
    "due_fee": lambda now: _fees(status="DUE"),
    "pending_fee": lambda now: _fees(status="PENDING"),
    "refund_due": lambda now: _fees(refund_pending=True),
}  # fmt: skip
