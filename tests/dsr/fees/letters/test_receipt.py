from datetime import date
from typing import Any

import pytest

from dsr.cases.letters.words import Words
from dsr.fees.enums import PaymentMethod
from dsr.fees.letters.receipt import (
    METHODS,
    ReceiptData,
    ReceiptIssuer,
    ReceiptRefund,
    UnableToWriteReceipt,
    addressee_words,
    receipt_data,
    render_receipt,
)
from tests.dsr.cases.letters.facts import text_of

ISSUER = ReceiptIssuer(
    name=Words("見本株式会社", "Mihon Inc."),
    postal_code="100-0000",
    address=Words("東京都千代田区見本町1-2-3", "1-2-3 Mihon-cho, Chiyoda-ku, Tokyo"),
    invoice_number="T4011001098993",
)


def receipt(**changed: Any) -> ReceiptData:
    facts: dict[str, Any] = {
        "number": "R-2026-000007",
        "reference": "DSR-2026-000042",
        "issued_on": date(2026, 4, 2),
        "issuer": ISSUER,
        "addressee": "𠮷田 太郎",
        "amount": 1000,
        "paid_on": date(2026, 4, 1),
        "method": "CARD",
    }
    return ReceiptData(**{**facts, **changed})


def test_receipt_says_everything_a_receipt_says() -> None:
    assert text_of(render_receipt(receipt())) == (
        "No.R-2026-000007発行日2026年4月2日領収書𠮷田太郎様金額¥1,000（税込）"
        "但し保有個人データ開示手数料として上記の金額を領収いたしました。"
        "内訳10%対象（税込）1,000円うち消費税額等90円"
        "お支払い方法クレジットカードお支払い日2026年4月1日受付番号DSR-2026-000042"
        "発行者見本株式会社〒100-0000東京都千代田区見本町1-2-3登録番号T4011001098993"
    )


@pytest.mark.parametrize("number", ["", "T5011001098993", "4011001098993"])
def test_receipt_shows_no_number_that_is_not_valid(number: str) -> None:
    issuer = ReceiptIssuer(name=Words("見本株式会社"), invoice_number=number)

    told = text_of(render_receipt(receipt(issuer=issuer)))

    assert "登録番号" not in told
    assert "1098993" not in told


@pytest.mark.parametrize(
    ("entered", "printed"),
    [
        ("山田 太郎", "山田 太郎 様"),
        ("  山田 太郎 ", "山田 太郎 様"),
        ("", "様"),
        ("髙﨑商事株式会社", "髙﨑商事株式会社 御中"),
        ("㈱見本", "㈱見本 御中"),
        ("見本法律事務所", "見本法律事務所 御中"),
        ("見本株式会社 御中", "見本株式会社 御中"),
        ("山田様", "山田様"),
    ],
)
def test_addressee_words_add_what_is_missing(entered: str, printed: str) -> None:
    assert addressee_words(entered, "ja") == printed


def test_addressee_words_in_english_add_nothing() -> None:
    assert addressee_words("Taro Yamada", "en") == "Taro Yamada"


def test_receipt_without_an_addressee_keeps_the_line_blank() -> None:
    assert "領収書様金額" in text_of(render_receipt(receipt(addressee="")))


def test_reissued_receipt_is_marked_with_its_date() -> None:
    told = text_of(render_receipt(receipt(reissued_on=date(2026, 5, 1))))

    assert told.startswith("再発行No.R-2026-000007発行日2026年4月2日再発行日2026年5月1日")
    assert "再発行" not in text_of(render_receipt(receipt()))


def test_receipt_shows_a_full_refund() -> None:
    told = text_of(render_receipt(receipt(refunds=(ReceiptRefund(date(2026, 4, 20), 1000),))))

    assert told.startswith("返金済み")
    assert "返金（2026年4月20日）−1,000円返金後の領収額0円うち消費税額等（返金後）0円" in told


def test_receipt_shows_refunds_in_part() -> None:
    refunds = (ReceiptRefund(date(2026, 4, 20), 300), ReceiptRefund(date(2026, 4, 21), 200))

    told = text_of(render_receipt(receipt(refunds=refunds)))

    assert told.startswith("一部返金済み")
    assert "返金後の領収額500円うち消費税額等（返金後）45円" in told


def test_receipt_says_nothing_of_revenue_stamps() -> None:
    assert "印紙" not in text_of(render_receipt(receipt()))


def test_english_receipt_is_a_courtesy_copy() -> None:
    told = text_of(render_receipt(receipt(language="en", addressee="Taro Yamada")))

    assert told.startswith("Courtesytranslation.TheJapanesetextprevails.No.R-2026-000007")
    assert "ReceivedfromTaroYamadaAmount¥1,000(taxincluded)" in told
    assert "ofwhichconsumptiontax90yen" in told


def test_receipts_of_the_same_facts_are_the_same_bytes() -> None:
    assert render_receipt(receipt()) == render_receipt(receipt())


def test_receipt_knows_every_way_to_pay() -> None:
    assert set(METHODS) == set(PaymentMethod)


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 0},
        {"amount": -1000},
        {"method": "REVENUE_STAMP"},
        {"refunds": (ReceiptRefund(date(2026, 4, 20), 1001),)},
    ],
)
def test_receipt_of_impossible_facts_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(UnableToWriteReceipt):
        receipt_data(receipt(**changed))
