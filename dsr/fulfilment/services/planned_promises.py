"""Promises of a draft: what will be done later. Renewed with every saving of the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.gateways.sealing import seal_json
from dsr.fulfilment.enums import PromiseKind
from dsr.fulfilment.models import DecisionItem, PlannedPromise
from dsr.fulfilment.selectors.promises import planned_context
from policies.models import LegalRetention


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One promise of a draft.

    Arguments:
        kind: a PromiseKind.
        due_date: JST date by which it is kept; in the future.
        text_ja, text_en: what is promised, words of the letter; Japanese is mandatory.
        retention: code of the law that obliges to keep until then; "" for another measure.
    """

    kind: PromiseKind | str
    due_date: date
    text_ja: str
    text_en: str = ""
    retention: str = ""


def plan_promises(*, answer: DecisionItem, promises: Sequence[Plan]) -> None:
    """Make `promises` those of a draft."""
    PlannedPromise.objects.filter(decision_item=answer).delete()
    for position, plan in enumerate(promises, start=1):
        planned = PlannedPromise(
            decision_item=answer, position=position, kind=plan.kind, due_date=plan.due_date
        )
        if plan.retention:
            planned.retention = LegalRetention.objects.get(code=plan.retention)
        planned.text_sealed = seal_json(
            answer.item.case.data_key,
            {"ja": plan.text_ja.strip(), "en": plan.text_en.strip()},
            context=planned_context(planned),
        )
        planned.save(force_insert=True)
