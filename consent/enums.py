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
    POLICY_WAITS = "POLICY_WAITS", _("The policy that brought this has not been accepted")
    UNKNOWN_ITEM = "UNKNOWN_ITEM", _("There is no such consent item")


class ChangeKind(TextChoices):
    """What a line of the feed tells: the `type` of the message."""

    GIVEN = "consent.given", pgettext_lazy("consent", "Given")
    WITHDRAWN = "consent.withdrawn", pgettext_lazy("consent", "Withdrawn")
    TEXT_PUBLISHED = "text.published", _("New words were published")
    POLICY_PUBLISHED = "policy.published", _("A policy was published")
    POLICY_ACCEPTED = "policy.accepted", _("A policy was accepted")


class WebhookStatus(TextChoices):
    """Life of one message to a service."""

    QUEUED = "QUEUED", pgettext_lazy("webhook", "Waiting")
    DELIVERED = "DELIVERED", pgettext_lazy("webhook", "Delivered")
    FAILED = "FAILED", pgettext_lazy("webhook", "Given up")


class WebhookFault(TextChoices):
    """Why a service was not told."""

    ADDRESS_INVALID = "ADDRESS_INVALID", _("The address is not one of a web interface.")
    ADDRESS_REFUSED = "ADDRESS_REFUSED", _("The address leads into an internal network.")
    CERTIFICATE = "CERTIFICATE", _("The certificate could not be trusted.")
    REDIRECTED = "REDIRECTED", _("It sent us elsewhere, which we do not follow.")
    REJECTED = "REJECTED", _("It did not accept the message.")
    GONE = "GONE", _("It was taken down for good.")
    SERVER_ERROR = "SERVER_ERROR", _("It reported an error of its own.")
    TIMEOUT = "TIMEOUT", _("It did not answer in time.")
    UNREACHABLE = "UNREACHABLE", _("It could not be reached.")
    SWITCHED_OFF = "SWITCHED_OFF", _("The webhook was switched off.")
