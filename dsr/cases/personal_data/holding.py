"""What the case file holds about a person. A later disclosure includes the earlier requests."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.messages import messages_of
from dsr.cases.selectors.timelines import TOLD
from policies.domain.calendar import jst_date

CATEGORY = "REQUESTS"

FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("arrival_date", "到達日", "Arrival date"),
    ("status", "状態", "Status"),
    ("requester_kind", "請求者の区分", "Asked by"),
    ("delivery_method", "開示方法", "Delivery"),
    ("claims", "請求書に書かれた内容", "What the request said"),
    ("items", "請求の種類と結果", "What was asked and its outcome"),
    ("messages", "やりとり", "Messages"),
    ("events", "経過", "What happened"),
)
# A person whose earlier answer was X1 reads N1 here too: existence is not revealed later either.
SHOWN_CODE = {"X1": "N1"}


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every request of this person: what they filed, what was said, what happened, the outcome."""
    cases = (
        Case.objects.filter(subject=subject, data_key__destroyed_at__isnull=True)
        .select_related("data_key")
        .order_by("arrived_at", "pk")
    )
    yield PersonalRecords(
        category=CATEGORY, fields=FIELDS, records=[_record(case) for case in cases]
    )


def _record(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "arrival_date": case.arrival_date.isoformat(),
        "status": case.status,
        "requester_kind": case.requester_kind,
        "delivery_method": case.delivery_method,
        "claims": _claims(case),
        "items": [
            {
                "kind": item.kind,
                "scope": item.scope,
                "period_from": item.period_from.isoformat() if item.period_from else None,
                "period_to": item.period_to.isoformat() if item.period_to else None,
                "detail": item_detail(item),
                "outcome": item.outcome or None,
                "code": SHOWN_CODE.get(item.outcome_code, item.outcome_code) or None,
            }
            for item in case.items.select_related("case__data_key").order_by("position")
        ],
        "messages": [
            {
                "direction": row.direction,
                "sent_at": row.sent_at.isoformat(),
                "text": row.text,
                "files": [file.name for file in row.files],
            }
            for row in messages_of(case)
        ],
        "events": [
            {"on": jst_date(event.at).isoformat(), "step": event.step}
            for event in case.events.filter(step__in=list(TOLD)).order_by("sequence")
        ],
    }


def _claims(case: Case) -> dict[str, str]:
    """What the request said about the principal; what an agent said of themselves is the agent's.

    dsr.identity gives it out to the agent.
    """
    return {name: value for name, value in claims_of(case).items() if not name.startswith("agent_")}


HOLDING = Holding(
    app="dsr_cases",
    collect=collect,
    erase={
        CATEGORY: kept(
            ja="請求の記録は、保存期間が終わる日まで残し、その後に読めなくします。",
            en="Case files stay until their last day and are made unreadable then.",
        )
    },
    collected_and_erased=frozenset(
        {
            "dsr_cases.Case",
            "dsr_cases.CaseItem",
            "dsr_cases.CaseLetter",
            "dsr_cases.CaseMessage",
            "dsr_cases.CaseNote",
            "dsr_cases.DefectRequest",
            "dsr_cases.MessageAttachment",
        }
    ),
    kept_because={
        "dsr_cases.CaseEvent": "Ledger of ids and codes: proves how the request was handled.",
        "dsr_cases.CaseLink": "Which requests belong together: ids only.",
        "dsr_cases.ClockPause": "Dates only: proves why a target moved.",
    },
    no_personal_data=frozenset(
        {
            "dsr_cases.HistoricalMessageTemplate",
            "dsr_cases.MessageTemplate",
            "dsr_cases.ReferenceCounter",
        }
    ),
)
