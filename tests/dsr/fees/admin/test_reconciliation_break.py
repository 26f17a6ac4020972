"""Finance at work: bringing a statement, looking at breaks and payouts, and telling the month."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr.fees.models import BankImport, BankLine, ReconciliationBreak
from dsr.fees.services.reconciling import reconcile
from tests.accounts.admin.test_console_browser import language, look, page
from tests.accounts.console import open_console
from tests.bench.money_books import READ_UNTIL, MoneyBooks
from tests.dsr.console.admin.test_console_browser import enter
from tests.dsr.fees.services.test_reconciling import SMALL_FAULTS, STRANGE_BANK_LINE

__all__ = ["language", "page"]  # fixtures of the console's own browser tests
BREAKS = "/console/dsr_fees/reconciliationbreak/"
STATEMENTS = "/console/dsr_fees/bankimport/"
COLUMNS = {"format": "COLUMNS", "names": "STRIPE、ストライプ", "header_lines": "1", "on": "1",
           "amount_in": "2", "words": "3", "balance": "0", "seen": "0"}  # fmt: skip


def broken_books() -> MoneyBooks:
    books = MoneyBooks(40, days=8)
    books.take_payments()
    books.run(SMALL_FAULTS)
    books.pay_out()
    books.run(STRANGE_BANK_LINE)
    reconcile(now=READ_UNTIL)
    return books


def upload(client: Client, text: str) -> Any:
    file = SimpleUploadedFile("meisai.csv", text.encode("cp932"))
    return client.post(f"{STATEMENTS}upload/", {**COLUMNS, "file": file}, follow=True)


@pytest.mark.django_db
def test_statement_is_brought_looked_at_and_imported(client: Client) -> None:
    open_console(client, "finance")
    bad = upload(client, "日付,入金,摘要\n2026/3/1,9640,STRIPE\n2026/3/32,1,STRIPE\n")
    assert bad.status_code == 409
    assert "何も取り込んでいません。 3行目：日付として読み取れません。" in bad.content.decode()
    assert BankImport.objects.count() == 0
    shown = upload(client, "日付,入金,摘要\n2026/3/1,9640,ｽﾄﾗｲﾌﾟ\n2026/3/2,1000,ヤマダ タロウ\n")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert ("ストライプ" in text, "新規" in text, "ヤマダ" in text) == (True, True, False)
    statement = BankImport.objects.get()
    assert (statement.others, "ヤマダ" in str(statement.rows)) == (1, False)
    done = client.post(f"{STATEMENTS}{statement.pk}/step/import/", {"seen": "0"}, follow=True)
    assert (done.status_code, BankLine.objects.get().amount) == (200, 9640)
    again = client.post(f"{STATEMENTS}{statement.pk}/step/import/", {"seen": "0"})
    assert (again.status_code, BankLine.objects.count()) == (409, 1)


@pytest.mark.django_db
def test_break_is_handled_on_its_page_and_the_month_is_told_in_one_sentence(
    client: Client,
) -> None:
    broken_books()
    me = open_console(client, "finance")
    month = client.get(f"{BREAKS}month/?month=2026-02&invoice=1440").content.decode()
    assert "2026年2月は一致していません。未解決の差異が" in month
    assert len(re.findall(r"BRK-\d{6}</a>", month)) == 8  # all but what came later than February
    broken = ReconciliationBreak.objects.get(type="FEE_UNEXPECTED")
    address = f"{BREAKS}{broken.reference}/"
    assert client.get(f"{address}change/").status_code == 200
    client.post(f"{address}step/assign/", {"owner": me.pk, "seen": "1"})
    client.post(f"{address}step/note/", {"reason": "Stripeに照会中", "seen": "2"})
    stale = client.post(f"{address}step/resolve/", {"reason": "済", "seen": "2"})
    assert stale.status_code == 409  # a note came in between
    client.post(f"{address}step/resolve/", {"reason": "料率改定", "seen": "3"})
    broken.refresh_from_db()
    assert (broken.status, broken.owner, broken.resolution) == ("RESOLVED", me, "料率改定")
    text = client.get(f"{address}change/").content.decode()
    assert ("Stripeに照会中" in text, "料率改定" in text) == (True, True)
    queries = []
    for status in ("RESOLVED", "OPEN"):  # one row, and eight
        with CaptureQueriesContext(connection) as counted:
            answer = client.get(f"{BREAKS}?status__exact={status}")
        queries.append((answer.status_code, len(counted)))
    assert queries[0] == queries[1]


@pytest.mark.django_db
def test_finance_sees_no_person_where_books_are_compared(client: Client) -> None:
    broken_books()
    open_console(client, "finance")
    broken = ReconciliationBreak.objects.get(type="DISPUTE_OPEN")
    pages = (
        BREAKS, f"{BREAKS}{broken.reference}/change/", f"{BREAKS}month/?month=2026-04",
        STATEMENTS, "/console/dsr_fees/payout/",
        "/console/dsr_fees/payout/po_q_2026-01-10/change/", "/console/dsr_fees/stripepull/",
    )  # fmt: skip
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        told = answer.content.decode()
        assert [word for word in ("花子", "hanako", "mail.example") if word in told] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_of_reconciliation_are_clean(
    page: Any, client: Client, live_server: Any, language: str
) -> None:
    broken_books()
    enter(page, client, live_server, "finance")
    upload(client, "日付,入金,摘要\n2026/3/1,9640,ｽﾄﾗｲﾌﾟ\n")
    broken = ReconciliationBreak.objects.get(type="FEE_UNEXPECTED")
    statement = BankImport.objects.get(status="PREVIEW")
    for path in (
        f"{BREAKS}month/?month=2026-02&invoice=1440",
        BREAKS,
        f"{BREAKS}{broken.reference}/change/",
        f"{BREAKS}{broken.reference}/step/assign/",
        f"{STATEMENTS}upload/",
        f"{STATEMENTS}{statement.pk}/change/",
        "/console/dsr_fees/payout/po_q_2026-01-10/change/",
        "/console/dsr_fees/stripepull/",
    ):
        look(page, path, language)
