"""The console's pages of fulfilment."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AccessRecord, User
from dsr.cases.models import Case
from dsr.fulfilment.models import CollectedCategory, DecisionItem, Exclusion, SourceResult
from dsr.fulfilment.services.collecting import begin_collection
from policies.models import DataCategory
from tests.desk import NOW, make_requester, make_staff
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
BASE = "/console/dsr_fulfilment/collection/"


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def client_of(user: User) -> Client:
    """Signed in with the second factor that the console asks for."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": NOW.timestamp()},
        {"method": "mfa", "type": "totp", "at": NOW.timestamp()},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def client_as(bench: Bench, role: str) -> Client:
    user_id = {"reviewer": bench.reviewer, "manager": bench.manager}[role].user_id
    return client_of(User.objects.get(pk=user_id or 0))


def text(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return str(response.content.decode())


def test_the_page_shows_every_category_with_its_outcome(bench: Bench) -> None:
    case = bench.collected()
    page = text(client_as(bench, "reviewer").get(f"{BASE}{case.reference}/change/"))
    for words in ("登録情報", "利用履歴", "ご請求の記録", "バックアップ", "なし"):
        assert words in page
    assert AccessRecord.objects.filter(action="VIEWED", subject_id=case.subject_id).exists()


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_roles_without_collections_see_none(bench: Bench, role: str) -> None:
    case = bench.collected()
    part = CollectedCategory.objects.get(outcome="EXPORTED")
    client = client_of(make_staff(role))
    for page in ("", f"{case.reference}/change/", f"{case.reference}/records/{part.pk}/",
                 f"{case.reference}/letter/ja/", f"{case.reference}/archive/"):  # fmt: skip
        assert client.get(f"{BASE}{page}").status_code == 403


def test_an_auditor_reads_the_archive_but_not_the_records(bench: Bench) -> None:
    case = bench.collected()
    part = CollectedCategory.objects.get(outcome="EXPORTED")
    client = client_of(make_staff("auditor"))
    page = text(client.get(f"{BASE}{case.reference}/change/"))
    assert "/step/" not in page
    assert client.get(f"{BASE}{case.reference}/records/{part.pk}/").status_code == 403
    assert client.post(f"{BASE}{case.reference}/step/decide/", {}).status_code == 403
    response = client.get(f"{BASE}{case.reference}/archive/")
    archive = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert archive["reference"] == case.reference
    assert AccessRecord.objects.filter(action="EXPORTED", object_kind="archive").count() == 1


def test_a_reviewer_reads_records_and_leaves_one_out(bench: Bench) -> None:
    case = bench.collected()
    part = CollectedCategory.objects.get(outcome="EXPORTED")
    client = client_as(bench, "reviewer")
    page = text(client.get(f"{BASE}{case.reference}/records/{part.pk}/"))
    assert case.reference in page
    form = f"{BASE}{case.reference}/step/exclude/?chosen={part.pk}&record=1"
    assert 'value="1"' in text(client.get(form))
    answer = client.post(form, {
        "seen": "0", "chosen": str(part.pk), "record": "1", "field": "", "code": "D1",
        "reason_ja": "第三者の情報を含むため", "reason_en": "",
    })  # fmt: skip
    assert answer.status_code == 302
    assert Exclusion.objects.get().record == 1
    again = client.post(form, {
        "seen": "0", "chosen": str(part.pk), "record": "9", "field": "", "code": "D1",
        "reason_ja": "理由", "reason_en": "",
    })  # fmt: skip
    assert again.status_code == 409


def test_the_draft_is_proposed_saved_and_previewed(bench: Bench) -> None:
    case = bench.collected()
    client = client_as(bench, "reviewer")
    form = f"{BASE}{case.reference}/step/decide/"
    assert 'value="FULL|" selected' in text(client.get(form))
    answer = {"seen": "0", "answer_1": "FULL|", "reason_ja_1": "", "reason_en_1": ""}
    assert client.post(form, answer).status_code == 302
    assert DecisionItem.objects.get().outcome == "FULL"
    stale = client.post(form, {**answer, "answer_1": "REFUSED|D2", "reason_ja_1": "理由"})
    assert stale.status_code == 409
    assert "理由" in stale.content.decode()  # what was typed is kept
    assert DecisionItem.objects.get().outcome == "FULL"
    letter = client.get(f"{BASE}{case.reference}/letter/ja/")
    assert b"".join(letter.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_the_package_is_previewed_and_downloaded_by_who_approves(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    client = client_as(bench, "manager")
    index = client.get(f"{BASE}{case.reference}/package/index.pdf")
    assert b"".join(index.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    package = client.get(f"{BASE}{case.reference}/package/")
    assert b"".join(package.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "no-store" in package["Cache-Control"]


def test_a_failed_source_is_retried_from_its_page(
    bench: Bench, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.database(company, monkeypatch)
    company.run("DROP TABLE visits")
    case = bench.collected()
    client = client_as(bench, "reviewer")
    page = text(client.get(f"{BASE}{case.reference}/change/?refresh=1"))
    assert "chip--danger" in page
    result = SourceResult.objects.get(status="FAILED")
    form = f"{BASE}{case.reference}/step/retry-source/"
    assert client.post(form, {"seen": "0", "chosen": str(result.pk)}).status_code == 302
    result.refresh_from_db()
    assert result.status == "QUEUED"
    assert client.get(f"{BASE}{case.reference}/change/?refresh=1")["Refresh"] == "5"


def test_a_task_is_answered_by_an_upload(bench: Bench) -> None:
    bench.by_hand("PROFILE")
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    task = SourceResult.objects.get(source__code="HAND").task
    client = client_as(bench, "reviewer")
    form = f"{BASE}{case.reference}/step/upload/"
    choice = {"seen": "0", "chosen": f"{task.pk}:PROFILE", "kind": "CSV"}
    ragged = SimpleUploadedFile("a.csv", b"a,b\n1\n")
    refused = client.post(form, {**choice, "upload": ragged})
    assert refused.status_code == 409
    good = SimpleUploadedFile("a.csv", "氏名\n花子\n".encode())
    assert client.post(form, {**choice, "upload": good}).status_code == 302
    finish = client.post(
        f"{BASE}{case.reference}/step/finish-task/", {"seen": "0", "chosen": str(task.pk)}
    )
    assert finish.status_code == 302
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    bench: Bench, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        bench.requester = make_requester(f"person{number}@mail.example")
        bench.collected(member_id="")
    client = client_as(bench, "reviewer")
    client.get(BASE)
    with django_assert_num_queries(7):  # type: ignore[operator]
        text(client.get(BASE))


def test_sources_are_listed_tested_and_switched_by_who_manages_them(
    bench: Bench, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = bench.database(company, monkeypatch)
    client = client_as(bench, "manager")
    base = "/console/dsr_fulfilment/datasource/"
    assert "APP" in text(client.get(base))
    page = text(client.get(f"{base}APP/change/"))
    assert company.dsn not in page
    tested = client.post(f"{base}APP/step/test/", {"seen": "0"}, follow=True)
    assert text(tested).count("notice--success") >= 2
    assert client.post(f"{base}APP/step/switch-off/", {"seen": "0"}).status_code == 302
    source.refresh_from_db()
    assert not source.active
    reviewer = client_as(bench, "reviewer")
    assert reviewer.post(f"{base}APP/step/switch-on/", {"seen": "0"}).status_code == 403


def test_search_by_hand_is_offered_where_nothing_verified_finds_the_person(
    bench: Bench, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.database(company, monkeypatch)
    case = bench.collected(member_id="")
    client = client_as(bench, "reviewer")
    base = f"{BASE}{case.reference}"
    assert "上の「手作業で調べる」を選んでください" in text(client.get(f"{base}/change/"))
    form = f"{base}/step/search-by-hand/"
    assert "APPの名前" in text(client.get(form))
    assert client.post(form, {"seen": "0", "reason": "会員ではない"}).status_code == 409  # stale
    seen = str(case.events.count())
    assert client.post(form, {"seen": seen, "reason": ""}).status_code == 422
    assert client.post(form, {"seen": seen, "reason": "会員ではない"}).status_code == 302
    result = SourceResult.objects.get(source__code="APP", collection__number=2)
    assert result.status == "TASK_OPEN"
    page = text(client.get(f"{base}/change/"))
    assert "/step/upload/" in page
    assert "/step/search-by-hand/" not in page
