"""What holds now, and whether data may be used on it. Anything but a clear yes is a no."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from consent.enums import ConsentAction, Verdict
from consent.models import ConsentItem, ConsentState, ConsentText


@dataclass(frozen=True)
class Answer:
    """Whether data may be used on consent.

    `since`, `text_version` and `sequence` (in the person's ledger; 0: none) are of the last word.
    """

    verdict: Verdict
    since: datetime | None = None
    text_version: str = ""
    sequence: int = 0

    @property
    def allowed(self) -> bool:
        """True for a yes that covers the words in force, for nothing else."""
        return self.verdict == Verdict.GIVEN


@dataclass(frozen=True)
class Switch:
    """One line of the preference centre."""

    item: ConsentItem
    text: ConsentText
    answer: Answer


def current_text(item: ConsentItem) -> ConsentText | None:
    """The words in force: the last published ones."""
    return ConsentText.objects.filter(item=item).order_by("-published_at", "-pk").first()


def check_consent(*, subject_id: uuid.UUID, item_code: str) -> Answer:
    """Whether this person's data may be used for this item. Two queries."""
    item = ConsentItem.objects.filter(code=item_code, active=True).first()
    if item is None:
        return Answer(Verdict.UNKNOWN_ITEM)
    state = ConsentState.objects.filter(subject_id=subject_id, item=item).first()
    return _answer(state, _asked_again_at(item.pk) if state else None)


def check_consents(
    *, subject_ids: Iterable[uuid.UUID], item_code: str
) -> Mapping[uuid.UUID, Answer]:
    """The same for many people at once, whatever their number: three queries."""
    wanted = list(subject_ids)
    item = ConsentItem.objects.filter(code=item_code, active=True).first()
    if item is None:
        return dict.fromkeys(wanted, Answer(Verdict.UNKNOWN_ITEM))
    asked_again = _asked_again_at(item.pk)
    states = ConsentState.objects.filter(subject_id__in=wanted, item=item)
    known = {state.subject_id: _answer(state, asked_again) for state in states}
    return {pk: known.get(pk, Answer(Verdict.NO_RECORD)) for pk in wanted}


def switches(*, subject_id: uuid.UUID) -> list[Switch]:
    """Every active item that has words, as this person sees it. Four queries."""
    latest = ConsentText.objects.filter(item=OuterRef("pk")).order_by("-published_at", "-pk")
    items = (
        ConsentItem.objects.filter(active=True)
        .annotate(text_id=Subquery(latest.values("pk")[:1]))
        .select_related("recipient")
        .order_by("position", "code")
    )
    rows = [item for item in items if item.text_id is not None]
    texts = ConsentText.objects.in_bulk([item.text_id for item in rows])
    again = dict(
        ConsentText.objects.filter(asks_again=True)
        .order_by("item_id", "published_at", "pk")
        .values_list("item_id", "published_at")
    )
    states = {row.item_id: row for row in ConsentState.objects.filter(subject_id=subject_id)}
    return [
        Switch(
            item=item,
            text=texts[item.text_id],
            answer=_answer(states.get(item.pk), again.get(item.pk)),
        )
        for item in rows
    ]


def _asked_again_at(item_id: int) -> datetime | None:
    """When words were last published that an earlier yes does not cover."""
    text = (
        ConsentText.objects.filter(item_id=item_id, asks_again=True)
        .order_by("-published_at", "-pk")
        .first()
    )
    return text.published_at if text else None


def _answer(state: ConsentState | None, asked_again: datetime | None) -> Answer:
    if state is None:
        return Answer(Verdict.NO_RECORD)
    if state.action == ConsentAction.WITHDRAWN:
        verdict = Verdict.WITHDRAWN
    elif asked_again is not None and state.since < asked_again:
        verdict = Verdict.ASK_AGAIN
    else:
        verdict = Verdict.GIVEN
    return Answer(verdict, state.since, state.text_version, state.sequence)
