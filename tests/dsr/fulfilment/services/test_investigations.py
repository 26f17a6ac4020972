"""Arts 34(2), 35(2): a correction, suspension, erasure or stop is decided on an investigation."""

import pytest

from accounts.domain.actor import Actor
from dsr.cases.models import CaseEvent
from dsr.fulfilment.models import Investigation
from dsr.fulfilment.selectors.investigations import findings_of
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.investigations import (
    UnableToRecordInvestigation,
    record_investigation,
)
from tests.desk import NOW, staff_actor
from tests.dsr.fulfilment.deciding import FINDINGS, REASON, DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def test_findings_are_kept_sealed_and_may_be_written_anew(bench: DecidingBench) -> None:
    case = bench.asking(asked("CORRECTION"))
    item = case.items.get()
    for findings in (" 途中まで ", FINDINGS):
        record_investigation(item_id=item.pk, findings=findings, actor=bench.reviewer, now=NOW)
    investigation = Investigation.objects.get()
    assert findings_of(investigation) == FINDINGS
    assert investigation.investigated_by_id == bench.reviewer.user_id
    assert FINDINGS.encode() not in bytes(investigation.findings_sealed)


def test_an_investigation_recorded_before_serves_the_decision(bench: DecidingBench) -> None:
    case = bench.accepted(items=[asked("ERASURE")])
    item = case.items.get()
    record_investigation(item_id=item.pk, findings=FINDINGS, actor=bench.reviewer, now=NOW)
    case = begin_collection(case_id=case.pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    bench.answer(
        case, {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON, "findings": ""}
    )  # fmt: skip
    assert Investigation.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "findings", "role", "code"),
    [
        ("DISCLOSURE", FINDINGS, "reviewer", "NOT_NEEDED"),
        ("CORRECTION", "  ", "reviewer", "EMPTY"),
        ("CORRECTION", "番号は123456789018です", "reviewer", "MY_NUMBER"),
        ("CORRECTION", FINDINGS, "finance", "NOT_PERMITTED"),
    ],
)
def test_an_investigation_that_may_not_be_is_refused(
    bench: DecidingBench, kind: str, findings: str, role: str, code: str
) -> None:
    item = bench.asking(asked(kind)).items.get()
    actor: Actor = bench.reviewer if role == "reviewer" else staff_actor(role)
    with pytest.raises(UnableToRecordInvestigation) as refusal:
        record_investigation(item_id=item.pk, findings=findings, actor=actor, now=NOW)
    assert refusal.value.code == code
    assert not Investigation.objects.exists()


def test_findings_are_closed_once_submitted_and_never_enter_the_ledger(
    bench: DecidingBench,
) -> None:
    case = bench.asking(asked("INQUIRY"))
    bench.answer(case, {"outcome": "ANSWERED", "reason_ja": "来週です。"})
    bench.submitted(case)
    with pytest.raises(UnableToRecordInvestigation) as refusal:
        record_investigation(
            item_id=case.items.get().pk, findings="別の所見", actor=bench.reviewer, now=NOW
        )
    assert refusal.value.code == "WRONG_STATUS"
    assert FINDINGS not in str(list(CaseEvent.objects.values_list("facts", flat=True)))
