"""The requester's answer page and download."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import AccessRecord, OneTimeCode, OutboxMessage, User
from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.fulfilment.models import Delivery, DownloadGrant, Package
from dsr.fulfilment.services.delivery_changes import revoke_delivery
from dsr.fulfilment.services.releases import release_package
from tests.desk import NOW, make_requester
from tests.dsr.fulfilment.bench import Bench

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    from policies.models import DataCategory

    desk = Bench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def code_for(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next code is 000042: what the mail would say."""
    monkeypatch.setattr("accounts.services.one_time_codes.secrets.randbelow", lambda _most: 42)


def granted(client: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    code_for(case.requester, monkeypatch)
    sent = client.post(f"/requests/{case.reference}/answer/send-code/")
    assert sent["Location"] == f"/requests/{case.reference}/answer/code/"
    typed = client.post(f"/requests/{case.reference}/answer/code/", {"code": "０００ ０４２"})
    assert typed.status_code == 302, typed.content.decode()


@pytest.fixture
def case(bench: Bench) -> Case:
    return Case.objects.get(pk=bench.released().pk)


@pytest.fixture(autouse=True)
def at_release() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def package_url(case: Case) -> str:
    return f"/requests/{case.reference}/answer/package/"


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["", "letter/ja/", "code/", "package/"])
def test_somebody_elses_answer_is_a_404(case: Case, path: str) -> None:
    """SECURITY 14, 35."""
    stranger = signed_in(make_requester("saki@mail.example"))
    missing = stranger.get(f"/requests/DSR-2026-999999/answer/{path}")
    foreign = stranger.get(f"/requests/{case.reference}/answer/{path}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    anonymous = Client().get(f"/requests/{case.reference}/answer/{path}")
    assert anonymous.status_code == 302


def test_the_answer_page_explains_in_both_languages(case: Case) -> None:
    client = signed_in(case.requester)
    client.cookies["django_language"] = "en"
    page = client.get(f"/requests/{case.reference}/answer/").content.decode()
    assert "Send me the code" in page
    assert "Disclosed in full" in page
    client.cookies["django_language"] = "ja"
    assert (
        "Send me the code" not in client.get(f"/requests/{case.reference}/answer/").content.decode()
    )


def test_the_letter_opens_without_a_code_and_is_on_record(case: Case) -> None:
    response = signed_in(case.requester).get(f"/requests/{case.reference}/answer/letter/ja/")
    assert body(response).startswith(b"%PDF-")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    record = AccessRecord.objects.get(object_kind="letter")
    assert (record.action, record.object_reference) == ("DOWNLOADED", case.reference)
    assert Case.objects.get(pk=case.pk).status == "RELEASED"


def test_a_letter_only_answer_is_delivered_by_opening_it(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case, Outcome.REFUSED, "D2", reason="理由")
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    body(signed_in(case.requester).get(f"/requests/{case.reference}/answer/letter/ja/"))
    assert Case.objects.get(pk=case.pk).status == "DELIVERED"


def test_a_download_needs_a_fresh_code_in_this_session(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(case.requester)
    assert client.get(package_url(case)).status_code == 404
    granted(client, case, monkeypatch)
    other = signed_in(case.requester)
    assert other.get(package_url(case)).status_code == 404
    response = client.get(package_url(case))
    assert response.status_code == 200
    content = body(response)
    assert hashlib.sha256(content).hexdigest() == Package.objects.get().file.sha256  # type: ignore[union-attr]
    assert "no-store" in response["Cache-Control"]
    case.refresh_from_db()
    assert case.status == "DELIVERED"
    assert Delivery.objects.get().downloads == 1
    kinds = AccessRecord.objects.filter(object_kind="package").order_by("sequence")
    assert [row.action for row in kinds] == ["REFUSED", "REFUSED", "DOWNLOADED"]


def test_a_wrong_code_opens_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(case.requester)
    code_for(case.requester, monkeypatch)
    client.post(f"/requests/{case.reference}/answer/send-code/")
    wrong = client.post(f"/requests/{case.reference}/answer/code/", {"code": "000043"})
    assert wrong.status_code == 422
    assert not DownloadGrant.objects.exists()
    assert OneTimeCode.objects.get().attempts == 1


def test_the_fourth_download_is_refused_recorded_and_told(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SECURITY 35."""
    client = signed_in(case.requester)
    granted(client, case, monkeypatch)
    assert [client.get(package_url(case)).status_code for _ in range(4)] == [200, 200, 200, 404]
    assert Delivery.objects.get().downloads == 3
    assert AccessRecord.objects.filter(action="REFUSED", object_kind="package").count() == 1
    assert OutboxMessage.objects.filter(template="STAFF_NOTICE").count() == 1


def test_an_expired_or_revoked_link_is_refused(
    case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SECURITY 35: after five days, and once revoked."""
    with time_machine.travel(NOW + timedelta(days=5) - timedelta(seconds=1), tick=False):
        client = signed_in(case.requester)
        granted(client, case, monkeypatch)
        assert client.get(package_url(case)).status_code == 200
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        assert client.get(package_url(case)).status_code == 404
        page = client.get(f"/requests/{case.reference}/answer/")
        assert "answer/package/" not in page.content.decode()
    client = signed_in(case.requester)
    granted(client, case, monkeypatch)
    delivery = Delivery.objects.get()
    revoke_delivery(delivery_id=delivery.pk, reason="疑い", actor=bench.manager, now=NOW)
    assert client.get(package_url(case)).status_code == 404


def test_a_grant_ends_after_half_an_hour(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(case.requester)
    granted(client, case, monkeypatch)
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False):
        assert client.get(package_url(case)).status_code == 404


def test_a_download_that_broke_off_resumes_to_the_same_file(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SECURITY 36."""
    client = signed_in(case.requester)
    granted(client, case, monkeypatch)
    whole = client.get(package_url(case))
    first = body(whole)[:1000]
    resumed = client.get(
        package_url(case), headers={"Range": "bytes=1000-", "If-Range": whole["ETag"]}
    )
    assert resumed.status_code == 206
    size = Package.objects.get().file.size  # type: ignore[union-attr]
    assert resumed["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    joined = first + body(resumed)
    assert hashlib.sha256(joined).hexdigest() == whole["ETag"].strip('"')
    assert Delivery.objects.get().downloads == 1
    assert client.get(package_url(case), headers={"Range": f"bytes={size}-"}).status_code == 416


def test_a_resumed_range_needs_a_start_in_the_same_grant(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(case.requester)
    granted(client, case, monkeypatch)
    assert client.get(package_url(case), headers={"Range": "bytes=1-"}).status_code == 404
    assert Delivery.objects.get().downloads == 0


def test_the_answer_page_asks_few_questions_of_the_database(
    case: Case, django_assert_max_num_queries: object
) -> None:
    client = signed_in(case.requester)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/requests/{case.reference}/answer/")


def test_coming_back_from_signing_in_again_leads_to_the_answer(case: Case) -> None:
    page = f"/requests/{case.reference}/answer/"
    assert Client().post(f"{page}send-code/")["Location"].endswith(f"?next={page}send-code/")
    assert signed_in(case.requester).get(f"{page}send-code/")["Location"] == page
    assert not OneTimeCode.objects.filter(user=case.requester).exists()
