"""A policy that cites what it does not have is found out: the company's real one does so twice."""

from pathlib import Path

import pytest

from policies.domain.article_lint import (
    MISSING_ARTICLE,
    MISSING_CLAUSE,
    ONLY_IN_ONE,
    ReferenceFault,
    lint_policy,
    lint_text,
)

# The shape of the policy of 2023-09-01, with its two faults, in our own words.
REAL = """## 第2条
(1) 参照元
(2) 記録
(3) 位置情報（3-1の同意がある場合）
## 第3条
(1) 登録のため
(2) 測定のため
## 第4条
4-1 位置情報は同意をいただいてから取得します。
4-2 設定で止められます。
## 第8条
統計を利用します。
## 第10条
10-1 訂正を請求できます。
10-2 消去を請求できます。
10-3 8-1、8-2の請求があったときは調査します。
"""
TEXTS = Path(__file__).parents[3] / "config/demo/texts"


def test_both_faults_of_the_real_policy_are_found() -> None:
    assert list(lint_text(REAL, "ja")) == [
        ReferenceFault("ja", 4, "3-1", MISSING_CLAUSE),
        ReferenceFault("ja", 16, "8-1", MISSING_CLAUSE),
        ReferenceFault("ja", 16, "8-2", MISSING_CLAUSE),
    ]


def test_mended_policy_is_sound() -> None:
    mended = REAL.replace("3-1の", "4-1の").replace("8-1、8-2の", "10-1、10-2の")
    assert list(lint_text(mended, "ja")) == []


@pytest.mark.parametrize("document", ["policy-2023-09-01", "terms-2023-09-01"])
def test_seeded_text_is_sound(document: str) -> None:
    texts = ((TEXTS / f"{document}.{language}.txt").read_text("utf-8") for language in ("ja", "en"))
    assert lint_policy(*texts) == []


ARTICLES_JA = "## 第一条\n1　甲\n2　乙\n## 第２条\n（1）丙\n"
ARTICLES_EN = "## Article 1\n1  A\n2  B\n## Article 2\n(1) C\n"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("第1条第2項の同意", []),
        ("第１条第３項の同意", [("第1条第3項", MISSING_CLAUSE)]),
        ("第十二条のとおり", [("第十二条", MISSING_ARTICLE)]),
        ("第2条第1号のとおり", []),
        ("第2条第2号のとおり", [("第2条第2号", MISSING_CLAUSE)]),
        ("個人情報の保護に関する法律第33条第1項及び第34条により", []),
        ("個人情報の保護に関する法律（平成15年法律第57号。以下「法」という。）第28条による", []),
        ("第1条第1項及び第9項による", [("第1条第9項", MISSING_CLAUSE)]),
        ("第2条第1号、第7号のとおり", [("第2条第7号", MISSING_CLAUSE)]),
        ("法第33条により、第9条のとおり", [("第9条", MISSING_ARTICLE)]),
        ("お電話は03-0000-0000へ。2026-04-01から。1-1-1番地", []),
        ("1‐3のとおり", [("1-3", MISSING_CLAUSE)]),
    ],
)
def test_japanese_citation_is_read_as_people_write_it(
    words: str, found: list[tuple[str, str]]
) -> None:
    faults = lint_text(f"{ARTICLES_JA}{words}\n", "ja")
    assert [(fault.cited, fault.kind) for fault in faults] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("as said in Article 1, paragraph 2.", []),
        ("under paragraph 3 of Article 1", [("paragraph 3 of Article 1", MISSING_CLAUSE)]),
        ("see Art. 7", [("Art. 7", MISSING_ARTICLE)]),
        ("see Articles 1, 2 and 98", [("Article 98", MISSING_ARTICLE)]),
        ("see Articles 1 to 7, or 2 of our offices", [("Article 7", MISSING_ARTICLE)]),
        ("under the Act (Act No. 57 of 2003), Article 28", []),
        ("under Article 28 of the Act", []),
        ("under APPI Art 33", []),
    ],
)
def test_english_citation_is_read_as_people_write_it(
    words: str, found: list[tuple[str, str]]
) -> None:
    faults = lint_text(f"{ARTICLES_EN}{words}\n", "en")
    assert [(fault.cited, fault.kind) for fault in faults] == found


def test_article_of_one_language_only_is_found() -> None:
    assert lint_policy(ARTICLES_JA, ARTICLES_EN) == []
    assert lint_policy(ARTICLES_JA + "## 第3条\n丁\n", ARTICLES_EN) == [
        ReferenceFault("en", 0, "第3条", ONLY_IN_ONE)
    ]
