import io
import re
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.cases.letters.letter import (
    Bullets,
    LetterBody,
    LetterFacts,
    Particular,
    Table,
    letter_data,
)
from dsr.cases.letters.pdf import TEMPLATE_ROOT, UnableToRenderPdf, render_pdf
from tests.dsr.cases.letters.facts import BASE, squeezed, text_of

LETTER = "cases/letters/typst/letter.typ"
FACTS = LetterFacts(**{key: value for key, value in BASE.items() if key != "arrived_on"})


def data_of(*paragraphs: str, **changed: Any) -> dict[str, Any]:
    body = LetterBody(title="題", opening=paragraphs, particulars=())
    return {**letter_data(facts=FACTS, body=body), **changed}


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x")',
        '#import "x.typ"',
        "#let x = 1",
        "$x^2$ and $",
        "\\ \\u{41} \\#",
        "a ] b [ c } d { e ) f ( g",
        "*bold* _italic_ `raw` ```x```",
        "@reference <label> ~ -- --- ...",
        "// comment /* comment */",
        "= heading",
        "- item + item / term: it",
        '"); #panic(("',
        "{{ 7*7 }} ${7*7} <%= 1 %>",
        "'\"`´‘’“”",
    ],
)
def test_render_pdf_prints_markup_as_typed(typed: str) -> None:
    assert squeezed(typed) in text_of(render_pdf(template=LETTER, data=data_of(typed)))


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "#sys.inputs", "#[*x*]"])
def test_render_pdf_prints_markup_as_typed_in_every_place(typed: str) -> None:
    table = Table((typed, typed), ((typed, typed),), (1, 1))
    body = LetterBody(
        title=typed,
        opening=(typed,),
        particulars=(
            Particular(typed, (Bullets((typed,)), Bullets((typed,), ordered=True), table)),
        ),
    )

    text = text_of(render_pdf(template=LETTER, data=letter_data(facts=FACTS, body=body)))

    assert text.count(squeezed(typed)) == 9


def test_render_pdf_keeps_rare_characters_extractable() -> None:
    text = text_of(render_pdf(template=LETTER, data=data_of("𠮷野家 髙橋 﨑 葛\U000e0100城 塚")))

    assert "𠮷野家髙橋﨑葛\U000e0100城塚" in text


def test_render_pdf_prints_names_of_many_countries() -> None:
    names = "Šimůnek Ağaoğlu Łukasz Nguyễn Ţăîș Ολλάς Щедрин Mañana עברית"

    assert squeezed(names) in text_of(render_pdf(template=LETTER, data=data_of(names)))


def test_render_pdf_writes_out_what_prints_apart_but_not_joined() -> None:
    typed = "漢⋭\U000e013c字"  # a sign from one face with a variation only the other knows

    assert "漢[U+22ED][U+E013C]字" in text_of(render_pdf(template=LETTER, data=data_of(typed)))


@given(typed=st.text(min_size=1, max_size=40))
@settings(deadline=None, max_examples=200)
def test_render_pdf_prints_anything_at_all(typed: str) -> None:
    assert render_pdf(template=LETTER, data=data_of(typed)).startswith(b"%PDF")


def test_render_pdf_writes_out_what_the_font_lacks() -> None:
    assert "a[U+1F600]b[U+0000]c" in text_of(render_pdf(template=LETTER, data=data_of("a😀b\x00c")))


def test_render_pdf_prints_a_long_text_whole() -> None:
    paragraphs = [f"第{number}段落。" + "これは長い文章です。" * 40 for number in range(60)]

    text = text_of(render_pdf(template=LETTER, data=data_of(*paragraphs)))
    text = re.sub(r"受付番号DSR-2026-000042見本株式会社\d+/\d+", "", text)

    assert [f"第{number}段落。" in text for number in range(60)] == [True] * 60
    assert text.count("これは長い文章です。") == 60 * 40


def test_render_pdf_breaks_a_run_that_has_no_spaces() -> None:
    run = "0123456789abcdef" * 40
    pdf = render_pdf(template=LETTER, data=data_of(run))

    assert run in text_of(pdf)


def test_render_pdf_prints_a_table_over_pages() -> None:
    rows = tuple((f"行{number}", "値" * 30) for number in range(120))
    body = LetterBody(
        title="表",
        opening=(),
        particulars=(Particular("一覧", (Table(("a", "b"), rows, (1, 3)),)),),
    )

    text = text_of(render_pdf(template=LETTER, data=letter_data(facts=FACTS, body=body)))

    assert [f"行{number}値" in text for number in range(120)] == [True] * 120


def test_render_pdf_gives_the_same_bytes_for_the_same_data() -> None:
    assert render_pdf(template=LETTER, data=data_of("同じ")) == render_pdf(
        template=LETTER, data=data_of("同じ")
    )


def test_render_pdf_takes_its_date_from_the_data() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(template=LETTER, data=data_of("x"))))

    # midnight of 14 April in Japan
    assert str(pdf.docinfo["/CreationDate"]) == "D:20260413150000Z"


def test_render_pdf_is_tagged_titled_and_says_its_language() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(template=LETTER, data=data_of("x"))))

    assert bool(pdf.Root.MarkInfo.Marked) is True
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang) == "ja-JP"
    assert str(pdf.docinfo["/Title"]) == "題"
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["pdfuaid:part"] == "1"


def test_render_pdf_embeds_our_two_faces_and_no_other() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(template=LETTER, data=data_of("x"))))

    names = {
        str(font.BaseFont).split("+")[-1]
        for page in pdf.pages
        for font in page.Resources.Font.values()
    }
    assert {name.split("-Identity")[0] for name in names} == {
        "NotoSansCJKjp-Bold",
        "NotoSansCJKjp-Regular",
    }


def test_render_pdf_pages_are_a4() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(template=LETTER, data=data_of("x"))))

    width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].MediaBox[2:])
    assert (round(width), round(height)) == (210, 297)


@pytest.mark.parametrize("created_on", [None, 5, "2026-04-14T10:00:00"])
def test_render_pdf_refuses_data_without_a_sure_date(created_on: Any) -> None:
    with pytest.raises(UnableToRenderPdf, match="created_on"):
        render_pdf(template=LETTER, data=data_of("x", created_on=created_on))


def test_render_pdf_refuses_data_the_template_cannot_read_and_says_nothing_of_it() -> None:
    data = data_of("秘密の内容")
    del data["title"]

    with pytest.raises(UnableToRenderPdf) as refusal:
        render_pdf(template=LETTER, data=data)

    assert "秘密" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_render_pdf_reads_no_template_outside_our_folder(tmp_path: Path) -> None:
    stray = tmp_path / "stray.typ"
    stray.write_text("= hello")

    with pytest.raises(UnableToRenderPdf):
        render_pdf(template=stray, data=data_of("x"))


def test_templates_fetch_no_package_and_evaluate_nothing() -> None:
    templates = sorted(TEMPLATE_ROOT.glob("*/letters/typst/*.typ"))

    assert sorted(path.name for path in templates) == [
        "base.typ", "blank.typ", "letter.typ", "package.typ", "page_marks.typ", "policy.typ",
        "posting.typ", "receipt.typ", "register.typ", "report.typ",
    ]  # fmt: skip
    for path in templates:
        source = path.read_text(encoding="utf-8")
        assert "@preview" not in source
        assert "@local" not in source
        assert "eval(" not in source


def test_render_pdf_is_quick() -> None:
    spent = []
    for number in range(7):
        started = time.perf_counter()
        render_pdf(template=LETTER, data=data_of(f"{number}番目の手紙です。" * 50))
        spent.append(time.perf_counter() - started)

    assert statistics.median(spent) <= 0.3


def test_render_pdf_takes_a_bare_date_as_a_day_in_japan() -> None:
    day = render_pdf(template=LETTER, data=data_of("x", created_on=date(2026, 4, 14).isoformat()))
    moment = render_pdf(template=LETTER, data=data_of("x", created_on="2026-04-14T00:00:00+09:00"))

    assert day == moment
