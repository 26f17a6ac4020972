"""Nothing is held: said only of what was searched."""

import pytest

from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.decisions import holdings_by_item, proposed_outcome
from dsr.fulfilment.services.collecting import collect_again
from dsr.fulfilment.services.decisions import UnableToSubmitDecision, submit_for_approval
from policies.enums import RequestKind
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
NOTHING = {"outcome": "DOES_NOT_EXIST", "code": "N1"}
PROFILE = AskedItem(kind=RequestKind.DISCLOSURE, scope=("PROFILE",))
STRANGER = ""  # tied to no member


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


def test_search_by_hand_is_one(bench: DecidingBench) -> None:
    case = bench.asking(PROFILE, member_id=STRANGER)
    bench.by_hand("PROFILE")
    collect_again(
        case_id=case.pk, reason="会員が見つからないため、担当者が氏名と住所で探します。",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    bench.run_sources(case)
    bench.search_by_hand(case)
    bench.given(case, NOTHING)
    assert case.items.get().outcome_code == "N1"
