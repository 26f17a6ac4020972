"""Measures of a decision, and what of them a letter may say."""

from dsr.fulfilment.models import Decision, DecisionItem, Measure


def measures_of(answer: DecisionItem) -> list[Measure]:
    """What an answer does to the data, in order."""
    rows = Measure.objects.filter(decision_item=answer).select_related(
        "category", "decision_item__item__case__data_key"
    )
    return list(rows.order_by("position"))


def has_measures(decision: Decision) -> bool:
    """Whether a decision does anything to data: then the sources are acted in before release."""
    return Measure.objects.filter(decision_item__decision=decision).exists()
