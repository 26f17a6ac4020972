"""The decision of a case: draft, exclusions, the content that is approved, and a proposal."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.gateways.sealing import unseal_json
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.cases.models import Case, CaseItem
from dsr.fulfilment.domain.content_hash import content_hash
from dsr.fulfilment.domain.outcomes import ACTING_KINDS, DISCLOSING_KINDS, HANDING_OVER
from dsr.fulfilment.enums import SEARCHED, CategoryOutcome
from dsr.fulfilment.models import (
    CollectedCategory,
    Collection,
    Decision,
    DecisionItem,
    Exclusion,
    Package,
    Redaction,
)
from dsr.fulfilment.selectors.coverage import is_about, records_of_provision_apart
from dsr.fulfilment.selectors.measures import measures_of
from dsr.fulfilment.selectors.promises import planned_in
from dsr.fulfilment.selectors.redactions import redactions_in
from policies.enums import RequestKind

HIDDEN = OutcomeCode.X1


def decision_of(case: Case) -> Decision | None:
    """The decision on the latest collection, draft or not."""
    return (
        Decision.objects.filter(collection__case=case)
        .select_related("collection__case__data_key", "letter_ja__data_key", "letter_en__data_key")
        .order_by("-collection__number")
        .first()
    )


def package_of(decision: Decision) -> Package | None:
    """The package that counts."""
    return (
        Package.objects.filter(decision=decision, superseded_at__isnull=True)
        .select_related("file__data_key")
        .first()
    )


def item_reason(answer: DecisionItem) -> Words:
    """The reason staff wrote for an item; no words when none."""
    if answer.reason_sealed is None:
        return NO_WORDS
    reason = unseal_json(
        answer.decision.collection.case.data_key,
        answer.reason_sealed,
        context=item_reason_context(answer),
    )
    return Words(reason["ja"], reason["en"])


def item_reason_context(answer: DecisionItem) -> str:
    """What binds an answer's sealed reason to its row."""
    return f"dsr_fulfilment.decisionitem.reason:{answer.pk}"


def exclusion_reason(exclusion: Exclusion) -> Words:
    """Why a part is not disclosed."""
    reason = unseal_json(
        exclusion.part.collection.case.data_key,
        exclusion.reason_sealed,
        context=exclusion_reason_context(exclusion),
    )
    return Words(reason["ja"], reason["en"])


def exclusion_reason_context(exclusion: Exclusion) -> str:
    """What binds an exclusion's sealed reason to its row."""
    return f"dsr_fulfilment.exclusion.reason:{exclusion.pk}"


def exclusions_in(collection: Collection) -> list[Exclusion]:
    """Every exclusion of a collection in reading order."""
    rows = Exclusion.objects.filter(part__collection=collection).select_related(
        "part__category", "part__result__source"
    )
    rows = rows.order_by("part__category__position", "part_id", "field", "record", "pk")
    for row in rows:
        _of(collection, row.part)
    return list(rows)


def parts_in(collection: Collection) -> list[CollectedCategory]:
    """Every part of a collection in the register's order."""
    rows = CollectedCategory.objects.filter(collection=collection).select_related(
        "category", "result__source", "file__data_key"
    )
    return [
        _of(collection, part) for part in rows.order_by("category__position", "recorded_at", "pk")
    ]


def _of(collection: Collection, part: CollectedCategory) -> CollectedCategory:
    """The part, knowing the collection at hand: reading it and its case anew costs more than all
    that is asked."""
    part.collection = collection
    return part


def approved_content(decision: Decision) -> str:
    """The hash over everything an approval is about, as it stands now."""
    collection = decision.collection
    case = collection.case
    return content_hash(
        {
            "case": [case.reference, case.delivery_method, case.formats],
            "method_changes": [
                [change.requested, change.used, _digest(change.reason_sealed)]
                for change in case.method_changes.order_by("told_at", "pk")
            ],
            "collection": collection.number,
            "parts": [_part_content(part) for part in parts_in(collection)],
            "items": [_answer_content(row) for row in decision.items.order_by("item__position")],
            "exclusions": [
                [str(row.part_id), row.record, row.field, row.code, _digest(row.reason_sealed)]
                for row in exclusions_in(collection)
            ],
            "redactions": [_redaction_content(row) for row in redactions_in(collection)],
        }
    )


def _redaction_content(row: Redaction) -> list[Any]:
    about = [str(row.pk), str(row.part_id), row.kind, row.record, row.field, row.page, row.code]
    return [*about, _digest(row.mask_sealed), _digest(row.reason_sealed)]


def _answer_content(answer: DecisionItem) -> list[Any]:
    measures = [
        [row.action, row.category.code, _digest(row.detail_sealed)] for row in measures_of(answer)
    ]
    promises = [
        [
            row.kind,
            row.retention.code if row.retention else "",
            row.due_date.isoformat(),
            _digest(row.text_sealed),
        ]
        for row in planned_in(answer)
    ]
    grounds = [answer.code, answer.further_codes, answer.not_for_volume]
    reason = _digest(answer.reason_sealed)
    return [str(answer.item_id), answer.outcome, grounds, reason, measures, promises]


def _part_content(part: CollectedCategory) -> list[Any]:
    file = [str(part.file.pk), part.file.sha256, part.file.path] if part.file else []
    source = part.result.source.code if part.result else ""
    about = [str(part.pk), part.category.code, source, part.outcome, part.form, part.found]
    return [*about, part.fields, file, _digest(part.reason_sealed)]


def _digest(sealed: bytes | memoryview | None) -> str:
    return "" if sealed is None else hashlib.sha256(bytes(sealed)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What of a collection may be told and handed over.

    Arguments:
        located: exported parts, X1 apart.
        disclosed: those of them from which something remains.
        hidden: parts under X1, told as "nothing found".
        searched: parts that were searched, whatever came of it.
        unsearched: parts no verified identifier could search.
        visible_exclusions: exclusions the person is told of.
        visible_redactions: maskings in what is disclosed, which the person is told of.
    """

    located: list[CollectedCategory]
    disclosed: list[CollectedCategory]
    hidden: list[CollectedCategory]
    searched: list[CollectedCategory]
    unsearched: list[CollectedCategory]
    visible_exclusions: list[Exclusion]
    visible_redactions: list[Redaction]

    @property
    def exported(self) -> int:
        """Number of exported parts, hidden ones included."""
        return len(self.located) + len(self.hidden)

    @property
    def is_partial(self) -> bool:
        """Whether anything is left out or masked that the person is told of."""
        return bool(self.visible_exclusions or self.visible_redactions)

    def about(self, item: CaseItem, *, recorded: bool) -> "Holdings":
        """The same, as far as one thing asked is about it (selectors.coverage.is_about)."""

        def asked(part: CollectedCategory) -> bool:
            return is_about(item, part.category, recorded=recorded)

        return Holdings(
            located=[part for part in self.located if asked(part)],
            disclosed=[part for part in self.disclosed if asked(part)],
            hidden=[part for part in self.hidden if asked(part)],
            searched=[part for part in self.searched if asked(part)],
            unsearched=[part for part in self.unsearched if asked(part)],
            visible_exclusions=[row for row in self.visible_exclusions if asked(row.part)],
            visible_redactions=[row for row in self.visible_redactions if asked(row.part)],
        )


def holdings_of(collection: Collection) -> Holdings:
    """Sort a collection into what is disclosed, hidden and left out."""
    exclusions = exclusions_in(collection)
    parts = parts_in(collection)
    exported = [part for part in parts if part.outcome == CategoryOutcome.EXPORTED]
    hidden = {row.part_id for row in exclusions if row.code == HIDDEN}
    whole = {row.part_id for row in exclusions if row.record is None and not row.field}
    disclosed = [part for part in exported if part.pk not in whole | hidden]
    shown = {part.pk for part in disclosed}
    return Holdings(
        located=[part for part in exported if part.pk not in hidden],
        disclosed=disclosed,
        hidden=[part for part in exported if part.pk in hidden],
        searched=[part for part in parts if part.outcome in SEARCHED],
        unsearched=[part for part in parts if part.outcome == CategoryOutcome.NOT_SEARCHED],
        visible_exclusions=[row for row in exclusions if row.part_id not in hidden],
        visible_redactions=[row for row in redactions_in(collection) if row.part_id in shown],
    )


def holdings_by_item(collection: Collection) -> dict[UUID, Holdings]:
    """What may be told and handed over of each thing asked, by the item's id."""
    holdings = holdings_of(collection)
    recorded = records_of_provision_apart()
    items = collection.case.items.order_by("position")
    return {item.pk: holdings.about(item, recorded=recorded) for item in items}


def hands_over(answers: Iterable[DecisionItem]) -> bool:
    """Whether data is handed over at all: then there is a package."""
    return any(
        answer.outcome in HANDING_OVER and answer.item.kind in DISCLOSING_KINDS
        for answer in answers
    )


def proposed_outcome(kind: str, holdings: Holdings) -> tuple[str, str]:
    """The outcome and code the facts suggest, ("", "") for none; staff decide."""
    if kind == RequestKind.INQUIRY:
        return Outcome.ANSWERED, ""
    if not holdings.located:
        if holdings.hidden:
            return Outcome.DOES_NOT_EXIST, "X1"
        return (Outcome.DOES_NOT_EXIST, "N1") if holdings.searched else ("", "")
    if kind in ACTING_KINDS:
        return "", ""
    if kind not in DISCLOSING_KINDS:
        return Outcome.NOTIFIED, ""
    if not holdings.disclosed:
        return Outcome.REFUSED, holdings.visible_exclusions[0].code
    return (Outcome.PARTIAL if holdings.is_partial else Outcome.FULL), ""
