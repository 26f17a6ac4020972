"""Pages of the filing wizard, one question each, in order."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Page(TextChoices):
    """One question. The value is the page's address."""

    REQUESTER = "who", _("Who is asking")
    NAME = "name", _("Your name and date of birth")
    CONTACT = "contact", _("Your address and phone")
    MEMBERSHIP = "membership", _("Your membership")
    SCOPE = "scope", _("What you want to know")
    DELIVERY = "delivery", _("How you want to receive it")
    IDENTITY = "identity", _("How you show who you are")
    FEE = "fee", _("Fee and refunds")
    PURPOSE = "purpose", _("What we use your answers for")
