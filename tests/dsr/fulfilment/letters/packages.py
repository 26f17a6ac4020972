"""A package to write, and how to read it back."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from dsr.cases.letters.words import Words
from dsr.fulfilment.domain.package_cells import JSON
from dsr.fulfilment.letters.package import write_package
from dsr.fulfilment.letters.package_contents import (
    PackageAttachment,
    PackageCategory,
    PackageContents,
    PackageExclusion,
    PackageField,
    PackageSummary,
    Record,
)
from tests.dsr.cases.letters.facts import HEAD

JST = timezone(timedelta(hours=9))
COLLECTED_AT = datetime(2026, 4, 10, 14, 5, tzinfo=JST)
CREATED_AT = datetime(2026, 4, 14, 9, 30, tzinfo=JST)


def category(code: str, records: Iterable[Record], **changed: Any) -> PackageCategory:
    rows = list(records)
    names = list(dict.fromkeys(name for row in rows for name in row))
    facts: dict[str, Any] = {
        "code": code,
        "label": Words(f"区分 {code}", f"Category {code}"),
        "source": Words(f"{code}のシステム", f"System of {code}"),
        "collected_at": COLLECTED_AT,
        "fields": tuple(
            PackageField(name, Words(f"項目 {name}", f"Field {name}"), Words(f"{name}の意味"))
            for name in names
        ),
        "open_records": lambda: iter(rows),
    }
    return PackageCategory(**{**facts, **changed})


def attachment(name: str, content: bytes, **changed: Any) -> PackageAttachment:
    facts: dict[str, Any] = {
        "name": name,
        "label": Words("通話の記録", "Call record"),
        "size": len(content),
        "open_file": lambda: io.BytesIO(content),
    }
    return PackageAttachment(**{**facts, **changed})


PROFILE: dict[str, JSON] = {"name": "𠮷田 太郎", "mail": "taro@example.jp", "note": None}
PLACES: list[dict[str, JSON]] = [
    {"at": f"2026-03-01T00:{minute:02d}:00+09:00", "lat": 35 + minute / 7} for minute in range(3)
]
EXCLUSION = PackageExclusion(
    category=Words("お問い合わせ履歴", "Inquiries"),
    field=Words("対応者の氏名", "Names of staff"),
    ground=Words("法第33条第2項第1号", "Art 33(2)(i)"),
    reason=Words("第三者の権利利益を害するためです。", "Harm to others."),
)


def contents(*categories: PackageCategory, **changed: Any) -> PackageContents:
    facts: dict[str, Any] = {
        "head": HEAD,
        "reference": "DSR-2026-000042",
        "subject_name": "𠮷田 太郎",
        "arrived_on": date(2026, 4, 1),
        "created_at": CREATED_AT,
        "policy_version": "2023-09-01",
        "generator_version": "madoguchi test",
        "categories": categories,
    }
    return PackageContents(**{**facts, **changed})


def written(package: PackageContents) -> tuple[PackageSummary, zipfile.ZipFile]:
    out = io.BytesIO()
    summary = write_package(out=out, contents=package)
    return summary, zipfile.ZipFile(out)


def records_of(archive: zipfile.ZipFile, path: str) -> list[dict[str, JSON]]:
    records: list[dict[str, JSON]] = json.loads(archive.read(path))["records"]
    return records


def rows_of(archive: zipfile.ZipFile, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(path).decode("utf-8-sig"), newline="")))
