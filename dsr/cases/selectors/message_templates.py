"""Templates as staff use them: in the reader's language, with this case's own facts."""

from collections.abc import Mapping

from django.utils.translation import override

from dsr.cases.domain.message_variables import fill
from dsr.cases.letters.words import Language, date_words
from dsr.cases.models import Case, MessageTemplate
from policies.enums import RequestKind
from policies.selectors.organisations import organisation


def template_choices(language: str) -> list[tuple[str, str]]:
    """(code, title) of what is offered, in the language of the case."""
    rows = MessageTemplate.objects.filter(active=True).order_by("code")
    return [(row.code, row.title_en if language == "en" else row.title_ja) for row in rows]


def filled_template(*, case: Case, code: str) -> str:
    """The text of a template for this case; "" where no such template is offered.

    Raises UnableToFill, naming what the case has no value for.
    """
    row = MessageTemplate.objects.filter(active=True, code=code).first()
    if row is None:
        return ""
    language: Language = "en" if case.language == "en" else "ja"
    text = row.text_en if language == "en" else row.text_ja
    return fill(text, values_of(case, language))


def values_of(case: Case, language: Language) -> Mapping[str, str]:
    """What each name stands for on this case; "" where it has nothing such."""
    facts = organisation()
    asked = case.defect_requests.filter(answered_at__isnull=True, ended_at__isnull=True).first()
    kinds = case.items.order_by("position").values_list("kind", flat=True)
    with override(language):
        labels = [str(RequestKind(kind).label) for kind in dict.fromkeys(kinds)]
    return {
        "reference": case.reference,
        "arrival_date": date_words(case.arrival_date, language),
        "target_date": date_words(case.target_date, language),
        "kind": ("、" if language == "ja" else ", ").join(labels),
        "due_date": date_words(asked.due_date, language) if asked else "",
        "organisation": (facts.name_en if language == "en" else "") or facts.name_ja,
        "contact": facts.contact_mail or facts.contact_phone,
    }
