import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from dsr.cases.enums import FileFormat
from dsr.fulfilment.letters.package import write_package
from dsr.fulfilment.letters.package_contents import PackageProgress, Record, UnableToWritePackage
from tests.dsr.fulfilment.letters.packages import (
    EXCLUSION,
    PLACES,
    PROFILE,
    attachment,
    category,
    contents,
    records_of,
    rows_of,
    written,
)

EVERYTHING = contents(
    category("profile", [PROFILE]),
    category("location", PLACES),
    category("advertising", []),
    exclusions=(EXCLUSION,),
    attachments=(
        attachment("録音.txt", b"hello"),
        attachment("決定.pdf", b"%PDF-", folder="letters"),
    ),
    languages=("ja", "en"),
)


class Pipe:
    """A stream that can be written to and nothing else."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)


def test_package_holds_index_data_attachments_and_manifest() -> None:
    summary, archive = written(EVERYTHING)

    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        "attachments/録音.txt",
        "data/location.csv",
        "data/location.json",
        "data/profile.csv",
        "data/profile.json",
        "index.en.html",
        "index.en.pdf",
        "index.html",
        "index.pdf",
        "letters/決定.pdf",
        "manifest.json",
    ]
    assert archive.read("attachments/録音.txt") == b"hello"
    assert summary.records == {"profile": 1, "location": 3, "advertising": 0}


def test_package_hashes_verify() -> None:
    out = io.BytesIO()
    summary = write_package(out=out, contents=EVERYTHING)
    _again, archive = written(EVERYTHING)
    manifest = json.loads(archive.read("manifest.json"))

    assert {file["path"] for file in manifest["files"]} == set(archive.namelist()) - {
        "manifest.json"
    }
    for file in manifest["files"]:
        content = archive.read(file["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (
            file["bytes"],
            file["sha256"],
        )
    assert [(f.path, f.size, f.sha256) for f in summary.files] == [
        (f["path"], f["bytes"], f["sha256"]) for f in manifest["files"]
    ]
    assert summary.manifest_sha256 == hashlib.sha256(archive.read("manifest.json")).hexdigest()
    assert summary.sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    assert summary.size == len(out.getvalue())


def test_package_manifest_says_what_it_was_made_under() -> None:
    _summary, archive = written(EVERYTHING)
    manifest = json.loads(archive.read("manifest.json"))

    assert {key: manifest[key] for key in manifest if key != "files"} == {
        "manifest_version": 1,
        "reference": "DSR-2026-000042",
        "created_at": "2026-04-14T09:30:00+09:00",
        "policy_version": "2023-09-01",
        "generator_version": "madoguchi test",
        "hash": "SHA-256",
        "records": {"profile": 1, "location": 3, "advertising": 0},
    }


def test_package_holds_every_fact_in_every_format() -> None:
    _summary, archive = written(EVERYTHING)

    assert records_of(archive, "data/profile.json") == [PROFILE]
    assert records_of(archive, "data/location.json") == PLACES
    assert rows_of(archive, "data/profile.csv") == [
        ["項目 name", "項目 mail", "項目 note"],
        ["𠮷田 太郎", "taro@example.jp", ""],
    ]
    assert rows_of(archive, "data/location.csv")[1:] == [
        [str(place["at"]), str(place["lat"])] for place in PLACES
    ]


def test_package_json_says_what_where_from_and_when() -> None:
    _summary, archive = written(EVERYTHING)
    data = json.loads(archive.read("data/profile.json"))

    del data["records"]
    assert data == {
        "reference": "DSR-2026-000042",
        "category": "profile",
        "label": {"ja": "区分 profile", "en": "Category profile"},
        "source": {"ja": "profileのシステム", "en": "System of profile"},
        "collected_at": "2026-04-10T14:05:00+09:00",
        "fields": [
            {
                "name": name,
                "label": {"ja": f"項目 {name}", "en": f"Field {name}"},
                "meaning": {"ja": f"{name}の意味", "en": f"{name}の意味"},
            }
            for name in ("name", "mail", "note")
        ],
    }


@pytest.mark.parametrize(
    ("formats", "paths"),
    [
        ({"PDF"}, {"index.html", "index.pdf"}),
        ({"CSV"}, {"index.html", "data/profile.csv"}),
        ({"JSON"}, {"index.html", "data/profile.json"}),
        ({"CSV", "JSON"}, {"index.html", "data/profile.csv", "data/profile.json"}),
    ],
)
def test_package_has_the_formats_the_person_chose(formats: set[str], paths: set[str]) -> None:
    chosen = frozenset(FileFormat(name) for name in formats)

    _summary, archive = written(contents(category("profile", [PROFILE]), formats=chosen))

    assert set(archive.namelist()) == paths | {"manifest.json"}


def test_package_of_the_same_contents_is_the_same_bytes_on_any_stream() -> None:
    file, pipe = io.BytesIO(), Pipe()

    write_package(out=file, contents=EVERYTHING)
    write_package(out=pipe, contents=EVERYTHING)  # type: ignore[arg-type]

    assert file.getvalue() == bytes(pipe.data)


def test_package_leaves_its_stream_open() -> None:
    out = io.BytesIO()

    write_package(out=out, contents=EVERYTHING)

    assert not out.closed


def test_package_reports_its_progress() -> None:
    told: list[PackageProgress] = []
    rows: list[Record] = [{"n": number, "text": "あ" * 200} for number in range(2000)]

    write_package(out=io.BytesIO(), contents=contents(category("log", rows)), progress=told.append)

    assert [one.written for one in told] == sorted(one.written for one in told)
    assert max(one.records for one in told if one.path == "data/log.json") == 2000
    assert max(one.records for one in told if one.path == "data/log.csv") == 2000
    assert len({one.path for one in told}) == 5


def test_package_names_attachments_safely_and_apart() -> None:
    _summary, archive = written(
        contents(
            attachments=(
                attachment("../../a.txt", b"1"),
                attachment("A.txt", b"2"),
                attachment("a.txt", b"3"),
                attachment("_.._a.txt", b"4"),
            )
        )
    )

    attached = [name for name in archive.namelist() if name.startswith("attachments/")]
    assert attached == [
        "attachments/_.._a.txt",
        "attachments/A.txt",
        "attachments/a-2.txt",
        "attachments/_.._a-2.txt",
    ]


def test_package_takes_two_sources_of_one_category() -> None:
    _summary, archive = written(
        contents(category("profile", [{"a": 1}]), category("profile", [{"a": 2}]))
    )

    assert records_of(archive, "data/profile.json") == [{"a": 1}]
    assert records_of(archive, "data/profile-2.json") == [{"a": 2}]
    assert json.loads(archive.read("manifest.json"))["records"] == {"profile": 2}


@pytest.mark.parametrize(
    "changed",
    [
        {"created_at": datetime(2026, 4, 14)},
        {"formats": frozenset()},
        {"languages": ()},
        {"attachments": (attachment("a", b"abc", size=4),)},
        {"attachments": (attachment("a", b"abc", folder="../elsewhere"),)},
    ],
)
def test_package_that_does_not_hold_together_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(UnableToWritePackage):
        written(contents(category("profile", [PROFILE]), **changed))


def test_package_of_records_without_a_sure_time_is_refused() -> None:
    with pytest.raises(UnableToWritePackage, match="offset"):
        written(contents(category("profile", [PROFILE], collected_at=datetime(2026, 4, 10))))


@pytest.mark.parametrize("second", [[], [PROFILE, PROFILE], [{**PROFILE, "new": 1}]])
def test_package_of_records_that_change_between_readings_is_refused(second: list[Any]) -> None:
    readings = [[PROFILE], second]
    changing = replace(category("profile", [PROFILE]), open_records=lambda: readings.pop(0))

    with pytest.raises(UnableToWritePackage):
        written(contents(changing))


def test_failed_package_is_no_zip_at_all() -> None:
    def broken() -> Any:
        yield PROFILE
        raise ConnectionError

    pipe = Pipe()

    with pytest.raises(ConnectionError):
        write_package(
            out=pipe,  # type: ignore[arg-type]
            contents=contents(replace(category("profile", [PROFILE]), open_records=broken)),
        )

    assert b"PK\x05\x06" not in pipe.data


def test_package_memory_does_not_grow_with_the_data() -> None:
    # A process of its own, whose high-water mark nothing else has raised.
    script = """
import resource
from tests.dsr.fulfilment.letters.packages import category, contents, attachment
from dsr.fulfilment.letters.package import write_package
from dataclasses import replace
import io

class Nowhere:
    def write(self, data): return len(data)

class Long:
    left = 200 << 20
    def read(self, size):
        size = min(size, self.left); self.left -= size; return bytes(size)
    def __enter__(self): return self
    def __exit__(self, *error): pass

def records(count):
    return lambda: ({"n": n, "text": f"{n:08d}" + "x" * 20_000} for n in range(count))

def write(count, *attachments):
    log = replace(category("log", [{"n": 1, "text": ""}]), open_records=records(count))
    write_package(out=Nowhere(), contents=contents(log, attachments=attachments))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = write(300)
after = write(5_000, attachment("long", b"", size=200 << 20, open_file=Long))
print((after - before) // 1024)
"""
    grown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout

    assert int(grown) < 50
