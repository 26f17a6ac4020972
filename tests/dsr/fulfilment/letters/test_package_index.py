import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from dsr.cases.enums import FileFormat
from dsr.cases.letters.words import Language, Words
from dsr.fulfilment.letters.package_contents import PackageField, Record
from dsr.fulfilment.letters.package_index import in_language
from tests.config.axe import violations
from tests.dsr.cases.letters.facts import squeezed, text_of
from tests.dsr.fulfilment.letters.packages import (
    EXCLUSION,
    PLACES,
    PROFILE,
    attachment,
    category,
    contents,
    written,
)

RICH = contents(
    category("profile", [PROFILE]),
    category("location", PLACES),
    category("advertising", []),
    category("wide", [{f"f{n}": f"{row}-{n}" for n in range(9)} for row in range(2)]),
    exclusions=(EXCLUSION,),
    attachments=(attachment("録音 1#2.txt", b"hello"),),
    languages=("ja", "en"),
)


class Page(HTMLParser):
    """What a page points to, and the text a person reads on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links.extend(
            value or "" for name, value in attrs if name in ("href", "src", "action", "srcset")
        )

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self.texts))


def page(package: Any, path: str = "index.html") -> Page:
    _summary, archive = written(package)
    return Page(archive.read(path).decode())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "index.html",
            [
                "開示する保有個人データ",
                "𠮷田 太郎 様",
                "2026年4月14日 09:30（日本時間）",
                "項目 mailtaro@example.jp",
                "項目 note（値なし）",
                "保管していたシステムlocationのシステム",
                "取得日時2026年4月10日 14:05（日本時間）",
                "件数3件",
                "この区分のデータは見つかりませんでした。",
                "対応者の氏名法第33条第2項第1号第三者の権利利益を害するためです。",
                "mailの意味",
                "「'」で始まる内容は、先頭の1つを除いたものが実際の内容です。",
                "2件目",
                "1-8",
            ],
        ),
        (
            "index.en.html",
            [
                "Your personal data",
                "14 April 2026, 09:30 (Japan time)",
                "Field mailtaro@example.jp",
                "Field note(no value)",
                "Held inSystem of location",
                "No data was found in this category.",
                "Names of staffArt 33(2)(i)Harm to others.",
                "Record 2",
            ],
        ),
    ],
)
def test_index_says_the_same_on_the_page_and_in_the_pdf(path: str, said: list[str]) -> None:
    _summary, archive = written(RICH)
    html = Page(archive.read(path).decode()).text
    pdf = text_of(archive.read(path.replace(".html", ".pdf")))

    assert [words for words in said if squeezed(words) not in html] == []
    assert [words for words in said if squeezed(words) not in pdf] == []


def test_index_page_runs_nothing_and_fetches_nothing() -> None:
    _summary, archive = written(RICH)
    html = archive.read("index.html").decode()
    seen = Page(html)

    assert {"script", "link", "img", "iframe", "form", "object"} & set(seen.tags) == set()
    assert "default-src 'none'" in html
    assert re.findall(r"\son\w+=", html) == []
    assert "url(" not in html
    assert "@import" not in html
    assert [link for link in seen.links if re.match(r"[a-z]+:|//", link)] == []


def test_index_page_links_to_files_that_are_there() -> None:
    _summary, archive = written(RICH)
    seen = Page(archive.read("index.html").decode())
    files = {link for link in seen.links if not link.startswith("#")}

    assert files == {
        "data/profile.json", "data/profile.csv", "data/location.json", "data/location.csv",
        "data/wide.json", "data/wide.csv",
        "attachments/%E9%8C%B2%E9%9F%B3%201%232.txt",
    }  # fmt: skip
    assert "attachments/録音 1#2.txt" in archive.namelist()


def test_index_page_escapes_everything() -> None:
    evil = '<script>alert(\'x\')</script>" onmouseover="x" &amp; <b>'
    package = contents(
        category(evil, [{evil: evil}]),
        subject_name=evil,
        policy_version=evil,
        attachments=(attachment(evil, b""),),
    )

    seen = page(package)

    assert "script" not in seen.tags
    assert "b" not in seen.tags
    assert squeezed(evil) in seen.text


def test_index_page_shows_unseen_and_turning_characters() -> None:
    seen = page(contents(category("n", [{"v": "a\u202eb\x00c"}])))

    assert "a[U+202E]b[U+0000]c" in seen.text


def test_index_tells_no_value_from_an_empty_one() -> None:
    row: Record = {"none": None, "empty": "", "yes": True, "no": False, "zero": 0, "list": []}

    seen = page(contents(category("n", [row])))

    assert (
        "項目none（値なし）項目empty（空欄）項目yesはい項目noいいえ項目zero0項目list[]" in seen.text
    )


@pytest.mark.parametrize(
    ("language", "kept"), [("ja", ["basis_ja", "title_ja", "title_en"]),
                           ("en", ["basis_en", "title_ja", "title_en"])]
)  # fmt: skip
def test_index_says_a_thing_once_where_the_record_says_it_in_two_languages(
    language: Language, kept: list[str]
) -> None:
    fields = [
        PackageField("basis_ja", Words("根拠", "Basis (Japanese)")),
        PackageField("basis_en", Words("根拠（英語）", "Basis")),
        PackageField("title_ja", Words("題名", "Title")),  # a company's own: nothing is left out
        PackageField("title_en", Words("英語の題名", "English title")),
    ]
    assert [one.name for one in in_language(fields, language)] == kept
    assert in_language(fields[1:2], "ja") == fields[1:2]  # its twin is left out: this one stays


def test_index_shows_the_first_rows_and_says_where_the_rest_is() -> None:
    rows = [{"n": f"行{number:04d}", "m": "x"} for number in range(450)]

    seen = page(contents(category("log", rows)))

    assert "行0199" in seen.text
    assert "行0200" not in seen.text
    assert (
        squeezed(
            "ここには450件のうち200件を表示しています。"
            "すべての内容は次のファイルに収めています：data/log.json、data/log.csv"
        )
        in seen.text
    )
    assert "途中までです" not in seen.text


def test_index_says_where_it_cut_a_long_value() -> None:
    seen = page(contents(category("log", [{"v": "長" * 1001}])))

    assert "長" * 1000 + "…" in seen.text
    assert "途中までです" in seen.text


def test_index_of_short_data_says_nothing_of_the_rest() -> None:
    assert "ここには" not in page(RICH).text


def test_index_says_when_nothing_was_left_out() -> None:
    assert "開示していないデータはありません。" in page(contents()).text


def test_index_explains_only_the_formats_that_are_there() -> None:
    told = page(contents(formats=frozenset({FileFormat.JSON}))).text

    assert ".json：" in told
    assert ".csv：" not in told
    assert "index.pdf：" not in told


@pytest.mark.parametrize("path", ["index.html", "index.en.html"])
@pytest.mark.parametrize("width", [375, 1280])
def test_index_page_is_accessible(browser: Any, tmp_path: Path, path: str, width: int) -> None:
    _summary, archive = written(RICH)
    archive.extractall(tmp_path)
    told: list[str] = []
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.on("console", lambda message: told.append(message.text))
    tab.goto((tmp_path / path).as_uri())

    assert violations(tab) == []
    assert told == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.close()


def test_pdf_alone_holds_everything_in_volumes() -> None:
    rows: list[Record] = [{"n": f"行{number:04d}", "m": number} for number in range(1203)]
    package = contents(
        category("log", rows), category("profile", [PROFILE]), formats=frozenset({FileFormat.PDF})
    )

    _summary, archive = written(package)

    names = [name for name in archive.namelist() if name.startswith("data/")]
    assert names == ["data/log.pdf", "data/log-2.pdf", "data/log-3.pdf"]
    text = "".join(text_of(archive.read(name)) for name in names)
    assert [row["n"] for row in rows if str(row["n"]) not in text] == []
    assert "分冊" in Page(archive.read("index.html").decode()).text


def test_pdf_alone_holds_a_value_longer_than_a_volume() -> None:
    value = "".join(f"{number:06d}。" for number in range(16_000))
    package = contents(category("log", [{"v": value}]), formats=frozenset({FileFormat.PDF}))

    _summary, archive = written(package)

    names = [name for name in archive.namelist() if name.startswith("data/")]
    text = "".join(text_of(archive.read(name)) for name in names)
    assert len(names) == 2
    assert [n for n in range(0, 16_000, 250) if f"{n:06d}。" not in text] == []


def test_attachment_bytes_are_untouched() -> None:
    content = bytes(range(256)) * 5000

    _summary, archive = written(contents(attachments=(attachment("a.bin", content),)))

    assert archive.read("attachments/a.bin") == content
    assert io.BytesIO(content).read(4) == b"\x00\x01\x02\x03"
