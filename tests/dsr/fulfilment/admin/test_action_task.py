"""The desk's pages for acting in the sources."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessRecord, User
from dsr.cases.models import Case
from dsr.fulfilment.models import ActionTask, DataSource
from policies.models import DataCategory, LegalRetention
from tests.accounts.console import open_console
from tests.desk import make_staff
from tests.dsr.fulfilment.acting import (
    CORRECT_NAME,
    CORRECTION,
    ERASE_PROFILE,
    ActingBench,
    picture,
)
from tests.dsr.fulfilment.admin.test_collection import client_of
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
BASE = "/console/dsr_fulfilment/actiontask/"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> ActingBench:
    return ActingBench(company, monkeypatch)


def client_as(bench: ActingBench, role: str) -> Client:
    user_id = {"reviewer": bench.reviewer, "manager": bench.manager}[role].user_id
    return client_of(User.objects.get(pk=user_id or 0))


def text(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return str(response.content.decode())


def test_approving_page_says_what_is_done_where_and_which_law_speaks_against_it(
    bench: ActingBench,
) -> None:
    bench.processor("PROFILE")
    law = LegalRetention.objects.create(
        code="LAW", position=1, law_ja="見本法第3条", law_en="Sample Act Art 3", what_ja="台帳",
        what_en="ledger", from_ja="取引の日", from_en="the day of the deal", days=3650,
        active=False,
    )  # fmt: skip
    law.categories.set(DataCategory.objects.filter(code="PROFILE"))
    case = bench.approved_to_be(ERASE_PROFILE)
    LegalRetention.objects.update(active=True)
    address = f"/console/dsr_cases/case/{case.reference}/step/begin-actions/"
    page = text(client_as(bench, "manager").get(address))
    for words in (
        "APPの名前",
        "MAILER社",
        "消去",
        "見本法第3条",
        "3650日",
        "担当者が行い、証拠を添付",
    ):
        assert words in page
    assert client_as(bench, "reviewer").get(address).status_code == 403
    seen = case.events.count()
    answer = client_as(bench, "manager").post(address, {"seen": seen, "alone_reason": ""})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).status == "ACTING"


def test_release_page_says_act_first(bench: ActingBench) -> None:
    case = bench.approved_to_be(ERASE_PROFILE)
    page = text(
        client_as(bench, "manager").get(f"/console/dsr_cases/case/{case.reference}/change/")
    )
    assert "先にシステムでの実施を行ってください" in page
    assert "step/begin-actions/" in page


def test_case_without_measures_never_speaks_of_acting(bench: ActingBench) -> None:
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    page = text(
        client_as(bench, "manager").get(f"/console/dsr_cases/case/{case.reference}/change/")
    )
    assert [words for words in ("begin-actions", "システムでの実施</h2>") if words in page] == []


def test_case_page_shows_each_action_with_its_progress(bench: ActingBench) -> None:
    bench.archive()
    case = bench.begun(ERASE_PROFILE)
    bench.confirmed(ActionTask.objects.get(source__code="APP"))
    page = text(
        client_as(bench, "manager").get(f"/console/dsr_cases/case/{case.reference}/change/")
    )
    assert "2件のうち1件が確認済みまたは取りやめ" in page
    assert all(f"{BASE}{task.pk}/change/" in page for task in ActionTask.objects.all())


def test_person_confirms_with_proof_and_the_proof_is_read_on_record(bench: ActingBench) -> None:
    case = bench.begun(CORRECT_NAME, asked=CORRECTION)
    task = ActionTask.objects.get()
    client = client_as(bench, "reviewer")
    page = text(client.get(f"{BASE}{task.pk}/change/"))
    for words in ("現在の内容: 窓口 花子", "正しい内容: 受付 花子", "登録情報", "APPの名前"):
        assert words in page
    assert AccessRecord.objects.filter(action="VIEWED", object_kind="actiontask").count() == 1
    answer = client.post(
        f"{BASE}{task.pk}/step/confirm/",
        {"seen": 0, "affected": 1, "note": "管理画面で直した",
         "proof": SimpleUploadedFile("done.png", picture().read(), "image/png")},
    )  # fmt: skip
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).actions_gate == "PASSED"
    assert "管理画面で直した" in text(client.get(f"{BASE}{task.pk}/change/"))
    proof = client.get(f"{BASE}{task.pk}/proof/")
    assert (proof.status_code, proof["Content-Type"]) == (200, "image/jpeg")
    looks = AccessRecord.objects.filter(action="DOWNLOADED", object_kind="action_proof")
    assert looks.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"note": ""}, 422),
        ({"affected": 0}, 422),
        ({"proof": b"no picture"}, 409),
        ({"seen": 7}, 409),
    ],
)
def test_incomplete_confirmation_is_explained(
    bench: ActingBench, change: dict[str, Any], status: int
) -> None:
    bench.begun(ERASE_PROFILE)
    task = ActionTask.objects.get()
    content = change.pop("proof", picture().read())
    given = {"seen": 0, "affected": 1, "note": "行った", **change}
    given["proof"] = SimpleUploadedFile("done.png", content, "image/png")
    answer = client_as(bench, "reviewer").post(f"{BASE}{task.pk}/step/confirm/", given)
    assert answer.status_code == status
    assert ActionTask.objects.get().status == "WAITING"


def test_list_shows_whose_turn_it_is(bench: ActingBench) -> None:
    bench.by_interface()
    bench.archive()
    bench.begun(ERASE_PROFILE)
    ActionTask.objects.filter(route="HTTP").update(status="FAILED", last_error="GONE")
    ActionTask.objects.filter(route="MANUAL").update(assignee_id=bench.manager.user_id)

    def listed(role: str, which: str) -> set[str]:
        page = text(client_as(bench, role).get(f"{BASE}?open={which}"))
        return {code for code in ("APPの名前", "ARCHIVEの名前") if code in page}

    assert listed("manager", "mine") == {"ARCHIVEの名前"}
    assert listed("reviewer", "mine") == {"APPの名前"}
    assert listed("manager", "failed") == {"APPの名前"}
    assert listed("manager", "overdue") == {"APPの名前", "ARCHIVEの名前"}  # long past by our clock
    assert listed("manager", "") == {"APPの名前", "ARCHIVEの名前"}


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(
    bench: ActingBench, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows - 1):
        bench.processor("PROFILE", code=f"P-{number}")
    bench.begun(ERASE_PROFILE)
    client = client_as(bench, "reviewer")
    client.get(BASE)
    with django_assert_num_queries(7):
        text(client.get(BASE))


def test_failed_action_is_among_the_troubles_and_offers_what_to_do(bench: ActingBench) -> None:
    bench.by_interface()
    case = bench.begun(ERASE_PROFILE)
    bench.run()  # nothing is configured
    task = ActionTask.objects.get()
    client = client_as(bench, "manager")
    home = text(client.get("/console/"))
    assert "失敗したシステムでの実施" in home
    assert case.reference in home
    page = text(client.get(f"{BASE}{task.pk}/change/"))
    assert "ACTION_ENDPOINTS" in page
    steps = ("try-again", "by-hand", "assign", "call-off", "confirm", "nothing-held")
    assert [f"step/{slug}/" in page for slug in steps] == [True, True, True, True, False, False]
    answer = client.post(f"{BASE}{task.pk}/step/by-hand/", {"seen": task.attempts})
    assert answer.status_code == 302
    assert ActionTask.objects.get().route == "MANUAL"


def test_auditor_and_finance_open_no_action(bench: ActingBench) -> None:
    bench.begun(ERASE_PROFILE)
    task = ActionTask.objects.get()
    for role in ("auditor", "finance"):
        client = client_of(make_staff(role))
        for address in (BASE, f"{BASE}{task.pk}/change/", f"{BASE}{task.pk}/proof/"):
            assert client.get(address).status_code == 403


@pytest.mark.parametrize("model", ["processor", "recipient", "legalretention"])
def test_register_of_holders_is_kept_in_the_console(
    bench: ActingBench, client: Client, model: str
) -> None:
    open_console(client, "administrator")
    profile = DataCategory.objects.get(code="PROFILE").pk
    facts = {
        "code": "NEW", "position": 9, "name_ja": "新", "name_en": "New", "service_ja": "配信",
        "service_en": "Sends", "purpose_ja": "調査", "purpose_en": "Research", "law_ja": "法",
        "law_en": "Act", "what_ja": "帳簿", "what_en": "books", "from_ja": "日", "from_en": "day",
        "days": 30, "categories": [profile], "action_route": "MANUAL", "task_days": 5,
        "active": "on",
    }  # fmt: skip
    answer = client.post(f"/console/policies/{model}/add/", facts)
    assert answer.status_code == 302, answer.content.decode()
    page = text(client.get(f"/console/policies/{model}/"))
    assert "NEW" in page


def test_source_shows_how_it_is_told_to_act(bench: ActingBench) -> None:
    bench.by_interface()
    page = text(client_as(bench, "manager").get("/console/dsr_fulfilment/datasource/APP/change/"))
    assert str(DataSource.objects.get(code="APP").get_action_route_display()) in page
