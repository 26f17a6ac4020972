"""Acceptances by the million: in from a file, out to one, in pieces that fit into little memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction

from accounts.domain.imported_rows import (
    Imported,
    UnableToImport,
    is_member_id,
    is_source,
    read_moment,
)
from accounts.services.import_sessions import record_pieces
from accounts.services.ledger_rows import copy_out, take_in
from accounts.services.members import ensure_members
from policies.domain.acceptance_intake_sql import FACTS
from policies.models import PolicyAcceptance, PolicyVersion
from policies.services.acceptances import tell_recorded

COLUMNS = ("member_id", "document", "version", "language", "source", "at", "joined")
AT_ONCE = 20_000  # rows of one piece
SOURCE = "IMPORT:"
_MOST_LIKE = 10_000  # kinds of rows kept in mind
_COPY_OUT = (
    "COPY (SELECT a.subject_id, a.sequence, v.document, v.number AS version, a.text_sha256,"
    " a.language, a.source, a.at, coalesce(a.joined, false) AS joined,"
    " encode(a.hash, 'hex') AS hash FROM policies_policyacceptance a"
    " JOIN policies_policyversion v ON v.id = a.version_id ORDER BY a.id)"
    " TO STDOUT WITH (FORMAT csv, HEADER true)"
)

Versions = Mapping[tuple[str, str], PolicyVersion]


class _Kind(NamedTuple):
    """What many rows have alike: the facts of the ledger's intake."""

    version_id: int
    source: str
    language: str
    digest: str
    joined: bool | None


_Yes = tuple[str, datetime, _Kind]  # of a member


def import_acceptances(
    *, rows: Iterable[Sequence[str]], said: Callable[[int], None], now: datetime
) -> Imported:
    """Record rows of COLUMNS, each the explicit yes of a person to a version, in their order.

    `joined` is "yes" where they accepted the whole text on joining the service, otherwise "". A
    yes cannot be older than the version's announcement. What a person accepted already adds
    nothing, so a file may be imported again after a failure. `said` hears how many rows are
    through.

    Raises UnableToImport.
    """
    return record_pieces(
        pieces=_pieces(iter(rows), now), record=lambda yeses: _record(yeses, now), said=said
    )


def export_acceptances(*, write: Callable[[bytes], Any]) -> None:
    """The whole ledger as CSV (UTF-8), in the order it was written; person by id, never by name."""
    copy_out(sql=_COPY_OUT, write=write)


def _versions() -> Versions:
    found = PolicyVersion.objects.only("document", "number", "sha256", "announced_at")
    return {(version.document, version.number): version for version in found}


def _pieces(rows: Iterator[Sequence[str]], now: datetime) -> Iterator[list[_Yes]]:
    versions = _versions()
    kinds: dict[tuple[str, ...], tuple[datetime, _Kind]] = {}
    numbered = enumerate(rows, 1)
    while piece := [
        _yes(row, number, kinds, versions, now) for number, row in islice(numbered, AT_ONCE)
    ]:
        yield piece
        if len(kinds) > _MOST_LIKE:
            kinds.clear()


def _yes(
    row: Sequence[str],
    number: int,
    kinds: dict[tuple[str, ...], tuple[datetime, _Kind]],
    versions: Versions,
    now: datetime,
) -> _Yes:
    member, *like = row
    if not is_member_id(member):
        raise UnableToImport(number, "member_id")
    found = kinds.get(key := tuple(like))
    if found is None:
        found = kinds[key] = _kind(key, number, versions, now)
    return member, *found


def _kind(
    like: tuple[str, ...], number: int, versions: Versions, now: datetime
) -> tuple[datetime, _Kind]:
    document, version_number, language, source, written, joined = like
    version, at = versions.get((document, version_number)), read_moment(written)
    right = {
        "version": version is not None,
        "language": language in ("ja", "en"),
        "source": is_source(source),
        "at": at is not None and at <= now and (version is None or at >= version.announced_at),
        "joined": joined in ("yes", ""),
    }
    for column, good in right.items():
        if not good:
            raise UnableToImport(number, column)
    assert version is not None and at is not None  # noqa: S101, PT018 -- seen to above
    return at, _Kind(version.pk, SOURCE + source, language, version.sha256, joined == "yes" or None)


@transaction.atomic
def _record(yeses: list[_Yes], now: datetime) -> int:
    seen: set[tuple[str, int, bool]] = set()
    fresh = []  # each says something new: joining does, after a mere yes to the same version
    for member, at, kind in yeses:
        said = (member, kind.version_id, bool(kind.joined))
        if said not in seen:
            seen |= {said, (member, kind.version_id, False)}
            fresh.append((member, at, kind))
    # Locked: what these people accept meanwhile waits until the piece is in.
    index = ensure_members(member_ids=list(dict.fromkeys(yes[0] for yes in fresh)), now=now)
    told = ((index[member], at, kind) for member, at, kind in fresh)
    recorded = take_in(model=PolicyAcceptance, facts=FACTS, rows=told)
    if recorded:
        tell_recorded()
    return recorded
