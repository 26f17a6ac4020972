"""Codes of the consent app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsentAction(TextChoices):
    """What a person did with a consent item."""

    GIVEN = "GIVEN", _("Given")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
