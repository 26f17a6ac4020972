"""Art 33(2), (3): the chosen way of delivery is followed; where difficult, they are told first."""

from typing import Any

import pytest

from accounts.models import OutboxMessage
from dsr.cases.models import Case
from dsr.cases.selectors.timelines import requester_timeline
from dsr.fulfilment.models import Delivery, MethodChange
from dsr.fulfilment.selectors.decision_letters import decision_letter
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.services.decisions import submit_for_approval
from dsr.fulfilment.services.method_changes import UnableToChangeMethod, change_delivery_method
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from policies.enums import DeliveryMethod
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
WHY = "媒体に書き込む機器を備えていないため"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def changed(bench: DecidingBench, case: Case, **changes: Any) -> Case:
    facts: dict[str, Any] = {
        "case_id": case.pk, "used": DeliveryMethod.PAPER, "reason_ja": WHY,
        "reason_en": "We have no device.", "actor": bench.reviewer, "now": NOW, **changes,
    }  # fmt: skip
    return change_delivery_method(**facts)


def test_the_person_reads_first_that_paper_is_used_and_why(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"), delivery_method=DeliveryMethod.MEDIA)
    mails = OutboxMessage.objects.filter(template="REQUEST_UPDATED").count()
    assert changed(bench, case).delivery_method == "PAPER"
    change = MethodChange.objects.get()
    assert (change.requested, change.used, change.told_at) == ("MEDIA", "PAPER", NOW)
    assert OutboxMessage.objects.filter(template="REQUEST_UPDATED").count() == mails + 1
    told = [entry.detail for entry in requester_timeline(case) if WHY in entry.detail]
    assert told == [
        f"ご希望の方法（記録媒体の郵送）でお渡しすることが難しいため、書面の郵送でお渡しします。理由：{WHY}"
    ]
    assert Delivery.objects.count() == 0


def test_the_letter_carries_the_change_with_its_reason(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"), delivery_method=DeliveryMethod.MEDIA)
    changed(bench, case)
    bench.answer(case, {"outcome": "FULL"})
    decision = decision_of(case)
    assert decision is not None
    letter = decision_letter(
        decision, decision.items.select_related("item__case"), language="ja", dated_on=NOW.date()
    )
    [item] = letter.items
    assert item.method.ja == "書面の郵送"
    assert item.method_change is not None
    assert (item.method_change.requested.ja, item.method_change.reason.ja) == (
        "記録媒体の郵送", WHY,
    )  # fmt: skip
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert Delivery.objects.get().handover == "POST"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"used": DeliveryMethod.DOWNLOAD}, "SAME"),
        ({"used": DeliveryMethod.MEDIA}, "NOT_PAPER"),
        ({"reason_ja": "  "}, "REASON_MISSING"),
    ],
)
def test_a_change_that_is_none_or_has_no_reason_is_refused(
    bench: DecidingBench, facts: dict[str, Any], code: str
) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    with pytest.raises(UnableToChangeMethod) as refusal:
        changed(bench, case, **facts)
    assert refusal.value.code == code
    assert Case.objects.get(pk=case.pk).delivery_method == "DOWNLOAD"


def test_a_silent_change_is_not_released(bench: DecidingBench) -> None:
    """Whoever alters the column without telling the person gets nothing out."""
    case = bench.asking(asked("DISCLOSURE"))
    bench.answer(case, {"outcome": "FULL"})
    Case.objects.filter(pk=case.pk).update(delivery_method="PAPER")
    submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    bench.build_packages()
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.code == "METHOD_CHANGED"


def test_an_answer_submitted_before_the_change_no_longer_stands(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"), delivery_method=DeliveryMethod.MEDIA)
    bench.answer(case, {"outcome": "FULL"})
    bench.submitted(case)
    changed(bench, case)
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.code == "CONTENT_CHANGED"
