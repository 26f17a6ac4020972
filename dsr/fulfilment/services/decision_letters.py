"""The letters of a decision: drawn in both languages, kept sealed with the case."""

from collections.abc import Mapping
from datetime import date, datetime

from accounts.enums import FilePurpose
from accounts.models import StoredFile
from accounts.services.files import store_file
from dsr.cases.letters.words import LANGUAGES, Language
from dsr.cases.models import Case
from dsr.fulfilment.letters.decision import render_decision_letter
from dsr.fulfilment.models import Decision
from dsr.fulfilment.selectors.decision_letters import decision_letter

PDF = "application/pdf"


def render_letter_in(*, decision: Decision, language: Language, dated_on: date) -> bytes:
    """One letter as PDF, also for previews. Raises UnableToWriteDecision, UnableToRenderPdf."""
    answers = list(decision.items.select_related("item__case").order_by("item__position"))
    for answer in answers:
        answer.decision = decision
    return render_decision_letter(
        decision_letter(decision, answers, language=language, dated_on=dated_on)
    )


def render_letters(*, decision: Decision, dated_on: date) -> dict[Language, bytes]:
    """The Japanese letter and its English courtesy copy."""
    return {
        language: render_letter_in(decision=decision, language=language, dated_on=dated_on)
        for language in LANGUAGES
    }


def store_letters(
    *, case: Case, letters: Mapping[Language, bytes], now: datetime
) -> tuple[StoredFile, StoredFile]:
    """Seal both. They live as long as the case file."""
    japanese, english = (
        store_file(
            chunks=[letters[language]],
            data_key=case.data_key,
            purpose=FilePurpose.LETTER,
            name=f"{case.reference}-{language}.pdf",
            media_type=PDF,
            purge_on=None,
            now=now,
        )
        for language in LANGUAGES
    )
    return japanese, english
