"""A case file ends on its day: nothing sealed opens any more, the ledger still verifies."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.domain.actor import requester_actor
from accounts.domain.envelope import UnableToUnseal
from accounts.models import AccessRecord, DataKey, DataSubject, StoredFile
from accounts.personal_data.registry import collect_all
from accounts.selectors.files import FileGone, open_file
from accounts.selectors.ledgers import verify_ledgers
from accounts.services.data_subjects import match_member
from consent.enums import Verdict
from consent.selectors.member_checks import check_members
from consent.services.member_consents import give_member_consent
from dsr.breaches.services.openings import open_breach
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.cases.selectors.messages import messages_of
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.letters import write_letters
from dsr.cases.services.messages import send_message
from dsr.cases.services.purging import UnableToShredCase, shred_case, shred_cases
from dsr.fulfilment.models import Promise
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.promises import keep_promise
from tests.accounts.console import open_console
from tests.consent.people import make_item
from tests.desk import CLAIMS, NOW, file_disclosure
from tests.dsr.fulfilment.deciding import REASON, DecidingBench, asked, promise
from tests.dsr.fulfilment.gateways.company import Company
from tests.dsr.identity.representatives import represented_case

pytestmark = pytest.mark.django_db
CANARY = "秘密の合言葉カナリア"


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def closed(bench: DecidingBench) -> Case:
    case = bench.released(claims={**CLAIMS, "former_name": CANARY})
    write_letters(case_id=case.pk, now=NOW)
    send_message(
        case_id=case.pk, text=CANARY, send_token=uuid.uuid4(),
        actor=requester_actor(case.requester_id), now=NOW,
    )  # fmt: skip
    return close_case(case_id=case.pk, actor=bench.manager, now=NOW, reason="受取りなし")


def noon(on: date) -> datetime:
    return datetime.combine(on, NOW.timetz())


def last_day(case: Case) -> datetime:
    assert case.purge_on is not None
    return noon(case.purge_on)


def refused(case: Case, now: datetime) -> str:
    with pytest.raises(UnableToShredCase) as refusal:
        shred_case(case_id=case.pk, now=now)
    return refusal.value.code


def rows_with(words: str) -> list[str]:
    """Tables in which the words stand in plain, hex or base64."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f"SELECT count(*) FROM {connection.ops.quote_name(table)} AS t"
                " WHERE strpos(t::text, %s) > 0"
                " OR strpos(t::text, encode(convert_to(%s, 'UTF8'), 'hex')) > 0"
                " OR strpos(t::text, encode(convert_to(%s, 'UTF8'), 'base64')) > 0",
                [words, words, words],
            )
            if cursor.fetchone() != (0,):
                found.append(table)
    return found


def test_nothing_of_a_shredded_case_file_opens_and_the_ledger_verifies(
    bench: DecidingBench,
) -> None:
    case = closed(bench)
    assert claims_of(case)["former_name"] == CANARY
    kept = list(StoredFile.objects.filter(data_key=case.data_key, deleted_at__isnull=True))
    assert len(kept) >= 4  # letters in two languages
    events = list(case.events.values_list("sequence", "step"))

    assert shred_cases(now=last_day(case) - timedelta(days=1)) == 0
    assert claims_of(Case.objects.get(pk=case.pk))["former_name"] == CANARY
    assert shred_cases(now=last_day(case)) == 1

    case = Case.objects.select_related("data_key").get(pk=case.pk)
    assert bytes(case.data_key.wrapped) == b""
    with pytest.raises(UnableToUnseal):
        claims_of(case)
    with pytest.raises(UnableToUnseal):
        messages_of(case)
    for stored in StoredFile.objects.filter(data_key=case.data_key):
        assert stored.deleted_at is not None
        with pytest.raises(FileGone):
            open_file(stored)
    assert rows_with(CANARY) == []
    assert list(case.events.values_list("sequence", "step")) == events
    assert [report.faults for report in verify_ledgers() if report.faults] == []
    proof = AccessRecord.objects.get(object_kind="case_file")
    assert (proof.action, proof.object_reference) == ("DELETED", case.reference)
    assert CANARY not in str([list(part.records) for part in collect_all(case.subject)])
    assert shred_cases(now=last_day(case)) == 0
    assert refused(case, last_day(case)) == "SHREDDED"


def test_an_open_request_and_an_early_day_are_refused(bench: DecidingBench) -> None:
    case = file_disclosure(bench.requester)
    assert refused(case, NOW + timedelta(days=9999)) == "OPEN"
    ended = withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    assert refused(ended, last_day(ended) - timedelta(days=1)) == "NOT_YET"


def test_a_promise_keeps_the_case_file_beyond_its_day(bench: DecidingBench) -> None:
    case = bench.asking(asked("SUSPENSION"))
    bench.given(
        case, {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON,
               "promises": (promise(),)},
    )  # fmt: skip
    ended = close_case(case_id=case.pk, actor=bench.manager, now=NOW, reason="受取りなし")
    late = last_day(ended) + timedelta(days=400)
    assert refused(ended, late) == "PROMISE"
    assert shred_cases(now=late) == 0
    keep_promise(promise_id=Promise.objects.get().pk, note="した。", actor=bench.manager, now=late)
    ended.refresh_from_db()
    assert refused(ended, late) == "NOT_YET"  # what proves the keeping is kept as long as a case
    assert shred_cases(now=last_day(ended)) == 1


@pytest.mark.parametrize("by_case", [True, False])
def test_an_unended_breach_keeps_the_case_file(bench: DecidingBench, by_case: bool) -> None:
    case = closed(bench)
    open_breach(
        kind="WRONG_RECIPIENT", case=case if by_case else None, knowledge_on=NOW.date(),
        description="別の方に送付", concerned_subject_ids=[case.subject_id], actor=bench.reviewer,
        now=NOW,
    )  # fmt: skip
    assert refused(case, last_day(case)) == "BREACH"


def test_a_principal_without_account_goes_with_their_last_request(bench: DecidingBench) -> None:
    case = represented_case()
    withdrawn = withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    shred_case(case_id=withdrawn.pk, now=last_day(withdrawn))
    subject = DataSubject.objects.select_related("data_key").get(pk=case.subject_id)
    assert (subject.user_id, subject.member_id_index) == (None, None)
    assert subject.erased_at == subject.data_key.destroyed_at == last_day(withdrawn)


def test_a_principal_stays_the_member_for_whom_a_service_recorded_a_yes(
    bench: DecidingBench,
) -> None:
    make_item()
    case = represented_case()
    said = {"item_code": "LOCATION", "text_version": "1", "language": "ja", "source": "APP"}
    give_member_consent(member_id="M-000042", **said, now=NOW)
    match_member(subject=case.subject, member_id="M-000042", now=NOW)
    withdrawn = withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    shred_case(case_id=withdrawn.pk, now=last_day(withdrawn))
    found = check_members(member_ids=["M-000042"], item_code="LOCATION", now=last_day(withdrawn))
    assert found == {Verdict.GIVEN: ["M-000042"]}
    with pytest.raises(UnableToUnseal):
        claims_of(Case.objects.get(pk=case.pk))


def test_a_person_with_an_account_stays_and_so_do_their_other_requests(
    bench: DecidingBench,
) -> None:
    case = closed(bench)
    other = file_disclosure(bench.requester)
    shred_case(case_id=case.pk, now=last_day(case))
    assert claims_of(Case.objects.get(pk=other.pk)) == CLAIMS
    assert DataKey.objects.get(pk=case.subject.data_key_id).destroyed_at is None


def test_pages_of_a_shredded_request_say_so_or_are_not_found(bench: DecidingBench) -> None:
    case = closed(bench)
    shred_case(case_id=case.pk, now=last_day(case))
    person = Client()
    person.force_login(bench.requester)
    page = person.get(f"/requests/{case.reference}/")
    assert page.status_code == 410
    assert "すべて消去しました" in page.content.decode()
    assert person.get("/requests/").status_code == 200
    statuses = {
        path: person.get(f"/requests/{case.reference}/{path}").status_code
        for path in (
            "filed/", "submitted/", "withdraw/", "answer/", "answer/letter/ja/", "answer/package/",
            "answer/medium/", "identity/", "identity/documents/", "authority/",
        )
    }  # fmt: skip
    assert set(statuses.values()) == {404}, statuses


def test_staff_see_that_it_is_gone_and_can_write_nothing_more(bench: DecidingBench) -> None:
    case = closed(bench)
    desk = Client()
    open_console(desk, "manager", email="m@milly.example")
    base = f"/console/dsr_cases/case/{case.reference}/"
    assert desk.get(f"{base}step/write-note/").status_code == 200
    shred_case(case_id=case.pk, now=last_day(case))
    page = desk.get(f"{base}change/")
    assert page.status_code == 200
    assert "step/write-note/" not in page.content.decode()
    for step in ("write-message", "write-note", "link-case"):
        assert desk.get(f"{base}step/{step}/").status_code == 404
        assert desk.post(f"{base}step/{step}/", {"text": "x"}).status_code == 404
