"""The console's pages on which staff investigate, decide and keep promises."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessRecord, User
from dsr.cases.models import Case
from dsr.fulfilment.models import DecisionItem, Investigation, Measure, PlannedPromise, Promise
from tests.desk import make_staff
from tests.dsr.fulfilment.admin.test_collection import client_of, text
from tests.dsr.fulfilment.deciding import REASON, DecidingBench, asked, promise, retention
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
PROMISES = "/console/dsr_fulfilment/promise/"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def client_as(bench: DecidingBench, role: str) -> Client:
    return client_of(User.objects.get(pk=getattr(bench, role).user_id))


def decide(case: Case) -> str:
    return f"/console/dsr_fulfilment/collection/{case.reference}/step/decide/"


def test_a_correction_is_decided_row_by_row(bench: DecidingBench) -> None:
    case = bench.asking(asked("CORRECTION"))
    client = client_as(bench, "reviewer")
    page = text(client.get(decide(case)))
    assert "窓口 花子" in page
    assert "適用されるポリシーの版" in page
    answer = {
        "seen": "0", "answer_1": "DONE|", "findings_1": "確認した。", "reason_ja_1": "",
        "reason_en_1": "", "measure_1_1_action": "CORRECT", "measure_1_1_category": "PROFILE",
        "measure_1_1_field": "氏名", "measure_1_1_current": "窓口 花子",
        "measure_1_1_right": "𠮷野 花子",
    }  # fmt: skip
    assert client.post(decide(case), answer).status_code == 302
    assert Measure.objects.get().action == "CORRECT"
    assert Investigation.objects.count() == 1
    drafted = text(client.get(decide(case)))
    assert 'value="DONE|" selected' in drafted
    assert 'value="CORRECT" selected' in drafted


def test_laws_grounds_and_what_refuses_them_are_shown_before_erasing(
    bench: DecidingBench,
) -> None:
    retention("PROFILE")
    case = bench.asking(asked("ERASURE"))
    page = text(client_as(bench, "reviewer").get(decide(case)))
    for words in (
        "法令により保存が必要なもの", "法人税法施行規則第59条", "利用する必要がなくなった",
        "S2 なお利用する必要がある",
    ):  # fmt: skip
        assert words in page


def test_a_later_erasure_is_drafted_with_day_and_law(bench: DecidingBench) -> None:
    law = retention("PROFILE")
    case = bench.asking(asked("ERASURE"))
    client = client_as(bench, "reviewer")
    answer: dict[str, Any] = {
        "seen": "0", "answer_1": "ALTERNATIVE|S5", "findings_1": "確認した。",
        "reason_ja_1": REASON, "reason_en_1": "", "measure_1_PROFILE_action": "SUSPEND",
        "promise_1_1_kind": "ERASE_AFTER_RETENTION", "promise_1_1_law": law.code,
        "promise_1_1_text_ja": "後に消去します。",
    }  # fmt: skip
    without_day = client.post(decide(case), answer)
    assert without_day.status_code == 422
    assert "期日を入力してください。" in without_day.content.decode()
    answer["promise_1_1_due"] = "2099-04-01"
    assert client.post(decide(case), answer).status_code == 302
    planned = PlannedPromise.objects.get()
    assert (planned.retention, planned.due_date.isoformat()) == (law, "2099-04-01")
    assert Measure.objects.get().action == "SUSPEND"


def test_an_unlawful_choice_is_explained_and_what_was_typed_stays(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    refusal = client_as(bench, "reviewer").post(
        decide(case),
        {"seen": "0", "answer_1": "REFUSED|D2", "reason_ja_1": "量が多いため", "reason_en_1": ""},
    )
    assert refusal.status_code == 409
    page = refusal.content.decode()
    assert "データの量だけによるものではないことを明らかにしてください" in page
    assert "量が多いため" in page
    assert not DecisionItem.objects.exists()


def test_faults_of_a_draft_are_named_when_it_is_submitted(bench: DecidingBench) -> None:
    case = bench.asking(asked("ERASURE"))
    bench.answer(case, {"outcome": "DONE"})
    case = Case.objects.get(pk=case.pk)
    address = f"/console/dsr_cases/case/{case.reference}/step/submit-for-approval/"
    refusal = client_as(bench, "reviewer").post(address, {"seen": str(case.events.count())})
    assert refusal.status_code == 409
    assert "措置が選ばれていません。" in refusal.content.decode()


def test_an_investigation_is_recorded_on_its_own_page(bench: DecidingBench) -> None:
    case = bench.asking(asked("CORRECTION"))
    client = client_as(bench, "reviewer")
    address = f"/console/dsr_fulfilment/collection/{case.reference}/step/investigate/"
    form = {"seen": "0", "chosen": str(case.items.get().pk), "findings": "登録の履歴を見た。"}
    assert client.post(address, form).status_code == 302
    assert "登録の履歴を見た。" in text(client.get(address))


def test_another_way_of_delivery_is_told_from_the_page_of_the_case(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    client = client_as(bench, "reviewer")
    address = f"/console/dsr_cases/case/{case.reference}/step/change-method/"
    form = {"seen": str(case.events.count()), "reason_ja": "機器がないため", "reason_en": ""}
    assert client.post(address, form).status_code == 302
    assert Case.objects.get(pk=case.pk).delivery_method == "PAPER"
    assert "step/change-method/" not in text(
        client.get(address.replace("step/change-method", "change"))
    )


def promised(bench: DecidingBench) -> Promise:
    case = bench.asking(asked("SUSPENSION"))
    bench.given(
        case,
        {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON, "promises": (promise(),)},
    )
    return Promise.objects.get()


def test_open_promises_are_listed_first_due_first_with_late_ones_marked(
    bench: DecidingBench, django_assert_max_num_queries: Any
) -> None:
    made = promised(bench)
    manager = client_as(bench, "manager")
    Promise.objects.update(due_date="2020-01-01")
    page = text(manager.get(PROMISES))
    assert made.item.case.reference in page
    assert "期日超過</span>" in page
    assert "期日を過ぎた約束" in text(manager.get("/console/"))
    reading = text(manager.get(f"{PROMISES}{made.pk}/change/"))
    assert "新しい仕組みに移します。" in reading
    subject = made.item.case.subject_id
    assert AccessRecord.objects.filter(object_kind="promise", subject_id=subject).exists()


def test_a_promise_is_kept_on_its_page_by_a_manager_only(bench: DecidingBench) -> None:
    made = promised(bench)
    address = f"{PROMISES}{made.pk}/step/keep/"
    form = {"seen": "0", "note": "移行を確認した。"}
    auditor = client_of(make_staff("auditor"))
    assert auditor.post(address, form).status_code == 403
    assert client_as(bench, "reviewer").post(address, form).status_code == 403
    manager = client_as(bench, "manager")
    assert manager.post(address, {"seen": "0", "note": ""}).status_code == 422
    assert manager.post(address, form).status_code == 302
    assert Promise.objects.filter(kept_at=None).count() == 0
    assert made.item.case.reference not in text(manager.get(PROMISES))
    assert made.item.case.reference in text(manager.get(f"{PROMISES}?standing=kept"))
