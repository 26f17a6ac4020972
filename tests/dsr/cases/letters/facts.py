"""A company, a person, and how to read a PDF back."""

from datetime import date
from typing import Any

import pypdfium2

from dsr.cases.letters.letter import Addressee, LetterHead
from dsr.cases.letters.words import Words

HEAD = LetterHead(
    organisation=Words("見本株式会社", "Mihon Inc."),
    postal_code="100-0000",
    address=Words("東京都千代田区見本町1-2-3", "1-2-3 Mihon-cho, Chiyoda-ku, Tokyo"),
    manager_title=Words("個人情報保護管理者", "Privacy manager"),
    manager_name=Words("佐藤 花子", "Hanako Sato"),
    contact_mail="privacy@example.jp",
    contact_phone="03-0000-0000",
)
REQUESTS = (Words("保有個人データの開示", "Disclosure of retained personal data"),)
BASE: dict[str, Any] = {
    "head": HEAD,
    "addressee": Addressee(name="𠮷田 太郎"),
    "reference": "DSR-2026-000042",
    "dated_on": date(2026, 4, 14),
    "arrived_on": date(2026, 4, 1),
}
PUBLIC_SECTOR_WORDS = ("審査請求", "開示決定", "保有個人情報")


def text_of(pdf: bytes) -> str:
    """All text of a PDF without white space, so that a line break hides nothing."""
    document = pypdfium2.PdfDocument(pdf)
    pages = (document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    return "".join("".join(pages).split())


def squeezed(text: str) -> str:
    """`text` without white space, to be looked for in `text_of`."""
    return "".join(text.split())
