"""Bank statements with columns: what is read, what is refused and by which line."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.fees.domain.bank_csv import (
    BadBankFile,
    BankRow,
    Columns,
    day_of,
    decoded,
    fingerprints,
    read_columns,
    statement_of,
    yen_of,
)

COLUMNS = Columns(on=1, amount_in=3, words=5, balance=4)
HEADER = "日付,出金,入金,残高,摘要\r\n"


def rows(text: str) -> list[BankRow]:
    return read_columns(decoded((HEADER + text).encode("cp932")), COLUMNS)


def test_statement_of_a_bank_is_read_and_only_stripes_lines_are_kept() -> None:
    found = rows(
        '2026/3/5,,"9,640","1,009,640",ﾌﾘｺﾐ ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ\r\n'
        "2026年3月6日,550,,1009090,振込手数料\r\n"
        "20260306,,1000,1010090,ヤマダ タロウ\r\n"
        "\r\n"
        "2026-03-09,,964円,1011054,STRIPE JAPAN\r\n"
    )
    statement = statement_of(found)
    assert statement.rows == (
        BankRow(2, date(2026, 3, 5), 9640, "フリコミ ストライプジヤパン(カ", 1009640),
        BankRow(6, date(2026, 3, 9), 964, "STRIPE JAPAN", 1011054),
    )
    assert (statement.others, statement.first_on, statement.last_on) == (
        1, date(2026, 3, 5), date(2026, 3, 9),
    )  # fmt: skip


def test_every_bad_line_is_named_and_nothing_is_taken() -> None:
    with pytest.raises(BadBankFile) as bad:
        rows(
            "2026/2/29,,1000,1,STRIPE\r\n"
            "2026/3/1,,9640.5,1,STRIPE\r\n"
            "2026/3/1,,9640,x,STRIPE\r\n"
            "2026/3/1,,9640\r\n"
            "2026/3/1,,9640,1,STRIPE\r\n"
        )
    assert bad.value.problems == ((2, "DATE"), (3, "AMOUNT"), (4, "BALANCE"), (5, "SHORT"))


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "EMPTY"), (b"\r\n\x1a", "EMPTY"), (b"a\x00b", "ENCODING"), (b"\x81\xff\xfe", "ENCODING"),
     (b"1" * 5_000_001, "TOO_LARGE")],
)  # fmt: skip
def test_what_is_no_text_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(BadBankFile) as bad:
        decoded(data)
    assert bad.value.problems == ((0, code),)


def test_open_quotation_mark_is_refused() -> None:
    with pytest.raises(BadBankFile) as bad:
        rows('2026/3/1,,9640,1,"STRIPE\r\n2026/3/2,,1,1,x\r\n')
    assert bad.value.problems[-1][1] == "QUOTES"


def test_two_alike_on_a_day_differ_and_an_overlapping_file_gives_the_same() -> None:
    twice = BankRow(2, date(2026, 3, 5), 964, "STRIPE")
    first = fingerprints([twice, twice])
    assert len(set(first)) == 2
    assert fingerprints([BankRow(9, date(2026, 3, 5), 964, "STRIPE")]) == first[:1]


@given(st.integers(min_value=-(10**12), max_value=10**12))
@settings(max_examples=40)
def test_yen_are_read_as_they_are_written(amount: int) -> None:
    assert yen_of(f"{amount:,}") == yen_of(f"¥{amount}".replace("¥-", "-¥")) == amount
    assert yen_of(f"{amount}.0") is None


@given(st.dates(min_value=date(1000, 1, 1)))
@settings(max_examples=40)
def test_days_are_read_in_every_writing(day: date) -> None:
    writings = (f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", day.isoformat())
    assert {day_of(writing) for writing in writings} == {day}
