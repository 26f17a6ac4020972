"""Pages of the filing wizard, one question each, in the order they are asked; who asks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Page(TextChoices):
    """One question. The value is the page's address, at most 20 characters (ParkedPage).

    Which of them a filing needs: dsr.portal.domain.pages.
    """

    REQUESTER = "who", _("Who is asking")
    KINDS = "kinds", _("What you ask for")
    AGENT = "agent", _("About you who ask")
    AGENT_CONTACT = "agent-contact", _("Where we reach you who ask")
    AUTHORITY = "authority", _("Your authority")
    NAME = "name", _("Your name and date of birth")
    CONTACT = "contact", _("Your address and phone")
    MEMBERSHIP = "membership", _("Your membership")
    CALLED = "your-name", _("Your name")
    SCOPE = "scope", _("Which data it is about")
    CORRECTION = "correction", _("What is wrong and what is right")
    SUSPENSION_DATA = "suspension", _("Suspension of use: which data")
    SUSPENSION_WHY = "suspension-why", _("Suspension of use: on what ground")
    ERASURE_DATA = "erasure", _("Erasure: which data")
    ERASURE_WHY = "erasure-why", _("Erasure: on what ground")
    PROVISION_STOP_DATA = "provision-stop", _("Stop of provision: which data")
    PROVISION_STOP_WHY = "provision-stop-why", _("Stop of provision: on what ground")
    INQUIRY = "inquiry", _("Your inquiry or complaint")
    DELIVERY = "delivery", _("How you want to receive it")
    IDENTITY = "identity", _("How you show who you are")
    FEE = "fee", _("Fee and refunds")
    PURPOSE = "purpose", _("What we use your answers for")


class AskedBy(TextChoices):
    """As what somebody asks. All but SELF are the `basis` of a representative (APPI Art 37(3))."""

    SELF = "SELF", _("The person themself")
    PARENT = "PARENT", _("Parent of a person under 18")
    MINOR_GUARDIAN = "MINOR_GUARDIAN", _("Guardian of a person under 18")
    ADULT_GUARDIAN = "ADULT_GUARDIAN", _("Guardian of an adult")
    MANDATE = "MANDATE", _("Agent with a letter of mandate")


FOR_A_MINOR = (AskedBy.PARENT, AskedBy.MINOR_GUARDIAN)
