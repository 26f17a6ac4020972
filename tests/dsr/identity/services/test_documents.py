"""Identity documents (DOMAIN §6, SECURITY 7, 20, 30)."""

import io
import threading

import pytest
from django.conf import settings
from django.db import connections
from PIL import Image

from accounts.models import StoredFile
from accounts.selectors.files import open_file
from dsr.identity.enums import DocumentClass, DocumentSide, IdentityMethod
from dsr.identity.services.documents import (
    UnableToUploadDocument,
    remove_document,
)
from tests.desk import NOW, set_up_desk
from tests.dsr.identity.people import checked_case, picture
from tests.dsr.identity.review import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def test_upload_is_redrawn_sealed_and_dated() -> None:
    case, check, _user = checked_case(IdentityMethod.DOCUMENT)
    marked = picture()
    raw = marked.getvalue() + b"PLANTED-TAIL"
    document = upload(case, upload=io.BytesIO(raw))
    stored = document.file
    on_disk = (settings.FILES_DIR / stored.path).read_bytes()
    assert b"PLANTED-TAIL" not in on_disk
    assert raw[:64] not in on_disk
    assert stored.purge_on is not None
    assert check.documents.count() == 1


@pytest.mark.parametrize(
    ("document_class", "moved"),
    [("MY_NUMBER_CARD", True), ("SPECIFIED_RESIDENCE_CARD", True), ("DRIVERS_LICENCE", False)],
)
def test_side_that_may_carry_my_number_is_never_taken(document_class: str, *, moved: bool) -> None:
    case, check, _user = checked_case(IdentityMethod.DOCUMENT)
    with pytest.raises(UnableToUploadDocument) as refused:
        upload(
            case,
            document_class=DocumentClass(document_class),
            side=DocumentSide.BACK,
            moved=moved,
        )
    assert refused.value.code == "SIDE"
    assert not check.documents.exists()
    assert not StoredFile.objects.exists()


def test_picture_that_is_none_is_refused_and_nothing_is_kept() -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    with pytest.raises(UnableToUploadDocument) as refused:
        upload(case, upload=io.BytesIO(b"MZ this is no picture"))
    assert refused.value.code == "UNSUPPORTED_TYPE"
    assert not StoredFile.objects.exists()


def test_sixth_file_is_refused() -> None:
    case, check, _user = checked_case(IdentityMethod.DOCUMENT)
    for number in range(5):
        upload(case, f"文書{number}")
    with pytest.raises(UnableToUploadDocument) as refused:
        upload(case, "文書6")
    assert refused.value.code == "QUOTA"
    assert check.documents.count() == 5


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_security_30_twenty_parallel_uploads_leave_five() -> None:
    case, check, _user = checked_case(IdentityMethod.DOCUMENT)
    refusals: list[str] = []
    start = threading.Barrier(20)

    def run(number: int) -> None:
        start.wait()
        try:
            upload(case, f"同時{number}")
        except UnableToUploadDocument as unable:
            refusals.append(unable.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert check.documents.count() == 5
    assert refusals == ["QUOTA"] * 15


def test_removed_document_is_deleted_at_once() -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    document = upload(case)
    path = settings.FILES_DIR / document.file.path
    assert path.exists()
    remove_document(case_id=case.pk, document_id=document.pk, now=NOW)
    assert not path.exists()
    document.file.refresh_from_db()
    assert document.file.deleted_at is not None


def test_security_7_same_picture_for_two_people_holds_both() -> None:
    first, first_check, _user = checked_case(IdentityMethod.DOCUMENT)
    second, second_check, _user = checked_case(IdentityMethod.DOCUMENT, email="b@mail.example")
    upload(first, "同じ")
    upload(second, "同じ")
    first_check.refresh_from_db()
    second_check.refresh_from_db()
    assert (first_check.held, second_check.held) == ("SAME_IMAGE", "SAME_IMAGE")


def test_gps_does_not_survive() -> None:
    image = Image.new("RGB", (200, 200), "white")
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 41.0, 22.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    out.seek(0)
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    document = upload(case, upload=out)
    kept = Image.open(io.BytesIO(b"".join(open_file(document.file))))
    assert dict(kept.getexif()) == {}
