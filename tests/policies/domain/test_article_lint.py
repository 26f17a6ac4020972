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


BRANCHED_JA = "## 第１２条の２　枝\n1　甲\n2　乙\n## 第十三条\n1　丙\n2　丁\n## 第十三条の二\n戊\n"
BRANCHED_EN = "## Article 12-2  Branch\n1  A\n2  B\n## Article 13\n1  C\n2  D\n## Article 13-2\nE\n"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("第12条の2、第十二条の二第二項、第１３条の２のとおり", []),
        ("第12条のとおり", [("第12条", MISSING_ARTICLE)]),
        ("第13条の3第1項による", [("第13条の3第1項", MISSING_ARTICLE)]),
        ("第12条の2第3項による", [("第12条の2第3項", MISSING_CLAUSE)]),
        ("第13条の一部と第13条の2つの場合。2-3営業日、2-3週間、1-2名", []),
        ("法第27条の2第1項及び第28条の3による", []),
    ],
)
def test_article_put_in_between_is_another_one(words: str, found: list[tuple[str, str]]) -> None:
    faults = lint_text(f"{BRANCHED_JA}{words}\n", "ja")
    assert [(fault.cited, fault.kind) for fault in faults] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("see Article 12-2, paragraph 2 and Article 13-2", []),
        ("see Article 13-1, its first paragraph", []),
        ("see Article 12", [("Article 12", MISSING_ARTICLE)]),
        ("see Article 12-3", [("12-3", MISSING_ARTICLE)]),
        ("see Article 13-3", [("13-3", MISSING_CLAUSE)]),
        ("see Articles 13 through 98", [("Article 98", MISSING_ARTICLE)]),
        ("under Article 27-2 of the Act, within 1-2 business days or 2-3 weeks", []),
        ("under the Act, Article 27-2", []),
    ],
)
def test_english_article_put_in_between_is_another_one(
    words: str, found: list[tuple[str, str]]
) -> None:
    faults = lint_text(f"{BRANCHED_EN}{words}\n", "en")
    assert [(fault.cited, fault.kind) for fault in faults] == found


def test_article_put_in_between_stands_in_both_languages() -> None:
    assert lint_policy(BRANCHED_JA, BRANCHED_EN) == []
    assert lint_policy(BRANCHED_JA, BRANCHED_EN.replace("12-2", "12")) == [
        ReferenceFault("en", 0, "第12条の2", ONLY_IN_ONE),
        ReferenceFault("ja", 0, "Article 12", ONLY_IN_ONE),
    ]
