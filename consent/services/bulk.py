"""Consents by the million: in from a file, out to one, in pieces that fit into little memory."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import psycopg
from django.db import connection, transaction

from accounts.models import DataSubject
from accounts.services.members import ensure_members
from consent.enums import ConsentAction
from consent.models import ConsentItem, ConsentState, ConsentText
from consent.services.changes import announce_changes

COLUMNS = ("member_id", "item", "action", "text_version", "language", "source", "at")
AT_ONCE = 10_000  # rows of one transaction
SOURCE = "IMPORT:"
_MEMBER = re.compile(r"[\x21-\x7e]{1,100}")
_SOURCE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_COPY_IN = (
    "COPY consent_consentevent (chain, at, subject_id, item_id, action, text_version, text_sha256,"
    " language, source) FROM STDIN"
)
_COPY_OUT = (
    "COPY (SELECT e.subject_id, e.sequence, i.code AS item, e.action, e.text_version,"
    " e.text_sha256, e.language, e.source, e.at, encode(e.hash, 'hex') AS hash"
    " FROM consent_consentevent e JOIN consent_consentitem i ON i.id = e.item_id ORDER BY e.id)"
    " TO STDOUT WITH (FORMAT csv, HEADER true)"
)


class UnableToImport(Exception):
    """A row is not as it must be. `row` counts from 1; rows of earlier pieces are recorded."""

    def __init__(self, row: int, column: str) -> None:
        super().__init__(f"row {row}: {column} is not as it must be")
        self.row, self.column = row, column


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were recorded, and how many were not newer than what was recorded already."""

    recorded: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    member: str
    item_id: int
    action: str
    version: str
    digest: str
    language: str
    source: str
    at: datetime


def import_consents(
    *, rows: Iterable[Mapping[str, str]], said: Callable[[int], None], now: datetime
) -> Imported:
    """Record rows of COLUMNS, each the explicit act of a person, in the order of the file.

    A row that is not newer than the last word on its item adds nothing, so a file may be imported
    again after a failure. Text versions must be published. `said` hears how many rows are through.

    Raises UnableToImport.
    """
    texts = _texts()
    total = known = done = 0
    source = iter(rows)
    while piece := list(islice(source, AT_ONCE)):
        words = [_word(row, done + place, texts, now) for place, row in enumerate(piece, 1)]
        recorded = _record(words, now)
        done += len(piece)
        total, known = total + recorded, known + len(piece) - recorded
        said(done)
    return Imported(total, known)


def export_consents(*, write: Callable[[bytes], Any]) -> None:
    """The whole ledger as CSV (UTF-8), in the order it was written; person by id, never by name."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(_COPY_OUT) as copy:
        for block in copy:
            write(bytes(block))


@transaction.atomic
def _record(words: list[_Word], now: datetime) -> int:
    members = list(dict.fromkeys(word.member for word in words))
    subjects = ensure_members(member_ids=members, now=now)
    # Locked in one order: live toggles of these people wait until the piece is in.
    ids = sorted(subjects.values())
    list(
        DataSubject.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    last = {
        (subject, item): since
        for subject, item, since in ConsentState.objects.filter(subject_id__in=ids).values_list(
            "subject_id", "item_id", "since"
        )
    }
    fresh = list(_newer(words, subjects, last))
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(_COPY_IN) as copy:
        for subject, word in fresh:
            copy.write_row((
                f"subject:{subject}", word.at, subject, word.item_id, word.action, word.version,
                word.digest, word.language, word.source,
            ))  # fmt: skip
    announce_changes()
    return len(fresh)


def _newer(
    words: list[_Word],
    subjects: Mapping[str, uuid.UUID],
    last: dict[tuple[uuid.UUID, int], datetime],
) -> Iterator[tuple[uuid.UUID, _Word]]:
    for word in words:
        place = (subjects[word.member], word.item_id)
        if place not in last or last[place] < word.at:
            last[place] = word.at
            yield place[0], word


def _texts() -> dict[tuple[str, str], tuple[int, str]]:
    texts = ConsentText.objects.values_list("item__code", "version", "item_id", "sha256")
    known = {(code, version): (item, digest) for code, version, item, digest in texts}
    withouts = ConsentItem.objects.values_list("code", "pk")
    return {(code, ""): (pk, "") for code, pk in withouts} | known


def _word(row: Mapping[str, str], number: int, texts: Any, now: datetime) -> _Word:
    right = {
        "member_id": _MEMBER.fullmatch(row.get("member_id") or ""),
        "action": row.get("action") in ConsentAction.values,
        "language": row.get("language") in ("ja", "en"),
        "source": _SOURCE.fullmatch(row.get("source") or ""),
        "text_version": (row.get("item"), row.get("text_version")) in texts,
    }
    given = row.get("action") == ConsentAction.GIVEN
    right["text_version"] = right["text_version"] and (bool(row["text_version"]) or not given)
    for column, good in right.items():
        if not good:
            raise UnableToImport(number, column)
    at = _moment(row.get("at") or "", number)
    if at > now:
        raise UnableToImport(number, "at")
    item, digest = texts[row["item"], row["text_version"]]
    return _Word(
        row["member_id"], item, row["action"], row["text_version"], digest, row["language"],
        SOURCE + row["source"], at,
    )  # fmt: skip


def _moment(written: str, number: int) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise UnableToImport(number, "at") from None
    if at.tzinfo is None:
        raise UnableToImport(number, "at")
    return at
