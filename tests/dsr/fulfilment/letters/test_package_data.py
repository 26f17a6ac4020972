import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dsr.cases.letters.words import Words
from dsr.fulfilment.domain.package_cells import JSON, cell_text, csv_cell, unguarded
from dsr.fulfilment.letters import package_data
from dsr.fulfilment.letters.package_contents import PackageField, Record
from tests.dsr.fulfilment.letters.packages import category, contents, records_of, rows_of, written

NAUGHTY: list[str] = [
    "=1+1",
    "+81-90-1234-5678",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "'quoted",
    'He said "no", then; left',
    "line\r\nbreak\nand more",
    "a,b;c\td",
    "nul\x00bell\x07",
    "rtl \u202eevil\u202c שלום",
    "𠮷 髙 﨑 葛\U000e0100 😀",
    "half \ud800 pair",
    "<script>alert(1)</script>",
    "",
    " ",
    "NULL",
    "1E309",
    "0012",
]


def test_json_holds_naughty_texts_exactly() -> None:
    _summary, archive = written(contents(category("n", [{"v": text} for text in NAUGHTY])))

    assert records_of(archive, "data/n.json") == [{"v": text} for text in NAUGHTY]


def test_csv_holds_naughty_texts_guarded_and_visible() -> None:
    _summary, archive = written(contents(category("n", [{"v": text} for text in NAUGHTY])))

    cells = [row[0] if row else "" for row in rows_of(archive, "data/n.csv")[1:]]
    assert cells == [csv_cell(text) for text in NAUGHTY]
    assert [unguarded(cell) for cell in cells[:6]] == NAUGHTY[:6]
    assert b"\x00" not in archive.read("data/n.csv")


def test_csv_has_its_mark_and_line_ends() -> None:
    _summary, archive = written(contents(category("n", [{"a": 1, "b": "x"}])))

    assert archive.read("data/n.csv") == "\ufeff項目 a,項目 b\r\n1,x\r\n".encode()


def test_csv_is_in_the_first_language() -> None:
    _summary, archive = written(contents(category("n", [{"a": 1}]), languages=("en", "ja")))

    assert rows_of(archive, "data/n.csv")[0] == ["Field a"]


def test_csv_tells_equal_labels_apart() -> None:
    fields = tuple(PackageField(name, Words("住所", "Address")) for name in ("now", "then"))
    rows = [{"now": "東京", "then": "大阪"}]

    _summary, archive = written(contents(category("n", rows, fields=fields)))

    assert rows_of(archive, "data/n.csv") == [["住所 (now)", "住所 (then)"], ["東京", "大阪"]]


def test_names_without_a_label_are_written_too() -> None:
    rows: list[dict[str, Any]] = [{"a": 1}, {"a": 2, "surprise": "見つかった"}, {"other": True}]
    fields = (PackageField("a", Words("項目 a")),)

    _summary, archive = written(contents(category("n", rows, fields=fields)))

    assert records_of(archive, "data/n.json") == rows
    assert rows_of(archive, "data/n.csv") == [
        ["項目 a", "other", "surprise"],
        ["1", "", ""],
        ["2", "", "見つかった"],
        ["", "true", ""],
    ]
    assert "見つかった" in archive.read("index.html").decode()


def test_nested_values_are_json_in_csv() -> None:
    rows: list[dict[str, JSON]] = [{"v": {"lat": 35.6, "tags": ["家", None]}}]

    _summary, archive = written(contents(category("n", rows)))

    assert rows_of(archive, "data/n.csv")[1] == [cell_text(rows[0]["v"])]
    assert records_of(archive, "data/n.json") == rows


def test_ten_megabytes_in_one_value_go_through() -> None:
    text = "長い文章。" * 700_000

    _summary, archive = written(contents(category("n", [{"v": text}, {"v": "short"}])))

    assert records_of(archive, "data/n.json")[0]["v"] == text
    assert f"項目 v\r\n{text}\r\nshort\r\n" in archive.read("data/n.csv").decode()
    assert len(archive.read("index.html")) < 100_000


def test_long_data_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_data, "PART_ROWS", 4)
    rows = [{"n": number} for number in range(8)]

    _summary, archive = written(contents(category("n", rows)))

    names = [name for name in archive.namelist() if name.startswith("data/")]
    assert names == ["data/n.json", "data/n-2.json", "data/n.csv", "data/n-2.csv"]
    assert records_of(archive, names[0]) + records_of(archive, names[1]) == rows
    assert rows_of(archive, names[3]) == [["項目 n"], ["4"], ["5"], ["6"], ["7"]]
    assert json.loads(archive.read("manifest.json"))["records"] == {"n": 8}


def test_large_data_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_data, "PART_BYTES", 1000)
    rows = [{"v": "x" * 300} for _number in range(10)]

    _summary, archive = written(contents(category("n", rows)))

    parts = [name for name in archive.namelist() if name.endswith(".json") and "data" in name]
    assert len(parts) > 2
    assert [record for part in parts for record in records_of(archive, part)] == rows


def test_records_are_read_once_for_each_data_format() -> None:
    readings = 0

    def read() -> Iterator[Record]:
        nonlocal readings
        readings += 1
        yield {"a": 1}

    written(contents(replace(category("n", [{"a": 1}]), open_records=read)))

    assert readings == 2
