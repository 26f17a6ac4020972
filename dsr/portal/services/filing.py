"""A complete draft becomes a case with its identity check and fee, in one transaction, once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import requester_actor
from accounts.services.data_keys import destroy_data_key
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem, file_case
from dsr.fees.selectors.fees import charged_row
from dsr.fees.services.fees import raise_fee
from dsr.identity.enums import IdentityMethod
from dsr.identity.services.checks import open_check
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import pages_of
from dsr.portal.services.parking import drop_parked_pages
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, FeeCharged, RequestKind

CLAIM_FIELDS = (
    "family_name", "given_name", "family_name_kana", "given_name_kana", "former_name",
    "birth_date", "postal_code", "address", "registered_address", "phone", "email",
    "member_id", "registered_email",
)  # fmt: skip


class UnableToSubmitDraft(Exception):
    """The draft is not complete; `pages` are the pages still to answer, in order."""

    def __init__(self, message: str, *, pages: list[Page]) -> None:
        super().__init__(message)
        self.pages = pages


@transaction.atomic
def submit_draft(*, draft_id: UUID, user_id: int, language: str, now: datetime) -> Case:
    """File the draft. A second click, another tab or a resent form gives the same case.

    Raises:
        UnableToSubmitDraft: pages are missing.
        Draft.DoesNotExist: not this person's draft.
    """
    # Joined rows would be as before the wait for the lock, so they are read after it.
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id, user_id=user_id)
    if draft.case is not None:
        return draft.case
    pages = pages_of(draft)
    missing = [page for page in Page if page not in pages]
    if missing:
        raise UnableToSubmitDraft("Some questions are not answered yet.", pages=missing)
    answers = {name: value for row in pages.values() for name, value in row.answers.items()}
    case = _file(draft, answers, language, now)
    draft.case = case
    draft.filed_at = now
    # What was typed lives on in the case, sealed with the case's key; the draft's copy goes.
    draft.answers_sealed = b""
    draft.save(update_fields=["case", "filed_at", "answers_sealed"])
    destroy_data_key(data_key_id=draft.data_key_id, now=now)
    drop_parked_pages(user_id=user_id, pages=Page, now=now)
    return case


def _file(draft: Draft, answers: dict[str, Any], language: str, now: datetime) -> Case:
    method = DeliveryMethod(answers["delivery_method"])
    kinds = [RequestKind.DISCLOSURE]
    row = charged_row(kinds, delivery_method=method, on=jst_date(now))
    due = row is not None and row.charged == FeeCharged.AT_FILING
    case, _ = file_case(
        requester=draft.user,
        filing_token=draft.pk,
        claims={name: answers.get(name) or "" for name in CLAIM_FIELDS}
        | {"email": draft.user.email},
        items=[_item(kind, answers) for kind in kinds],
        delivery_method=method,
        formats=(answers.get("formats") or []) if method == DeliveryMethod.DOWNLOAD else [],
        fee_gate=Gate.OPEN if due else Gate.NOT_NEEDED,
        language=language,
        actor=requester_actor(draft.user_id),
        now=now,
    )
    open_check(case=case, method=IdentityMethod(answers["identity_method"]), now=now)
    raise_fee(case=case, now=now, receipt_addressee=answers.get("receipt_addressee") or "")
    return case


def _item(kind: RequestKind, answers: dict[str, Any]) -> AskedItem:
    words = {"scope_detail": answers["scope_detail"]} if answers.get("scope_detail") else {}
    if answers["delivery_method"] == DeliveryMethod.PAPER:
        home = f"{answers['postal_code']} {answers['address']}"
        words["delivery_address"] = answers.get("delivery_address") or home
    return AskedItem(
        kind=kind,
        scope=tuple(answers["scope"]),
        period_from=_day(answers.get("period_from")),
        period_to=_day(answers.get("period_to")),
        detail=words,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
