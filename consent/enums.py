"""Codes of the consent app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsentAction(TextChoices):
    """What a person did with a consent item."""

    GIVEN = "GIVEN", pgettext_lazy("consent", "Given")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("consent", "Withdrawn")


class Verdict(TextChoices):
    """Whether data may be used on consent, and why not. Only GIVEN is a yes."""

    GIVEN = "GIVEN", _("Consent is given")
    NO_RECORD = "NO_RECORD", _("The person never said yes or no")
    WITHDRAWN = "WITHDRAWN", _("Consent was withdrawn")
    ASK_AGAIN = "ASK_AGAIN", _("The text changed; the person must be asked again")
    UNKNOWN_ITEM = "UNKNOWN_ITEM", _("There is no such consent item")
