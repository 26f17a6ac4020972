"""Zengin records: 200 bytes each, with and without line ends, and as CSV."""

from datetime import date

import pytest

from dsr.fees.domain.bank_csv import BadBankFile, BankRow
from dsr.fees.domain.zengin import read_zengin

HEADER = ("1" + "03" + "0" + "080401" + "080301" + "080331").ljust(200)
END = "9".ljust(200)


def movement(on: str = "080305", way: str = "1", amount: int = 9640, name: str = "STRIPE") -> str:
    """One data record; half-width kana are one byte each in cp932."""
    body = "2" + "00000001" + on + on + way + "11" + f"{amount:012d}" + "0" * 12 + "0" * 12
    body += "0" + "0" * 7 + "000" + " " * 10 + name.ljust(48) + " " * 15 + " " * 15
    return (body + "振込".ljust(18) + " " * 20).ljust(198)  # two characters of two bytes


def trailer(count: int, amount: int) -> str:
    return ("8" + f"{count:06d}" + f"{amount:013d}").ljust(200, "0")


def test_records_are_read_with_and_without_line_ends() -> None:
    records = [
        HEADER, movement(name="ｽﾄﾗｲﾌﾟｼﾞﾔﾊﾟﾝ(ｶ"), movement(way="2", amount=500), trailer(1, 9640), END
    ]  # fmt: skip
    expected = [BankRow(2, date(2026, 3, 5), 9640, "ストライプジヤパン(カ 振込")]
    assert read_zengin("".join(records)) == expected
    assert read_zengin("\r\n".join(records) + "\r\n\x1a") == expected


def test_same_fields_as_csv_are_read() -> None:
    fields = ["2", "1", "080305", "080305", "1", "11", "9640", *[""] * 7, "STRIPE", "", "", "振込"]
    text = f"1,03,0\r\n{','.join(fields)}\r\n8,1,9640,0,0\r\n9\r\n"
    assert read_zengin(text) == [BankRow(2, date(2026, 3, 5), 9640, "STRIPE 振込")]


@pytest.mark.parametrize(
    ("records", "problems"),
    [
        ([HEADER, movement(), trailer(1, 9641), END], ((3, "TOTAL"),)),
        ([HEADER, movement(), trailer(2, 9640), END], ((3, "TOTAL"),)),
        ([HEADER, movement(on="081332"), trailer(0, 0), END], ((2, "DATE"),)),
        ([HEADER.replace("03", "01", 1), movement(), trailer(1, 9640), END], ((1, "KIND"),)),
        ([movement(), trailer(1, 9640), END], ((1, "RECORD"), (2, "RECORD"), (0, "RECORD"))),
        ([HEADER, movement(), END], ((0, "RECORD"),)),  # the file broke off before the trailer
        ([HEADER, movement()[:-3]], ((2, "RECORD"),)),
    ],
)
def test_what_is_no_whole_statement_is_refused(
    records: list[str], problems: tuple[tuple[int, str], ...]
) -> None:
    with pytest.raises(BadBankFile) as bad:
        read_zengin("".join(records))
    assert bad.value.problems == problems
