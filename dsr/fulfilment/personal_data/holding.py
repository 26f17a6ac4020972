"""What fulfilment holds about a person: how earlier requests were answered and handed over."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from dsr.fulfilment.domain.outcomes import told_code
from dsr.fulfilment.models import Decision, Delivery
from dsr.fulfilment.selectors.decisions import item_reason
from dsr.fulfilment.selectors.measure_details import measure_detail
from dsr.fulfilment.selectors.measures import measures_of
from dsr.fulfilment.selectors.method_changes import method_change_reason
from dsr.fulfilment.selectors.promises import promise_words, promises_of

CATEGORY = "ANSWERS"

FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("released_at", "回答日時", "Answered at"),
    ("answers", "回答の内容", "Answers"),
    ("promises", "お約束した措置", "Promises"),
    ("method_changes", "お渡し方法の変更", "Changes of delivery"),
    ("handover", "お渡し方法", "Handed over by"),
    ("expires_at", "ダウンロードの期限", "Download until"),
    ("downloads", "ダウンロード回数", "Downloads"),
    ("letter_seen_at", "回答書を開いた日時", "Letter opened at"),
    ("posted_on", "発送日", "Posted on"),
    ("tracking_number", "追跡番号", "Tracking number"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Released answers only; what was collected for them is disclosed by their own packages."""
    decisions = (
        Decision.objects.filter(
            collection__case__subject=subject,
            collection__case__data_key__destroyed_at__isnull=True,
            released_at__isnull=False,
        )
        .select_related("collection__case__data_key")
        .order_by("released_at", "pk")
    )
    yield PersonalRecords(
        category=CATEGORY, fields=FIELDS, records=[_record(decision) for decision in decisions]
    )


def _record(decision: Decision) -> dict[str, Any]:
    delivery = Delivery.objects.filter(decision=decision).first()
    return {
        "reference": decision.collection.case.reference,
        "released_at": decision.released_at.isoformat() if decision.released_at else None,
        "answers": _answers(decision),
        "promises": [
            {
                "text": promise_words(promise).ja,
                "due_date": promise.due_date.isoformat(),
                "kept_at": promise.kept_at.isoformat() if promise.kept_at else None,
            }
            for promise in promises_of(decision.collection.case)
        ],
        "method_changes": [
            {
                "requested": change.requested,
                "used": change.used,
                "reason": method_change_reason(change).ja,
                "told_at": change.told_at.isoformat(),
            }
            for change in decision.collection.case.method_changes.order_by("told_at", "pk")
        ],
        "handover": delivery.handover if delivery else None,
        "expires_at": _moment(delivery, "expires_at"),
        "downloads": delivery.downloads if delivery else 0,
        "letter_seen_at": _moment(delivery, "letter_seen_at"),
        "posted_on": _moment(delivery, "posted_on"),
        "tracking_number": delivery.tracking_number if delivery else "",
    }


def _answers(decision: Decision) -> list[dict[str, Any]]:
    """As the letter told them: X1 is N1, and neither shows what staff wrote."""
    answers = decision.items.select_related("item", "decision__collection__case__data_key")
    return [
        {
            "kind": answer.item.kind,
            "outcome": answer.outcome,
            "code": told_code(answer.code) or None,
            "reason": "" if told_code(answer.code) == "N1" else item_reason(answer).ja,
            "measures": [
                {
                    "action": measure.action,
                    "category": measure.category.code,
                    **measure_detail(measure),
                }
                for measure in measures_of(answer)
            ],
        }
        for answer in answers.order_by("item__position")
    ]


def _moment(delivery: Delivery | None, name: str) -> str | None:
    value = getattr(delivery, name) if delivery else None
    return value.isoformat() if value else None


HOLDING = Holding(
    app="dsr_fulfilment",
    collect=collect,
    erase={
        CATEGORY: kept(
            ja="お答えの記録は、請求の記録の保存期間が終わる日まで残します。",
            en="Answers stay until the last day of the case file.",
        )
    },
    collected_and_erased=frozenset(
        {
            "dsr_fulfilment.ActionTask", "dsr_fulfilment.CollectedCategory",
            "dsr_fulfilment.Decision", "dsr_fulfilment.Investigation", "dsr_fulfilment.Measure",
            "dsr_fulfilment.MethodChange", "dsr_fulfilment.PlannedPromise",
            "dsr_fulfilment.Promise",
            "dsr_fulfilment.DecisionItem", "dsr_fulfilment.Delivery",
            "dsr_fulfilment.DownloadGrant", "dsr_fulfilment.Exclusion", "dsr_fulfilment.Package",
            "dsr_fulfilment.Redaction", "dsr_fulfilment.PostalCopy", "dsr_fulfilment.PostalFile",
            "dsr_fulfilment.ReturnedPosting",
        }
    ),
    kept_because={
        "dsr_fulfilment.Collection": "Times and hashes only: proves when was searched.",
        "dsr_fulfilment.SourceResult": "Codes, counts and times: proves what was searched; the "
        "reason is sealed with the case and shredded with it.",
        "dsr_fulfilment.ManualTask": "Who searched, and when: no data of the person.",
    },
    no_personal_data=frozenset(
        {"dsr_fulfilment.DataSource", "dsr_fulfilment.HistoricalDataSource"}
    ),
)  # fmt: skip
