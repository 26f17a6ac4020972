"""Masking: nothing of what is looked for remains, and nothing else is touched."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fulfilment.domain.folding import fold
from dsr.fulfilment.domain.masking import (
    LONGEST_WORD,
    MARK,
    MOST_WORDS,
    Hits,
    Mask,
    Masking,
    UnableToReadWords,
    count_hits,
    words_of,
)

TEXTS = st.text(alphabet="aBbß山田太郎 　\nｶﾞﾊﾟガー-0１２é\u0301\u200b㌔🙂", max_size=40)


def masked(text: Any, *words: str, kind: str = "TEXT") -> Any:
    return Masking([Mask(kind=kind, words=words)]).applied(1, {"a": text}).values["a"]


@pytest.mark.parametrize(
    ("word", "text", "left"),
    [
        ("山田太郎", "昨日、山田太郎様より", f"昨日、{MARK}様より"),
        ("山田太郎", "山田　太郎・山田 太郎", f"{MARK}・{MARK}"),
        ("山田 太郎", "山田太郎さん", f"{MARK}さん"),
        ("ﾔﾏﾀﾞ", "ヤマダ と ﾔﾏﾀﾞ", f"{MARK} と {MARK}"),
        ("ガス", "ｶﾞｽ会社", f"{MARK}会社"),
        ("カ", "ガ", "ガ"),
        ("Yamada", "ＹＡＭＡＤＡ and yamada", f"{MARK} and {MARK}"),
        ("1-2-3", "港区１－２－３ / 1−2−3 / １ー２ー３", f"港区{MARK} / {MARK} / {MARK}"),
        ("John Smith", "john\n  smith, JohnSmith", f"{MARK}, {MARK}"),
        ("葛城", "葛\U000e0100城さん", f"{MARK}さん"),
        ("山田", "山\u200b田さん", f"{MARK}さん"),
        ("キロ", "3㌔です", f"3{MARK}です"),
        ("aba", "xababax", f"x{MARK}x"),
        ("é", "cafe\u0301s", f"caf{MARK}s"),
        ("e", "cafe\u0301", f"caf{MARK}"),  # as typed it is there: masked with its mark
        ("[a-z]+(x*)*", "[a-z]+(x*)* xxx", f"{MARK} xxx"),
    ],
)
def test_word_is_found_however_it_is_written(word: str, text: str, left: str) -> None:
    assert masked(text, word) == left


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        ("EMAIL", "連絡先はtaro.x+y@mail.example.jpです", f"連絡先は{MARK}です"),
        ("EMAIL", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ、a@b", f"{MARK}、a@b"),
        ("PHONE", "電話03-1234-5678 2件", f"電話{MARK} 2件"),
        ("PHONE", "０９０ー１２３４ー５６７８、(03)1234-5678", f"{MARK}、{MARK}"),
        ("PHONE", "隣人（03-1234-5678）", f"隣人（{MARK}）"),
        ("PHONE", "+81 (0)90-1234-5678!", f"{MARK}!"),
        ("PHONE", "2026-04-01 12:00 1,234円 123-4567", "2026-04-01 12:00 1,234円 123-4567"),
    ],
)
def test_named_pattern_finds_addresses_and_numbers(kind: str, text: str, left: str) -> None:
    assert masked(text, kind=kind) == left


def test_overlapping_words_are_masked_as_one_place() -> None:
    record = {"a": "山田中さん"}
    done = Masking([Mask(kind="TEXT", words=("山田", "田中"))]).applied(1, record)
    assert (done.values, done.places) == ({"a": f"{MARK}さん"}, {"a": 1})


def test_mask_keeps_to_its_record_and_field() -> None:
    masking = Masking(
        [
            Mask(kind="TEXT", words=("x",), record=2, field="a"),
            Mask(kind="WHOLE", field="b"),
            Mask(kind="WHOLE", record=3),
        ]
    )
    rows = [{"a": "x", "b": None, "c": "x"} for _ in range(3)]
    assert [masking.applied(number, row).values for number, row in enumerate(rows, start=1)] == [
        {"a": "x", "b": MARK, "c": "x"},
        {"a": MARK, "b": MARK, "c": "x"},
        {"a": MARK, "b": MARK, "c": MARK},
    ]
    assert count_hits(rows, masking) == Hits(places=6, records=3)


def test_values_inside_values_and_numbers_are_masked_too() -> None:
    value = {"n": [1234567, 7, None, True, {"taro": "x taro"}], "taro 5": 1.5}
    assert masked(value, "taro", "34567") == {
        "n": [f"12{MARK}", 7, None, True, {MARK: f"x {MARK}"}],
        f"{MARK} 5": 1.5,
    }


def test_two_masked_names_do_not_swallow_each_other() -> None:
    assert masked({"a1": 1, "a2": 2, "■■■": 3}, "a1", "a2") == {
        f"{MARK} (2)": 1, f"{MARK} (3)": 2, "■■■": 3,
    }  # fmt: skip


def test_pattern_that_matches_everything_leaves_only_marks() -> None:
    assert masked("aaaa", "a") == MARK
    assert masked("ab ba", "a", "b") == f"{MARK} {MARK}"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "EMPTY"),
        (" \n\u3000\n", "EMPTY"),
        ("山田\n\u200b\ufe0f", "EMPTY"),
        ("x■", "MARK"),
        ("x" * (LONGEST_WORD + 1), "TOO_LONG"),
        ("\n".join(str(number) for number in range(MOST_WORDS + 1)), "TOO_MANY"),
    ],
)
def test_words_that_mean_nothing_are_refused(typed: str, code: str) -> None:
    with pytest.raises(UnableToReadWords) as refused:
        words_of(typed)
    assert refused.value.code == code


def test_words_are_read_one_a_line_and_once() -> None:
    assert words_of("山田\r\n 田中 \n\n山田") == ("山田", "田中")


@given(text=TEXTS, words=st.lists(TEXTS, min_size=1, max_size=3))
def test_nothing_of_a_masked_word_remains_and_the_rest_is_unchanged(
    text: str, words: list[str]
) -> None:
    try:
        typed = words_of("\n".join(words))
    except UnableToReadWords:
        return
    left = str(masked(text, *typed))
    pieces = left.split(MARK)
    for word in typed:
        assert all(word not in piece for piece in pieces)
        assert all(fold(word).text not in fold(piece).text for piece in pieces)
    at = 0  # what is left stands in the text in the same order
    for piece in pieces:
        found = text.find(piece, at)
        assert found >= 0
        at = found + len(piece)
    assert text.startswith(pieces[0])
    assert text.endswith(pieces[-1])
    assert masked(left, *typed) == left


@given(text=st.text(max_size=200))
def test_folding_knows_where_each_character_came_from(text: str) -> None:
    folded = fold(text)
    if folded.at is None:
        assert len(folded.text) == len(text)
        return
    assert len(folded.at) == len(folded.text)
    assert [start for start, _end in folded.at] == sorted(start for start, _end in folded.at)
    assert all(0 <= start < end <= len(text) for start, end in folded.at)
