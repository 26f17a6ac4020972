"""Tours of one matter each, whoever sees to it: an erasure, a parent's request, a breach."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from config.demo.accounts import MANAGER, REVIEWER, Account
from config.demo.milly_app.personas import HINATA, SAKI
from config.demo.tours import TourStep, link_to_case
from dsr.breaches.models import Breach
from dsr.identity.models import AuthorityCheck


@dataclass(frozen=True, slots=True)
class Theme:
    """One matter, and as whom it is seen to."""

    title: str | Promise
    text: str | Promise
    account: Account
    steps: Callable[[], list[TourStep]]


def _member(member_id: str | None) -> str:
    return reverse("demo_service:member", args=[member_id])


def erasure() -> list[TourStep]:
    """From the decision to a row that is gone."""
    case = {"status": "AWAITING_APPROVAL", "actions_gate": "OPEN"}
    return [
        TourStep(
            _("See what the service holds"),
            _("Saki asked for her data and for her location history to be erased. Look at her"
              " location records in the sample service before anything happens."),
            _member(SAKI.member_id),
            _("Open Saki in the sample service"),
        ),
        TourStep(
            _("Read what was decided"),
            _("Her two wishes have one answer each. The measures say what is to be done to which"
              " data, and by whom."),
            *link_to_case(_("Open Saki's case"), **case),
        ),
        TourStep(
            _("Approve, and let the sources act"),
            _("On the case, choose “Approve and act in the sources”. The sample service gets a"
              " signed message and erases; what has no interface becomes a task with proof."),
            *link_to_case(_("Open Saki's case"), requester__email=SAKI.email),
        ),
        TourStep(
            _("See that it is gone"),
            _("The location records are no longer in the sample service. Only now can the answer"
              " be released."),
            _member(SAKI.member_id),
            _("Open Saki in the sample service"),
        ),
        TourStep(
            _("See an action that waits for a person"),
            _("Another case is still acting: the processor and the partner are told by people, who"
              " attach proof."),
            *link_to_case(_("Open a case that is acting"), status="ACTING"),
        ),
        TourStep(
            _("See what stays promised"),
            _("What cannot be done now is promised for a day: one is due soon, one is overdue, one"
              " was kept."),
            reverse("admin:dsr_fulfilment_promise_changelist"),
            _("Open the promises"),
        ),
    ]  # fmt: skip


def parent() -> list[TourStep]:
    """Two people, one relationship."""
    check = AuthorityCheck.objects.filter(status="AWAITING_REVIEW").select_related("case").last()
    who = reverse("admin:dsr_identity_identitycheck_changelist")
    right = reverse("admin:dsr_identity_authoritycheck_changelist")
    if check is not None:
        who = reverse("admin:dsr_identity_identitycheck_change", args=[check.case.reference])
        right = reverse("admin:dsr_identity_authoritycheck_change", args=[check.case.reference])
    return [
        TourStep(
            _("Read what a parent is told"),
            _("Who may ask for whom, with which papers, and who gets the answer."),
            reverse("portal_agents"),
            _("Open the page about representatives"),
        ),
        TourStep(
            _("Check two people"),
            _("Kei asks for her child Hinata. Both show papers: a code to Kei's address says"
              " nothing about the child."),
            who,
            _("Open the identity check"),
        ),
        TourStep(
            _("Check the relationship"),
            _("The family register shows it. Whether Hinata is under 18, and how old the paper is,"
              " is computed. You choose whether the child is told, and say why."),
            right,
            _("Open the authority check"),
        ),
        TourStep(
            _("See whose data it is"),
            _("The case is about Hinata, a data subject without an account."),
            _member(HINATA.member_id),
            _("Open Hinata in the sample service"),
        ),
        TourStep(
            _("See one that was answered"),
            _("On the day of release the authority was checked once more."),
            *link_to_case(
                _("Open an answered case"), requester_kind="STATUTORY", released_at__isnull=False
            ),
        ),
    ]  # fmt: skip


def breach() -> list[TourStep]:
    """Day 1 is the day on which somebody knew."""
    return [
        TourStep(
            _("See what is due first"),
            _("The first page names every breach whose report is due or late."),
            reverse("admin:index"),
            _("Open the console"),
        ),
        TourStep(
            _("Assess a suspected impostor"),
            _("Nobody has assessed it, and the clock runs all the same: the preliminary report is"
              " due on the next working day. Decide whether it must be reported, and why."),
            *_breach("OPEN"),
        ),
        TourStep(
            _("Prepare the final report"),
            _("Here the preliminary report was made and the person told. Print the draft of the"
              " final report with its nine items."),
            *_breach("REPORTED_PRELIMINARY"),
        ),
        TourStep(
            _("See all dates together"),
            _("The calendar shows every date that is still open, breaches included."),
            reverse("admin:dsr_console_calendar"),
            _("Open the calendar"),
        ),
    ]  # fmt: skip


def _breach(status: str) -> tuple[str, str]:
    found = Breach.objects.filter(status=status).order_by("-pk").first()
    if found is None:
        return reverse("admin:dsr_breaches_breach_changelist"), _("Open the breaches")
    return reverse("admin:dsr_breaches_breach_change", args=[found.reference]), _("Open the breach")


THEMES: dict[str, Theme] = {
    "erasure": Theme(
        _lazy("An erasure that really happens"),
        _lazy("Approve it, and watch the rows go in the sample service."),
        MANAGER,
        erasure,
    ),
    "parent": Theme(
        _lazy("A parent's request"),
        _lazy("Two people, one relationship, and a check on the day of release."),
        REVIEWER,
        parent,
    ),
    "breach": Theme(
        _lazy("The clock of a breach"),
        _lazy("A suspected impostor, with the first report due tomorrow."),
        MANAGER,
        breach,
    ),
}
