"""What must hold of every closed case of the matrix, whoever asked and whatever was answered."""

import re
from datetime import date

from django.core import mail

from accounts.models import OutboxMessage
from dsr.cases.models import Case
from dsr.fees.models import Fee, Refund
from tests.accounts.mailbox import deliver_all
from tests.desk import NOW
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS, squeezed
from tests.matrix.answers import ANSWER, REASON, SECRET
from tests.matrix.table import ART_39, CONCLUSION, REQUEST, REQUEST_EN, Cell
from tests.matrix.walking import letter

PERSONAL = (
    "𠮷野",
    "花子",
    "代理",
    "太郎",
    "渋谷",
    "大阪",
    "03-0000",
    "M-1",
    "1990-",
    "1990年",
    "新住所",
)
KEPT = ("FULL", "PARTIAL")  # the fee, once data was given
REASONED = ("REFUSED", "NOT_RETAINED", "DONE_IN_PART", "MILDER_MEASURE", "ALTERNATIVE")


def check_everything(case: Case, *asked: Cell) -> None:
    """Status, items, letter, fee, mails and clocks."""
    check_items(case, *asked)
    check_letter(case, *asked)
    check_fee(case, *asked)
    check_clocks(case)
    check_mails(case, *asked)


def check_items(case: Case, *asked: Cell) -> None:
    """Closed; each item decided, notified, and told N1 where it is X1."""
    assert case.status == "CLOSED"
    rows = {item.kind: (item.outcome, item.outcome_code) for item in case.items.all()}
    assert rows == {cell.kind: (cell.outcome, cell.told) for cell in asked}
    assert all(item.decided_at and item.notified_at for item in case.items.all())


def check_letter(case: Case, *asked: Cell) -> None:
    """Kind, conclusion, ground, reason, content, date and Art 39: all that is so, and no more."""
    told, english = letter(case), letter(case, "en")
    for cell in asked:
        assert squeezed(REQUEST[cell.kind]) in told
        assert squeezed(REQUEST_EN[cell.kind]) in english
        assert squeezed(CONCLUSION[cell.kind, cell.outcome]) in told
        assert cell.article in told
        assert (cell.kind == "CORRECTION" and "新住所" in told) == (
            cell.kind == "CORRECTION" and cell.outcome in ("DONE", "DONE_IN_PART")
        )  # with its content, before and after
        assert "旧住所" in told or "新住所" not in told
    outcomes = {cell.outcome for cell in asked}
    assert (REASON in told) == any(cell.outcome in REASONED for cell in asked)
    assert (ANSWER in told) == ("ANSWERED" in outcomes)
    assert ("2026年9月1日まで" in told) == ("ALTERNATIVE" in outcomes)
    short_of_the_act = [cell for cell in asked if not cell.as_asked and cell.kind in ART_39]
    assert ("法第39条第1項" in told) == bool(short_of_the_act)
    assert ("39(1)" in english) == bool(short_of_the_act)
    assert ("個人情報保護委員会" in told) == any(not cell.as_asked for cell in asked)
    assert SECRET not in told
    assert not [word for word in (*PUBLIC_SECTOR_WORDS, "X1", "法定期限") if word in told]


def check_fee(case: Case, *asked: Cell) -> None:
    """1,000 yen for a disclosure, once; given back where nothing was disclosed."""
    disclosure = [cell for cell in asked if cell.kind == "DISCLOSURE"]
    fees = list(Fee.objects.filter(case=case).values_list("kind", "amount"))
    assert fees == [("DISCLOSURE", 1000)] * bool(disclosure)
    back = [cell for cell in disclosure if cell.outcome not in KEPT]
    refunds = Refund.objects.filter(payment__fee__case=case)
    assert list(refunds.values_list("amount", "status")) == [(1000, "SUCCEEDED")] * len(back)


def check_clocks(case: Case) -> None:
    """Of a request that came on Wednesday, 1 April 2026; nothing moved them since."""
    assert (
        case.arrival_date, case.identity_due_date, case.target_date, case.art_39_date,
        case.interim_notice_date,
    ) == (
        date(2026, 4, 1), date(2026, 4, 6), date(2026, 4, 15), date(2026, 4, 16),
        date(2026, 5, 1),
    )  # fmt: skip
    assert not case.pauses.exists()


def check_mails(case: Case, *asked: Cell) -> None:
    """These mails, in this order, and in none of them anything about the person."""
    paid = any(cell.kind == "DISCLOSURE" for cell in asked)
    back = any(cell.kind == "DISCLOSURE" and cell.outcome not in KEPT for cell in asked)
    theirs = case.answer_goes_to == "REQUESTER"  # else somebody else reads the answer
    assert mails_of(case) == [
        "REQUEST_RECEIVED", *["FEE_SETTLED"] * paid, "REQUEST_UPDATED",
        "ANSWER_READY" if theirs else "REQUEST_UPDATED", *["FEE_REFUNDED"] * (back and theirs),
    ]  # fmt: skip
    check_bodies()


def check_bodies() -> None:
    """No mail that was sent says anything about the person but where to sign in."""
    deliver_all(NOW)
    for sent in mail.outbox:
        text = f"{sent.subject}\n{re.sub(r'DSR-[0-9-]+|FEE-[0-9-]+', '', str(sent.body))}"
        assert not [word for word in PERSONAL if word in text], text


def mails_of(case: Case) -> list[str]:
    """The templates of the mails about a case, in order."""
    mails = OutboxMessage.objects.filter(reference=case.reference).order_by("pk")
    return list(mails.values_list("template", flat=True))
