"""What holds now, and whether data may be used on it. Anything but a clear yes is a no."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from consent.domain.verdicts import covering_versions, verdict_of
from consent.enums import Verdict
from consent.models import ConsentItem, ConsentState, ConsentText
from policies.selectors.policy_versions import Barrier, barriers_of


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

    @property
    def said_yes(self) -> bool:
        """Whether the last word is a yes, also one that does not cover what is in force."""
        return self.verdict in (Verdict.GIVEN, Verdict.ASK_AGAIN, Verdict.POLICY_WAITS)


@dataclass(frozen=True)
class Switch:
    """One line of the preference centre; `waits_for` keeps the item off whatever was said."""

    item: ConsentItem
    text: ConsentText
    answer: Answer
    waits_for: list[Barrier]


def current_text(item: ConsentItem) -> ConsentText | None:
    """The words in force: the last published ones."""
    return ConsentText.objects.filter(item=item).order_by("-published_at", "-pk").first()


def check_consent(*, subject_id: uuid.UUID, item_code: str, on: date) -> Answer:
    """Whether this person's data may be used for this item on a JST date.

    The same answer as services get for a member (consent.selectors.member_checks).
    """
    return check_consents(subject_ids=[subject_id], item_code=item_code, on=on)[subject_id]


def check_consents(
    *, subject_ids: Iterable[uuid.UUID], item_code: str, on: date
) -> Mapping[uuid.UUID, Answer]:
    """The same for many people at once, whatever their number: six queries."""
    wanted = list(subject_ids)
    item = _items().filter(code=item_code).first()
    if item is None:
        return dict.fromkeys(wanted, Answer(Verdict.UNKNOWN_ITEM))
    covering = _covering([item.pk])
    states = {
        state.subject_id: state
        for state in ConsentState.objects.filter(subject_id__in=wanted, item=item)
    }
    barriers = barriers_of(list(states), on=on)
    return {
        pk: _answer(states.get(pk), covering, _keeping_off(item, barriers.get(pk, [])))
        for pk in wanted
    }


def switches(*, subject_id: uuid.UUID, on: date) -> list[Switch]:
    """Every active item that has words, as this person sees it on a JST date. Seven queries."""
    latest = ConsentText.objects.filter(item=OuterRef("pk")).order_by("-published_at", "-pk")
    items = (
        _items()
        .annotate(text_id=Subquery(latest.values("pk")[:1]))
        .filter(text_id__isnull=False)
        .order_by("position", "code")
    )
    rows = list(items)
    texts = ConsentText.objects.in_bulk([item.text_id for item in rows])
    covering = _covering([item.pk for item in rows])
    states = {row.item_id: row for row in ConsentState.objects.filter(subject_id=subject_id)}
    barriers = barriers_of([subject_id], on=on)[subject_id]
    return [
        Switch(
            item=item,
            text=texts[item.text_id],
            answer=_answer(states.get(item.pk), covering, waits),
            waits_for=waits,
        )
        for item in rows
        for waits in [_keeping_off(item, barriers)]
    ]


def item_name(code: str, language: str) -> str:
    """What an item is called in "ja" or "en", offered or not; "" where there is none."""
    name = "name_en" if language == "en" else "name_ja"
    return ConsentItem.objects.filter(code=code).values_list(name, flat=True).first() or ""


def item_matters(language: str) -> list[tuple[str, str]]:
    """The items on offer as matters of policies.domain.matters, with their names."""
    items = ConsentItem.objects.filter(active=True).order_by("position", "code")
    return [(f"ITEM:{item.code}", getattr(item, f"name_{language}")) for item in items]


def _items() -> QuerySet[ConsentItem]:
    items = ConsentItem.objects.filter(active=True)
    return items.select_related("recipient__country").prefetch_related("categories")


def _covering(items: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Item and version of all words, a yes to which covers the words in force."""
    texts: dict[int, list[tuple[str, bool]]] = {}
    rows = ConsentText.objects.filter(item__in=items).order_by("published_at", "pk")
    for item, version, asks_again in rows.values_list("item_id", "version", "asks_again"):
        texts.setdefault(item, []).append((version, asks_again))
    return frozenset(
        (item, version) for item, said in texts.items() for version in covering_versions(said)
    )


def _keeping_off(item: ConsentItem, barriers: Iterable[Barrier]) -> list[Barrier]:
    """Versions that brought what the item is about and wait for the person."""
    about = {f"ITEM:{item.code}", *(f"CATEGORY:{row.code}" for row in item.categories.all())}
    if item.recipient:
        about.add(f"RECIPIENT:{item.recipient.code}")
    if item.recipient and item.recipient.country:
        about.add(f"COUNTRY:{item.recipient.country.code}")
    return [barrier for barrier in barriers if about & set(barrier.version.introduces)]


def _answer(
    state: ConsentState | None, covering: frozenset[tuple[int, str]], waits_for: list[Barrier]
) -> Answer:
    verdict = verdict_of(
        action=state.action if state else None,
        covered=state is not None and (state.item_id, state.text_version) in covering,
        policy_waits=bool(waits_for),
    )
    if state is None:
        return Answer(verdict)
    return Answer(verdict, state.since, state.text_version, state.sequence)
