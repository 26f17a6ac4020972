"""A request being written: what is saved of it, and pages parked when the session ran out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.gateways.sealing import unseal_json
from accounts.models import DataSubject
from accounts.personal_data.registry import Erasure, Holding
from accounts.services.data_keys import destroy_data_key
from dsr.portal.models import Draft, ParkedPage
from dsr.portal.selectors.drafts import answers_of
from dsr.portal.selectors.parking import parked_context

CATEGORY = "REQUESTS"

FIELDS = (
    ("begun_at", "入力日時", "Entered at"),
    ("answers", "入力途中の請求", "Request not sent yet"),
    ("page", "送信できなかったページ", "Page that was not saved"),
    ("posted", "送信できなかった入力内容", "What was typed on it"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """The open draft and the parked pages of this person; a filed draft lives on in its case."""
    drafts = (
        Draft.objects.filter(user__data_subject=subject, case__isnull=True)
        .select_related("data_key")
        .order_by("created_at", "pk")
    )
    parked = (
        ParkedPage.objects.filter(user__data_subject=subject)
        .select_related("data_key")
        .order_by("parked_at", "pk")
    )
    records = [
        *(_record(draft.created_at.isoformat(), answers=answers_of(draft)) for draft in drafts),
        *(_parked_record(row) for row in parked),
    ]
    if records:  # the category is the case file's; without a draft its table needs no more columns
        yield PersonalRecords(category=CATEGORY, fields=FIELDS, records=records)


def _parked_record(row: ParkedPage) -> dict[str, Any]:
    posted = unseal_json(row.data_key, row.posted_sealed, context=parked_context(row.pk))
    return _record(row.parked_at.isoformat(), page=row.page, posted=posted)


def _record(begun_at: str, **facts: Any) -> dict[str, Any]:
    return {"begun_at": begun_at, "answers": None, "page": None, "posted": None, **facts}


def erase(subject: DataSubject, now: datetime) -> Erasure:
    """The open draft and the parked pages, rows and keys; nothing of them must be kept."""
    drafts = Draft.objects.filter(user__data_subject=subject, case__isnull=True)
    parked = ParkedPage.objects.filter(user__data_subject=subject)
    keys = [*drafts.values_list("data_key_id", flat=True)]
    keys += parked.values_list("data_key_id", flat=True)
    drafts.delete()
    parked.delete()
    for key_id in keys:
        destroy_data_key(data_key_id=key_id, now=now)
    return Erasure(erased=len(keys))


HOLDING = Holding(
    app="dsr_portal",
    collect=collect,
    erase={CATEGORY: erase},
    collected_and_erased=frozenset({"dsr_portal.Draft", "dsr_portal.ParkedPage"}),
    kept_because={"dsr_portal.Leaving": "when somebody left and which request followed; ids only"},
)
