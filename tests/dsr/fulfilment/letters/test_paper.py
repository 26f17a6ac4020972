"""The answer on paper: everything of the package, A4, numbered, bound in volumes that print."""

import io
from datetime import date
from typing import Any

import pikepdf
import pypdfium2
import pytest

from dsr.cases.letters.letter import Addressee
from dsr.fulfilment.letters import paper
from dsr.fulfilment.letters.package_contents import PackageContents
from dsr.fulfilment.letters.paper import PaperVolume, UnableToWritePaper, write_paper
from dsr.fulfilment.letters.paper_cover import Cover, render_cover
from tests.accounts.gateways.uploads import encoded, picture
from tests.dsr.cases.letters.facts import HEAD
from tests.dsr.fulfilment.letters.packages import EXCLUSION, PROFILE, attachment, category, contents

ADDRESSEE = Addressee(
    name="𠮷田 太郎",
    postal_code="150-0001",
    address="東京都渋谷区見本町1丁目2番3号\n見本マンション502号室",
)


def cover(**changed: Any) -> Cover:
    facts: dict[str, Any] = {
        "head": HEAD,
        "addressee": ADDRESSEE,
        "reference": "DSR-2026-000042",
        "arrived_on": date(2026, 4, 1),
        "dated_on": date(2026, 4, 14),
        "language": "ja",
        "enclosed": [],
    }
    return Cover(**{**facts, **changed})


LETTER = render_cover(cover())  # any PDF of ours will do for a letter


def written(what: PackageContents, letters: int = 1) -> list[PaperVolume]:
    return list(write_paper(contents=what, letters=[LETTER] * letters, cover=cover()))


def texts(volume: PaperVolume) -> list[str]:
    with pypdfium2.PdfDocument(volume.content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_small_answer_is_one_volume_with_address_letter_index_and_numbers() -> None:
    (volume,) = written(contents(category("PROFILE", [PROFILE]), exclusions=[EXCLUSION]))
    pages = texts(volume)
    assert volume.pages == len(pages)
    for words in ("〒150-0001", "見本マンション502号室", "太郎 様", "親展", "ご回答の書面"):
        assert words in pages[0]
    whole = "\n".join(pages)
    for words in ("taro@example.jp", "対応者の氏名", "第三者の権利利益を害するためです。"):
        assert words in whole
    assert "manifest" not in whole
    assert "index.html" not in whole
    for number, text in enumerate(pages, start=1):
        assert f"DSR-2026-000042　第1分冊　{number} / {len(pages)}" in text


def test_every_page_is_a4_upright_whatever_was_attached() -> None:
    landscape = encoded(picture((900, 300)), "JPEG")
    document = pikepdf.Pdf.new()
    document.add_blank_page(page_size=(1200, 400))
    drawn = io.BytesIO()
    document.save(drawn)
    (volume,) = written(
        contents(
            category("PROFILE", [PROFILE]),
            attachments=[
                attachment("scan.jpg", landscape), attachment("scan.pdf", drawn.getvalue())
            ],
        )
    )  # fmt: skip
    with pikepdf.open(io.BytesIO(volume.content)) as pdf:
        sizes = {tuple(round(float(edge)) for edge in page.mediabox) for page in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}


def test_long_category_is_there_to_its_last_record() -> None:
    rows = [{"at": f"2026-03-01 {number:05d}", "note": f"記録{number}"} for number in range(700)]
    volumes = written(contents(category("PLACES", rows)))
    whole = "\n".join(text for volume in volumes for text in texts(volume))
    assert "すべての内容は、後に続く分冊の" in whole.replace("\r\n", "")
    for number in (0, 199, 200, 499, 500, 699):
        assert f"2026-03-01 {number:05d}" in whole


def test_many_pages_are_bound_in_volumes_and_the_sheet_counts_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "VOLUME_PAGES", 4)
    rows = [{"at": f"2026-03-01 {number:05d}", "note": "x" * 40} for number in range(420)]
    second, *others, first = written(contents(category("PLACES", rows)), letters=2)
    assert "第2分冊" in texts(second)[0]
    assert all(volume.pages <= 4 for volume in (second, *others))
    sheet = texts(first)[0]
    assert "ご回答の書面（英語の参考訳）" in sheet
    for number, volume in enumerate((second, *others), start=2):
        assert f"データ（第{number}分冊）" in sheet
        assert f"{volume.pages}ページ" in sheet


def test_what_nobody_could_carry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "VOLUME_PAGES", 1)
    monkeypatch.setattr(paper, "MOST_VOLUMES", 2)
    rows = [{"at": f"2026-03-01 {number:05d}"} for number in range(420)]
    with pytest.raises(UnableToWritePaper) as refused:
        written(contents(category("PLACES", rows)))
    assert refused.value.code == "TOO_MANY_PAGES"


def test_file_nobody_can_print_is_refused_and_not_left_out() -> None:
    with pytest.raises(UnableToWritePaper) as refused:
        written(contents(attachments=[attachment("a.bin", b"\x00\x01")]))
    assert refused.value.code == "NOT_PRINTABLE"


def test_address_stands_in_the_window_however_the_paper_slides() -> None:
    with pypdfium2.PdfDocument(render_cover(cover())) as document:
        page = document[0]
        text = page.get_textpage()
        whole = text.get_text_range()
        start = whole.index("〒150-0001")
        end = whole.index("親展") + len("親展")
        boxes = [text.get_charbox(index) for index in range(start, end)]
    millimetre = 72 / 25.4
    seen = [box for box in boxes if box[0] != box[2]]
    left, right = min(box[0] for box in seen), max(box[2] for box in seen)
    top, bottom = 841.89 - max(box[3] for box in seen), 841.89 - min(box[1] for box in seen)
    assert left / millimetre >= 20
    assert right / millimetre <= 85
    assert top / millimetre >= 12
    assert bottom / millimetre <= 36
