"""A person's own history of yes and no."""

import uuid
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.chains import one_history
from accounts.selectors.data_subjects import chains_of
from consent.enums import ConsentAction
from consent.models import ConsentEvent
from consent.selectors.item_records import items_as_they_were

MOST = 500  # lines of one page; nobody has changed their mind more often than that


@dataclass(frozen=True)
class HistoryLine:
    """One yes or no. `name` is what the item was called when the person decided.

    `subject_id`: in whose chain it is: the person's own, or one whose place it took.
    """

    subject_id: uuid.UUID
    sequence: int
    at: datetime
    name: str
    action: ConsentAction
    text_version: str
    source: str


def own_events(subject_id: uuid.UUID) -> list[ConsentEvent]:
    """Every event of the person, those of former subjects among them. Two queries.

    By time; what was carried into the person's own chain is there only once.
    """
    chains = chains_of(subject_id)
    return one_history(ConsentEvent.objects.filter(chain__in=chains), chains, fact=_fact)


def history_of(*, subject_id: uuid.UUID, language: str) -> list[HistoryLine]:
    """The last MOST events of the person, newest first, in "ja" or "en".

    Three queries; one more where their subject took another's place.
    """
    events = _last_events(subject_id)
    return [
        HistoryLine(
            subject_id=event.subject_id,
            sequence=event.sequence,
            at=event.at,
            name=item.name_en if language == "en" else item.name_ja,
            action=ConsentAction(event.action),
            text_version=event.text_version,
            source=event.source,
        )
        for event, item in zip(events, items_as_they_were(events), strict=True)
    ]


def _last_events(subject_id: uuid.UUID) -> list[ConsentEvent]:
    chains = chains_of(subject_id)
    rows = list(ConsentEvent.objects.filter(chain=chains[0]).order_by("-sequence")[:MOST])
    if former := chains[1:]:
        earlier = ConsentEvent.objects.filter(chain__in=former).order_by("-at", "-sequence", "-pk")
        rows += earlier[: MOST * len(former)]  # as many copies of a line there may be
    return one_history(rows, chains, fact=_fact)[: -MOST - 1 : -1]


def _fact(event: ConsentEvent) -> Hashable:
    """What services.member_consents.carry_consents leaves as it was."""
    said = event.text_version, event.text_sha256, event.language, event.source
    return event.item_id, event.at, event.action, *said
