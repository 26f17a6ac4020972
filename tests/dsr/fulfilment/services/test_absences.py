"""Nothing is held: said only of what was searched."""

import io

import pytest

from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.fulfilment.models import ManualTask
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.decisions import holdings_by_item, proposed_outcome
from dsr.fulfilment.services.collecting import UnableToCollectByHand, collect_by_hand
from dsr.fulfilment.services.decisions import UnableToSubmitDecision, submit_for_approval
from dsr.fulfilment.services.manual_tasks import UploadKind, finish_task, upload_result
from dsr.fulfilment.services.source_results import UnableToChangeSourceResult, retry_source
from policies.enums import RequestKind
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
NOTHING = {"outcome": "DOES_NOT_EXIST", "code": "N1"}
PROFILE = AskedItem(kind=RequestKind.DISCLOSURE, scope=("PROFILE",))
STRANGER = ""  # tied to no member
WHY = "会員に照合できないため、担当者が氏名と住所で調べます。"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def proposed(case: Case) -> tuple[str, str]:
    collection, item = collection_of(case), case.items.get()
    assert collection is not None
    return proposed_outcome(item.kind, holdings_by_item(collection)[item.pk])


@pytest.mark.parametrize(
    "item", [PROFILE, asked("ERASURE"), asked("PURPOSE_NOTICE", scope=("PROFILE",))]
)
def test_what_could_not_be_searched_is_not_said_to_be_absent(
    item: AskedItem, bench: DecidingBench
) -> None:
    case = bench.asking(item, member_id=STRANGER)
    bench.answer(case, NOTHING)
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert "NOT_SEARCHED" in refusal.value.faults
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_nothing_is_proposed_for_what_could_not_be_searched(bench: DecidingBench) -> None:
    assert proposed(bench.asking(PROFILE, member_id=STRANGER)) == ("", "")


def test_what_was_searched_may_be_said_to_be_absent(bench: DecidingBench) -> None:
    case = bench.asking(PROFILE, member_id="M-404")
    assert proposed(case) == (Outcome.DOES_NOT_EXIST, "N1")
    bench.given(case, NOTHING)
    assert case.items.get().outcome_code == "N1"


def test_what_nothing_verified_finds_is_searched_by_hand_without_new_set_up(
    bench: DecidingBench,
) -> None:
    case = bench.asking(PROFILE, member_id=STRANGER)
    collect_by_hand(case_id=case.pk, reason=WHY, actor=bench.reviewer, now=NOW)
    task = ManualTask.objects.get()
    assert (task.result.source.code, task.result.status) == ("APP", "TASK_OPEN")
    bench.run_sources(case)  # a job that was left behind, or a sweep, takes nobody's task away
    with pytest.raises(UnableToChangeSourceResult):
        retry_source(result_id=task.result_id, actor=bench.reviewer, now=NOW)
    assert Case.objects.get(pk=case.pk).status == "COLLECTING"
    bench.search_by_hand(case)
    assert proposed(case) == (Outcome.DOES_NOT_EXIST, "N1")
    bench.given(case, NOTHING)
    assert case.items.get().outcome_code == "N1"


def test_what_was_found_by_hand_is_not_said_to_be_absent(bench: DecidingBench) -> None:
    case = bench.asking(PROFILE, member_id=STRANGER)
    collect_by_hand(case_id=case.pk, reason=WHY, actor=bench.reviewer, now=NOW)
    upload_result(
        task_id=ManualTask.objects.get().pk, category_code="PROFILE", kind=UploadKind.CSV,
        upload=io.BytesIO("氏名\n窓口 花子\n".encode()), file_name="found.csv",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    finish_task(task_id=ManualTask.objects.get().pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    bench.answer(case, NOTHING)
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert "DATA_EXISTS" in refusal.value.faults


def test_nobody_searches_by_hand_what_a_connector_has_searched(bench: DecidingBench) -> None:
    case = bench.asking(PROFILE, member_id="M-404")
    with pytest.raises(UnableToCollectByHand):
        collect_by_hand(case_id=case.pk, reason=WHY, actor=bench.reviewer, now=NOW)
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"
