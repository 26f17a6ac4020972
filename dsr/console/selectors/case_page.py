"""Everything the case page shows, in one read; what the viewer may not see is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.actor import Actor
from accounts.domain.envelope import UnableToUnseal
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.messages import OpenedMessage, messages_of
from dsr.cases.selectors.notes import OpenedNote, internal_notes
from dsr.cases.selectors.timelines import StaffEntry, staff_timeline
from dsr.console.selectors.clocks import ClockDrawing, drawing
from dsr.fees.models import Fee
from dsr.fees.selectors.fees import fee_of
from dsr.fulfilment.selectors.panels import FulfilmentSummary, fulfilment_summary
from dsr.identity.models import IdentityCheck
from dsr.identity.selectors.checks import check_of, missing_for
from policies.domain.calendar import jst_date

MISSING_WORDS = {
    "CHECK": gettext_lazy("No identity check was opened."),
    "CODE": gettext_lazy("The person has not typed the code yet."),
    "DOCUMENT": gettext_lazy("The person has not uploaded a document yet."),
    "REVIEW": gettext_lazy("A reviewer must look at the documents."),
    "SECOND_PERSON": gettext_lazy("A second person must confirm."),
    "HELD": gettext_lazy("The check is held: somebody must look before it can pass."),
}


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The parts of the page. `shredded` means the case's key is gone and texts with it."""

    drawing: ClockDrawing
    shredded: bool
    claims: list[tuple[str, str]]
    items: list[dict[str, Any]]
    identity: IdentityCheck | None
    identity_missing: list[str]
    fee: Fee | None
    fulfilment: FulfilmentSummary
    messages: list[OpenedMessage]
    notes: list[OpenedNote]
    timeline: list[StaffEntry]


def case_page(case: Case, *, actor: Actor, now: datetime) -> CasePage:
    """Read the page for a member of staff. Texts are opened only here, never in lists."""
    try:
        texts = _texts(case)
        shredded = False
    except UnableToUnseal:
        texts = {"claims": [], "items": [], "messages": [], "notes": [], "timeline": []}
        shredded = True
    return CasePage(
        drawing=drawing(
            case, today=jst_date(now), pauses=list(case.pauses.order_by("started_on", "pk"))
        ),
        shredded=shredded,
        identity=check_of(case),
        identity_missing=[str(MISSING_WORDS[code]) for code in missing_for(case)]
        if case.identity_gate != "PASSED"
        else [],
        fee=fee_of(case) if actor.may("dsr_fees.view_fee") else None,
        fulfilment=fulfilment_summary(case, now=now),
        **texts,
    )


def _texts(case: Case) -> dict[str, Any]:
    labels = _labels()
    claims = claims_of(case)
    return {
        "claims": [(label, claims[name]) for name, label in labels if claims.get(name)],
        "items": [
            {"item": item, "detail": item_detail(item)}
            for item in case.items.select_related("case__data_key").order_by("position")
        ],
        "messages": messages_of(case),
        "notes": internal_notes(case),
        "timeline": staff_timeline(case),
    }


def _labels() -> list[tuple[str, str]]:
    return [
        ("family_name", _("Family name")),
        ("given_name", _("Given name")),
        ("family_name_kana", _("Family name (kana)")),
        ("given_name_kana", _("Given name (kana)")),
        ("former_name", _("Former name")),
        ("birth_date", _("Date of birth")),
        ("postal_code", _("Postal code")),
        ("address", _("Address")),
        ("registered_address", _("Address at registration")),
        ("phone", _("Phone")),
        ("email", _("E-mail address")),
        ("member_id", _("Member number")),
        ("registered_email", _("Registered e-mail address")),
    ]
