"""Where a draft stands: which pages its filing needs, and which are still to answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dsr.portal.domain.pages import answers_of_pages, pages_for, pages_to_answer
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import PageAnswers, pages_of
from dsr.portal.selectors.questions import PageFacts, fee_for, page_facts


@dataclass(frozen=True)
class Journey:
    """A draft's way to filing.

    Arguments:
        saved: what is stored, pages that are no longer needed included.
        facts: what the questions show.
        pages: the pages needed, in order.
        to_answer: those of them that are not answered, or no longer fit the other answers.
    """

    saved: dict[str, PageAnswers]
    facts: PageFacts
    pages: list[Page]
    to_answer: list[Page]

    @property
    def filed_answers(self) -> dict[str, Any]:
        """What would be filed: answers of needed pages alone."""
        return answers_of_pages(_answers(self.saved), self.pages)


def journey_of(draft: Draft, *, on: date) -> Journey:
    """The way of a draft to a filing on the JST date `on`. Raises RuleMissing."""
    return journey_from(pages_of(draft), on=on, user_id=draft.user_id)


def journey_from(saved: dict[str, PageAnswers], *, on: date, user_id: int | None = None) -> Journey:
    """As `journey_of`, from pages at hand."""
    answers = _answers(saved)
    everything = answers_of_pages(answers, list(Page))
    fee = fee_for(everything, on=on)
    return Journey(
        saved=saved,
        facts=page_facts(everything, on=on, user_id=user_id),
        pages=pages_for(everything, fee=fee),
        to_answer=pages_to_answer(answers, fee=fee, on=on),
    )


def _answers(saved: dict[str, PageAnswers]) -> dict[str, dict[str, Any]]:
    return {page: row.answers for page, row in saved.items()}
