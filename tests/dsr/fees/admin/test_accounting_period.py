"""The books in the console: the journal is read, months close and reopen on pages, names change."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.domain.actor import system_actor
from dsr.fees.domain.postings import Line
from dsr.fees.models import Account, AccountingPeriod, JournalEntry
from dsr.fees.services.accounts import seed_accounts
from dsr.fees.services.journal import post_entry, reverse_entry
from tests.accounts.console import open_console
from tests.desk import set_up_desk
from tests.dsr.fees.books import no_checks

__all__ = ["no_checks"]
pytestmark = pytest.mark.django_db
PROGRAM = system_actor("fees.bookkeeping")
NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
MARCH = date(2026, 3, 31)
LIST_QUERIES = 7
LINES = (Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000, tax="SALES_10",
                                            tax_amount=90))  # fmt: skip


def book(key: str, on: date = MARCH) -> JournalEntry:
    return post_entry(key=key, kind="PAYMENT", booked_on=on, lines=LINES, actor=PROGRAM, now=NOW)


def take(client: Client, step: str, reason: str = "月次の確認が完了") -> int:
    address = reverse("admin:dsr_fees_accountingperiod_step", args=["2026-03", step])
    page = client.get(address)
    if page.status_code != 200:
        return page.status_code
    seen = page.context["form"]["seen"].value()
    return client.post(address, {"reason": reason, "seen": seen}).status_code


def test_journal_shows_entries_newest_first_and_finds_month_number_and_key(client: Client) -> None:
    set_up_desk()
    first = book("payment:1")
    book("payment:2", date(2026, 4, 2))
    undone = reverse_entry(entry=first, booked_on=date(2026, 4, 3), actor=PROGRAM, now=NOW)
    open_console(client, "finance")
    address = reverse("admin:dsr_fees_journalentry_changelist")
    shown = client.get(address).context["cl"].result_list
    assert [row.number for row in shown] == ["2026-04-00002", "2026-04-00001", "2026-03-00001"]
    for term, found in (
        ("2026-03", [first.number]), ("2026-04-00002", [undone.number]),
        ("payment:1", [first.number]), ("FEE-2026-000009", []),
    ):  # fmt: skip
        rows = client.get(address, {"q": term}).context["cl"].result_list
        assert [row.number for row in rows] == found, term
    page = client.get(reverse("admin:dsr_fees_journalentry_change", args=[undone.number]))
    text = page.content.decode()
    wanted = {"売掛金（Stripe）", "雑収入（開示等手数料）", first.number, "課税売上 10%"}
    assert {word for word in wanted if word in text} == wanted


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_the_journal_asks_the_same_for_any_number_of_entries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    set_up_desk()
    for number in range(count):
        book(f"payment:{number}")
    open_console(client, "finance")
    address = reverse("admin:dsr_fees_journalentry_changelist")
    client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address)


@pytest.mark.usefixtures("no_checks")
@pytest.mark.usefixtures("any_month_closes")
def test_month_is_closed_by_finance_and_reopened_by_two_people_on_pages(client: Client) -> None:
    set_up_desk()
    book("payment:1")
    open_console(client, "finance")
    page = reverse("admin:dsr_fees_accountingperiod_change", args=["2026-03"])
    text = client.get(page).content.decode()
    assert ("合計残高試算表" in text, "月次を締める" in text, "承認する" in text) == (
        True, True, False,
    )  # fmt: skip
    assert take(client, "close") == 302
    assert take(client, "ask-reopening", "返金の計上漏れ") == 302
    assert take(client, "reopen") == 409  # the same person
    assert AccountingPeriod.objects.get().status == "REOPENING"
    second = Client()
    open_console(second, "manager")
    assert "返金の計上漏れ" in second.get(page).content.decode()
    assert take(second, "reopen", "内容を確認") == 302
    assert AccountingPeriod.objects.get().status == "OPEN"
    auditor = Client()
    open_console(auditor, "auditor")
    assert (auditor.get(page).status_code, take(auditor, "close")) == (200, 403)


def test_month_that_is_not_reconciled_stays_open_and_the_page_says_why(client: Client) -> None:
    set_up_desk()
    book("payment:1")
    open_console(client, "finance")
    address = reverse("admin:dsr_fees_accountingperiod_step", args=["2026-03", "close"])
    seen = client.get(address).context["form"]["seen"].value()
    answer = client.post(address, {"reason": "月次完了", "seen": seen})
    said = "この月の照合がまだ一致していません。" in answer.content.decode()
    assert (answer.status_code, said) == (409, True)
    assert AccountingPeriod.objects.get().status == "OPEN"


def test_names_of_an_account_are_changed_with_history_and_its_code_is_not(client: Client) -> None:
    seed_accounts()  # where a test before emptied the tables
    open_console(client, "finance")
    address = reverse("admin:dsr_fees_account_change", args=["FEE_INCOME"])
    form = client.get(address).context["adminform"].form
    assert sorted(form.fields) == [
        "freee_name", "freee_sub", "moneyforward_name", "moneyforward_sub", "name_en", "name_ja",
        "yayoi_name", "yayoi_sub",
    ]  # fmt: skip
    facts = {name: form.initial[name] for name in form.fields}
    answer = client.post(address, {**facts, "yayoi_sub": "個人情報開示", "code": "BANK"})
    assert answer.status_code == 302
    account = Account.objects.get(pk="FEE_INCOME")
    assert account.yayoi_sub == "個人情報開示"
    changed = account.history.latest("history_date")
    assert changed.history_user.is_staff
    manager = Client()
    open_console(manager, "manager")
    assert manager.post(address, facts).status_code == 403
