"""Codes of a breach (漏えい等)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BreachKind(TextChoices):
    """What the desk noticed."""

    WRONG_RECIPIENT = "WRONG_RECIPIENT", _("Sent or shown to a wrong recipient")
    SUSPECTED_IMPOSTOR = "SUSPECTED_IMPOSTOR", _("Suspected impostor")
    OTHER = "OTHER", pgettext_lazy("breach", "Another event")


class BreachStatus(TextChoices):
    """Where a breach stands. Written by services.handling.take_breach_step only."""

    OPEN = "OPEN", pgettext_lazy("breach", "To be assessed")
    ASSESSED = "ASSESSED", pgettext_lazy("breach", "To be reported")
    REPORTED_PRELIMINARY = "REPORTED_PRELIMINARY", _("Preliminary report made")
    REPORTED_FINAL = "REPORTED_FINAL", _("Final report made")
    NOT_REPORTABLE = "NOT_REPORTABLE", _("Not reportable")
    CLOSED = "CLOSED", pgettext_lazy("breach", "Closed")


class BreachStep(TextChoices):
    """What happens to a breach. One row of domain.handling.MOVES each."""

    OPEN_BREACH = "OPEN_BREACH", _("Open a breach record")
    LEARN_MORE = "LEARN_MORE", _("Reported once more")
    DESCRIBE = "DESCRIBE", _("Write down the facts")
    CONCERN_PERSON = "CONCERN_PERSON", _("Add a person concerned")
    ASSESS_REPORTABLE = "ASSESS_REPORTABLE", _("Assess: must be reported")
    JUDGE_NOT_REPORTABLE = "JUDGE_NOT_REPORTABLE", _("Assess: need not be reported")
    REPORT_PRELIMINARY = "REPORT_PRELIMINARY", _("Record the preliminary report")
    REPORT_FINAL = "REPORT_FINAL", _("Record the final report")
    SUPPLEMENT_REPORT = "SUPPLEMENT_REPORT", _("Record a supplement to the report")
    RECORD_NOTICE = "RECORD_NOTICE", _("Record who was told")
    CLOSE_BREACH = "CLOSE_BREACH", _("Close the breach record")


class ReportGround(TextChoices):
    """Why a breach must be reported (Enforcement Rules Art 7)."""

    SPECIAL_CARE = "SPECIAL_CARE", _("Special-care-required information (Rules Art 7(i))")
    PROPERTY_DAMAGE = "PROPERTY_DAMAGE", _("Risk of property damage by misuse (Rules Art 7(ii))")
    IMPROPER_PURPOSE = "IMPROPER_PURPOSE", _("Possibly an improper purpose (Rules Art 7(iii))")
    OVER_1000 = "OVER_1000", _("More than 1,000 people (Rules Art 7(iv))")


class ReportKind(TextChoices):
    """Which report to the PPC (Enforcement Rules Art 8)."""

    PRELIMINARY = "PRELIMINARY", _("Preliminary report")
    FINAL = "FINAL", _("Final report")
    SUPPLEMENT = "SUPPLEMENT", _("Supplement to the final report")


class Audience(TextChoices):
    """Who was told."""

    PPC = "PPC", _("Personal Information Protection Commission")
    PERSON = "PERSON", _("The person concerned")
    PUBLIC = "PUBLIC", _("The public (instead of each person)")
    PARTNER = "PARTNER", _("A partner or processor")
    OTHER = "OTHER", pgettext_lazy("told", "Somebody else, such as the police")


class NoticeWay(TextChoices):
    """How somebody was told."""

    WEB_FORM = "WEB_FORM", _("Web form")
    MAIL = "MAIL", _("E-mail")
    LETTER = "LETTER", pgettext_lazy("told by", "Letter")
    PHONE = "PHONE", _("Telephone")
    IN_PERSON = "IN_PERSON", _("In person")
    WEBSITE = "WEBSITE", _("Notice on the website")


class Clock(TextChoices):
    """The two reports that are due."""

    PRELIMINARY = "PRELIMINARY", _("Preliminary report")
    FINAL = "FINAL", _("Final report")


# What a report says (Enforcement Rules Art 8(1)), in its order; `people` is a number of its own.
FACTS = {
    "summary": pgettext_lazy("breach", "What happened"),
    "data_items": _("Items of personal data"),
    "people": _("Number of people"),
    "cause": _("Cause"),
    "secondary_damage": _("Secondary damage, or the risk of it"),
    "response": _("What was done for the people concerned"),
    "publication": _("Publication"),
    "prevention": _("What prevents it from happening again"),
    "other": _("Other facts"),
}
