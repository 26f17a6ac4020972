"""Letters of the case file: written after their step, once, in both languages, until the purge."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.domain.actor import Actor, requester_actor
from accounts.models import StoredFile
from accounts.selectors.files import open_file
from dsr.cases.enums import Gate, OutcomeCode, RequesterKind
from dsr.cases.models import Case, CaseLetter
from dsr.cases.selectors.letters import letter_file, letters_of
from dsr.cases.services.clocks import UnableToSendInterimNotice, send_interim_notice
from dsr.cases.services.endings import decline_case, withdraw_case
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.letters import queue_forgotten_letters, write_letters
from dsr.fees.services.fees import raise_fee
from policies.enums import DeliveryMethod, RequestKind
from tests.corrections import correct_in_vain
from tests.desk import CLAIMS, NOW, file_disclosure, make_requester, set_up_desk, staff_actor
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS, squeezed, text_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester())


@pytest.fixture
def manager() -> Actor:
    return staff_actor("manager")


def words(case: Case, language: str = "ja") -> str:
    """The newest letter."""
    letter = case.letters.order_by("-event__sequence").first()
    assert letter is not None
    return text_of(b"".join(open_file(letter_file(letter, language))))


def test_filing_promises_a_letter_and_does_not_write_it(case: Case) -> None:
    job = ProcrastinateJob.objects.get(task_name="dsr_cases.write_letters")
    assert (job.args, CaseLetter.objects.count()) == ({"case_id": case.pk}, 0)


def test_acknowledgement_is_written_once_in_both_languages(case: Case) -> None:
    assert [write_letters(case_id=case.pk, now=LATER) for _ in range(2)] == [1, 0]
    (letter,) = letters_of(case)
    assert (letter.kind, letter.made_on) == ("ACKNOWLEDGEMENT", date(2026, 4, 1))
    assert [row.purpose for row in StoredFile.objects.all()] == ["LETTER", "LETTER"]
    japanese, english = words(case), words(case, "en")
    for part in (
        "窓口花子様", case.reference, "2026年4月1日", "保有個人データの開示", "2026年4月15日",
        "手数料はかかりません。",
    ):  # fmt: skip
        assert part in japanese
    for part in ("Disclosure of retained personal data", "15 April 2026", "There is no fee."):
        assert squeezed(part) in english
    assert [word for word in PUBLIC_SECTOR_WORDS if word in japanese] == []


def test_acknowledgement_tells_the_fee_that_is_due() -> None:
    set_up_desk()
    case = file_disclosure(make_requester(), fee_gate=Gate.OPEN)
    raise_fee(case=case, now=NOW)
    write_letters(case_id=case.pk, now=LATER)
    assert "1,000円（消費税込み）。お支払いを確認した後、手続を進めます。" in words(case)


def test_letter_of_a_representative_is_addressed_to_them_and_names_the_principal() -> None:
    set_up_desk()
    agent = {"agent_family_name": "代理", "agent_given_name": "太郎", "agent_address": "東京都"}
    case = file_disclosure(
        make_requester(),
        requester_kind=RequesterKind.MANDATED,
        claims={**CLAIMS, **agent, "address": "大阪府", "basis": "MANDATE"},
        delivery_method=DeliveryMethod.PAPER,
    )
    write_letters(case_id=case.pk, now=LATER)
    letter = words(case)
    assert "任意代理人代理太郎様" in letter
    assert "ご本人窓口花子様" in letter
    assert ("東京都" in letter, "大阪府" in letter) == (True, False)


def test_interim_notice_tells_reason_date_and_lawsuit(case: Case, manager: Actor) -> None:
    send_interim_notice(
        case_id=case.pk, reason="紙の記録を確認しています。", actor=manager,
        now=NOW + timedelta(days=30), expected_on=date(2026, 5, 20),
    )  # fmt: skip
    assert write_letters(case_id=case.pk, now=NOW + timedelta(days=30)) == 2
    assert [row.kind for row in letters_of(case)] == ["ACKNOWLEDGEMENT", "INTERIM_NOTICE"]
    for part in (
        "紙の記録を確認しています。",
        "2026年5月20日ごろ",
        "このご請求では2026年4月16日以降",
    ):
        assert part in words(case)


def test_interim_notice_of_an_inquiry_says_nothing_of_lawsuits(manager: Actor) -> None:
    set_up_desk()
    case = file_disclosure(
        make_requester(), items=[AskedItem(kind=RequestKind.INQUIRY)],
        identity_gate=Gate.NOT_NEEDED,
    )  # fmt: skip
    send_interim_notice(case_id=case.pk, reason="確認中です。", actor=manager, now=NOW)
    write_letters(case_id=case.pk, now=NOW)
    assert "第39条" not in words(case)
    assert "2026年4月15日ごろ" in words(case)  # the target, where staff say nothing else


def test_interim_notice_past_the_target_expects_the_answer_in_the_future(
    case: Case, manager: Actor
) -> None:
    now = NOW + timedelta(days=30)
    send_interim_notice(case_id=case.pk, reason="確認中です。", actor=manager, now=now)
    assert case.events.get(step="SEND_INTERIM_NOTICE").facts == {"expected": "2026-05-15"}
    with pytest.raises(UnableToSendInterimNotice):
        send_interim_notice(
            case_id=case.pk, reason="確認中です。", actor=manager, now=now,
            expected_on=date(2026, 5, 1),
        )  # fmt: skip


def test_declined_letter_says_ground_reason_and_when_correction_was_asked(
    case: Case, manager: Actor
) -> None:
    correct_in_vain(case_id=case.pk, code=OutcomeCode.F3, actor=manager, now=NOW)
    decline_case(
        case_id=case.pk, code=OutcomeCode.F3, reason="ご住所の記載がありませんでした。",
        actor=manager, now=NOW + timedelta(days=3),
    )  # fmt: skip
    write_letters(case_id=case.pk, now=NOW + timedelta(days=3))
    for part in (
        "ご請求に必要な事項がそろいませんでした", "ご住所の記載がありませんでした。",
        "2026年4月1日に補正をお願いいたしましたが",
    ):  # fmt: skip
        assert part in words(case)


def test_letters_go_with_the_case_file(case: Case) -> None:
    write_letters(case_id=case.pk, now=LATER)
    assert set(StoredFile.objects.values_list("purge_on", flat=True)) == {None}
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=LATER)
    write_letters(case_id=case.pk, now=LATER)
    case.refresh_from_db()
    assert case.purge_on is not None
    assert list(StoredFile.objects.values_list("purge_on", flat=True)) == [case.purge_on] * 4
    assert "取下げのお申し出を承りました" in words(case)


def test_forgotten_letters_are_queued_again(case: Case) -> None:
    assert queue_forgotten_letters(now=NOW + timedelta(minutes=10)) == 0
    assert queue_forgotten_letters(now=NOW + timedelta(hours=1)) == 1
    write_letters(case_id=case.pk, now=NOW + timedelta(hours=1))
    assert queue_forgotten_letters(now=NOW + timedelta(hours=2)) == 0
