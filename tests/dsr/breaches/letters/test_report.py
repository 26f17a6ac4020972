"""The report on paper: nine items in the order of the Rules, what is unknown said so."""

import pypdfium2
import pytest

from dsr.breaches.enums import ReportKind
from dsr.breaches.letters.report import ITEMS
from dsr.breaches.selectors.reports import report_pdf
from tests.dsr.breaches.breaches import FACTS, KNOWN_ON, Scene


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_report_says_all_nine_items_in_order(scene: Scene) -> None:
    breach = scene.assessed(scene.described(scene.opened(), people=1234), "OVER_1000")
    text = text_of(report_pdf(breach, kind=ReportKind.FINAL, on=KNOWN_ON))
    places = [text.find(f"{number}. {label}") for number, label in enumerate(ITEMS, start=1)]
    assert -1 not in places
    assert places == sorted(places)
    missing = [words for words in FACTS.values() if words and words not in text]
    assert missing == []
    assert "1,234人" in text
    assert "規則第7条第4号" in text
    assert "個人情報保護委員会　御中" in text
    assert "2026年4月30日" in text
    assert "下書き（未報告）" in text


@pytest.mark.parametrize(
    ("kind", "unknown", "count"),
    [(ReportKind.PRELIMINARY, "報告時点で未確認", 8), (ReportKind.FINAL, "未記入", 8)],
)
def test_what_is_unknown_is_said_so(
    scene: Scene, kind: ReportKind, unknown: str, count: int
) -> None:
    text = text_of(report_pdf(scene.opened(), kind=kind, on=KNOWN_ON))
    assert text.count(unknown) == count


def test_report_that_was_made_is_printed_as_it_was(scene: Scene) -> None:
    breach = scene.reported(scene.assessed(scene.described(scene.opened())))
    breach = scene.described(breach, cause="宛名ラベルの取り違え")
    text = text_of(report_pdf(breach, kind=ReportKind.PRELIMINARY, on=KNOWN_ON))
    assert "宛先の確認漏れ" in text
    assert "取り違え" not in text
    assert "12345" in text
    assert "下書き" not in text
    assert "取り違え" in text_of(report_pdf(breach, kind=ReportKind.FINAL, on=KNOWN_ON))
