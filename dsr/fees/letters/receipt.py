"""領収書: the receipt of a fee, issued electronically on demand.

With a registration number it holds what a simplified qualified invoice needs (消費税法 Art
57-4(2)): issuer and number, date, what for, the total per rate, the tax. Without a valid number
none is shown. An electronic receipt is no document under the Stamp Tax Act, so it says nothing of
stamps.
"""

from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.letter import COURTESY_COPY
from dsr.cases.letters.pdf import JSON, render_pdf
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words, yen_words
from dsr.fees.domain.invoice_number import valid_invoice_number
from dsr.fees.domain.tax import included_tax

_TEMPLATE = "fees/letters/typst/receipt.typ"


@dataclass(frozen=True)
class ReceiptRefund:
    """Money that went back: `amount` in yen, `on` the date in Japan."""

    on: date
    amount: int


@dataclass(frozen=True, kw_only=True)
class ReceiptIssuer:
    """Who received the money. `invoice_number` "" or invalid: no number is shown."""

    name: Words
    postal_code: str = ""
    address: Words = NO_WORDS
    invoice_number: str = ""


PURPOSE = Words(
    "保有個人データ開示手数料として", "Fee for the disclosure of retained personal data"
)


@dataclass(frozen=True, kw_only=True)
class ReceiptData:
    """One receipt.

    `number`: the receipt's own; `reference`: the case's. `addressee` as entered; "" leaves the line
    blank before 様. `amount` in yen, tax included. `method`: CARD, KONBINI, BANK_TRANSFER or
    POSTAL_ORDER. `reissued_on`: date of this copy where it is not the first.
    """

    number: str
    reference: str
    issued_on: date
    issuer: ReceiptIssuer
    addressee: str
    amount: int
    paid_on: date
    method: str
    purpose: Words = PURPOSE
    rate_percent: int = 10
    refunds: tuple[ReceiptRefund, ...] = ()
    reissued_on: date | None = None
    language: Language = "ja"


class UnableToWriteReceipt(ValueError):
    """The facts make no receipt: nothing received, more refunded than received, unknown method."""


METHODS = {
    "CARD": Words("クレジットカード", "Credit card"),
    "KONBINI": Words("コンビニ決済", "Convenience store"),
    "BANK_TRANSFER": Words("銀行振込", "Bank transfer"),
    "POSTAL_ORDER": Words("定額小為替", "Postal money order"),
}
_HONORIFICS = ("様", "御中", "殿", "先生")
_COMPANIES = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "法人", "㈱", "㈲", "事務所",
)  # fmt: skip
_W = {
    "title": Words("領収書", "Receipt"),
    "number": Words("No.", "No."),
    "issued": Words("発行日", "Date of issue"),
    "reissued": Words("再発行日", "Date of reissue"),
    "reissue": Words("再発行", "Reissued"),
    "refunded": Words("返金済み", "Refunded"),
    "partly": Words("一部返金済み", "Partly refunded"),
    "from": Words("", "Received from"),
    "amount": Words("金額", "Amount"),
    "included": Words("（税込）", "(tax included)"),
    "purpose": Words("但し", "For"),
    "received": Words("上記の金額を領収いたしました。", "We have received the above amount."),
    "breakdown": Words("内訳", "Breakdown"),
    "taxed": Words("{}%対象（税込）", "Taxed at {}% (tax included)"),
    "tax": Words("うち消費税額等", "of which consumption tax"),
    "refund": Words("返金（{}）", "Refund ({})"),
    "kept": Words("返金後の領収額", "Received after refund"),
    "kept_tax": Words("うち消費税額等（返金後）", "of which consumption tax, after refund"),
    "method": Words("お支払い方法", "Paid by"),
    "paid": Words("お支払い日", "Paid on"),
    "reference": Words("受付番号", "Reference"),
    "registration": Words("登録番号", "Registration number"),
    "issuer": Words("発行者", "Issuer"),
}


def render_receipt(receipt: ReceiptData) -> bytes:
    """The receipt as a PDF. Raises UnableToWriteReceipt, UnableToRenderPdf."""
    return render_pdf(template=_TEMPLATE, data=receipt_data(receipt))


def receipt_data(receipt: ReceiptData) -> dict[str, JSON]:
    """What the template reads. Raises UnableToWriteReceipt."""
    _check(receipt)
    language = receipt.language
    dated = receipt.reissued_on or receipt.issued_on
    return {
        "created_on": dated.isoformat(),
        "language": language,
        "title": _W["title"].to(language),
        "organisation": receipt.issuer.name.to(language),
        "notice": COURTESY_COPY if language == "en" else "",
        "marks": _marks(receipt),
        "head": _head(receipt),
        "from": _W["from"].to(language) if language == "en" else "",
        "addressee": addressee_words(receipt.addressee, language),
        "amount": [
            _W["amount"].to(language), f"¥{receipt.amount:,}", _W["included"].to(language)
        ],
        "purpose": [_W["purpose"].to(language), receipt.purpose.to(language)],
        "received": _W["received"].to(language),
        "breakdown": [_W["breakdown"].to(language), _breakdown(receipt)],
        "payment": [
            [_W["method"].to(language), METHODS[receipt.method].to(language)],
            [_W["paid"].to(language), date_words(receipt.paid_on, language)],
            [_W["reference"].to(language), receipt.reference],
        ],
        "issuer": [_W["issuer"].to(language), _issuer(receipt.issuer, language)],
    }  # fmt: skip


def addressee_words(addressee: str, language: Language) -> str:
    """The 宛名: 様 for a person, 御中 for a company, nothing added where it is already there.

    A blank one keeps the line blank with 様 after it, as on paper.
    """
    name = addressee.strip()
    if language == "en" or name.endswith(_HONORIFICS):
        return name
    if any(word in name for word in _COMPANIES):
        return f"{name} 御中"
    return f"{name} 様".strip()


def _check(receipt: ReceiptData) -> None:
    if receipt.amount <= 0:
        raise UnableToWriteReceipt("nothing was received")
    if sum(refund.amount for refund in receipt.refunds) > receipt.amount:
        raise UnableToWriteReceipt("more was refunded than received")
    if receipt.method not in METHODS:
        raise UnableToWriteReceipt(f"unknown method {receipt.method}")


def _kept(receipt: ReceiptData) -> int:
    return receipt.amount - sum(refund.amount for refund in receipt.refunds)


def _marks(receipt: ReceiptData) -> list[JSON]:
    marks = []
    if receipt.reissued_on:
        marks.append("reissue")
    if receipt.refunds:
        marks.append("partly" if _kept(receipt) else "refunded")
    return [_W[mark].to(receipt.language) for mark in marks]


def _head(receipt: ReceiptData) -> list[JSON]:
    language = receipt.language
    rows: list[JSON] = [
        [_W["number"].to(language), receipt.number],
        [_W["issued"].to(language), date_words(receipt.issued_on, language)],
    ]
    if receipt.reissued_on:
        rows.append([_W["reissued"].to(language), date_words(receipt.reissued_on, language)])
    return rows


def _breakdown(receipt: ReceiptData) -> list[JSON]:
    language = receipt.language
    tax = included_tax(receipt.amount, receipt.rate_percent)
    rows: list[JSON] = [
        [
            _W["taxed"].to(language).format(receipt.rate_percent),
            yen_words(receipt.amount, language),
        ],
        [_W["tax"].to(language), yen_words(tax, language)],
    ]
    for refund in receipt.refunds:
        label = _W["refund"].to(language).format(date_words(refund.on, language))
        rows.append([label, f"−{yen_words(refund.amount, language)}"])
    if receipt.refunds:
        kept = _kept(receipt)
        rows.append([_W["kept"].to(language), yen_words(kept, language)])
        kept_tax = included_tax(kept, receipt.rate_percent)
        rows.append([_W["kept_tax"].to(language), yen_words(kept_tax, language)])
    return rows


def _issuer(issuer: ReceiptIssuer, language: Language) -> list[JSON]:
    address = issuer.address.to(language)
    code = issuer.postal_code and f"〒{issuer.postal_code}"
    if language == "en":
        address, code = f"{address} {issuer.postal_code}".strip(), ""
    number = issuer.invoice_number if valid_invoice_number(issuer.invoice_number) else ""
    registration = number and f"{_W['registration'].to(language)} {number}"
    lines = (issuer.name.to(language), code, address, registration)
    return [line for line in lines if line]
