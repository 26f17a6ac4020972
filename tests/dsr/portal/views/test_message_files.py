"""Messages with files on the person's page, and whose files they are; notes stay inside."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AccessRecord, OutboxMessage, User
from dsr.cases.models import Case, CaseMessage, MessageAttachment
from dsr.cases.personal_data.holding import collect
from dsr.cases.services.messages import write_note
from tests.accounts.console import open_console
from tests.accounts.gateways import uploads
from tests.desk import NOW, file_disclosure, make_requester, staff_actor
from tests.dsr.portal.walk import client_of, set_up_company

pytestmark = pytest.mark.django_db
NOTE = "内部メモ：要注意の相手です"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


@pytest.fixture
def case(person: User) -> Case:
    return file_disclosure(person)


def photo(name: str = "証拠.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, uploads.encoded(uploads.picture(), "JPEG"))


def post(client: Client, case: Case, *files: Any, **data: str) -> Any:
    fields = {"text": "資料です。", "send_token": str(uuid.uuid4()), **data}
    return client.post(f"/requests/{case.reference}/", {**fields, "files": list(files)})


def file_url(case: Case) -> str:
    file = MessageAttachment.objects.get().file_id
    return reverse("portal_message_file", args=[case.reference, file])


def test_person_sends_files_and_gets_them_back_as_downloads(client: Client, case: Case) -> None:
    assert post(client, case, photo()).status_code == 302
    page = client.get(f"/requests/{case.reference}/").content.decode()
    assert "証拠.jpg" in page
    answer: Any = client.get(file_url(case))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    record = AccessRecord.objects.get(object_kind="message_file")
    assert (record.action, record.subject_id) == ("DOWNLOADED", case.subject_id)


def test_text_that_is_html_leaves_as_plain_text_and_as_a_download(
    client: Client, case: Case
) -> None:
    script = SimpleUploadedFile("a.txt", b"<script>alert(1)</script>", "text/html")
    assert post(client, case, script).status_code == 302
    answer = client.get(file_url(case))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "a.pdf：ファイルが空です"),
        ("a.exe", b"MZ\x00", "a.exe：PDF、JPEG、PNG、HEIC、テキスト"),
        ("a.txt", b"\x00\x01", "a.txt：テキストファイルではありません。"),
    ],
)
def test_refused_file_is_explained_and_the_text_is_not_lost(
    client: Client, case: Case, name: str, content: bytes, words: str
) -> None:
    page = post(client, case, photo(), SimpleUploadedFile(name, content), text="長い文章です")
    html = page.content.decode()
    assert page.status_code == 422
    assert words in html
    assert "長い文章です" in html
    assert CaseMessage.objects.count() == 0


def test_six_files_and_a_large_one_are_refused(client: Client, case: Case, settings: Any) -> None:
    page = post(client, case, *(photo(f"{number}.jpg") for number in range(6)))
    assert "5個まで" in page.content.decode()
    settings.MESSAGE_FILE_BYTES = 100
    assert "超えています" in post(client, case, photo()).content.decode()
    assert CaseMessage.objects.count() == 0


def test_second_click_sends_one_message(client: Client, case: Case) -> None:
    token = str(uuid.uuid4())
    assert post(client, case, photo(), send_token=token).status_code == 302
    assert post(client, case, photo(), send_token=token).status_code == 302
    assert (CaseMessage.objects.count(), MessageAttachment.objects.count()) == (1, 1)


def test_file_of_somebody_else_looks_like_none(client: Client, case: Case) -> None:
    post(client, case, photo())
    url = file_url(case)
    stranger = make_requester("taro@mail.example")
    own = file_disclosure(stranger)
    other = client_of(stranger)
    assert other.get(url).status_code == 404
    assert other.get(url.replace(case.reference, own.reference)).status_code == 404
    assert Client().get(url).status_code == 302
    assert not AccessRecord.objects.filter(object_kind="message_file").exists()


def test_staff_fetch_a_file_as_a_download_on_record(client: Client, case: Case) -> None:
    post(client, case, photo())
    file = MessageAttachment.objects.get().file_id
    url = reverse("admin:dsr_cases_case_message_file", args=[case.reference, file])
    desk = Client()
    user = open_console(desk, "reviewer")
    page = desk.get(reverse("admin:dsr_cases_case_change", args=[case.reference]))
    assert url in page.content.decode()
    assert "ウイルス検査なし" in page.content.decode()
    answer = desk.get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    record = AccessRecord.objects.get(object_kind="message_file")
    assert (record.actor_id, record.subject_id) == (user.pk, case.subject_id)
    finance = Client()
    open_console(finance, "finance")
    assert finance.get(url).status_code == 403


def test_internal_note_is_nowhere_outside(client: Client, case: Case, person: User) -> None:
    writer = staff_actor("reviewer", email="writer@milly.example")
    write_note(case_id=case.pk, text=NOTE, actor=writer, now=NOW)
    pages = ["", "filed/", "withdraw/", "submitted/"]
    seen = [client.get(f"/requests/{case.reference}/{page}").content.decode() for page in pages]
    seen.append(client.get("/requests/").content.decode())
    seen.extend(str(records) for records in collect(case.subject))
    seen.extend(str(vars(mail)) for mail in OutboxMessage.objects.all())
    assert [text for text in seen if "要注意" in text] == []
    desk = Client()
    open_console(desk, "reviewer")
    page = desk.get(reverse("admin:dsr_cases_case_change", args=[case.reference]))
    assert NOTE in page.content.decode()
