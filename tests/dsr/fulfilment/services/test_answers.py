"""Drafting answers of every kind: what is lawful, what is complete, what is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dsr.breaches.services.assessments import assess_reportable
from dsr.breaches.services.facts import describe_breach
from dsr.breaches.services.openings import open_breach
from dsr.cases.enums import StopGround
from dsr.cases.models import Case
from dsr.fulfilment.models import ActionTask, DecisionItem, Measure, PlannedPromise
from dsr.fulfilment.selectors.decisions import approved_content, decision_of
from dsr.fulfilment.selectors.draft_faults import draft_faults
from dsr.fulfilment.selectors.measure_details import measure_detail
from dsr.fulfilment.selectors.promises import planned_words
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.decisions import (
    UnableToSaveDecision,
    UnableToSubmitDecision,
    return_to_review,
    submit_for_approval,
)
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import (
    CORRECT,
    REASON,
    SOON,
    DecidingBench,
    asked,
    doing,
    promise,
    retention,
)
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def refused(bench: DecidingBench, case: Case, **answer: Any) -> str:
    with pytest.raises(UnableToSaveDecision) as refusal, transaction.atomic():
        bench.answer(case, answer)
    assert not DecisionItem.objects.exists()
    return refusal.value.code


def faults(bench: DecidingBench, case: Case, *answers: dict[str, Any]) -> tuple[str, ...]:
    bench.answer(case, *answers)
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"
    return refusal.value.faults


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        ("CORRECTION", {"outcome": "FULL"}, "OUTCOME"),
        ("CORRECTION", {"outcome": "REFUSED", "code": "D1", "reason_ja": REASON}, "OUTCOME"),
        ("INQUIRY", {"outcome": "REFUSED", "code": "C1", "reason_ja": REASON}, "OUTCOME"),
        ("CORRECTION", {"outcome": "REFUSED", "code": "C1", "reason_ja": " "}, "REASON_MISSING"),
        ("INQUIRY", {"outcome": "ANSWERED"}, "REASON_MISSING"),
        ("ERASURE", {"outcome": "DONE", "findings": "", "measures": (doing("ERASE"),)},
         "NOT_INVESTIGATED"),
        ("ERASURE", {"outcome": "DONE", "measures": (doing("SUSPEND"),)}, "MEASURE"),
        ("SUSPENSION", {"outcome": "DONE", "measures": (doing("ERASE"),)}, "MEASURE"),
        ("ERASURE", {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON,
                     "measures": (doing("SUSPEND"),)}, "MEASURE"),
        ("DISCLOSURE", {"outcome": "FULL", "measures": (doing("ERASE"),)}, "MEASURE"),
        ("ERASURE", {"outcome": "DONE", "measures": (doing("ERASE", "USAGE"),)}, "CATEGORY"),
        ("ERASURE", {"outcome": "DONE", "measures": (doing("ERASE", "NO_SUCH"),)}, "CATEGORY"),
        ("CORRECTION", {"outcome": "DONE", "measures": (doing("CORRECT"),)}, "WORDS_MISSING"),
        ("ERASURE", {"outcome": "DONE", "promises": (promise(),)}, "PROMISE"),
        ("SUSPENSION", {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
                        "promises": (promise(due_date=NOW.date()),)}, "DUE_DATE"),
        ("SUSPENSION", {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
                        "promises": (promise(text_ja=" "),)}, "WORDS_MISSING"),
        ("SUSPENSION", {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
                        "promises": (promise(kind="ERASE_AFTER_RETENTION"),)}, "PROMISE"),
        ("ERASURE", {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
                     "promises": (promise(kind="ERASE_AFTER_RETENTION"),)}, "LAW_MISSING"),
        ("ERASURE", {"outcome": "REFUSED", "code": "S3", "reason_ja": REASON}, "GROUND"),
        ("ERASURE", {"outcome": "DONE", "further_codes": ("S1",)}, "OUTCOME"),
    ],
)  # fmt: skip
def test_an_unlawful_or_incomplete_answer_is_refused(
    bench: DecidingBench, kind: str, answer: dict[str, Any], code: str
) -> None:
    assert refused(bench, bench.asking(asked(kind)), **answer) == code


def test_a_correction_is_kept_sealed_with_what_it_changes(bench: DecidingBench) -> None:
    case = bench.asking(asked("CORRECTION"))
    bench.answer(case, {"outcome": "DONE", "measures": (CORRECT,)})
    measure = Measure.objects.get()
    assert (measure.action, measure.category.code, measure.position) == ("CORRECT", "PROFILE", 1)
    assert measure_detail(measure) == {
        "field": "氏名", "current": "窓口 花子", "right": "𠮷野 花子",
    }  # fmt: skip
    assert "花子" not in str(bytes(measure.detail_sealed or b""))


def test_a_promise_is_planned_sealed_with_its_day(bench: DecidingBench) -> None:
    case = bench.asking(asked("SUSPENSION"))
    bench.answer(
        case,
        {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON, "promises": (promise(),)},
    )
    planned = PlannedPromise.objects.get()
    assert (planned.kind, planned.due_date) == ("ALTERNATIVE_MEASURE", SOON)
    assert planned_words(planned).ja == "新しい仕組みに移します。"


@pytest.mark.parametrize(
    ("item", "answer", "found"),
    [
        (asked("CORRECTION"), {"outcome": "DONE"}, {"NO_MEASURE", "FIELD_NOT_CORRECTED"}),
        (asked("CORRECTION", corrections=[{"field": "氏名", "current": "a", "right": "b"},
                                          {"field": "住所", "current": "c", "right": "d"}]),
         {"outcome": "DONE", "measures": (CORRECT,)}, {"FIELD_NOT_CORRECTED"}),
        (asked("ERASURE"), {"outcome": "DONE"}, {"NO_MEASURE"}),
        (asked("ERASURE"), {"outcome": "DONE", "measures": (
            doing("ERASE", extent_ja="退会後の分"),)}, {"ONLY_PART"}),
        (asked("ERASURE", scope=("ALL",)),
         {"outcome": "DONE", "measures": (doing("ERASE", "USAGE"),)}, {"ONLY_PART"}),
        (asked("ERASURE"), {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON},
         {"NO_PROMISE"}),
        (asked("ERASURE"), {"outcome": "DOES_NOT_EXIST", "code": "N1"}, {"DATA_EXISTS"}),
        (asked("ERASURE", StopGround.NO_LONGER_NEEDED, StopGround.REPORTABLE_BREACH),
         {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON}, {"GROUND_UNANSWERED"}),
    ],
)  # fmt: skip
def test_a_draft_that_does_not_hold_together_is_not_submitted(
    bench: DecidingBench, item: Any, answer: dict[str, Any], found: set[str]
) -> None:
    assert set(faults(bench, bench.asking(item), answer)) == found


def test_every_ticked_ground_may_be_refused_together(bench: DecidingBench) -> None:
    grounds = (StopGround.NO_LONGER_NEEDED, StopGround.REPORTABLE_BREACH)
    case = bench.asking(asked("ERASURE", *grounds))
    bench.given(
        case, {"outcome": "REFUSED", "code": "S2", "further_codes": ("S3",), "reason_ja": REASON}
    )
    assert DecisionItem.objects.get().further_codes == ["S3"]


@pytest.mark.parametrize(
    ("categories", "found"), [([], True), (["PROFILE"], True), (["USAGE"], False)]
)
def test_a_breach_on_record_is_not_denied(
    bench: DecidingBench, categories: list[str], found: bool
) -> None:
    """Art 35(5): S3 says that no reportable breach of this data happened."""
    case = bench.asking(asked("ERASURE", StopGround.REPORTABLE_BREACH))
    breach = open_breach(
        kind="WRONG_RECIPIENT", case=case, knowledge_on=NOW.date(), description="誤送付",
        concerned_subject_ids=[case.subject_id], actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    describe_breach(
        breach_id=breach.pk, facts={}, category_codes=categories, people_count=1,
        actor=bench.manager, now=NOW,
    )  # fmt: skip
    assess_reportable(
        breach_id=breach.pk, grounds=["PROPERTY_DAMAGE"], reason="口座番号を含む",
        actor=bench.manager, now=NOW,
    )  # fmt: skip
    bench.answer(case, {"outcome": "REFUSED", "code": "S3", "reason_ja": REASON})
    assert draft_faults(case, decision_of(case)) == (["BREACH_HAPPENED"] if found else [])


def test_data_a_law_obliges_to_keep_is_not_erased(bench: DecidingBench) -> None:
    """DOMAIN §4, §10: no hard delete against a retention law; its later erasure is promised."""
    law = retention("PROFILE")
    case = bench.asking(asked("ERASURE"))
    whole = {"outcome": "DONE", "measures": (doing("ERASE"),)}
    assert faults(bench, case, whole) == ("AGAINST_THE_LAW",)
    spared = {
        "outcome": "DONE_IN_PART", "code": "S6", "reason_ja": REASON,
        "measures": (doing("ERASE", extent_ja="取引の記録を除く"),),
    }  # fmt: skip
    assert faults(bench, case, spared) == ("LATER_ERASURE_NOT_PROMISED",)
    later = promise(kind="ERASE_AFTER_RETENTION", retention=law.code, text_ja="消去します。")
    bench.answer(case, {**spared, "promises": (later,)})
    assert submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW).status == (
        "AWAITING_APPROVAL"
    )


def test_an_erasure_wholly_put_off_by_a_law_promises_it_for_later(bench: DecidingBench) -> None:
    retention("PROFILE")
    case = bench.asking(asked("ERASURE"))
    milder = {
        "outcome": "MILDER_MEASURE", "code": "S6", "reason_ja": REASON,
        "measures": (doing("SUSPEND"),),
    }  # fmt: skip
    assert faults(bench, case, milder) == ("LATER_ERASURE_NOT_PROMISED",)


def test_measures_open_the_gate_of_acting_and_other_answers_do_not(bench: DecidingBench) -> None:
    case = bench.asking(asked("ERASURE"))
    bench.answer(case, {"outcome": "DONE", "measures": (doing("ERASE"),)})
    bench.submitted(case)
    assert Case.objects.get(pk=case.pk).actions_gate == "OPEN"
    return_to_review(case_id=case.pk, reason="やり直し", actor=bench.manager, now=NOW)
    bench.answer(case, {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON})
    bench.submitted(case)
    assert Case.objects.get(pk=case.pk).actions_gate == "NOT_NEEDED"
    assert not Measure.objects.exists()


def test_a_draft_saved_again_keeps_the_measures_that_stay(bench: DecidingBench) -> None:
    """What a holder confirmed meanwhile stays tied to the measure it was ordered by."""
    case = bench.asking(asked("ERASURE", scope=("ALL",)))
    both = (doing("ERASE", "PROFILE"), doing("ANONYMISE", "USAGE"))
    bench.answer(case, {"outcome": "DONE", "measures": both})
    bench.submitted(case)
    begin_actions(case_id=case.pk, actor=bench.manager, now=NOW)
    kept = Measure.objects.get(category__code="PROFILE").pk
    return_to_review(case_id=case.pk, reason="利用履歴は残す", actor=bench.manager, now=NOW)
    bench.answer(
        case,
        {"outcome": "DONE_IN_PART", "code": "S6", "reason_ja": REASON,
         "measures": (doing("SUSPEND", "USAGE"), both[0])},
    )  # fmt: skip
    assert set(Measure.objects.values_list("pk", "action")) > {(kept, "ERASE")}
    assert sorted(Measure.objects.values_list("action", flat=True)) == ["ERASE", "SUSPEND"]
    assert ActionTask.objects.filter(measure_id=kept).exists()


def test_what_is_approved_covers_measures_and_promises(bench: DecidingBench) -> None:
    case = bench.asking(asked("ERASURE"))
    answer = {
        "outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
        "measures": (doing("SUSPEND"),), "promises": (promise(),),
    }  # fmt: skip
    bench.answer(case, answer)
    decision = decision_of(case)
    assert decision is not None
    before = approved_content(decision)
    Measure.objects.update(action="STOP_PROVISION")
    touched = approved_content(decision)
    PlannedPromise.objects.update(due_date=SOON + timedelta(days=1))
    assert len({before, touched, approved_content(decision)}) == 3


def test_the_database_refuses_a_refusal_for_volume(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    bench.answer(
        case, {"outcome": "REFUSED", "code": "D2", "reason_ja": REASON, "not_for_volume": True}
    )
    with pytest.raises(IntegrityError, match="volume_alone_refuses_nothing"), transaction.atomic():
        DecisionItem.objects.update(not_for_volume=False)
