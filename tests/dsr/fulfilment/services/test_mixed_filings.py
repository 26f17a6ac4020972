"""One filing with several items: each its own answer, one letter, one release; questions alone."""

import io
import json
import zipfile

import pytest

from accounts.selectors.files import open_file
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.services.gates import accept_when_ready
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fees.domain.refund_rule import refund_reason
from dsr.fees.selectors.fees import charged_kinds
from dsr.fees.services.fees import raise_fee
from dsr.fulfilment.models import CollectedCategory, Delivery, Measure, Package, SourceResult
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from policies.models import DataCategory
from tests.desk import NOW, file_disclosure
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fulfilment.deciding import CORRECT, REASON, DecidingBench, asked, doing
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def package() -> zipfile.ZipFile:
    built = Package.objects.get(superseded_at=None)
    assert built.file is not None
    return zipfile.ZipFile(io.BytesIO(b"".join(open_file(built.file))))


def letter(case: Case) -> str:
    decision = decision_of(case)
    assert decision is not None
    assert decision.letter_ja is not None
    return text_of(b"".join(open_file(decision.letter_ja)))


def test_every_item_has_its_own_answer_notice_and_section(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"), asked("CORRECTION"), asked("SUSPENSION"))
    released = bench.given(
        case,
        {"outcome": "FULL"},
        {"outcome": "DONE", "measures": (CORRECT,)},
        {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON},
    )
    assert (released.status, released.actions_gate) == ("RELEASED", "PASSED")
    items = case.items.order_by("position")
    assert list(items.values_list("outcome", "outcome_code", "notified_at")) == [
        ("FULL", "", NOW), ("DONE", "", NOW), ("REFUSED", "S2", NOW),
    ]  # fmt: skip
    told = letter(case)
    for heading in (
        "1.保有個人データの開示",
        "2.保有個人データの内容の訂正",
        "3.保有個人データの利用の停止",
    ):
        assert heading in told
    closed = close_case(case_id=case.pk, actor=bench.manager, now=NOW, reason="受領を確認")
    assert closed.status == "CLOSED"


def test_nothing_is_released_before_it_is_done(bench: DecidingBench) -> None:
    """Whatever the letter tells as done is confirmed first."""
    case = bench.asking(asked("ERASURE"))
    bench.answer(case, {"outcome": "DONE", "measures": (doing("ERASE"),)})
    bench.submitted(case)
    with pytest.raises(UnableToTakeStep) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.guards == ("ACTIONS_DONE",)
    assert not Delivery.objects.exists()


def test_the_package_holds_only_what_was_asked_to_be_disclosed(bench: DecidingBench) -> None:
    """Data searched for another item of the filing is not handed over."""
    case = bench.asking(asked("DISCLOSURE"), asked("ERASURE", scope=("USAGE",)))
    bench.given(
        case, {"outcome": "FULL"}, {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON}
    )
    names = package().namelist()
    assert "data/PROFILE.json" in names
    assert "data/USAGE.json" not in names
    assert "利用履歴" in package().read("index.html").decode()  # listed as not asked for


def test_data_refused_in_one_item_does_not_leave_by_another(bench: DecidingBench) -> None:
    DataCategory.objects.filter(code="USAGE").update(code="PROVISION_RECORDS")
    bench.app.queries = [
        {**query, "category": query["category"].replace("USAGE", "PROVISION_RECORDS")}
        for query in bench.app.queries
    ]
    bench.app.save()
    case = bench.asking(asked("DISCLOSURE", scope=("ALL",)), asked("PROVISION_RECORDS"))
    bench.given(
        case, {"outcome": "REFUSED", "code": "D1", "reason_ja": REASON}, {"outcome": "FULL"}
    )
    names = package().namelist()
    assert "data/PROVISION_RECORDS.json" in names
    assert [name for name in names if "PROFILE" in name or "REQUESTS" in name] == []
    manifest = json.loads(package().read("manifest.json"))
    assert set(manifest["records"]) == {"PROVISION_RECORDS"}
    assert "別の項目としてご回答しています。" in package().read("index.html").decode()


def test_a_question_is_answered_in_two_steps_and_an_approval(bench: DecidingBench) -> None:
    """Nothing is searched, and the records say so: not asked for, never "none"."""
    case = file_disclosure(bench.requester, items=[asked("INQUIRY")], identity_gate=Gate.NOT_NEEDED)
    case = accept_when_ready(case=Case.objects.get(pk=case.pk), now=NOW)
    case = begin_collection(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert case.status == "REVIEWING"
    assert not SourceResult.objects.exists()
    assert set(CollectedCategory.objects.values_list("outcome", flat=True)) == {"NOT_ASKED"}
    released = bench.given(case, {"outcome": "ANSWERED", "reason_ja": "来週です。"})
    assert released.status == "RELEASED"
    assert Delivery.objects.get().handover == "LETTER"
    assert "来週です。" in letter(case)
    assert "法第39条" not in letter(case)
    assert not Measure.objects.exists()


def test_a_question_beside_a_disclosure_waits_for_it(bench: DecidingBench) -> None:
    case = bench.asking(asked("INQUIRY"), asked("DISCLOSURE"))
    assert SourceResult.objects.filter(collection__case=case).exists()
    bench.given(case, {"outcome": "ANSWERED", "reason_ja": "来週です。"}, {"outcome": "FULL"})
    assert list(case.items.order_by("position").values_list("outcome", flat=True)) == [
        "ANSWERED", "FULL",
    ]  # fmt: skip


def test_purposes_are_told_of_what_was_located_only(bench: DecidingBench) -> None:
    case = bench.asking(asked("PURPOSE_NOTICE", scope=("ALL",)))
    bench.given(case, {"outcome": "NOTIFIED"})
    told = letter(case)
    assert "登録情報サービスの提供利用履歴サービスの提供" in told
    assert "バックアップ" not in told


def test_a_representative_is_checked_on_the_day_of_release(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    bench.answer(case, {"outcome": "FULL"})
    bench.submitted(case)
    Case.objects.filter(pk=case.pk).update(
        requester_kind="STATUTORY", authority_gate="PASSED", authority_checked_on="2026-03-31"
    )
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.code == "AUTHORITY_NOT_TODAY"


def test_the_fee_hangs_on_what_carried_it(bench: DecidingBench) -> None:
    """A disclosure refused beside an erasure done, or a free purpose notice told, is refunded."""
    case = file_disclosure(
        bench.requester, fee_gate=Gate.OPEN,
        items=[asked("DISCLOSURE"), asked("ERASURE"), asked("PURPOSE_NOTICE")],
    )  # fmt: skip
    fee = raise_fee(case=case, now=NOW)
    assert fee is not None
    assert charged_kinds(fee) == ["DISCLOSURE"]
    assert refund_reason(status="RELEASED", work_started=True, outcomes=["REFUSED"]) == "REFUSED"
