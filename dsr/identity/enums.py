"""Codes of identity verification (DOMAIN §6)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdentityMethod(TextChoices):
    """How the person chose to show who they are."""

    MEMBER_MATCH = "MEMBER_MATCH", _("Code to the address you signed in with")
    CONTACT_CODE = "CONTACT_CODE", _("Code to a contact on file")
    DOCUMENT = "DOCUMENT", _("Identity document")


class CheckStatus(TextChoices):
    """Where the verification stands."""

    OPEN = "OPEN", pgettext_lazy("identity check", "Open")
    AWAITING_REVIEW = "AWAITING_REVIEW", pgettext_lazy("identity check", "Awaiting review")
    AWAITING_SECOND_PERSON = (
        "AWAITING_SECOND_PERSON",
        pgettext_lazy("identity check", "Awaiting a second person"),
    )
    VERIFIED = "VERIFIED", pgettext_lazy("identity check", "Verified")
    NOT_VERIFIED = "NOT_VERIFIED", pgettext_lazy("identity check", "Not verified")


WAITING = (CheckStatus.AWAITING_REVIEW, CheckStatus.AWAITING_SECOND_PERSON)  # for a reviewer


class HeldBecause(TextChoices):
    """Why two people must look before a check may pass (SECURITY 7)."""

    SAME_IMAGE = "SAME_IMAGE", _("The same picture came for another person")
    MEMBER_OF_ANOTHER_SUBJECT = (
        "MEMBER_OF_ANOTHER_SUBJECT",
        _("The member belongs to another person's account"),
    )


class DocumentClass(TextChoices):
    """Documents we accept. Rejected ones are named in domain/documents.py with the reason."""

    DRIVERS_LICENCE = "DRIVERS_LICENCE", _("Driver's licence")
    DRIVING_HISTORY = "DRIVING_HISTORY", _("Driving history certificate")
    MY_NUMBER_CARD = "MY_NUMBER_CARD", _("My Number Card (front only)")
    PASSPORT = "PASSPORT", _("Passport")
    RESIDENCE_CARD = "RESIDENCE_CARD", _("Residence card")
    SPECIFIED_RESIDENCE_CARD = (
        "SPECIFIED_RESIDENCE_CARD",
        _("Specified residence card (front only)"),
    )
    SPECIAL_PERMANENT_RESIDENT = (
        "SPECIAL_PERMANENT_RESIDENT",
        _("Special permanent resident certificate"),
    )
    QUALIFICATION_CERTIFICATE = (
        "QUALIFICATION_CERTIFICATE",
        _("Certificate of insurance eligibility"),
    )
    PENSION_HANDBOOK = "PENSION_HANDBOOK", _("Pension handbook")
    RESIDENT_RECORD = "RESIDENT_RECORD", _("Copy of the resident record")
    SEAL_CERTIFICATE = "SEAL_CERTIFICATE", _("Seal registration certificate")


class DocumentSide(TextChoices):
    """Which side an image shows."""

    FRONT = "FRONT", pgettext_lazy("identity check", "Front")
    BACK = "BACK", pgettext_lazy("identity check", "Back")


class Attribute(TextChoices):
    """What is compared between document, claim and the company's data."""

    NAME = "NAME", _("Name")
    BIRTH_DATE = "BIRTH_DATE", _("Date of birth")
    ADDRESS = "ADDRESS", _("Address")


class MatchResult(TextChoices):
    """What the reviewer saw for one attribute."""

    MATCH = "MATCH", pgettext_lazy("identity check", "Matches")
    DIFFERS = "DIFFERS", pgettext_lazy("identity check", "Differs")
    NOT_SEEN = "NOT_SEEN", pgettext_lazy("identity check", "Not on the document")
    NOT_HELD = "NOT_HELD", pgettext_lazy("identity check", "The company does not hold it")
