"""Document pages: upload, see, take back, hand in; guided before, told after."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import IdentityCheck, IdentityDocument
from tests.desk import set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case, picture
from tests.dsr.identity.review import decide, upload, waiting_case

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 6  # one of them: is there a policy to agree to


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


@pytest.fixture
def case() -> Case:
    return checked_case(IdentityMethod.DOCUMENT)[0]


@pytest.fixture
def client(case: Case) -> Client:
    return client_of(case)


def client_of(case: Case) -> Client:
    client = Client()
    client.force_login(case.requester)
    return client


def page_of(case: Case) -> str:
    return f"/requests/{case.reference}/identity/documents/"


def file(text: str = "a", name: str = "写真.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(text).getvalue(), "image/jpeg")


def test_page_guides_each_document_and_says_what_is_not_taken(case: Case, client: Client) -> None:
    answer = client.get(page_of(case))
    html = answer.content.decode()
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    for words in (
        "基礎年金番号を隠してください",
        "顔写真のある表面だけをお送りください。裏面は送らないでください。",
        "発行から3か月以内",
        "通知カード",
        "健康保険証",
        "7日以内に削除",
    ):
        assert words in html


def test_page_in_english_holds_no_japanese(case: Case, client: Client) -> None:
    client.cookies["django_language"] = "en"
    main = client.get(page_of(case)).content.decode().partition("<main")[2].partition("</main")[0]
    assert "Cover the basic pension number" in main
    assert [letter for letter in main if "\u3040" <= letter <= "\u9fff"] == []


def test_upload_hand_in_and_wait(case: Case, client: Client) -> None:
    form = {"document_class": "DRIVERS_LICENCE", "file": file()}
    assert client.post(page_of(case), form)["Location"] == page_of(case)
    html = client.get(page_of(case)).content.decode()
    assert "運転免許証　表面" in html
    done = client.post(f"{page_of(case)}done/")
    assert done["Location"] == f"/requests/{case.reference}/"
    assert IdentityCheck.objects.get(case=case).status == "AWAITING_REVIEW"
    html = client.get(page_of(case)).content.decode()
    assert "お送りいただいた書類を確認しています" in html
    assert 'type="file"' not in html


def test_file_name_never_shows_as_markup(case: Case, client: Client) -> None:
    form = {"document_class": "DRIVERS_LICENCE", "file": file(name="<script>x.jpg")}
    client.post(page_of(case), form)
    assert "<script>x" not in client.get(page_of(case)).content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "ファイルを選んでください"),
        ({"file": SimpleUploadedFile("a.jpg", b"")}, "ファイルが空です"),
        ({"file": SimpleUploadedFile("a.jpg", b"MZ no picture")}, "この種類のファイルは"),
        ({"document_class": "NOTIFICATION_CARD"}, "正しく選択してください"),
        ({"document_class": "MY_NUMBER_CARD", "moved": "on"}, "お預かりしません"),
    ],
)
def test_refused_upload_is_explained_and_nothing_is_kept(
    case: Case, client: Client, facts: dict[str, object], words: str
) -> None:
    if "file" in facts:
        facts["file"].seek(0)  # type: ignore[attr-defined]
    elif facts:
        facts = facts | {"file": file()}
    answer = client.post(page_of(case), {"document_class": "DRIVERS_LICENCE", **facts})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in html
    assert words in html
    assert IdentityDocument.objects.count() == 0


def test_sixth_file_is_explained(case: Case, client: Client) -> None:
    for number in range(5):
        upload(case, f"文書{number}")
    form = {"document_class": "DRIVERS_LICENCE", "file": file("六")}
    answer = client.post(page_of(case), form)
    assert answer.status_code == 422
    assert "5ファイルまで" in answer.content.decode()


def test_upload_is_taken_back_once(case: Case, client: Client) -> None:
    document = upload(case)
    address = f"{page_of(case)}{document.pk}/delete/"
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    document.refresh_from_db()
    assert document.removed_at is not None
    assert "アップロードした書類" not in client.get(page_of(case)).content.decode()


def test_document_of_another_case_is_not_taken_back(case: Case, client: Client) -> None:
    other, _check, _user = checked_case(IdentityMethod.DOCUMENT, email="b@mail.example")
    foreign = upload(other, "よその書類")
    assert client.post(f"{page_of(case)}{foreign.pk}/delete/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.removed_at is None


def test_nothing_uploaded_is_not_handed_in(case: Case, client: Client) -> None:
    answer = client.post(f"{page_of(case)}done/", follow=True)
    assert "先に、書類を1点以上アップロードしてください" in answer.content.decode()
    assert IdentityCheck.objects.get(case=case).status == "OPEN"


def test_failed_check_leads_to_another_upload() -> None:
    case = waiting_case()
    decide(case, staff_actor("reviewer"), verified=False, reason="写真が不鮮明です")
    client = client_of(case)
    assert "別の書類をアップロードしてください" in client.get(page_of(case)).content.decode()
    client.post(f"/requests/{case.reference}/identity/method/", {"method": "DOCUMENT"})
    assert 'type="file"' in client.get(page_of(case)).content.decode()


def test_page_needs_as_many_queries_for_three_files_as_for_one(case: Case, client: Client) -> None:
    counts = []
    for texts in (["一"], ["二", "三"]):
        for text in texts:
            upload(case, text)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(case)).status_code == 200
        counts.append(len(seen))
    assert counts == [PAGE_QUERIES, PAGE_QUERIES]
