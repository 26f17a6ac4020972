"""Why a holder did not act, as codes whose labels tell staff what to do about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActionFault(models.TextChoices):
    """What is kept in ActionTask.last_error; a refusal adds the holder's own code after a colon."""

    # permanent: somebody has to change something
    NOT_CONFIGURED = (
        "NOT_CONFIGURED",
        _(
            "No address is set for this holder. Ask the operator to add it to ACTION_ENDPOINTS, or "
            "do it by hand."
        ),
    )
    ADDRESS_INVALID = (
        "ADDRESS_INVALID",
        _("The address is not one of a web interface. It must begin with https://."),
    )
    ADDRESS_REFUSED = (
        "ADDRESS_REFUSED",
        _(
            "The address leads into an internal network. Ask the operator to list the host, or to "
            "correct the address."
        ),
    )
    SECRET_INVALID = (
        "SECRET_INVALID",
        _("The secret for signing is not usable. Ask the operator to set it again."),
    )
    CERTIFICATE = (
        "CERTIFICATE",
        _("The holder's certificate could not be trusted. Ask the holder to mend it."),
    )
    REDIRECTED = (
        "REDIRECTED",
        _("The interface sent us elsewhere, which we do not follow. Correct the address."),
    )
    NOT_AUTHORISED = (
        "NOT_AUTHORISED",
        _("The interface did not accept our signature. Check the secret on both sides."),
    )
    REJECTED = ("REJECTED", _("The interface did not understand the message."))
    REFUSED = ("REFUSED", _("The holder refuses, with the code after the colon."))
    GONE = ("GONE", _("The interface was taken down. Do it by hand, or correct the address."))
    NO_IDENTIFIER = (
        "NO_IDENTIFIER",
        _("No verified identifier finds this person there. Do it by hand."),
    )
    KEPT = (
        "KEPT",
        _("Everything of this category must be kept here; the note says why and until when."),
    )
    TOO_SLOW = ("TOO_SLOW", _("The holder accepted, but did not finish in time."))
    # passing: tried again by itself
    TIMEOUT = ("TIMEOUT", _("The interface did not answer in time."))
    UNREACHABLE = ("UNREACHABLE", _("The interface could not be reached."))
    SERVER_ERROR = ("SERVER_ERROR", _("The interface reported an error of its own."))
    ANSWER_INVALID = ("ANSWER_INVALID", _("The answer was not what the contract says."))
    ANSWER_TOO_LARGE = ("ANSWER_TOO_LARGE", _("The answer was too large."))
