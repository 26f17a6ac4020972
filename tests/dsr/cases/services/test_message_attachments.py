"""Files of messages: checked first, sealed, counted under the lock, gone with the case file."""

import io
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from accounts.domain.actor import Actor, requester_actor
from accounts.models import StoredFile
from accounts.selectors.files import file_name, open_file
from dsr.cases.enums import Direction
from dsr.cases.models import Case, CaseMessage, MessageAttachment
from dsr.cases.selectors.message_attachments import attached_file
from dsr.cases.selectors.messages import messages_of
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.message_attachments import UnableToAttachFiles, Upload
from dsr.cases.services.messages import UnableToSendMessage, send_message_with_files
from tests.accounts.gateways import uploads
from tests.accounts.gateways.clamd import clamd
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor

pytestmark = pytest.mark.django_db


def text_file(content: bytes, name: str = "memo.txt") -> Upload:
    return Upload(name=name, content=io.BytesIO(content))


def photo(name: str = "photo.jpg") -> Upload:
    raw = uploads.encoded(uploads.picture(), "JPEG", exif=uploads.camera_exif())
    return Upload(name=name, content=io.BytesIO(raw + uploads.CANARY))


def send(case: Case, *files: Upload, actor: Actor | None = None, **facts: Any) -> CaseMessage:
    return send_message_with_files(
        **{
            "case_id": case.pk,
            "text": "資料をお送りします。",
            "uploads": list(files),
            "send_token": uuid.uuid4(),
            "actor": actor or requester_actor(case.requester_id),
            "now": NOW,
            **facts,
        }
    )


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester())


def test_file_is_drawn_anew_sealed_and_named(case: Case) -> None:
    send(case, photo("../住民票\u202e.jpg"), text_file("正しい住所です。\r\n".encode("cp932")))
    (message,) = messages_of(case)
    assert [(file.name, file.scanned, file.gone) for file in message.files] == [
        ("住民票.jpg", False, False),
        ("memo.txt", False, False),
    ]
    rows = MessageAttachment.objects.order_by("position").select_related("file__data_key")
    first, second = [row.file for row in rows]
    assert b"".join(open_file(second)).decode() == "正しい住所です。\n"
    drawn = b"".join(open_file(first))
    assert uploads.CANARY not in drawn
    assert uploads.DEVICE.encode() not in drawn
    on_disk = (settings.FILES_DIR / first.path).read_bytes()
    assert drawn[:32] not in on_disk
    assert (first.data_key_id, first.purpose) == (case.data_key_id, "MESSAGE_ATTACHMENT")
    assert first.media_type == "image/jpeg"


def test_desk_sends_files_too(case: Case) -> None:
    message = send(case, photo(), actor=staff_actor("reviewer"))
    assert message.direction == Direction.TO_REQUESTER
    assert message.attachments.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "EMPTY"),
        ("a.txt", b"MZ\x00\x01", "NOT_TEXT"),
        ("a.txt", b"\xff\xfe\x00a", "NOT_TEXT"),
        ("a.txt", "マイナンバー 123456789018".encode(), "MY_NUMBER"),
        ("a.html", b"<script>1</script>", "UNSUPPORTED_TYPE"),
        ("a.pdf", b"%PDF-1.7 nothing", "DAMAGED"),
        ("a.exe", b"MZ", "UNSUPPORTED_TYPE"),
    ],
)
def test_refused_file_names_itself_and_nothing_is_kept(
    case: Case, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(UnableToAttachFiles) as refused:
        send(case, photo(), text_file(content, name))
    assert (refused.value.code, refused.value.file_name) == (code, name)
    assert (CaseMessage.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_too_large_file_is_refused(case: Case, settings: Any) -> None:
    settings.MESSAGE_FILE_BYTES = 10
    with pytest.raises(UnableToAttachFiles) as refused:
        send(case, text_file(b"12345678901"))
    assert refused.value.code == "TOO_LARGE"


def test_virus_is_refused_and_a_silent_scanner_keeps_everything_out(
    case: Case, settings: Any
) -> None:
    with clamd("scans") as address:
        settings.CLAMAV_ADDRESS = address
        assert send(case, photo()).attachments.get().scanned is True
        with pytest.raises(UnableToAttachFiles) as refused:
            send(case, text_file(uploads.EICAR))
    assert refused.value.code == "VIRUS"
    with pytest.raises(UnableToAttachFiles) as refused:
        send(case, photo())  # nobody listens there any more
    assert refused.value.code == "SCANNER"
    assert StoredFile.objects.count() == 1


def test_second_click_sends_one_message_and_looks_at_no_file(case: Case) -> None:
    token = uuid.uuid4()
    first = send(case, photo(), send_token=token)
    again = send(case, text_file(b"\x00", "bad.txt"), send_token=token)
    assert (again.pk, MessageAttachment.objects.count()) == (first.pk, 1)


def test_limits_of_a_message_and_of_a_case(case: Case, settings: Any) -> None:
    settings.MESSAGE_FILES, settings.MESSAGE_FILES_PER_CASE = 2, 3
    with pytest.raises(UnableToAttachFiles) as refused:
        send(case, *(text_file(b"a") for _ in range(3)))
    assert refused.value.code == "TOO_MANY"
    send(case, text_file(b"a"), text_file(b"b"))
    with pytest.raises(UnableToAttachFiles) as refused:
        send(case, text_file(b"c"), text_file(b"d"))
    assert refused.value.code == "CASE_FULL"
    send(case, text_file(b"c"))
    send(case, text_file(b"ours"), actor=staff_actor("reviewer"))  # the desk counts for itself


def test_text_is_looked_at_before_the_files(case: Case) -> None:
    with pytest.raises(UnableToSendMessage) as refused:
        send(case, text_file(b"\x00"), text="マイナンバー 123456789018")
    assert refused.value.code == "MY_NUMBER"


def test_files_go_with_the_case_file(case: Case) -> None:
    send(case, photo())
    before = MessageAttachment.objects.get().file
    assert before.purge_on is None
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    case.refresh_from_db()
    send(case, photo(), now=NOW + timedelta(days=1))
    dates = set(StoredFile.objects.values_list("purge_on", flat=True))
    assert dates == {case.purge_on}
    assert case.purge_on is not None


def test_file_of_another_case_is_not_found(case: Case) -> None:
    other = file_disclosure(make_requester("taro@mail.example"))
    file = send(case, photo("a.jpg")).attachments.get().file
    assert attached_file(case=other, file_id=file.pk) is None
    found = attached_file(case=case, file_id=file.pk)
    assert found is not None
    assert file_name(found) == "a.jpg"


@pytest.mark.django_db(transaction=True)
def test_parallel_uploads_stay_within_the_quota(settings: Any) -> None:
    settings.MESSAGE_FILES_PER_CASE = 5
    set_up_desk()
    case = file_disclosure(make_requester())
    refusals: list[str] = []
    start = threading.Barrier(10)

    def upload(number: int) -> None:
        try:
            start.wait()
            send(case, text_file(f"file {number}".encode()))
        except UnableToAttachFiles as unable:
            refusals.append(unable.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (MessageAttachment.objects.count(), CaseMessage.objects.count()) == (5, 5)
    assert refusals == ["CASE_FULL"] * 5
