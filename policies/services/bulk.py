"""Acceptances by the million: in from a file, out to one, in pieces that fit into little memory."""

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
from policies.models import PolicyAcceptance, PolicyVersion
from policies.services.acceptances import tell_recorded

COLUMNS = ("member_id", "document", "version", "language", "source", "at", "joined")
AT_ONCE = 10_000  # rows of one transaction
SOURCE = "IMPORT:"
_LEDGER = (
    "chain", "at", "subject_id", "version_id", "recorded_by_id", "source", "language",
    "text_sha256", "joined",
)  # fmt: skip
_KNOWN = (
    "SELECT subject_id, version_id, joined IS TRUE FROM policies_policyacceptance"
    " WHERE subject_id = ANY(%s)"
)
_COPY_OUT = (
    "COPY (SELECT a.subject_id, a.sequence, v.document, v.number AS version, a.text_sha256,"
    " a.language, a.source, a.at, coalesce(a.joined, false) AS joined,"
    " encode(a.hash, 'hex') AS hash FROM policies_policyacceptance a"
    " JOIN policies_policyversion v ON v.id = a.version_id ORDER BY a.id)"
    " TO STDOUT WITH (FORMAT csv, HEADER true)"
)

Versions = Mapping[tuple[str | None, str | None], PolicyVersion]


class _Yes(NamedTuple):
    member: str
    at: datetime
    version: PolicyVersion
    source: str
    language: str
    joined: bool | None


def import_acceptances(
    *, rows: Iterable[Mapping[str, str]], said: Callable[[int], None], now: datetime
) -> Imported:
    """Record rows of COLUMNS, each the explicit yes of a person to a version, in their order.

    `joined` is "yes" where they accepted the whole text on joining the service, otherwise "". A
    yes cannot be older than the version's announcement. What a person accepted already adds
    nothing, so a file may be imported again after a failure. `said` hears how many rows are
    through. `rows` are read in a thread of their own.

    Raises UnableToImport.
    """
    pieces = _pieces(iter(rows), _versions(), now)
    return record_pieces(pieces, lambda piece: _record(piece, now), said)


def export_acceptances(*, write: Callable[[bytes], Any]) -> None:
    """The whole ledger as CSV (UTF-8), in the order it was written; person by id, never by name."""
    copy_out(sql=_COPY_OUT, write=write)


def _versions() -> Versions:
    found = PolicyVersion.objects.only("document", "number", "sha256", "announced_at")
    return {(version.document, version.number): version for version in found}


def _pieces(
    rows: Iterator[Mapping[str, str]], versions: Versions, now: datetime
) -> Iterator[list[_Yes]]:
    done = 0
    while piece := list(islice(rows, AT_ONCE)):
        yield [_yes(row, done + place, versions, now) for place, row in enumerate(piece, 1)]
        done += len(piece)


def _yes(row: Mapping[str, str], number: int, versions: Versions, now: datetime) -> _Yes:
    version = versions.get((row.get("document"), row.get("version")))
    at = read_moment(row.get("at"))
    right = {
        "member_id": is_member_id(row.get("member_id")),
        "version": version is not None,
        "language": row.get("language") in ("ja", "en"),
        "source": is_source(row.get("source")),
        "at": at is not None and at <= now and (version is None or at >= version.announced_at),
        "joined": row.get("joined") in ("yes", ""),
    }
    for column, good in right.items():
        if not good:
            raise UnableToImport(number, column)
    assert version is not None and at is not None  # noqa: S101, PT018 -- seen to above
    return _Yes(
        row["member_id"], at, version, SOURCE + row["source"], row["language"],
        row["joined"] == "yes" or None,
    )  # fmt: skip


@transaction.atomic
def _record(piece: list[_Yes], now: datetime) -> int:
    members = list(dict.fromkeys(yes.member for yes in piece))
    # Locked: what these people accept meanwhile waits until the piece is in.
    subjects = ensure_members(member_ids=members, now=now)
    with psycopg.Cursor(connection.connection) as cursor:
        found = cursor.execute(_KNOWN, [list(subjects.values())], binary=True).fetchall()
    known = {(str(subject), version, joins) for subject, version, joined in found
             for joins in {joined, False}}  # fmt: skip
    fresh = list(_unknown(piece, {member: str(pk) for member, pk in subjects.items()}, known))
    append_rows(model=PolicyAcceptance, columns=_LEDGER, rows=fresh)
    if fresh:
        tell_recorded()
    return len(fresh)


def _unknown(
    piece: list[_Yes], subjects: Mapping[str, str], known: set[tuple[str, int, bool]]
) -> Iterator[tuple[Any, ...]]:
    """Rows that say something new: joining does, after a mere yes to the same version."""
    for yes in piece:
        subject, version, joins = subjects[yes.member], yes.version.pk, bool(yes.joined)
        if (subject, version, joins) not in known:
            known |= {(subject, version, joins), (subject, version, False)}
            yield (
                f"subject:{subject}", written_moment(yes.at), subject, yes.version.pk, None,
                yes.source, yes.language, yes.version.sha256, yes.joined,
            )  # fmt: skip
