"""What stands in the place of an outcome that nobody was told yet."""

from django.utils.translation import gettext as _

from dsr.cases.enums import AnswerGoesTo
from dsr.cases.models import Case
from dsr.portal.selectors.requests import shown_status


def waiting_words(case: Case) -> str:
    """What stands in the place of an outcome that the reader was not told."""
    if case.released_at is None:
        return shown_status(case).text
    if case.answer_goes_to != AnswerGoesTo.REQUESTER:
        return _("The answer goes to the person, not to you")
    return _("Our answer is ready")
