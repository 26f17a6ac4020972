"""The portal as a source: what Madoguchi itself holds about the person.

The apps below know their own tables (`personal_data.collect`); whoever wires the house (config)
hands them in as holdings, so that this connector imports none of them.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CollectedBatch,
    Field,
    Identifier,
    IdentifierKind,
    IdentifierUnusable,
    Record,
    SourceMisconfigured,
)


class ReadsHolding(Protocol):
    """How one app reads what it holds: every record of the subject, as JSON, in a stable order."""

    def __call__(self, *, subject_id: str) -> Iterable[Record]:
        """subject_id: the value of the SUBJECT_ID identifier."""
        ...


@dataclass(frozen=True, slots=True)
class PortalHolding:
    """One data category that the portal holds. Each record has exactly the keys of `fields`.

    searched: False where it is found by an identifier this person has not got verified.
    """

    category: str
    fields: tuple[Field, ...]
    read: ReadsHolding
    searched: bool = True


@dataclass(frozen=True, slots=True)
class PortalSource:
    """A SourceConnector over holdings, searched by SUBJECT_ID.

    The caller keeps one REPEATABLE READ transaction open if the batches must show one moment.
    """

    holdings: Sequence[PortalHolding]

    def collect(
        self, *, identifiers: Sequence[Identifier], categories: Sequence[str]
    ) -> Generator[CollectedBatch, None, None]:
        """See SourceConnector.collect."""
        held = [self._holding(category) for category in categories]
        subjects = dict.fromkeys(
            identifier.value
            for identifier in identifiers
            if identifier.kind is IdentifierKind.SUBJECT_ID
        )
        if not subjects:
            raise IdentifierUnusable(SourceFault.NO_IDENTIFIER, categories=categories)
        if unsearched := [holding.category for holding in held if not holding.searched]:
            raise IdentifierUnusable(SourceFault.NO_IDENTIFIER, categories=unsearched)
        return (
            CollectedBatch(holding.category, holding.fields, _records(holding, tuple(subjects)))
            for holding in held
        )

    def _holding(self, category: str) -> PortalHolding:
        for holding in self.holdings:
            if holding.category == category:
                return holding
        raise SourceMisconfigured(SourceFault.CATEGORY_NOT_MAPPED, categories=[category])


def _records(holding: PortalHolding, subjects: Sequence[str]) -> Iterator[Record]:
    names = [field.name for field in holding.fields]
    for subject_id in subjects:
        for record in holding.read(subject_id=subject_id):
            if record.keys() != set(names):
                raise SourceMisconfigured(
                    SourceFault.FIELDS_DIFFER,
                    categories=[holding.category],
                    detail=f"listed: {', '.join(names)}; returned: {', '.join(record)}",
                )
            yield {name: record[name] for name in names}
