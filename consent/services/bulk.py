"""Consents by the million: in from a file, out to one, in pieces that fit into little memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import psycopg
from django.db import connection, transaction

from accounts.domain.imported_rows import (
    Imported,
    UnableToImport,
    is_member_id,
    is_source,
    read_moment,
    record_pieces,
)
from accounts.domain.ledger_row import written_moment
from accounts.services.ledger_rows import append_rows, copy_out
from accounts.services.members import ensure_members
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItem, ConsentText
from consent.services.changes import announce_changes

COLUMNS = ("member_id", "item", "action", "text_version", "language", "source", "at")
_ALIKE = COLUMNS[1:-1]
AT_ONCE = 10_000  # rows of one transaction
SOURCE = "IMPORT:"
_MOST_LIKE = 10_000  # kinds of rows kept in mind
_LEDGER = (
    "chain", "at", "subject_id", "item_id", "action", "text_version", "text_sha256", "language",
    "source",
)  # fmt: skip
_LAST = "SELECT subject_id, item_id, since FROM consent_consentstate WHERE subject_id = ANY(%s)"
_COPY_OUT = (
    "COPY (SELECT e.subject_id, e.sequence, i.code AS item, e.action, e.text_version,"
    " e.text_sha256, e.language, e.source, e.at, encode(e.hash, 'hex') AS hash"
    " FROM consent_consentevent e JOIN consent_consentitem i ON i.id = e.item_id ORDER BY e.id)"
    " TO STDOUT WITH (FORMAT csv, HEADER true)"
)


class _Kind(NamedTuple):
    """What many rows have alike."""

    item_id: int
    action: str
    version: str
    digest: str
    language: str
    source: str


class _Word(NamedTuple):
    member: str
    at: datetime
    kind: _Kind


def import_consents(
    *, rows: Iterable[Mapping[str, str]], said: Callable[[int], None], now: datetime
) -> Imported:
    """Record rows of COLUMNS, each the explicit act of a person, in the order of the file.

    A row that is not newer than the last word on its item adds nothing, so a file may be imported
    again after a failure. Text versions must be published. `said` hears how many rows are through.
    `rows` are read in a thread of their own.

    Raises UnableToImport.
    """
    pieces = _pieces(iter(rows), now, _texts())
    return record_pieces(pieces, lambda piece: _record(piece, now), said)


def export_consents(*, write: Callable[[bytes], Any]) -> None:
    """The whole ledger as CSV (UTF-8), in the order it was written; person by id, never by name."""
    copy_out(sql=_COPY_OUT, write=write)


def _pieces(rows: Iterator[Mapping[str, str]], now: datetime, texts: Any) -> Iterator[list[_Word]]:
    kinds: dict[tuple[str | None, ...], _Kind] = {}
    done = 0
    while piece := list(islice(rows, AT_ONCE)):
        yield [_word(row, done + place, kinds, texts, now) for place, row in enumerate(piece, 1)]
        done += len(piece)
        if len(kinds) > _MOST_LIKE:
            kinds.clear()


@transaction.atomic
def _record(words: list[_Word], now: datetime) -> int:
    members = list(dict.fromkeys(word.member for word in words))
    # Locked: live toggles of these people wait until the piece is in.
    subjects = ensure_members(member_ids=members, now=now)
    with psycopg.Cursor(connection.connection) as cursor:
        said = cursor.execute(_LAST, [list(subjects.values())], binary=True).fetchall()
    last = {(str(subject), item): since for subject, item, since in said}
    known_by = {member: str(subject) for member, subject in subjects.items()}
    fresh = list(_newer(words, known_by, last))
    append_rows(model=ConsentEvent, columns=_LEDGER, rows=fresh)
    announce_changes()
    return len(fresh)


def _newer(
    words: list[_Word],
    subjects: Mapping[str, str],
    last: dict[tuple[str, int], datetime],
) -> Iterator[tuple[Any, ...]]:
    for member, at, kind in words:
        subject = subjects[member]
        place = (subject, kind.item_id)
        if place not in last or last[place] < at:
            last[place] = at
            yield (f"subject:{subject}", written_moment(at), subject, *kind)


def _texts() -> dict[tuple[str, str], tuple[int, str]]:
    texts = ConsentText.objects.values_list("item__code", "version", "item_id", "sha256")
    known = {(code, version): (item, digest) for code, version, item, digest in texts}
    withouts = ConsentItem.objects.values_list("code", "pk")
    return {(code, ""): (pk, "") for code, pk in withouts} | known


def _word(
    row: Mapping[str, str],
    number: int,
    kinds: dict[tuple[str | None, ...], _Kind],
    texts: Mapping[tuple[str, str], tuple[int, str]],
    now: datetime,
) -> _Word:
    member = row.get("member_id")
    if not is_member_id(member):
        raise UnableToImport(number, "member_id")
    like = tuple([row.get(column) for column in _ALIKE])
    kind = kinds.get(like)
    if kind is None:
        kind = kinds[like] = _kind(row, number, texts)
    at = read_moment(row.get("at"))
    if at is None or at > now:
        raise UnableToImport(number, "at")
    return _Word(row["member_id"], at, kind)


def _kind(
    row: Mapping[str, str], number: int, texts: Mapping[tuple[str, str], tuple[int, str]]
) -> _Kind:
    item, version = row.get("item") or "", row.get("text_version") or ""
    given = row.get("action") == ConsentAction.GIVEN
    right = {
        "action": row.get("action") in ConsentAction.values,
        "language": row.get("language") in ("ja", "en"),
        "source": is_source(row.get("source")),
        "text_version": (item, version) in texts and (bool(version) or not given),
    }
    for column, good in right.items():
        if not good:
            raise UnableToImport(number, column)
    item_id, digest = texts[item, version]
    return _Kind(item_id, row["action"], version, digest, row["language"], SOURCE + row["source"])
