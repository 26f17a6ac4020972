"""Codes of the consent app."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ConsentAction(TextChoices):
    """What a person did with a consent item."""

    GIVEN = "GIVEN", pgettext_lazy("consent", "Given")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("consent", "Withdrawn")
