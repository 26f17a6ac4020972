"""A complete draft becomes a case with its identity check and fee, in one transaction, once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import requester_actor
from accounts.services.data_keys import destroy_data_key
from dsr.cases.domain.stop_grounds import STOP_KINDS
from dsr.cases.enums import Gate, RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem, file_case
from dsr.cases.services.gates import accept_when_ready
from dsr.fees.selectors.fees import charged_row
from dsr.fees.services.fees import raise_fee
from dsr.identity.enums import IdentityMethod
from dsr.identity.services.checks import open_check
from dsr.portal.domain.claims import filed_claims, mailing_address
from dsr.portal.domain.pages import (
    asked_by,
    field_start,
    files_wanted,
    grounds_ticked,
    kinds_of,
    only_asks_us,
)
from dsr.portal.enums import AskedBy, Page
from dsr.portal.models import Draft
from dsr.portal.selectors.journeys import journey_of
from dsr.portal.services.parking import drop_parked_pages
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, FeeCharged, RequestKind


class UnableToSubmitDraft(Exception):
    """The draft is not complete; `pages` are the pages still to answer, in order."""

    def __init__(self, message: str, *, pages: list[Page]) -> None:
        super().__init__(message)
        self.pages = pages


@transaction.atomic
def submit_draft(*, draft_id: UUID, user_id: int, language: str, now: datetime) -> Case:
    """File the draft. A second click, another tab or a resent form gives the same case.

    Only pages that the answers need are filed; a filing of nothing but an inquiry bears no
    identity check and no fee, and is accepted at once.

    Raises:
        UnableToSubmitDraft: pages are missing, or no longer fit (a minor turned 18).
        Draft.DoesNotExist: not this person's draft.
    """
    # Joined rows would be as before the wait for the lock, so they are read after it.
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id, user_id=user_id)
    if draft.case is not None:
        return draft.case
    journey = journey_of(draft, on=jst_date(now))
    if journey.to_answer:
        raise UnableToSubmitDraft("Some questions are not answered yet.", pages=journey.to_answer)
    case = _file(draft, journey.filed_answers, language, now)
    draft.case = case
    draft.filed_at = now
    # What was typed lives on in the case, sealed with the case's key; the draft's copy goes.
    draft.answers_sealed = b""
    draft.save(update_fields=["case", "filed_at", "answers_sealed"])
    destroy_data_key(data_key_id=draft.data_key_id, now=now)
    drop_parked_pages(user_id=user_id, pages=Page, now=now)
    return case


_KIND_OF_REQUESTER = {AskedBy.SELF: RequesterKind.SELF, AskedBy.MANDATE: RequesterKind.MANDATED}


def _file(draft: Draft, answers: Mapping[str, Any], language: str, now: datetime) -> Case:
    method = DeliveryMethod(answers.get("delivery_method") or DeliveryMethod.DOWNLOAD)
    row = charged_row(kinds_of(answers), delivery_method=method, on=jst_date(now))
    due = row is not None and row.charged == FeeCharged.AT_FILING
    identity = Gate.NOT_NEEDED if only_asks_us(answers) else Gate.OPEN
    case, _ = file_case(
        requester=draft.user,
        requester_kind=_KIND_OF_REQUESTER.get(asked_by(answers), RequesterKind.STATUTORY),
        filing_token=draft.pk,
        claims=filed_claims(answers, email=draft.user.email),
        items=_items(answers),
        delivery_method=method,
        formats=answers["formats"] if files_wanted(answers) else [],
        identity_gate=identity,
        fee_gate=Gate.OPEN if due else Gate.NOT_NEEDED,
        language=language,
        actor=requester_actor(draft.user_id),
        now=now,
    )
    if identity == Gate.OPEN:
        open_check(case=case, method=_identity_method(answers), now=now)
    raise_fee(case=case, now=now, receipt_addressee=str(answers.get("receipt_addressee") or ""))
    return accept_when_ready(case=case, now=now)


def _identity_method(answers: Mapping[str, Any]) -> IdentityMethod:
    """A representative shows documents: no code can prove that somebody acts for another."""
    return IdentityMethod(answers.get("identity_method") or IdentityMethod.DOCUMENT)


def _items(answers: Mapping[str, Any]) -> list[AskedItem]:
    mailed = {"delivery_address": mailing_address(answers)}
    return [_item(kind, answers, mailed) for kind in kinds_of(answers)]


def _item(kind: RequestKind, answers: Mapping[str, Any], mailed: dict[str, str]) -> AskedItem:
    if kind == RequestKind.INQUIRY:
        return AskedItem(
            kind=kind,
            detail={
                "nature": answers["nature"],
                "about_reference": answers.get("about_reference") or "",
                "text": answers["inquiry_text"],
            },
        )
    if kind == RequestKind.CORRECTION:
        words = {
            "corrections": answers["corrections"],
            "basis": answers.get("correction_basis") or "",
        }
        return AskedItem(kind=kind, detail={**words, **_given(mailed)})
    start = field_start(kind) if kind in STOP_KINDS else ""
    return AskedItem(
        kind=kind,
        scope=tuple(answers[f"{start}scope"]),
        period_from=_day(answers.get(f"{start}period_from")),
        period_to=_day(answers.get(f"{start}period_to")),
        detail={**_words(kind, answers), **_given(mailed)},
    )


def _words(kind: RequestKind, answers: Mapping[str, Any]) -> dict[str, Any]:
    if kind not in STOP_KINDS:
        return _given({"scope_detail": answers.get("scope_detail") or ""})
    start = field_start(kind)
    return {
        "grounds": grounds_ticked(kind, answers),
        "ground_detail": answers.get(f"{start}detail") or "",
        "extent": answers.get(f"{start}extent") or "",
    }


def _given(words: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in words.items() if text}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
