"""Which parts of a collection go into the package: those of the answers that hand data over."""

from dsr.cases.letters.words import Words
from dsr.fulfilment.domain.outcomes import DISCLOSING_KINDS, HANDING_OVER
from dsr.fulfilment.models import CollectedCategory, Decision
from dsr.fulfilment.selectors.coverage import is_about, records_of_provision_apart

NOT_ASKED = Words("ご請求の対象に含まれていません。", "You did not ask for this category.")
ANSWERED_APART = Words(
    "別の項目としてご回答しています。回答書をご覧ください。",
    "It is answered as a matter of its own. Please see the letter.",
)


def handed_over(
    decision: Decision, parts: list[CollectedCategory]
) -> tuple[list[CollectedCategory], dict[int, Words]]:
    """The parts that are handed over, and why each other category is not, by its primary key.

    Data collected for another item of the filing, or for one that was refused, stays out.
    """
    recorded = records_of_provision_apart()
    answers = [
        (row.item, row.item.kind in DISCLOSING_KINDS, row.outcome in HANDING_OVER)
        for row in decision.items.select_related("item")
    ]
    given, others = [], {}
    for part in parts:
        asked = [
            hands_over
            for item, disclosing, hands_over in answers
            if disclosing and is_about(item, part.category, recorded=recorded)
        ]
        if any(asked):
            given.append(part)
        else:
            others[part.category_id] = ANSWERED_APART if asked else NOT_ASKED
    return given, others
