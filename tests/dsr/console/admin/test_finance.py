"""Finance's home: true numbers, honest where nothing was compared, and nobody's name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.selectors.actors import actor_of
from dsr.fees.enums import BreakStatus, BreakType, PaymentMethod, PullSource
from dsr.fees.models import Fee, Payout, ReconciliationBreak, ReconciliationRun
from dsr.fees.services.offline_payments import record_offline_payment
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.desk import CLAIMS, set_up_desk
from tests.dsr.fees.paying import now, owe

pytestmark = pytest.mark.django_db
HOME = "/console/dsr_cases/case/finance/"


@pytest.fixture
def finance(db: None, client: Client) -> User:
    set_up_desk(now())
    return open_console(client, "finance")


def pay(fee: Fee, *, days_ago: int = 0) -> None:
    record_offline_payment(
        fee_id=fee.pk, method=PaymentMethod.BANK_TRANSFER, amount=fee.amount,
        paid_on=jst_date(now()) - timedelta(days=days_ago), offline_reference="振込",
        reason="着金", actor=actor_of(User.objects.get(is_staff=True)), now=now(),
    )  # fmt: skip


def test_home_before_anything_happened_says_so(client: Client, finance: User) -> None:
    words = client.get(HOME).content.decode()
    for sentence in (
        "帳簿は、まだStripeおよび銀行と突合されていません。",
        "この期間に入出金はありません。",
        "Stripeからの入金記録は、まだ読み込まれていません。",
    ):
        assert sentence in words


def test_first_page_of_finance_is_its_home_and_of_others_is_not(client: Client, db: None) -> None:
    set_up_desk(now())
    open_console(client, "manager")
    assert client.get("/console/").context["finance"] is None
    open_console(client, "finance")
    answer = client.get("/console/")
    assert answer.context["finance"].came_today.count == 0
    assert "本日の入金" in answer.content.decode()


def test_home_counts_today_what_waits_and_breaks_by_age(client: Client, finance: User) -> None:
    pay(owe())
    pay(owe())
    pay(owe(), days_ago=2)
    fee = owe()
    ReconciliationRun.objects.create(
        started_at=now(), finished_at=now(), compared=1, matched=0, found=3, returned=0, gone=0
    )
    for number, days in enumerate((0, 3, 4, 31)):
        ReconciliationBreak.objects.create(
            reference=f"B-{number}", type=BreakType.AMOUNT_MISMATCH, key=str(number), fee=fee,
            about="x", happened_on=jst_date(now()), opened_at=now() - timedelta(days=days),
            status=BreakStatus.OPEN,
        )  # fmt: skip
    for number, status in enumerate(("paid", "in_transit", "resting")):
        Payout.objects.create(
            stripe_id=f"po_{number}", status=status, amount=964, currency="jpy",
            arrival_on=jst_date(now()), created_at=now() - timedelta(hours=number),
            source=PullSource.STRIPE, pulled_at=now(),
        )  # fmt: skip
    answer = client.get(HOME)
    page = answer.context["finance"]
    assert [str(words) for _payout, words in page.payouts] == ["送金済み", "送金中", "resting"]
    assert (page.came_today.count, page.came_today.yen) == (2, 2000)
    assert [waiting.count for waiting in page.waiting] == [1, 0, 0, 0, 0, 0]
    assert [age.count for age in page.breaks] == [2, 1, 0, 1]
    assert page.oldest_break.reference == "B-3"
    assert [(bar.came, bar.came_height) for bar in page.bars[-3:]] == [
        (1000, 40.0), (0, 0.0), (2000, 80.0),
    ]  # fmt: skip
    words = answer.content.decode()
    assert page.months[0].sentence in words
    assert page.broken == 4
    assert "<svg" in words
    for told in (CLAIMS["given_name"], CLAIMS["email"], "mail.example"):
        assert told not in words


def test_home_asks_the_same_number_of_questions_for_any_number_of_fees(
    client: Client, finance: User
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            pay(owe())
        client.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))
    assert counts == [27, 27]
