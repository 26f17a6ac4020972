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


class Whose(TextChoices):
    """Whose document it is: of the person the data is about, or of who asks for them."""

    PRINCIPAL = "PRINCIPAL", pgettext_lazy("whose document", "The principal")
    REPRESENTATIVE = "REPRESENTATIVE", pgettext_lazy("whose document", "The representative")


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


class AuthorityBasis(TextChoices):
    """Why somebody may ask for another person (APPI Art 37(3), Order 13)."""

    PARENT = "PARENT", _("Parent")
    MINOR_GUARDIAN = "MINOR_GUARDIAN", _("Guardian of a minor")
    ADULT_GUARDIAN = "ADULT_GUARDIAN", _("Adult guardian")
    MANDATE = "MANDATE", pgettext_lazy("basis of authority", "Mandate")


class AuthorityStatus(TextChoices):
    """Where the check of a representative's authority stands."""

    OPEN = "OPEN", pgettext_lazy("authority check", "Open")
    AWAITING_REVIEW = "AWAITING_REVIEW", pgettext_lazy("authority check", "Awaiting review")
    AWAITING_SECOND_PERSON = (
        "AWAITING_SECOND_PERSON",
        pgettext_lazy("authority check", "Awaiting a second person"),
    )
    CONFIRMED = "CONFIRMED", pgettext_lazy("authority check", "Confirmed")
    NOT_CONFIRMED = "NOT_CONFIRMED", pgettext_lazy("authority check", "Not confirmed")


AUTHORITY_WAITING = (AuthorityStatus.AWAITING_REVIEW, AuthorityStatus.AWAITING_SECOND_PERSON)


class AuthorityClass(TextChoices):
    """Documents of authority (DOMAIN §6)."""

    FAMILY_REGISTER = "FAMILY_REGISTER", _("Family register certificate")
    RESIDENT_RECORD = "RESIDENT_RECORD", _("Copy of the resident record with the relationship")
    GUARDIAN_REGISTRATION = (
        "GUARDIAN_REGISTRATION",
        _("Certificate of registered matters of guardianship"),
    )
    MANDATE = "MANDATE", pgettext_lazy("document", "Letter of mandate")
    LAWYER_ID = "LAWYER_ID", _("Proof of registration as a lawyer or other professional")


class AuthorityPoint(TextChoices):
    """What a document of authority must show."""

    RELATION = "RELATION", _("Both people and their relationship are shown")
    GUARDIANSHIP = "GUARDIANSHIP", _("It is a full guardianship (not curatorship or assistance)")
    SIGNED = "SIGNED", _("The principal gave the mandate themselves")
    SCOPE = "SCOPE", _("What is asked lies within the scope of the mandate")
    RECEIVE = "RECEIVE", _("The agent may receive the answer")
    KINDS = "KINDS", _("Every kind asked is named in the mandate")
    RECENT = "RECENT", _("Issued within three months")
    TERM = "TERM", _("The authority has not run out")
    MINOR = "MINOR", _("The principal is under 18")


class Finding(TextChoices):
    """What the reviewer saw for one point."""

    SHOWN = "SHOWN", pgettext_lazy("authority check", "Shown")
    DIFFERS = "DIFFERS", pgettext_lazy("authority check", "Shown, but something differs")
    NOT_SHOWN = "NOT_SHOWN", pgettext_lazy("authority check", "Not shown")


class NoticeChoice(TextChoices):
    """Whether the principal is told, where the reviewer decides."""

    TELL = "TELL", _("Tell the principal by post")
    DO_NOT_TELL = "DO_NOT_TELL", _("Do not tell the principal")


class AddressSource(TextChoices):
    """Where the principal's address comes from; never from the representative alone."""

    ON_FILE = "ON_FILE", _("On file in the member directory")
    DOCUMENT = "DOCUMENT", _("Shown by a document of the principal")
