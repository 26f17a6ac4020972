"""The journal refuses what is no entry, also from raw SQL: unbalanced, changed, late, twice."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import system_actor
from accounts.domain.clock import jst_date
from accounts.selectors.ledgers import verify_ledgers
from dsr.fees.domain.postings import Line
from dsr.fees.models import Account, JournalEntry, JournalLine
from dsr.fees.selectors.journal import balance, entries_between, turnovers
from dsr.fees.services.journal import UnableToPost, post_entry, reverse_entry
from dsr.fees.services.periods import close_period
from tests.desk import staff_actor
from tests.dsr.fees.books import no_checks

__all__ = ["no_checks"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_checks")]
PROGRAM = system_actor("fees.bookkeeping")
NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
MARCH = date(2026, 3, 31)
LINES = (Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000, tax="SALES_10",
                                            tax_amount=90))  # fmt: skip


def book(
    key: str = "payment:1", lines: tuple[Line, ...] = LINES, *, on: date = MARCH,
    now: datetime = NOW,
) -> JournalEntry:  # fmt: skip
    return post_entry(key=key, kind="PAYMENT", booked_on=on, lines=lines, actor=PROGRAM, now=now)


def run(sql: str, *parameters: Any) -> None:
    """Raw SQL, its deferred triggers included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what went before is checked and done
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql: str, *parameters: Any) -> str:
    """What the database says to raw SQL."""
    with pytest.raises(IntegrityError) as raised:
        run(sql, *parameters)
    return str(raised.value)


ENTRY = """INSERT INTO dsr_fees_journalentry (chain, key, kind, booked_on, fact_on, at, actor_name,
    line_count, total, reverses_id) VALUES (%s, %s, %s, %s, %s, now(), '', %s, %s, %s)"""
LINE = """INSERT INTO dsr_fees_journalline (chain, entry_id, position, booked_on, account_id,
    debit, credit, tax, tax_amount) VALUES (%s, %s, %s, %s, %s, %s, %s, 'OUTSIDE', 0)"""


def test_entry_is_numbered_in_its_month_and_chained() -> None:
    first, second = book(), book("payment:2")
    april = book("payment:3", on=date(2026, 4, 1))
    assert [entry.number for entry in (first, second, april)] == [
        "2026-03-00001", "2026-03-00002", "2026-04-00001",
    ]  # fmt: skip
    reports = {report.ledger: report for report in verify_ledgers()}
    books = (reports["dsr_fees_journalentry"], reports["dsr_fees_journalline"])
    assert [(report.rows, report.chains, report.faults) for report in books] == [
        (3, 2, []), (6, 2, []),
    ]  # fmt: skip


def test_same_key_with_the_same_lines_is_booked_once_and_with_others_refused() -> None:
    assert book().pk == book().pk
    other = (Line("CLEARING", debit=900), Line("FEE_INCOME", credit=900))
    with pytest.raises(UnableToPost) as raised:
        book(lines=other)
    assert raised.value.code == "OTHER_LINES"
    with pytest.raises(UnableToPost) as raised:
        book("payment:9", (Line("CLEARING", debit=2), Line("FEE_INCOME", credit=1)))
    assert raised.value.code == "WRONG_LINES"
    assert JournalEntry.objects.count() == 1


def test_reversal_is_the_opposite_once_and_brings_every_balance_back() -> None:
    entry = book()
    undone = reverse_entry(entry=entry, booked_on=date(2026, 4, 2), actor=PROGRAM, now=NOW)
    again = reverse_entry(entry=entry, booked_on=date(2026, 4, 9), actor=PROGRAM, now=NOW)
    assert again.pk == undone.pk
    assert (balance("CLEARING", MARCH), balance("CLEARING", date(2026, 4, 2))) == (1000, 0)
    assert (balance("FEE_INCOME", MARCH), balance("FEE_INCOME", date(2026, 4, 2))) == (1000, 0)
    assert [row.key for row in entries_between(MARCH, date(2026, 4, 2))] == [
        "payment:1", "reversal:payment:1",
    ]  # fmt: skip
    with pytest.raises(UnableToPost) as raised:
        reverse_entry(entry=undone, booked_on=MARCH, actor=PROGRAM, now=NOW)
    assert raised.value.code == "NOT_REVERSIBLE"


def test_entry_that_does_not_balance_is_refused_by_the_database() -> None:
    book()  # the accounts are there
    raw = ("2026-03", "raw:1", "PAYMENT", MARCH, MARCH, 2, 1000, None)
    assert "does not balance: 0 lines" in refused(ENTRY, *raw)
    last = JournalEntry.objects.get()
    lines = "".join(f"; {LINE.replace('%s, %s, %s', '%s, currval(%s), %s', 1)}" for _ in range(2))
    serial = "dsr_fees_journalentry_id_seq"
    said = refused(
        ENTRY + lines, *raw,
        "2026-03", serial, 1, MARCH, "CLEARING", 1000, 0,
        "2026-03", serial, 2, MARCH, "FEE_INCOME", 0, 999,
    )  # fmt: skip
    assert "debit 1000, credit 999" in said
    assert JournalEntry.objects.get() == last


def test_no_line_joins_an_entry_later_not_even_a_balanced_pair() -> None:
    entry = book()
    assert "No place 3" in refused(LINE, "2026-03", entry.pk, 3, MARCH, "BANK", 5, 0)
    assert "a_line_has_its_place" in refused(LINE, "2026-03", entry.pk, 2, MARCH, "BANK", 5, 0)


def test_entry_and_line_are_never_changed_or_deleted() -> None:
    book()
    for table in ("dsr_fees_journalentry", "dsr_fees_journalline"):
        for sql in ("UPDATE {} SET chain = chain", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            assert "append-only" in refused(sql.format(table))


def test_reversal_by_other_lines_is_refused_by_the_database() -> None:
    entry = book()
    crooked = (Line("FEE_INCOME", debit=1000), Line("BANK", credit=1000))
    with pytest.raises(IntegrityError, match="not the opposite"):
        reverse_by(entry, crooked)
    assert JournalEntry.objects.get() == entry


@transaction.atomic
def reverse_by(entry: JournalEntry, lines: tuple[Line, ...]) -> None:
    post_entry(
        key="reversal:crooked", kind="REVERSAL", booked_on=MARCH, lines=lines, reverses=entry,
        actor=PROGRAM, now=NOW,
    )  # fmt: skip
    run("SELECT 1")


@pytest.mark.usefixtures("any_month_closes")
def test_closed_month_refuses_raw_sql_and_what_comes_late_goes_into_the_open_one() -> None:
    book()
    close_period(month=MARCH, reason="月次完了", actor=staff_actor("finance"), now=NOW)
    said = refused(ENTRY, "2026-03", "raw:1", "PAYMENT", MARCH, MARCH, 2, 1000, None)
    assert "The month 2026-03 is closed" in said
    late = book("payment:2")
    assert (late.booked_on, late.fact_on, late.chain) == (date(2026, 4, 10), MARCH, "2026-04")
    assert book("payment:2").pk == late.pk
    said = refused(ENTRY, "2026-04", "raw:2", "PAYMENT", MARCH, MARCH, 2, 1000, None)
    assert "not of the month" in said


def test_trial_balance_carries_forward_and_both_sides_agree() -> None:
    book()
    book("payment:2", (Line("BANK", debit=964), Line("CLEARING", credit=964)),
         on=date(2026, 4, 3))  # fmt: skip
    rows = turnovers(date(2026, 4, 1), date(2026, 4, 30))
    found = {row.account.pk: (row.opening, row.debit, row.credit, row.closing) for row in rows}
    assert {code: row for code, row in found.items() if any(row)} == {
        "CLEARING": (1000, 0, 964, 36),
        "BANK": (0, 964, 0, 964),
        "FEE_INCOME": (1000, 0, 0, 1000),
    }
    assert len(rows) == Account.objects.count()


def test_month_edge_in_japan_decides_the_book_date() -> None:
    last_minutes = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)  # 23:30 in Tokyo
    first_minutes = datetime(2026, 3, 31, 15, 10, tzinfo=UTC)  # 00:10 on the first
    chains = [book(f"p:{at:%H%M}", on=jst_date(at)).chain for at in (last_minutes, first_minutes)]
    assert chains == ["2026-03", "2026-04"]
    assert JournalLine.objects.filter(booked_on=MARCH).count() == 2
