"""Identity documents and their review (DOMAIN §6, SECURITY 5, 6, 7, 30)."""

import io
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from PIL import Image

from accounts.models import AccessRecord, StoredFile
from accounts.services.files import purge_files
from dsr.cases.models import Case
from dsr.identity.enums import CheckStatus, DocumentClass, DocumentSide, IdentityMethod
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.services.documents import (
    UnableToUploadDocument,
    hand_in_documents,
    remove_document,
    upload_document,
)
from dsr.identity.services.methods import change_method
from dsr.identity.services.reviews import UnableToDecideIdentity, decide_identity
from policies.domain.calendar import jst_date
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case, picture

pytestmark = pytest.mark.django_db
SAME = {"NAME": "MATCH", "BIRTH_DATE": "MATCH", "ADDRESS": "MATCH"}
DIFFERENT = SAME | {"ADDRESS": "DIFFERS"}


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def upload(case: Case, text: str = "a", **facts: Any) -> IdentityDocument:
    return upload_document(
        **{
            "case_id": case.pk,
            "document_class": DocumentClass.DRIVERS_LICENCE,
            "side": DocumentSide.FRONT,
            "moved": False,
            "upload": picture(text),
            "file_name": "免許証.jpg",
            "now": NOW,
            **facts,
        }
    )


def waiting_case(**facts: Any) -> Case:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT, **facts)
    upload(case, str(facts))
    hand_in_documents(case_id=case.pk, now=NOW)
    return case


def decide(case: Case, actor: Any, **facts: Any) -> IdentityCheck:
    return decide_identity(
        **{
            "case_id": case.pk,
            "verified": True,
            "matches": SAME,
            "document_class": DocumentClass.DRIVERS_LICENCE,
            "expiry_seen": jst_date(NOW),
            "reason": "",
            "actor": actor,
            "now": NOW,
            **facts,
        }
    )


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


def test_held_check_is_not_verified_by_one_person() -> None:
    first, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    second, _check, _user = checked_case(IdentityMethod.DOCUMENT, email="b@mail.example")
    upload(first, "同じ")
    upload(second, "同じ")
    IdentityCheck.objects.get(case=second)
    hand_in_documents(case_id=second.pk, now=NOW)
    check = decide(second, staff_actor("reviewer"), reason="双子のため確認した")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    assert Case.objects.get(pk=second.pk).identity_gate == "OPEN"


def test_reviewer_verifies_and_pictures_go_within_a_week() -> None:
    case = waiting_case()
    check = decide(case, staff_actor("reviewer"))
    assert check.status == CheckStatus.VERIFIED
    case.refresh_from_db()
    assert (case.identity_gate, case.status) == ("PASSED", "ACCEPTED")
    stored = check.documents.get().file
    assert stored.purge_on is not None
    assert stored.purge_on <= jst_date(NOW) + timedelta(days=7)
    path = settings.FILES_DIR / stored.path
    purge_files(on=stored.purge_on, now=NOW + timedelta(days=7))
    assert not path.exists()
    assert AccessRecord.objects.filter(action="DELETED").count() == 1


@pytest.mark.parametrize(
    ("expiry", "code"),
    [(jst_date(NOW) - timedelta(days=1), "EXPIRED"), (jst_date(NOW), None)],
)
def test_security_5_expired_yesterday_is_refused_today_accepted(
    expiry: date, code: str | None
) -> None:
    case = waiting_case()
    actor = staff_actor("reviewer")
    if code is None:
        assert decide(case, actor, expiry_seen=expiry).status == CheckStatus.VERIFIED
        return
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, actor, expiry_seen=expiry)
    assert refused.value.code == code


def test_security_6_difference_needs_a_reason_and_another_person() -> None:
    case = waiting_case()
    first = staff_actor("reviewer")
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, first, matches=DIFFERENT)
    assert refused.value.code == "REASON_MISSING"
    check = decide(case, first, matches=DIFFERENT, reason="転居届を確認")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, first, matches=DIFFERENT, reason="転居届を確認")
    assert refused.value.code == "SAME_PERSON"
    second = staff_actor("reviewer", email="second@milly.example")
    check = decide(case, second, matches=DIFFERENT, reason="同じく確認")
    assert check.status == CheckStatus.VERIFIED
    assert check.first_reviewer_id != check.decided_by_id


def test_same_person_twice_is_refused_by_the_database_too() -> None:
    case = waiting_case()
    check = IdentityCheck.objects.get(case=case)
    actor = staff_actor("reviewer")
    with (
        pytest.raises(IntegrityError, match="the_second_person_is_another_person"),
        transaction.atomic(),
    ):
        IdentityCheck.objects.filter(pk=check.pk).update(
            first_reviewer_id=actor.user_id, decided_by_id=actor.user_id
        )


def test_not_verified_asks_the_person_to_act_and_refuses_nothing() -> None:
    case = waiting_case()
    check = decide(case, staff_actor("reviewer"), verified=False, reason="写真が不鮮明です")
    assert check.status == CheckStatus.NOT_VERIFIED
    case.refresh_from_db()
    assert (case.status, case.identity_gate) == ("RECEIVED", "FAILED")
    again = change_method(case_id=case.pk, method=IdentityMethod.MEMBER_MATCH)
    assert again.status == CheckStatus.OPEN


def test_finance_decides_nothing() -> None:
    case = waiting_case()
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("finance"))
    assert refused.value.code == "NOT_PERMITTED"


def test_passport_alone_is_not_enough() -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    upload(case, document_class=DocumentClass.PASSPORT)
    hand_in_documents(case_id=case.pk, now=NOW)
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("reviewer"), document_class=DocumentClass.PASSPORT)
    assert refused.value.code == "NOT_ENOUGH"


def test_gps_does_not_survive() -> None:
    image = Image.new("RGB", (200, 200), "white")
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 41.0, 22.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    out.seek(0)
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    from accounts.selectors.files import open_file

    document = upload(case, upload=out)
    kept = Image.open(io.BytesIO(b"".join(open_file(document.file))))
    assert dict(kept.getexif()) == {}
