"""Everything the case page shows, in one read; what the viewer may not see is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain.actor import Actor
from accounts.domain.envelope import UnableToUnseal
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.defects import OpenedDefect, defects_of
from dsr.cases.selectors.letters import ShownLetter, letters_of
from dsr.cases.selectors.messages import OpenedMessage, messages_of
from dsr.cases.selectors.notes import OpenedNote, internal_notes
from dsr.cases.selectors.timelines import staff_timeline
from dsr.console.selectors.case_words import (
    MISSING_WORDS,
    Rows,
    claim_rows,
    delivery_rows,
    detail_rows,
    filing_rows,
    format_words,
    moved,
    scope_words,
)
from dsr.console.selectors.clocks import ClockDrawing, drawing
from dsr.fees.models import Fee
from dsr.fees.selectors.fees import fee_of
from dsr.fulfilment.selectors.panels import FulfilmentSummary, fulfilment_summary
from dsr.identity.models import AuthorityCheck, IdentityCheck
from dsr.identity.selectors.authority import authority_missing_for, authority_of
from dsr.identity.selectors.checks import check_of, missing_for
from policies.domain.calendar import jst_date


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The parts of the page. `shredded` means the case's key is gone and texts with it."""

    drawing: ClockDrawing
    shredded: bool
    filing: Rows
    formats: list[str]
    claims: Rows
    items: list[dict[str, Any]]
    identity: IdentityCheck | None
    identity_missing: list[str]
    authority: AuthorityCheck | None
    authority_missing: list[str]
    fee: Fee | None
    fulfilment: FulfilmentSummary
    delivery: Rows
    messages: list[OpenedMessage]
    notes: list[OpenedNote]
    timeline: list[dict[str, Any]]
    defects: list[OpenedDefect]
    letters: list[ShownLetter]


def case_page(case: Case, *, actor: Actor, now: datetime) -> CasePage:
    """Read the page for a member of staff. Texts are opened only here, never in lists."""
    try:
        texts = _texts(case, now)
        shredded = False
    except UnableToUnseal:
        texts = {
            "claims": [], "items": [], "messages": [], "notes": [], "timeline": [], "defects": [],
        }  # fmt: skip
        shredded = True
    pauses = list(case.pauses.order_by("started_on", "pk"))
    summary = fulfilment_summary(case, now=now)
    return CasePage(
        drawing=drawing(case, today=jst_date(now), pauses=pauses),
        shredded=shredded,
        filing=filing_rows(case),
        formats=format_words(case.formats),
        identity=check_of(case),
        identity_missing=_identity_missing(case),
        authority=authority_of(case),
        authority_missing=_authority_missing(case, now),
        fee=fee_of(case) if actor.may("dsr_fees.view_fee") else None,
        fulfilment=summary,
        delivery=delivery_rows(summary.delivery, download_state=summary.download_state)
        if summary.delivery
        else [],
        letters=letters_of(case),
        **texts,
    )


def _authority_missing(case: Case, now: datetime) -> list[str]:
    """What a representative's case lacks before it can be answered today."""
    if not case.is_open or case.released_at is not None:
        return []
    missing = authority_missing_for(case)
    if not missing and case.authority_gate == "PASSED":
        missing = ["AUTHORITY_TODAY"] if case.authority_checked_on != jst_date(now) else []
    if case.principal_notice_gate == "OPEN":
        missing.append("PRINCIPAL_NOTICE")
    return [str(MISSING_WORDS[code]) for code in missing]


def _identity_missing(case: Case) -> list[str]:
    if case.identity_gate == "PASSED" or not case.is_open:
        return []
    return [str(MISSING_WORDS[code]) for code in missing_for(case)]


def _texts(case: Case, now: datetime) -> dict[str, Any]:
    items = case.items.select_related("case__data_key").order_by("position")
    return {
        "claims": claim_rows(claims_of(case)),
        "items": [
            {
                "item": item,
                "scope": scope_words(item.scope),
                "words": detail_rows(item_detail(item)),
            }
            for item in items
        ],
        "messages": messages_of(case),
        "notes": internal_notes(case),
        "defects": defects_of(case, on=jst_date(now)),
        "timeline": [{"entry": entry, "moved": moved(entry)} for entry in staff_timeline(case)],
    }
