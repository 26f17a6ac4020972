"""The feed of changes in its order, as services are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.gateways.sealing import unseal_text
from accounts.models import DataSubject
from consent.enums import ChangeKind, ConsentAction
from consent.models import ConsentChange

_RELATED = (
    "event__item", "event__subject__data_key", "text__item",
    "acceptance__version", "acceptance__subject__data_key", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the feed.

    `member_id` is None for words and policies, and for a person tied to no member. `blocks` are the
    matters that wait for the acceptance of a new policy (policies.domain.matters). `joining` is
    whether a policy was accepted on joining the service, the whole text and not a revision.
    """

    position: int
    kind: ChangeKind
    at: datetime
    member_id: str | None
    item: str | None
    version: str
    sequence: int | None = None
    asks_again: bool | None = None
    document: str | None = None
    effective_from: date | None = None
    blocks: tuple[str, ...] = ()
    joining: bool | None = None

    def data(self) -> dict[str, Any]:
        """As it is told: JSON values."""
        told: dict[str, Any] = {"position": self.position, "member_id": self.member_id}
        if self.kind == ChangeKind.POLICY_ACCEPTED:
            return {
                **told, "document": self.document, "version": self.version, "joining": self.joining,
            }  # fmt: skip
        if self.kind == ChangeKind.POLICY_PUBLISHED:
            effective = self.effective_from.isoformat() if self.effective_from else None
            return {
                **told, "document": self.document, "version": self.version,
                "effective_from": effective, "blocks": list(self.blocks),
            }  # fmt: skip
        told |= {"item": self.item, "text_version": self.version}
        if self.kind == ChangeKind.TEXT_PUBLISHED:
            return {**told, "asks_again": self.asks_again}
        return {**told, "sequence": self.sequence}


def changes_after(position: int, *, limit: int) -> list[Change]:
    """Up to `limit` numbered changes behind a position, in their order. One query."""
    rows = (
        ConsentChange.objects.filter(position__gt=position)
        .select_related(*_RELATED)
        .order_by("position")[:limit]
    )
    return _read(rows)


def change_of(change_id: int) -> Change:
    """One numbered change. One query."""
    return _read([ConsentChange.objects.select_related(*_RELATED).get(pk=change_id)])[0]


def last_position() -> int:
    """The position of the last numbered change; 0 before the first."""
    last = ConsentChange.objects.filter(position__isnull=False).order_by("-position").first()
    return int(last.position or 0) if last else 0


def numbered_and_waiting() -> tuple[int, int]:
    """How many changes have their place in the order, and how many wait for it. Two queries."""
    return last_position(), ConsentChange.objects.filter(position=None).count()


def _read(rows: Iterable[ConsentChange]) -> list[Change]:
    known: dict[Any, str | None] = {}
    return [_line(row, known) for row in rows]


def _line(row: ConsentChange, known: dict[Any, str | None]) -> Change:
    position = int(row.position or 0)
    if row.event is not None:
        event = row.event
        given = event.action == ConsentAction.GIVEN
        return Change(
            position, ChangeKind.GIVEN if given else ChangeKind.WITHDRAWN, event.at,
            _member(event.subject, known), event.item.code, event.text_version, event.sequence,
        )  # fmt: skip
    if row.text is not None:
        text = row.text
        return Change(
            position, ChangeKind.TEXT_PUBLISHED, text.published_at, None, text.item.code,
            text.version, asks_again=text.asks_again,
        )  # fmt: skip
    if row.version is not None:
        policy = row.version
        return Change(
            position, ChangeKind.POLICY_PUBLISHED, policy.announced_at, None, None, policy.number,
            document=policy.document, effective_from=policy.effective_from,
            blocks=tuple(policy.introduces if policy.requires_consent else ()),
        )  # fmt: skip
    acceptance = row.acceptance
    assert acceptance is not None  # noqa: S101 -- CHECK a_change_is_of_one_thing
    version = acceptance.version
    return Change(
        position, ChangeKind.POLICY_ACCEPTED, acceptance.at, _member(acceptance.subject, known),
        None, version.number, document=version.document, joining=bool(acceptance.joined),
    )  # fmt: skip


def _member(subject: DataSubject, known: dict[Any, str | None]) -> str | None:
    if subject.pk not in known:
        sealed = subject.member_id_sealed
        context = f"accounts.datasubject.member_id:{subject.pk}"
        known[subject.pk] = (
            unseal_text(subject.data_key, sealed, context=context) if sealed is not None else None
        )
    return known[subject.pk]
