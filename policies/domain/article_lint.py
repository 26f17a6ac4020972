"""Cross-references of a policy: an article that cites a missing one is found. Pure.

Articles are headings ("## 第10条　…", "## Article 10  …"); their clauses (項) are lines that begin
with a number ("1　…", "1. …", "10-1 …"), their items (号) lines that begin with "(1)". Citations
are 第10条, 第10条第1項, 第3条第2号, 10-1, Article 10, paragraph 1 of Article 10. An article put in
between (第10条の2, Article 10-2) is another one. What cites a law (法第33条, Article 28 of the Act)
is left alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

MISSING_ARTICLE, MISSING_CLAUSE, ONLY_IN_ONE = "MISSING_ARTICLE", "MISSING_CLAUSE", "ONLY_IN_ONE"
_KANJI = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_NUM = r"([0-9]{1,3}|[一二三四五六七八九十〇]{1,4})"
# の2 names an article put in between, の2つ and の一部 do not.
_BRANCH = (
    r"(?:の\s*(?:([0-9]{1,2})(?!\s*(?:[0-9]|[つ個種点年月日週時分回名人社件割倍%]|項目))"
    r"|([一二三四五六七八九十]{1,3})(?=\s*(?:$|[第各、。,.()「」『』・:\s又及若並のにをはがでとも]))))?"
)
_HEADING = re.compile(
    rf"#{{1,6}}\s*(?:第\s*{_NUM}\s*条{_BRANCH}|Article\s+([0-9]{{1,3}})(?:-([0-9]{{1,2}}))?\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*(?:([0-9]{1,3})-)?([0-9]{1,3})(?:[.)、]\s*|\s+)\S")
_ITEM = re.compile(r"\s*(?:[-*]\s*)?\(([0-9]{1,3})\)")
_JA = re.compile(rf"第\s*{_NUM}\s*条{_BRANCH}")
_PARTS_JA = re.compile(
    rf"\s*(?:及び|および|並びに|又は|または|、|,|・|から|ないし)?\s*第\s*{_NUM}\s*(項|号)"
)
_AMOUNT = (
    r"\s*(?:[月日年時歳%週名人回件個社階]|営業|[かカヵヶケ]月|丁目|番地"
    r"|(?:business|working|calendar|days?|weeks?|months?|years?|hours?|minutes?|times|people)\b)"
)
_SHORT = re.compile(
    rf"(?<![0-9.\-])([0-9]{{1,2}})-([0-9]{{1,2}})(?![0-9\-])(?!{_AMOUNT})", re.IGNORECASE
)
_EN = re.compile(
    r"(?:paragraphs?\s+([0-9]{1,3})(?:\s+of)\s+)?\bArt(?:icles?|s?\.?)\s+([0-9]{1,3})\b(?!-[0-9])"
    r"(?:\s*(?:,\s*)?(?:paragraph\s+|\()([0-9]{1,3})\)?)?",
    re.IGNORECASE,
)
_MORE_EN = re.compile(
    r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|to|through)\s+)([0-9]{1,3})\b(?!-)"
)
_LAW_BEFORE = re.compile(
    r"(?:法律?|規則|政令|省令|施行令|条例|規約|ガイドライン|指針"
    r"|\b(?:Act|APPI|Law|Code|Rules?|Order|Regulations?|GDPR))(?:\s*\([^()]*\))?[,\s」』)]*$"
)
_AND = re.compile(r"\s*(?:及び|および|並びに|又は|または|、|,|・|と|から|ないし|and|or)\s*$")
_ARTICLE_BEFORE = re.compile(r"\bArt(?:icles?|s?\.?)\s+$", re.IGNORECASE)
_LAW_AFTER = re.compile(r"[^.。\n]{0,30}?\bof\s+the\s+(?!privacy|terms|policy)[A-Z]")


Number: TypeAlias = tuple[int, int]  # of an article; the second one 0, or that of 第10条の2
Citation: TypeAlias = tuple[str, Number, tuple[str, int] | None]


@dataclass
class Article:
    """The numbers under one heading."""

    clauses: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class ReferenceFault:
    """One citation of something that is not there.

    Arguments:
        language: "ja" or "en".
        line: from 1; 0 where it is about the whole text.
        cited: as written.
        kind: MISSING_ARTICLE, MISSING_CLAUSE or ONLY_IN_ONE (the other language lacks it).
    """

    language: str
    line: int
    cited: str
    kind: str


def lint_policy(text_ja: str, text_en: str) -> list[ReferenceFault]:
    """Every fault of both texts, in reading order; an empty list is a sound policy."""
    faults = [*lint_text(text_ja, "ja"), *lint_text(text_en, "en")]
    ja, en = set(articles_of(text_ja)), set(articles_of(text_en))
    faults += [ReferenceFault("en", 0, _in_japanese(n), ONLY_IN_ONE) for n in sorted(ja - en)]
    faults += [ReferenceFault("ja", 0, _in_english(n), ONLY_IN_ONE) for n in sorted(en - ja)]
    return faults


def _in_japanese(number: Number) -> str:
    return f"第{number[0]}条" + (f"の{number[1]}" if number[1] else "")


def _in_english(number: Number) -> str:
    return f"Article {number[0]}" + (f"-{number[1]}" if number[1] else "")


def lint_text(text: str, language: str) -> Iterator[ReferenceFault]:
    """The faults of one text."""
    articles = articles_of(text)
    for line, words in enumerate(_lines(text), start=1):
        if _HEADING.match(words) is not None:
            continue
        for cited, number, part in _citations(words):
            article = articles.get(number)
            if part is not None and part[0] == "-" and (number[0], part[1]) in articles:
                continue  # "10-2" may be Article 10-2 as well
            if article is None:
                yield ReferenceFault(language, line, cited, MISSING_ARTICLE)
            elif part is not None and not _holds(article, *part):
                yield ReferenceFault(language, line, cited, MISSING_CLAUSE)


def articles_of(text: str) -> dict[Number, Article]:
    """The articles of a text by number, with the numbers of their clauses and items."""
    articles: dict[Number, Article] = {}
    here = Article()
    for words in _lines(text):
        heading, clause, item = _HEADING.match(words), _CLAUSE.match(words), _ITEM.match(words)
        if heading is not None:
            number, *branch = (_number(part) for part in heading.groups() if part)
            here = articles.setdefault((number, branch[0] if branch else 0), Article())
        elif clause is not None:
            here.clauses.add(int(clause[2]))
        elif item is not None:
            here.items.add(int(item[1]))
    return articles


def _holds(article: Article, unit: str, number: int) -> bool:
    if unit == "項":
        return number in article.clauses or (number == 1 and not article.clauses)
    if unit == "号":
        return number in article.items | article.clauses
    return number in article.clauses


def _citations(words: str) -> Iterator[Citation]:
    yield from _japanese(words)
    own = _CLAUSE.match(words)
    for match in _SHORT.finditer(words):
        if own is not None and match.start() < own.end() - 1:
            continue  # "10-1 …" is the clause itself
        if not _is_of_law(words, match):
            yield match[0], (int(match[1]), 0), ("-", int(match[2]))
    yield from _english(words)


def _english(words: str) -> Iterator[Citation]:
    for match in _EN.finditer(words):
        if _is_of_law(words, match):
            continue
        clause = match[1] or match[3]
        yield match[0].strip(), (int(match[2]), 0), ("項", int(clause)) if clause else None
        if match[0].lower().startswith("articles"):
            for one in _in_a_row(_MORE_EN, words, match.end()):
                yield f"Article {one[1]}", (int(one[1]), 0), None


def _is_of_law(words: str, match: re.Match[str]) -> bool:
    before = _ARTICLE_BEFORE.sub("", words[: match.start()])
    return bool(_LAW_AFTER.match(words, match.end()) or _LAW_BEFORE.search(before))


def _japanese(words: str) -> Iterator[Citation]:
    law_until = -1
    for match in _JA.finditer(words):
        before = words[: match.start()]
        parts = list(_in_a_row(_PARTS_JA, words, match.end()))
        listed = law_until >= 0 and _AND.fullmatch(words[law_until : match.start()])
        if listed or _LAW_BEFORE.search(before):
            law_until = parts[-1].end() if parts else match.end()
            continue
        branch = match[2] or match[3]
        number = (_number(match[1]), _number(branch) if branch else 0)
        for part in parts:
            yield f"{match[0]}第{part[1]}{part[2]}", number, (part[2], _number(part[1]))
        if not parts:
            yield match[0], number, None


def _in_a_row(pattern: re.Pattern[str], words: str, start: int) -> Iterator[re.Match[str]]:
    """Every match that begins where the one before ends, the first one at `start`."""
    while (match := pattern.match(words, start)) is not None:
        yield match
        start = match.end()


def _lines(text: str) -> list[str]:
    """NFKC: full-width digits, hyphens and spaces read as half-width ones."""
    return [
        re.sub("[‐‑–−]", "-", unicodedata.normalize("NFKC", line)) for line in text.splitlines()
    ]


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, ten, units = written.rpartition("十")
    value = (_KANJI.get(tens, 1) if tens or ten else 0) * (10 if ten else 0)
    return value + (_KANJI[units] if units else 0)
