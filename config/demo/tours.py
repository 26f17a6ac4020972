"""The tours: what to look at with each role, in order, with links to cases that fit just now."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from config.demo.accounts import MANAGER, VISITOR
from dsr.cases.models import Case
from dsr.identity.models import IdentityCheck


@dataclass(frozen=True, slots=True)
class TourStep:
    """One thing to do. `href` is where, "" for nowhere in particular."""

    title: str
    text: str
    href: str = ""
    link: str = ""


def link_to_case(link: str, **facts: object) -> tuple[str, str]:
    """The newest case with these facts in the console, or the queue where none fits any more."""
    case = Case.objects.filter(**facts).order_by("-arrival_date", "-pk").first()
    if case is None:
        return reverse("admin:dsr_cases_case_changelist") + "?tab=all", _("Open the work queue")
    return reverse("admin:dsr_cases_case_change", args=[case.reference]), link


def _document() -> tuple[str, str]:
    """The identity check that waits for a reviewer."""
    check = IdentityCheck.objects.filter(status="AWAITING_REVIEW").select_related("case").first()
    if check is None:
        return reverse("admin:dsr_identity_identitycheck_changelist"), _("Open the identity checks")
    opened = reverse("admin:dsr_identity_identitycheck_change", args=[check.case.reference])
    return opened, _("Open the identity check")


def _answer() -> tuple[str, str]:
    """Hanako's answer that waits for her."""
    case = Case.objects.filter(requester__email=VISITOR.email, status="RELEASED").last()
    if case is None:
        return reverse("portal_requests"), _("Open my requests")
    return reverse("fulfilment:answer", args=[case.reference]), _("Open the answer")


def _queue(tab: str) -> str:
    return f"{reverse('admin:dsr_cases_case_changelist')}?tab={tab}"


def requester() -> list[TourStep]:
    """Ask, pay, prove, receive."""
    return [
        TourStep(
            _("See what you can ask"),
            _("The front page says what you can ask, what it costs and how long it takes."),
            reverse("portal_home"),
            _("Open the portal"),
        ),
        TourStep(
            _("File a request"),
            _(
                "One question a page. Leave in the middle and come back: nothing typed is lost."
                " At the end, check your answers and submit."
            ),
            reverse("portal_start"),
            _("Start a request"),
        ),
        TourStep(
            _("Pay the fee"),
            _(
                "On the page of your new request, choose to pay. The practice page takes a card,"
                " declines one, or gives out a voucher for a convenience store."
            ),
            reverse("portal_requests"),
            _("Open my requests"),
        ),
        TourStep(
            _("Show who you are"),
            _(
                "Ask for a code to the address on file, read it in the outgoing mail, and type it."
                " No document is needed from a member."
            ),
            f"{reverse('demo_mailbox')}?to={VISITOR.email}",
            _("Open Hanako's mail"),
        ),
        TourStep(
            _("Receive an answer"),
            _(
                "One of Hanako's earlier requests has its answer ready. Read the letter, ask for a"
                " fresh code, and download the package."
            ),
            *_answer(),
        ),
        TourStep(
            _("Compare"),
            _("Everything the sample service holds about Hanako should be in the package."),
            reverse("demo_service:member", args=["M-000042"]),
            _("Open Hanako in the sample service"),
        ),
    ]


def manager() -> list[TourStep]:
    """Queue, case, approval."""
    return [
        TourStep(
            _("Look over the work queue"),
            _("What is overdue, due soon, waiting or nobody's, with the clock of each case."),
            _queue("open"),
            _("Open the work queue"),
        ),
        TourStep(
            _("Give a case an owner"),
            _("Open an accepted case that is nobody's. Every button is a step of the workflow."),
            *link_to_case(_("Open an unassigned case"), status="ACCEPTED", owner=None),
        ),
        TourStep(
            _("Approve and release"),
            _(
                "A draft waits for approval. Read the letter and the package, then release it or"
                " send it back with a reason. You cannot release what you prepared yourself."
            ),
            *link_to_case(
                _("Open a case awaiting approval"),
                status="AWAITING_APPROVAL",
                prepared_by__isnull=False,
            ),
        ),
        TourStep(
            _("Follow a case that takes longer"),
            _("Its target was extended with a reason, and the person was told why."),
            *link_to_case(_("Open the case"), extended_on__isnull=False),
        ),
        TourStep(
            _("See who looked"),
            _("Every opening of a person's data is on record. Yours is the newest."),
            reverse("admin:accounts_accessrecord_changelist"),
            _("Open the access records"),
        ),
    ]


def second_manager() -> list[TourStep]:
    """Releasing what the first manager prepared."""
    return [
        TourStep(
            _("Release what somebody else prepared"),
            _("Two people answer a request: one prepares, another releases."),
            *link_to_case(_("Open a case awaiting approval"), status="AWAITING_APPROVAL"),
        ),
        TourStep(
            _("Look at your own cases"),
            _("The queue opens with what is yours."),
            _queue("mine"),
            _("Open the work queue"),
        ),
    ]


def reviewer() -> list[TourStep]:
    """Collecting and drafting."""
    return [
        TourStep(
            _("Begin with what is yours"),
            _("The queue opens with your own cases, the most urgent first."),
            _queue("mine"),
            _("Open the work queue"),
        ),
        TourStep(
            _("Look at an identity document"),
            _("Compare the picture with what the person claimed and what the company holds. It is"
              " deleted within days, and its number is never kept."),
            *_document(),
        ),
        TourStep(
            _("Start to collect"),
            _("Open an accepted case and start: each source is searched by a job of its own."),
            *link_to_case(_("Open an accepted case"), status="ACCEPTED"),
        ),
        TourStep(
            _("Do a task by hand"),
            _("Paper notes and recordings are searched by people: attach files, or say nothing"
              " was found and how it was searched."),
            *link_to_case(_("Open a case being collected"), status="COLLECTING"),
        ),
        TourStep(
            _("Draft the answer"),
            _("Leave out what would harm others, with a code and a reason; decide each item;"
              " preview the letter; submit."),
            *link_to_case(_("Open a case under review"), status="REVIEWING"),
        ),
        TourStep(
            _("Ask the requester"),
            _("The internal target stands still while the person's reply is awaited."),
            *link_to_case(_("Open a waiting case"), status="WAITING_FOR_REQUESTER"),
        ),
    ]  # fmt: skip


def finance() -> list[TourStep]:
    """Fees without case files."""
    return [
        TourStep(
            _("Look over the fees"),
            _("Finance sees fees, payments and refunds, and nothing of what people asked."),
            reverse("admin:dsr_fees_fee_changelist"),
            _("Open the fees"),
        ),
        TourStep(
            _("Read the fee schedule"),
            _("The only place where an amount stands: a row with the date it holds from."),
            reverse("admin:policies_feeschedulerow_changelist"),
            _("Open the fee schedule"),
        ),
        TourStep(
            _("Be Stripe for a moment"),
            _(
                "Pay a waiting voucher, let one lapse, or dispute a card payment, and see what the"
                " desk makes of it."
            ),
            reverse("stripe_sandbox:dashboard"),
            _("Open the practice payments"),
        ),
    ]


def auditor() -> list[TourStep]:
    """Reading what is on record."""
    return [
        TourStep(
            _("Read a closed case"),
            _("Who did what and when, under which policy version and rules, and why."),
            *link_to_case(_("Open a closed case"), status="CLOSED"),
        ),
        TourStep(
            _("See who looked"),
            _("Every look at a person's data, every search and every refusal."),
            reverse("admin:accounts_accessrecord_changelist"),
            _("Open the access records"),
        ),
        TourStep(
            _("Read the ledger of consent"),
            _("Each yes and no, with the version of the words it was said to."),
            reverse("admin:consent_consentevent_changelist"),
            _("Open the consent events"),
        ),
        TourStep(
            _("Check the ledgers"),
            _("In a terminal, run “manage.py verify_ledgers”: it names every row that was changed,"
              " removed or moved."),
        ),
    ]  # fmt: skip


def administrator() -> list[TourStep]:
    """Staff, rules, registers."""
    return [
        TourStep(
            _("Look after staff"),
            _("Make an account, give roles, end it, or reset a second factor, each with a reason."),
            reverse("admin:accounts_user_changelist"),
            _("Open the accounts"),
        ),
        TourStep(
            _("Fill in what is not set"),
            _("The representative and the security measures are not set yet, and staff see so."),
            reverse("admin:policies_organisation_changelist"),
            _("Open the organisation"),
        ),
        TourStep(
            _("Change a rule"),
            _("Rules are never edited: a new row holds from its date on."),
            reverse("admin:policies_deadlinerule_changelist"),
            _("Open the deadline rules"),
        ),
        TourStep(
            _("Test a data source"),
            _("Each source says what it holds and by what it is searched."),
            reverse("admin:dsr_fulfilment_datasource_changelist"),
            _("Open the data sources"),
        ),
    ]


TOURS: dict[str, Callable[[], list[TourStep]]] = {
    VISITOR.key: requester,
    MANAGER.key: manager,
    "manager2": second_manager,
    "reviewer": reviewer,
    "finance": finance,
    "auditor": auditor,
    "administrator": administrator,
}
