"""Endings without an answer: not accepted (F1-F4) after a correction was offered, and withdrawn."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from accounts.domain.actor import requester_actor
from accounts.selectors.files import open_file
from dsr.cases.enums import Gate, LetterKind, OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.defects import UnableToAskForCorrection, ask_for_correction
from dsr.cases.services.endings import UnableToDeclineCase, decline_case, withdraw_case
from dsr.cases.services.letters import write_letters
from dsr.fees.models import Fee, Refund
from tests.desk import NOW
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS, squeezed, text_of
from tests.matrix.table import KINDS, OF_SELF, REPRESENTATIVES, Cell
from tests.matrix.telling import check_bodies, mails_of
from tests.matrix.walking import KNOWN, MatrixDesk

ASKED = "不足している点をお知らせください。"
WHY = "お願いした補正が期限までに確認できませんでした。"
LAST_DAY = datetime(2026, 4, 15, 14, 0, tzinfo=UTC)  # 23:00 in Tokyo
DAY_AFTER = datetime(2026, 4, 15, 15, 0, tzinfo=UTC)
NAMED = {
    "PURPOSE_NOTICE": "利用目的の通知", "DISCLOSURE": "保有個人データの開示",
    "PROVISION_RECORDS": "第三者提供記録の開示", "CORRECTION": "訂正・追加・削除",
    "SUSPENSION": "利用停止", "ERASURE": "消去", "PROVISION_STOP": "第三者提供の停止",
    "INQUIRY": "苦情・お問い合わせ",
}  # fmt: skip
EVERYBODY = (OF_SELF, *REPRESENTATIVES)
CELLS = [
    (requester, code)
    for requester in EVERYBODY
    for code in ("F1", "F2", "F3", "F4")
    if (requester, code) != (OF_SELF, "F2")
]


def ending(case: Case, kind: LetterKind) -> str:
    """The text of the one letter about an ending."""
    write_letters(case_id=case.pk, now=DAY_AFTER)
    stored = case.letters.get(kind=kind).letter_ja
    assert stored is not None
    return text_of(b"".join(open_file(stored)))


def wanting(desk: MatrixDesk, requester: str, code: str) -> Case:
    """A disclosure asked for, lacking just what `code` says; paid unless the fee is what lacks."""
    case = desk.file(Cell("DISCLOSURE", "FULL", "", requester))
    if code != "F4":
        desk.pay(case)
    if code in ("F2", "F4"):
        desk.prove(case, KNOWN)
    if code == "F4" and requester != OF_SELF:
        desk.authorise(case)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("requester", "code"), CELLS)
def test_request_is_not_accepted_only_after_a_correction_was_offered(
    desk: MatrixDesk, requester: str, code: str
) -> None:
    case = wanting(desk, requester, code)
    ground = OutcomeCode(code)
    decline = partial(decline_case, case_id=case.pk, code=ground, reason=WHY, actor=desk.manager)
    with pytest.raises(UnableToDeclineCase) as refusal:
        decline(now=NOW)
    assert refusal.value.code == "NOT_OFFERED"
    asked = ask_for_correction(
        case_id=case.pk, code=ground, text=ASKED, actor=desk.reviewer, now=NOW
    )
    assert asked.due_date == date(2026, 4, 15)
    with pytest.raises(UnableToDeclineCase) as refusal:
        decline(now=LAST_DAY)
    assert refusal.value.code == "NOT_OVER"
    ended = decline(now=DAY_AFTER)
    desk.settle_money(ended, DAY_AFTER)
    check_ending(ended, code)
    told = ending(ended, LetterKind.NOT_ACCEPTED)
    assert squeezed(WHY) in told
    assert not [word for word in (*PUBLIC_SECTOR_WORDS, "開示いたしません") if word in told]


def check_ending(case: Case, code: str) -> None:
    """Not accepted under its code, the money back or never taken, the law's date where it was."""
    assert (case.status, case.non_acceptance_code) == ("NOT_ACCEPTED", code)
    item = case.items.get()
    assert (item.outcome, item.outcome_code) == ("NOT_ACCEPTED", code)
    assert item.notified_at is not None
    assert (case.arrival_date, case.art_39_date) == (date(2026, 4, 1), date(2026, 4, 16))
    paid = code != "F4"
    assert Fee.objects.get(case=case).status == ("REFUNDED" if paid else "CANCELLED")
    back = Refund.objects.filter(payment__fee__case=case).values_list("amount", "reason")
    assert list(back) == [(1000, "NOT_ACCEPTED")] * paid
    assert mails_of(case) == [
        "REQUEST_RECEIVED", *["FEE_SETTLED"] * paid, "ACTION_NEEDED", "REQUEST_ENDED",
        *["FEE_REFUNDED"] * paid,
    ]  # fmt: skip
    check_bodies()


def test_person_themself_needs_no_authority(desk: MatrixDesk) -> None:
    case = wanting(desk, OF_SELF, "F1")
    with pytest.raises(UnableToAskForCorrection) as refusal:
        ask_for_correction(
            case_id=case.pk, code=OutcomeCode.F2, text=ASKED, actor=desk.reviewer, now=NOW
        )
    assert refusal.value.code == "SETTLED"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "DISCLOSURE"])
def test_unpaid_fee_ends_nothing_that_bears_none(desk: MatrixDesk, kind: str) -> None:
    case = desk.file(Cell(kind, ""))
    assert (case.fee_gate, Fee.objects.count()) == (Gate.NOT_NEEDED, 0)
    actor = desk.reviewer
    with pytest.raises(UnableToAskForCorrection) as refusal:
        ask_for_correction(case_id=case.pk, code=OutcomeCode.F4, text=ASKED, actor=actor, now=NOW)
    assert refusal.value.code == "SETTLED"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_may_be_withdrawn_without_a_reason(desk: MatrixDesk, kind: str) -> None:
    case = desk.file(Cell(kind, ""))
    if kind == "DISCLOSURE":
        desk.pay(case)
    person = requester_actor(case.requester_id)
    ended = withdraw_case(case_id=case.pk, actor=person, now=NOW)
    desk.settle_money(ended, NOW)
    item = ended.items.get()
    assert (ended.status, item.outcome, item.outcome_code) == ("WITHDRAWN", "WITHDRAWN", "")
    assert item.notified_at == NOW
    refunds = Refund.objects.values_list("amount", "reason", "status")
    assert list(refunds) == [(1000, "WITHDRAWN", "SUCCEEDED")] * (kind == "DISCLOSURE")
    assert f"取り下げられたご請求・{NAMED[kind]}" in ending(ended, LetterKind.WITHDRAWAL)
    check_bodies()
