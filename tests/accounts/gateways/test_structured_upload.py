"""CSV and JSON of staff: taken whole and exact, or refused with what is wrong and where."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.gateways.structured_upload import (
    MESSAGES,
    UnableToReadUpload,
    UploadFault,
    check_csv,
    check_json,
)

NAMES = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1, max_size=9
)
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20
)


def csv_of(content: bytes, **limits: int) -> list[dict[str, str]]:
    return check_csv(io.BytesIO(content), **limits)


def json_of(content: bytes, **limits: int) -> list[dict[str, Any]]:
    return check_json(io.BytesIO(content), **limits)


def csv_fault(content: bytes, **limits: int) -> tuple[UploadFault, int | None]:
    with pytest.raises(UnableToReadUpload) as failure:
        csv_of(content, **limits)
    assert failure.value.message == MESSAGES[failure.value.code]
    return failure.value.code, failure.value.line


def json_fault(content: bytes, **limits: int) -> tuple[UploadFault, int | None]:
    with pytest.raises(UnableToReadUpload) as failure:
        json_of(content, **limits)
    return failure.value.code, failure.value.line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_each_encoding(encoding: str) -> None:
    content = "氏名,ﾌﾘｶﾞﾅ\r\n髙﨑 太郎,ﾀｶｻｷ\r\n".encode(encoding)

    assert csv_of(content) == [{"氏名": "髙﨑 太郎", "ﾌﾘｶﾞﾅ": "ﾀｶｻｷ"}]


def test_csv_values_stay_as_they_are() -> None:
    content = '名,値\n"=1+1"," 前後の空白 "\n"改行\r\nあり","引用""符"\n\n𠮷野家,\n'.encode()

    assert csv_of(content) == [
        {"名": "=1+1", "値": " 前後の空白 "},
        {"名": "改行\r\nあり", "値": '引用"符'},
        {"名": "𠮷野家", "値": ""},
    ]


def test_csv_with_a_header_alone_holds_no_records() -> None:
    assert csv_of(b"a,b\n") == []


@given(
    header=st.lists(NAMES, min_size=2, max_size=4, unique_by=str.strip),
    rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=4),
)
def test_csv_round_trips(header: list[str], rows: list[list[str]]) -> None:
    if not all(name.strip() for name in header):
        return
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *(row[: len(header)] for row in rows)])

    assert csv_of(b"\xef\xbb\xbf" + written.getvalue().encode()) == [
        dict(zip(header, row, strict=False)) for row in rows
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", (UploadFault.EMPTY, None)),
        (b" \r\n ", (UploadFault.EMPTY, None)),
        (b"\xff\xfea\x00,\x00b\x00", (UploadFault.ENCODING, None)),
        (b"\xef\xbb\xbf\x8e\x81", (UploadFault.ENCODING, None)),
        (b"a,b\n1,\x00\n", (UploadFault.UNSTORABLE, 2)),
        (b"a,a\n1,2\n", (UploadFault.HEADER, 1)),
        (b"a, a\n1,2\n", (UploadFault.HEADER, 1)),
        (b"a,\n1,2\n", (UploadFault.HEADER, 1)),
        (b"\na,b\n1,2\n", (UploadFault.HEADER, 1)),
        (b"a,b\n1,2\n1\n", (UploadFault.RAGGED, 3)),
        (b"a,b\n1,2,3\n", (UploadFault.RAGGED, 2)),
        (b'a,b\n1,"2\n', (UploadFault.SYNTAX, 2)),
        (b'a,b\n1,"2"x\n', (UploadFault.SYNTAX, 2)),
        (b"a\n" + b"x" * 200_000, (UploadFault.SYNTAX, 2)),
        (",".join(str(n) for n in range(201)).encode(), (UploadFault.TOO_MANY_COLUMNS, 1)),
    ],
)
def test_csv_is_refused_with_what_is_wrong(
    content: bytes, fault: tuple[UploadFault, int | None]
) -> None:
    assert csv_fault(content) == fault


def test_csv_limits_are_exact() -> None:
    content = b"a\n1\n2\n3\n"

    assert len(csv_of(content, max_bytes=len(content), max_records=3)) == 3
    assert csv_fault(content, max_records=2) == (UploadFault.TOO_MANY_RECORDS, None)
    assert csv_fault(content, max_bytes=len(content) - 1) == (UploadFault.TOO_LARGE, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_json_is_read_in_each_encoding(encoding: str) -> None:
    content = json.dumps([{"氏名": "髙﨑"}], ensure_ascii=False).encode(encoding)

    assert json_of(content) == [{"氏名": "髙﨑"}]


def test_json_of_one_object_is_one_record() -> None:
    assert json_of(b'{"a": [1, 2.5, null, true, {"b": "\\ud842\\udfb7"}]}') == [
        {"a": [1, 2.5, None, True, {"b": "𠮷"}]}
    ]
    assert json_of(b"[]") == []


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=3), max_size=3))
def test_json_round_trips(records: list[dict[str, Any]]) -> None:
    for plain in (True, False):
        content = json.dumps(records, ensure_ascii=plain).encode()
        assert json_of(content, max_depth=100) == records


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", (UploadFault.EMPTY, None)),
        (b"\xff\xfe{\x00}\x00", (UploadFault.ENCODING, None)),
        (b'{"a": "\x00"}', (UploadFault.UNSTORABLE, 1)),
        (b'{"a": "\\u0000"}', (UploadFault.UNSTORABLE, None)),
        (b'{"a": ["\\ud800"]}', (UploadFault.UNSTORABLE, None)),
        (b'{"\\udfff": 1}', (UploadFault.UNSTORABLE, None)),
        (b'{\n"a": 1,\n}', (UploadFault.SYNTAX, 3)),
        (b'{"a": NaN}', (UploadFault.SYNTAX, None)),
        (b'{"a": -Infinity}', (UploadFault.SYNTAX, None)),
        (b'{"a": 1e999}', (UploadFault.SYNTAX, None)),
        (b'{"a": ' + b"9" * 5_000 + b"}", (UploadFault.SYNTAX, None)),
        (b'{"a": 1, "a": 2}', (UploadFault.REPEATED_NAME, None)),
        (b'{"a": {"b": 1, "\\u0062": 2}}', (UploadFault.REPEATED_NAME, None)),
        (b"1", (UploadFault.SHAPE, None)),
        (b'"text"', (UploadFault.SHAPE, None)),
        (b'[{"a": 1}, 2]', (UploadFault.SHAPE, None)),
        (b'[[{"a": 1}]]', (UploadFault.SHAPE, None)),
    ],
)
def test_json_is_refused_with_what_is_wrong(
    content: bytes, fault: tuple[UploadFault, int | None]
) -> None:
    assert json_fault(content) == fault


@pytest.mark.parametrize("nest", [b"[", b'{"a":', b'[{"a":', b'["]",['])
def test_security_21_nesting_is_refused_without_recursion(nest: bytes) -> None:
    assert json_fault(nest * 1_000_000) == (UploadFault.TOO_DEEP, None)


def test_json_depth_is_exact_and_ignores_brackets_in_text() -> None:
    assert json_of(b'[{"a": [1]}]', max_depth=3) == [{"a": [1]}]
    assert json_fault(b'[{"a": [1]}]', max_depth=2) == (UploadFault.TOO_DEEP, None)
    assert json_of(b'[{"a": "[[[[\\"[[[["}]', max_depth=2) == [{"a": '[[[["[[[['}]


def test_json_limits_are_exact() -> None:
    content = b'[{"a": 1}, {"a": 2}]'

    assert len(json_of(content, max_bytes=len(content), max_records=2)) == 2
    assert json_fault(content, max_records=1) == (UploadFault.TOO_MANY_RECORDS, None)
    assert json_fault(content, max_bytes=len(content) - 1) == (UploadFault.TOO_LARGE, None)
