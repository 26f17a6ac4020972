"""What staff read of a correction of defects, and what a decision not to accept starts from."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.domain.envelope import UnableToUnseal
from dsr.cases.letters.words import Language, date_words
from dsr.cases.models import Case
from dsr.cases.selectors.defects import OpenedDefect, defects_of
from policies.domain.calendar import jst_date

QUOTED = 800  # letters of what was asked: the whole reason has a thousand


def proposed_decline(case: Case) -> dict[str, str]:
    """Ground and reason a page begins with: what was asked last. {} where nothing was asked."""
    last = case.defect_requests.order_by("-asked_at", "-pk").first()
    if last is None:
        return {}
    try:
        (asked, *_older) = defects_of(case, on=jst_date(last.asked_at))
    except UnableToUnseal:
        return {}
    return {"code": asked.code, "reason": _reason(case, asked)}


def _quoted(text: str) -> str:
    """What was asked, short enough to leave room for the sentence around it."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _reason(case: Case, asked: OpenedDefect) -> str:
    """To the person, so in their language."""
    language: Language = "en" if case.language.startswith("en") else "ja"
    days = {
        "asked": date_words(jst_date(asked.asked_at), language),
        "due": date_words(asked.due_date, language),
        "text": _quoted(asked.text),
    }
    with translation.override(language):
        if asked.answered_at is None:
            words = _(
                "On %(asked)s we asked you for the following by %(due)s, and it did not arrive:"
                "\n%(text)s"
            )
        else:
            words = _(
                "On %(asked)s we asked you for the following; what you sent was not enough:"
                "\n%(text)s"
            )
        return words % days
