"""Paper and media: what is put into the envelope, what came back, who may see the password."""

import io
import json
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from accounts.domain.actor import requester_actor
from accounts.models import AccessRecord, StoredFile
from accounts.selectors.files import file_name, open_file
from accounts.services.one_time_codes import UnableToUseCode
from dsr.cases.models import Case, CaseMessage
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.messages import write_note
from dsr.fulfilment.enums import PostalMethod, ReturnReason
from dsr.fulfilment.letters import paper as paper_letters
from dsr.fulfilment.models import Delivery, PostalCopy, ReturnedPosting
from dsr.fulfilment.selectors.archives import archive_of
from dsr.fulfilment.selectors.postal_copies import postal_copy_of
from dsr.fulfilment.services.media import UnableToTakeMedium, take_medium
from dsr.fulfilment.services.media_passwords import (
    UnableToShowPassword,
    confirm_password_code,
    request_password_code,
    show_password,
)
from dsr.fulfilment.services.postal_copies import (
    UnableToMakePostalCopy,
    build_postal_copy,
    make_postal_copy_again,
)
from dsr.fulfilment.services.postings import (
    UnableToRecordPosting,
    record_arrival,
    record_posting,
    record_posting_again,
    record_return,
)
from dsr.fulfilment.services.sweeping import close_delivered_cases
from policies.enums import RequestKind
from policies.models import DataCategory
from tests.accounts.mailbox import read_code
from tests.desk import CLAIMS, NOW, staff_actor
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.domain.test_aes_zip import opened

pytestmark = pytest.mark.django_db
SESSION = "session-key"
NOTE = "内部メモ：要注意の相手です"
HOME = {**CLAIMS, "postal_code": "150-0001", "address": "東京都渋谷区見本町1-2-3"}


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def released(bench: Bench, method: str = "PAPER", **facts: Any) -> tuple[Case, PostalCopy]:
    case = bench.released(delivery_method=method, formats=[], **{"claims": HOME, **facts})
    copy = build_postal_copy(copy_id=PostalCopy.objects.get().pk, now=NOW)
    return case, copy


def post(bench: Bench, case: Case, number: str = "12345678903", **facts: Any) -> Any:
    verb = facts.pop("verb", record_posting)
    return verb(
        **{
            "case_id": case.pk,
            "postal_method": PostalMethod.REGISTERED,
            "tracking_number": number,
            "posted_on": NOW.date(),
            "actor": bench.manager,
            "now": NOW,
            **facts,
        }
    )


def send_back(bench: Bench, case: Case, **facts: Any) -> ReturnedPosting:
    return record_return(
        **{
            "case_id": case.pk,
            "reason": ReturnReason.ADDRESS_UNKNOWN,
            "returned_on": (NOW + timedelta(days=3)).date(),
            "text": "郵便物が返送されました。お送り先をお知らせください。",
            "send_token": uuid.uuid4(),
            "actor": bench.manager,
            "now": NOW + timedelta(days=4),
            **facts,
        }
    )


def package_file() -> StoredFile:
    file = Delivery.objects.get().decision.packages.get().file
    assert file is not None
    return file


def text_of(copy: PostalCopy, position: int = 1) -> str:
    file = copy.files.get(position=position).file
    content = b"".join(open_file(file))
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_paper_is_made_at_release_with_address_letter_and_data(bench: Bench) -> None:
    case, copy = released(bench)
    assert (copy.form, copy.status, copy.failure) == ("PAPER", "READY", "")
    text = text_of(copy)
    for words in ("〒150-0001", "東京都渋谷区見本町1-2-3", "窓口 花子 様", "親展", case.reference):
        assert words in text
    assert "REQUESTS" in text or "ご請求の記録" in text
    (row,) = copy.files.all()
    assert (row.pages, copy.pages) == (copy.pages, row.pages)
    assert row.file.purge_on == package_file().purge_on
    assert file_name(row.file) == f"{case.reference}-1.pdf"


def test_address_for_the_delivery_comes_before_the_persons_own(bench: Bench) -> None:
    item = AskedItem(
        kind=RequestKind.DISCLOSURE, detail={"delivery_address": "大阪市北区見本2-2\n実家"}
    )
    _case, copy = released(bench, items=[item])
    text = text_of(copy)
    assert "大阪市北区見本2-2" in text
    assert "渋谷区見本町" not in text.split("書類のご送付")[0]


def test_copy_is_made_once_however_often_its_job_runs(bench: Bench) -> None:
    _case, copy = released(bench)
    again = build_postal_copy(copy_id=copy.pk, now=NOW)
    assert (again.attempts, again.files.count()) == (1, 1)


def test_too_many_pages_wait_for_a_person(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_letters, "MOST_VOLUMES", 0)
    _case, copy = released(bench)
    assert (copy.status, copy.failure) == ("FAILED", "TOO_MANY_PAGES")


def test_medium_is_encrypted_and_its_papers_hold_no_password(bench: Bench) -> None:
    case, copy = released(bench, "MEDIA")
    assert (copy.form, copy.status) == ("MEDIA", "READY")
    sheet, letter, archive = [row.file for row in copy.files.order_by("position")]
    password = password_for(bench, copy)
    package = b"".join(open_file(package_file()))
    assert opened(b"".join(open_file(archive)), password) == package
    papers = text_of(copy, 1) + text_of(copy, 2)
    assert password not in papers
    assert archive.sha256 in papers.replace(" ", "").replace("\r\n", "")
    assert file_name(archive) == f"{case.reference}-encrypted.zip"
    assert (sheet.media_type, letter.media_type) == ("application/pdf", "application/pdf")
    sealed = bytes(copy.password_sealed or b"")
    assert password.encode() not in sealed


def password_for(bench: Bench, copy: PostalCopy) -> str:
    actor = requester_actor(bench.requester.pk)
    facts: dict[str, Any] = {"delivery_id": copy.delivery_id, "actor": actor, "now": NOW}
    request_password_code(**facts)
    confirm_password_code(**facts, typed=read_code(NOW), session_key=SESSION)
    return show_password(**facts, session_key=SESSION)


def test_password_needs_the_person_a_fresh_code_and_this_session(bench: Bench) -> None:
    _case, copy = released(bench, "MEDIA")
    facts: dict[str, Any] = {
        "delivery_id": copy.delivery_id, "actor": requester_actor(bench.requester.pk), "now": NOW,
    }  # fmt: skip
    with pytest.raises(UnableToShowPassword) as refused:
        show_password(**facts, session_key=SESSION)
    assert refused.value.code == "NO_CODE"
    request_password_code(**facts)
    with pytest.raises(UnableToUseCode):
        confirm_password_code(**facts, typed="x", session_key=SESSION)
    with pytest.raises(UnableToShowPassword) as refused:
        show_password(**{**facts, "actor": staff_actor("manager", email="m@milly.example")},
                      session_key=SESSION)  # fmt: skip
    assert refused.value.code == "NOT_YOURS"
    password = password_for(bench, copy)
    assert len(password) == 29
    with pytest.raises(UnableToShowPassword) as refused:
        show_password(**facts, session_key="another session")
    assert refused.value.code == "NO_CODE"
    with pytest.raises(UnableToShowPassword) as refused:
        show_password(**{**facts, "now": NOW + timedelta(minutes=10)}, session_key=SESSION)
    assert refused.value.code == "NO_CODE"
    copy.refresh_from_db()
    assert copy.password_seen_at == NOW
    assert AccessRecord.objects.filter(object_kind="medium_password").count() == 1


def test_paper_has_no_password_to_show(bench: Bench) -> None:
    _case, copy = released(bench)
    with pytest.raises(UnableToShowPassword) as refused:
        request_password_code(
            delivery_id=copy.delivery_id, actor=requester_actor(bench.requester.pk), now=NOW
        )
    assert refused.value.code == "NONE"


def test_medium_is_fetched_once_by_whoever_may_and_on_record(bench: Bench) -> None:
    case, copy = released(bench, "MEDIA")
    with pytest.raises(UnableToTakeMedium) as refused:
        take_medium(copy_id=copy.pk, actor=bench.reviewer, now=NOW)
    assert refused.value.code == "NOT_PERMITTED"
    file = take_medium(copy_id=copy.pk, actor=bench.manager, now=NOW)
    assert file.media_type == "application/zip"
    with pytest.raises(UnableToTakeMedium) as refused:
        take_medium(copy_id=copy.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "TAKEN"
    record = AccessRecord.objects.get(object_kind="medium")
    assert (record.object_reference, record.actor_id) == (case.reference, bench.manager.user_id)


def test_medium_made_again_has_another_password_and_the_first_is_gone(bench: Bench) -> None:
    _case, copy = released(bench, "MEDIA")
    first = password_for(bench, copy)
    take_medium(copy_id=copy.pk, actor=bench.manager, now=NOW)
    again = make_postal_copy_again(
        delivery_id=copy.delivery_id, address="", actor=bench.manager, now=NOW
    )
    build_postal_copy(copy_id=again.pk, now=NOW)
    current = postal_copy_of(Delivery.objects.get())
    assert current is not None
    assert current.pk == again.pk
    assert current.taken_at is None
    assert {str(row.file.purge_on) for row in copy.files.all()} == {"2026-04-01"}
    assert password_for(bench, current) != first


def test_returned_mail_tells_the_person_and_is_posted_again_elsewhere(bench: Bench) -> None:
    case, _copy = released(bench)
    post(bench, case)
    returned = send_back(bench, case)
    delivery = Delivery.objects.get()
    assert (delivery.posted_on, delivery.tracking_number) == (None, "")
    assert (returned.tracking_number, returned.reason) == ("123-45-67890-3", "ADDRESS_UNKNOWN")
    assert CaseMessage.objects.get().direction == "TO_REQUESTER"
    again = make_postal_copy_again(
        delivery_id=delivery.pk,
        address="〒530-0001\n大阪市北区見本3-3",
        actor=bench.manager,
        now=NOW,
    )
    build_postal_copy(copy_id=again.pk, now=NOW)
    assert "大阪市北区見本3-3" in text_of(again)
    later = NOW + timedelta(days=6)
    post(
        bench, case, "RR473124829FI", verb=record_posting_again,
        postal_method=PostalMethod.ADDRESSEE_ONLY, posted_on=later.date(), now=later,
    )  # fmt: skip
    record_arrival(case_id=case.pk, arrived_on=later.date(), actor=bench.manager, now=later)
    delivery.refresh_from_db()
    assert (delivery.tracking_number, delivery.arrived_on) == ("RR473124829FI", later.date())
    told = archive_of(Case.objects.get(pk=case.pk))["decisions"][0]["delivery"]
    assert [row["tracking_number"] for row in told["returned"]] == ["123-45-67890-3"]
    assert [row["form"] for row in told["copies"]] == ["PAPER", "PAPER"]


def test_case_does_not_close_itself_while_nobody_has_the_answer(bench: Bench) -> None:
    case, _copy = released(bench)
    post(bench, case)
    send_back(bench, case)
    later = NOW + timedelta(days=30)
    assert close_delivered_cases(now=later) == 0
    post(bench, case, verb=record_posting_again, posted_on=later.date(), now=later)
    assert close_delivered_cases(now=later) == 1


def test_what_cannot_have_happened_is_refused(bench: Bench) -> None:
    case, copy = released(bench)
    refusals = []
    for attempt in (
        lambda: send_back(bench, case),
        lambda: record_arrival(
            case_id=case.pk, arrived_on=NOW.date(), actor=bench.manager, now=NOW
        ),
        lambda: post(bench, case, verb=record_posting_again),
        lambda: post(bench, case),
        lambda: post(bench, case, verb=record_posting_again),
        lambda: send_back(bench, case, returned_on=(NOW - timedelta(days=1)).date()),
        lambda: send_back(bench, case, actor=bench.reviewer),
        lambda: make_postal_copy_again(
            delivery_id=copy.delivery_id, address="", actor=bench.manager, now=NOW
        ),
    ):
        try:
            attempt()
        except (UnableToRecordPosting, UnableToMakePostalCopy) as unable:
            refusals.append(unable.code)
        else:
            refusals.append("")
    assert refusals == [
        "NOT_POSTED", "NOT_POSTED", "NOT_POSTED", "", "POSTED", "DAY", "NOT_PERMITTED", "POSTED",
    ]  # fmt: skip
    record_arrival(case_id=case.pk, arrived_on=NOW.date(), actor=bench.manager, now=NOW)
    with pytest.raises(UnableToRecordPosting) as refused:
        send_back(bench, case)
    assert refused.value.code == "ARRIVED"


class NotedBench(Bench):
    """A desk that writes an internal note on every case before anything is collected."""

    def accepted(self, **facts: Any) -> Case:
        """With the note."""
        case = super().accepted(**facts)
        write_note(case_id=case.pk, text=NOTE, actor=self.reviewer, now=NOW)
        return case


def test_internal_note_is_in_no_package_letter_or_paper() -> None:
    desk = NotedBench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    case, copy = released(desk)
    assert case.notes.filter(kind="INTERNAL").count() == 1
    with zipfile.ZipFile(io.BytesIO(b"".join(open_file(package_file())))) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert case.reference.encode() in inside
    assert NOTE.encode() not in inside
    assert json.dumps(NOTE)[1:-1].encode() not in inside
    assert NOTE not in text_of(copy)
