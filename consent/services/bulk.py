"""Consents by the million: in from a file, out to one, in pieces that fit into little memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from consent.domain.consent_intake_sql import FACTS
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItem, ConsentText
from consent.services.changes import announce_changes

COLUMNS = ("member_id", "item", "action", "text_version", "language", "source", "at")
AT_ONCE = 20_000  # rows of one piece
SOURCE = "IMPORT:"
_MOST_LIKE = 10_000  # kinds of rows, and moments, kept in mind
_COPY_OUT = (
    "COPY (SELECT e.subject_id, e.sequence, i.code AS item, e.action, e.text_version,"
    " e.text_sha256, e.language, e.source, e.at, encode(e.hash, 'hex') AS hash"
    " FROM consent_consentevent e JOIN consent_consentitem i ON i.id = e.item_id ORDER BY e.id)"
    " TO STDOUT WITH (FORMAT csv, HEADER true)"
)


class _Kind(NamedTuple):
    """What many rows have alike: the facts of the ledger's intake."""

    item_id: int
    action: str
    version: str
    digest: str
    language: str
    source: str

    @property
    def is_no(self) -> bool:
        """Whether a yes ends by it."""
        return self.action == ConsentAction.WITHDRAWN


_Word = tuple[str, datetime, _Kind]  # of a member
_Over = Callable[[Collection[bytes]], Mapping[bytes, datetime]]
_overs: list[_Over] = []


def let_nothing_earlier_stand(over: _Over) -> None:
    """Register what tells which members left, by blind index, and when: no earlier yes comes in.

    A file of another system knows them as they were before.
    """
    _overs.append(over)


def import_consents(
    *, rows: Iterable[Sequence[str]], said: Callable[[int], None], now: datetime
) -> Imported:
    """Record rows of COLUMNS, each the explicit act of a person, those of one in their order.

    A row that is not newer than the last word on its item adds nothing, so a file may be imported
    again after a failure; of a yes and a no at the same moment the no is the newer one. Nor does a
    yes of before the person left. Text versions must be published. `said` hears how many rows are
    through.

    Raises UnableToImport.
    """
    return record_pieces(
        pieces=_pieces(iter(rows), now), record=lambda words: _record(words, now), said=said
    )


def export_consents(*, write: Callable[[bytes], Any]) -> None:
    """The whole ledger as CSV (UTF-8), in the order it was written; person by id, never by name."""
    copy_out(sql=_COPY_OUT, write=write)


def _pieces(rows: Iterator[Sequence[str]], now: datetime) -> Iterator[list[_Word]]:
    reader = _Reader(now)
    numbered = enumerate(rows, 1)
    while piece := [reader.word(row, number) for number, row in islice(numbered, AT_ONCE)]:
        yield piece


@transaction.atomic
def _record(words: list[_Word], now: datetime) -> int:
    newest: dict[tuple[str, int], tuple[datetime, bool]] = {}
    rising = []  # each later than the one before of its member and item, as the intake says it
    for member, at, kind in words:
        before, said = newest.get(place := (member, kind.item_id)), (at, kind.is_no)
        if before is None or before < said:
            newest[place] = said
            rising.append((member, at, kind))
    # Locked: live toggles of these people wait until the piece is in.
    index = ensure_members(member_ids=list(dict.fromkeys(word[0] for word in rising)), now=now)
    told = ((index[member], at, kind) for member, at, kind in rising)
    if left := {one: at for over in _overs for one, at in over(index.values()).items()}:
        told = (row for row in told if row[2].is_no or row[0] not in left or left[row[0]] < row[1])
    recorded = take_in(model=ConsentEvent, facts=FACTS, rows=told)
    if recorded:
        announce_changes()
    return recorded


def _texts() -> dict[tuple[str, str], tuple[int, str]]:
    texts = ConsentText.objects.values_list("item__code", "version", "item_id", "sha256")
    known = {(code, version): (item, digest) for code, version, item, digest in texts}
    withouts = ConsentItem.objects.values_list("code", "pk")
    return {(code, ""): (pk, "") for code, pk in withouts} | known


class _Reader:
    """Reads rows, and keeps in mind what it has read before."""

    def __init__(self, now: datetime) -> None:
        self._now, self._texts = now, _texts()
        self._kinds: dict[tuple[str, ...], _Kind] = {}
        self._moments: dict[str, datetime] = {}

    def word(self, row: Sequence[str], number: int) -> _Word:
        """What a row says. Raises UnableToImport."""
        member, *like, at = row
        if not is_member_id(member):
            raise UnableToImport(number, "member_id")
        kind = self._kinds.get(key := tuple(like)) or self._kind(key, number)
        moment = self._moments.get(at) or self._moment(at, number)
        return member, moment, kind

    def _kind(self, like: tuple[str, ...], number: int) -> _Kind:
        if len(self._kinds) > _MOST_LIKE:
            self._kinds.clear()
        found = self._kinds[like] = _kind(like, number, self._texts)
        return found

    def _moment(self, written: str, number: int) -> datetime:
        if len(self._moments) > _MOST_LIKE:
            self._moments.clear()
        at = read_moment(written)
        if at is None or at > self._now:
            raise UnableToImport(number, "at")
        self._moments[written] = at
        return at


def _kind(
    like: tuple[str, ...], number: int, texts: Mapping[tuple[str, str], tuple[int, str]]
) -> _Kind:
    item, action, version, language, source = like
    right = {
        "action": action in ConsentAction.values,
        "language": language in ("ja", "en"),
        "source": is_source(source),
        "text_version": (item, version) in texts
        and (bool(version) or action != ConsentAction.GIVEN),
    }
    for column, good in right.items():
        if not good:
            raise UnableToImport(number, column)
    item_id, digest = texts[item, version]
    return _Kind(item_id, action, version, digest, language, SOURCE + source)
