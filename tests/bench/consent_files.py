"""Files for a benchmark of imports; plain COPY of the same rows: the yardstick of an import."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from accounts.management import ledger_file
from consent.services.bulk import COLUMNS
from policies.services.bulk import COLUMNS as ACCEPTANCE_COLUMNS
from tests.bench.members import ITEM, member_id

BASE = datetime(2026, 4, 1, tzinfo=UTC)
_PEOPLE = ("accounts_datasubject", "accounts_datakey")
_PERSON = "id, data_key_id, member_id_sealed, member_id_index, made_by_service, created_at"
_PIECE = 500


@dataclass(frozen=True)
class Twin:
    """A ledger as COPY fills it: its table, the columns of a line, and how a row becomes one."""

    table: str
    names: str
    line: Callable[[Mapping[str, str]], str]


def write_file(path: Path, *, members: range, words: Sequence[int]) -> Path:
    """Words of each member in turn: an even one is a yes, an odd one a no, a day apart."""
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for word in words:
            at = (BASE + timedelta(days=word)).isoformat()
            action = "WITHDRAWN" if word % 2 else "GIVEN"
            writer.writerows(
                [member_id(number), ITEM, action, "1", "ja", "BENCH", at] for number in members
            )
    return path


def write_acceptances(path: Path, *, members: range, number: str, at: datetime) -> Path:
    """A yes of each member to one version, at one moment."""
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(ACCEPTANCE_COLUMNS)
        moment = at.isoformat()
        writer.writerows(
            [member_id(member), "PRIVACY_POLICY", number, "ja", "BENCH", moment, ""]
            for member in members
        )
    return path


@contextmanager
def rows_of(path: Path, columns: Sequence[str] = COLUMNS) -> Iterator[Iterator[Sequence[str]]]:
    """The rows of a file, as the command reads them."""
    with path.open(encoding="utf-8", newline="") as text:
        yield ledger_file.rows_of(csv.reader(text), columns)


@contextmanager
def _words_of(path: Path) -> Iterator[Iterator[Mapping[str, str]]]:
    with path.open(encoding="utf-8", newline="") as text:
        yield csv.DictReader(text)


def copy_plainly(path: Path, *, people: bool, twin: Twin) -> None:
    """The same rows and columns by COPY into twins of the tables: their indexes, no triggers.

    With `people`, what is kept of each member beside the ledger's row as well.
    """
    _make_twins(twin.table, *_PEOPLE)
    with _words_of(path) as rows, psycopg.Cursor(connection.connection) as cursor:
        _copy(cursor, f"bench_{twin.table} ({twin.names})", map(twin.line, rows))
    if not people:
        return
    for table, line in (
        ("bench_accounts_datakey (id, ring_key_id, wrapped, created_at)", _key),
        (f"bench_accounts_datasubject ({_PERSON})", _subject),
    ):
        with _words_of(path) as rows, psycopg.Cursor(connection.connection) as cursor:
            _copy(cursor, table, map(line, rows))


def _make_twins(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(
                f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)"
            )


def _copy(cursor: psycopg.Cursor[Any], into: str, lines: Iterator[str]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        while piece := "".join(islice(lines, _PIECE)):
            copy.write(piece)


_numbers = iter(range(1, 10**12))


def _event(row: Mapping[str, str]) -> str:
    person = hashlib.md5(row["member_id"].encode(), usedforsecurity=False).hexdigest()
    digest = person * 2
    return (
        f"{next(_numbers)}\t1\t\\\\x\t\\\\x{digest}\tsubject:{person}\t{row['at']}\t{person}\t1\t"
        f"{row['action']}\t{row['text_version']}\t{digest}\t{row['language']}\t"
        f"IMPORT:{row['source']}\n"
    )


def _key(row: Mapping[str, str]) -> str:
    person = hashlib.md5(row["member_id"].encode(), usedforsecurity=False).hexdigest()
    return f"{person}\tbench\t\\\\x{person * 3}\t{row['at']}\n"


def _subject(row: Mapping[str, str]) -> str:
    person = hashlib.md5(row["member_id"].encode(), usedforsecurity=False).hexdigest()
    return f"{person}\t{person}\t\\\\x{person * 2}\t\\\\x{person * 2}\tt\t{row['at']}\n"


def _acceptance(row: Mapping[str, str]) -> str:
    person = hashlib.md5(row["member_id"].encode(), usedforsecurity=False).hexdigest()
    digest = person * 2
    return (
        f"{next(_numbers)}\t1\t\\\\x\t\\\\x{digest}\tsubject:{person}\t{row['at']}\t{person}\t1\t"
        f"IMPORT:{row['source']}\t{row['language']}\t{digest}\n"
    )


CONSENTS = Twin(
    "consent_consentevent",
    "id, sequence, previous_hash, hash, chain, at, subject_id, item_id, action, text_version,"
    " text_sha256, language, source",
    _event,
)
ACCEPTANCES = Twin(
    "policies_policyacceptance",
    "id, sequence, previous_hash, hash, chain, at, subject_id, version_id, source, language,"
    " text_sha256",
    _acceptance,
)
