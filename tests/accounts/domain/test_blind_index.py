"""Normal forms decide who is the same person, so they forgive little."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.blind_index import (
    UnableToNormalise,
    blind_index,
    blind_indexes,
    normalise_kana,
    normalise_mail,
    normalise_phone_jp,
)

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("taro@milly.example", "taro@milly.example"),
        ("Taro@Milly.Example", "taro@milly.example"),  # ASCII case: sign-in folds it as well
        (" taro@milly.example\n", "taro@milly.example"),
        ("\u3000taro@milly.example", "taro@milly.example"),
        ("ta.ro+x@milly.example", "ta.ro+x@milly.example"),
    ],
)
def test_mail_normal_form(written: str, normal: str) -> None:
    assert normalise_mail(written) == normal


@pytest.mark.parametrize(
    "lookalike",
    [
        "ta.ro@milly.example",
        "taro+desk@milly.example",
        "taro.@milly.example",
        "taro@milly.example.jp",
        "taro@mi1ly.example",
        "tar0@milly.example",
        "taro@sub.milly.example",
    ],
)
def test_security_04_lookalike_mail_is_another(lookalike: str) -> None:
    assert normalise_mail(lookalike) != normalise_mail("taro@milly.example")


@pytest.mark.parametrize(
    "lookalike",
    [
        "ｔaro@milly.example",  # full width
        "taro＠milly.example",
        "tаro@milly.example",  # Cyrillic а
        "taro@mılly.example",  # dotless ı
        "taro@milly.example\u200b",
        "ta\u00adro@milly.example",
        "taro@\u212bmilly.example",
        "ſaro@milly.example",  # long s, which casefold() makes an s
        "taro@milly。example",
        "taro@milly.example\x00",
        "taro @milly.example",
        "taro@x@milly.example",
        "taro",
        "@milly.example",
        "taro@",
        "",
    ],
)
def test_security_04_lookalike_mail_is_refused(lookalike: str) -> None:
    with pytest.raises(UnableToNormalise) as failure:
        normalise_mail(lookalike)

    assert not lookalike or lookalike not in str(failure.value)


@given(st.text(), st.text())
def test_mail_normal_form_is_stable_and_joins_only_case_and_blanks(one: str, two: str) -> None:
    try:
        first = normalise_mail(one)
    except UnableToNormalise:
        return
    assert normalise_mail(first) == first
    assert first == one.strip(" \t\r\n\u3000").lower()


@pytest.mark.parametrize(
    "written",
    [
        "090-1234-5678",
        "09012345678",
        "０９０－１２３４－５６７８",
        "090 1234 5678",
        "(090)1234.5678",
        "090ー1234ー5678",
        "+819012345678",
        "+81 90-1234-5678",
        "+81 (0)90-1234-5678",
        "010-81-90-1234-5678",
    ],
)
def test_phone_forms_are_one(written: str) -> None:
    assert normalise_phone_jp(written) == "09012345678"


def test_phone_of_a_landline() -> None:
    assert normalise_phone_jp("03-1234-5678") == "0312345678"


@pytest.mark.parametrize(
    "written",
    ["", "110", "1234567890", "090-1234-567", "03-1234-56789", "+1 212 555 0100", "090-1234-5678x"],
)
def test_phone_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(UnableToNormalise):
        normalise_phone_jp(written)


@pytest.mark.parametrize(
    "written",
    ["ヤマダ ハナコ", "やまだ　はなこ", "ﾔﾏﾀﾞ ﾊﾅｺ", "やまた\u3099はなこ", "ヤマダ・ハナコ"],
)
def test_kana_forms_are_one(written: str) -> None:
    assert normalise_kana(written) == "ヤマダハナコ"


def test_kana_keeps_what_distinguishes() -> None:
    assert normalise_kana("オオノ") != normalise_kana("オーノ")
    assert normalise_kana("ハハ") != normalise_kana("ババ")
    with pytest.raises(UnableToNormalise):
        normalise_kana(" 　・")


def test_blind_index_is_keyed_and_kept_apart_by_kind() -> None:
    index = blind_index(KEY, "mail", "taro@milly.example")

    assert index == hmac.new(KEY, b"mail\x00taro@milly.example", hashlib.sha256).digest()
    assert index != blind_index(KEY, "contact", "taro@milly.example")
    assert index != blind_index(KEY[::-1], "mail", "taro@milly.example")


def test_blind_indexes_are_hmac_at_any_length_and_in_order() -> None:
    values = ["", "M-1", "x" * 54, "x" * 55, "x" * 64, "山田" * 100, "M-1"]

    expected = [hmac.digest(KEY, b"member_id\x00" + value.encode(), "sha256") for value in values]
    assert blind_indexes(KEY, "member_id", values) == expected


@pytest.mark.parametrize(
    ("key", "kind"), [(KEY[:31], "mail"), (b"", "mail"), (KEY, ""), (KEY, "a\x00b")]
)
def test_blind_index_refuses_a_weak_key_and_an_ambiguous_kind(key: bytes, kind: str) -> None:
    with pytest.raises(ValueError, match=r"blind index key|kind"):
        blind_index(key, kind, "x")
