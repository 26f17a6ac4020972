"""What a drafter writes reaches readers as clean HTML."""

import re

import pytest

from policies.domain.policy_lines import POINT, TEXT, lines_of
from policies.domain.policy_markdown import Block, blocks, render


def test_headings_lists_and_line_breaks_are_kept() -> None:
    assert render("## 第10条　訂正\n1　甲\n2　**乙**\n\n- 丙\n") == (
        '<h2 id="article-10">第10条　訂正</h2>\n<p>1　甲<br>\n2　<strong>乙</strong></p>\n'
        "<ul>\n<li>丙</li>\n</ul>\n"
    )


def test_clause_below_a_point_is_no_part_of_the_point() -> None:
    text = "1  What is collected:\n- cookies\n- addresses\n2  Location by consent.\n"
    assert render(text) == (
        "<p>1  What is collected:</p>\n<ul>\n<li>cookies</li>\n<li>addresses</li>\n</ul>\n"
        "<p>2  Location by consent.</p>\n"
    )
    assert [(block.kind, block.text) for block in blocks(text.replace("\n", "\r\n"))] == [
        ("p", "1  What is collected:"), ("li", "cookies"), ("li", "addresses"),
        ("p", "2  Location by consent."),
    ]  # fmt: skip
    assert [(line.kind, line.text) for line in lines_of(text)][2:] == [
        (POINT, "• addresses"), (TEXT, "2  Location by consent."),
    ]  # fmt: skip


def test_heading_of_the_text_stands_below_that_of_the_page() -> None:
    assert "<h1" not in render("# 方針\n## 第1条\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://others.example/beacon.gif)",
        "<p style='color:red' onclick='x()'>a</p>",
    ],
)
def test_nothing_that_runs_or_calls_out_survives(hostile: str) -> None:
    html = render(hostile)
    for found in ("<script", "<img", 'javascript:"', 'href="javascript', 'href="data', "<p style"):
        assert found not in html


def test_paper_keeps_the_numbers_tables_and_addresses_of_the_page() -> None:
    text = (
        "## 第1条\n3. 甲\n4. **乙**\n\n   続き\n   - 丑\n9. 丙\n\n| 何を | 誰に |\n|---|---|\n"
        "| 位置 | 乙社 |\n\n> [窓口](https://desk.example/)\n> <https://desk.example/>\n\n終わり\n"
    )
    assert list(blocks(text)) == [
        Block("h", "第1条"),
        Block("li", "甲", number=3, depth=1),
        Block("li", "乙", number=4, depth=1),
        Block("p", "続き", depth=1),
        Block("li", "丑", depth=2),
        Block("li", "丙", number=5, depth=1),
        Block("table", rows=(("何を", "誰に"), ("位置", "乙社"))),
        Block("p", "窓口 (https://desk.example/)\nhttps://desk.example/"),
        Block("p", "終わり"),
    ]
    assert '<ol start="3">' in render(text)


def test_article_put_in_between_has_an_address_of_its_own() -> None:
    html = render("## 第12条\n## 第１２条の２　枝\n## Article 12-3\n## 第13条の2つの場合\n")
    assert re.findall(r'id="([^"]+)"', html) == [
        "article-12", "article-12-2", "article-12-3", "article-13",
    ]  # fmt: skip


def test_picture_is_a_link_on_the_page_as_on_paper() -> None:
    """A page of the desk shows nobody's pictures; its alternative text was on paper alone."""
    text = "![別表1](https://www.site.example/table.png)"
    link = '<a href="https://www.site.example/table.png" rel="noopener">別表1</a>'
    assert render(text) == f"<p>!{link}</p>\n"
    assert list(blocks(text)) == [Block("p", "!別表1 (https://www.site.example/table.png)")]
    assert "javascript" not in re.sub(r">[^<]*<", "><", render("![x](javascript:alert(1))"))
