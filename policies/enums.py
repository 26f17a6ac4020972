"""Codes shared by every floor above: kinds of request, rules, registers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestKind(TextChoices):
    """What a person may ask (APPI Arts 32-35, 40; the company's policy 10-2 and 11)."""

    PURPOSE_NOTICE = "PURPOSE_NOTICE", _("Notice of the purpose of use")
    DISCLOSURE = "DISCLOSURE", _("Disclosure of retained personal data")
    PROVISION_RECORDS = "PROVISION_RECORDS", _("Disclosure of provision records")
    CORRECTION = "CORRECTION", _("Correction, addition or deletion")
    SUSPENSION = "SUSPENSION", _("Suspension of use")
    ERASURE = "ERASURE", _("Erasure")
    PROVISION_STOP = "PROVISION_STOP", _("Stop of provision to third parties")
    INQUIRY = "INQUIRY", _("Inquiry or complaint")


# Art 38(1) lets a business charge for Arts 32(2) and 33 only; DOMAIN: the others never carry a fee.
FEE_BEARING_KINDS = ("PURPOSE_NOTICE", "DISCLOSURE", "PROVISION_RECORDS")


class DeliveryMethod(TextChoices):
    """How the person wants the answer (Art 33(2): their choice is followed)."""

    DOWNLOAD = "DOWNLOAD", _("Download from your page")
    PAPER = "PAPER", _("Paper by post")
    MEDIA = "MEDIA", _("Storage medium by post")
    OTHER = "OTHER", _("Another way")


class FeeCharged(TextChoices):
    """When a fee is due."""

    AT_FILING = "AT_FILING", _("While filing")
    BEFORE_RELEASE = "BEFORE_RELEASE", _("Before release")


class DayKind(TextChoices):
    """How a rule counts days."""

    CALENDAR = "CALENDAR", _("Calendar days")
    BUSINESS = "BUSINESS", _("Business days")
    ROLLED = "ROLLED", _("Calendar days, moved past days the desk is closed")


class DeadlineCode(TextChoices):
    """The clocks. ART_39 and those of a breach come from the law; the rest are our targets."""

    IDENTITY_RESULT = "IDENTITY_RESULT", _("Identity result")
    DECISION_TARGET = "DECISION_TARGET", _("Decision target")
    INTERIM_NOTICE = "INTERIM_NOTICE", _("Interim notice")
    ART_39 = "ART_39", _("Lawsuit possible from (Art 39)")
    DEFECTS = "DEFECTS", _("Correction of defects")
    DEFECTS_REMINDER = "DEFECTS_REMINDER", _("Reminder of a correction of defects")
    OWNER = "OWNER", _("A request without an owner escalates")
    PROMISE_REMINDER = "PROMISE_REMINDER", _("Reminder before an open promise")
    DUPLICATE_WINDOW = "DUPLICATE_WINDOW", _("Same request again is linked within")
    BREACH_PRELIMINARY = "BREACH_PRELIMINARY", _("Preliminary report of a breach")
    BREACH_FINAL = "BREACH_FINAL", _("Final report of a breach")
    BREACH_FINAL_IMPROPER = "BREACH_FINAL_IMPROPER", _("Final report, improper purpose")


class RetentionCode(TextChoices):
    """What is kept how long."""

    CASE_FILE = "CASE_FILE", _("Case file")
    IDENTITY_IMAGE = "IDENTITY_IMAGE", _("Identity document image")
    FEE_RECORD = "FEE_RECORD", _("Fee record")
    PACKAGE = "PACKAGE", _("Disclosure package")
    COLLECTED_DATA = "COLLECTED_DATA", _("Collected data")
    PROVISION_RECORD = "PROVISION_RECORD", _("Provision record")
    WEB_CHOICE = "WEB_CHOICE", _("Choice on the website")


class CollectedHow(TextChoices):
    """How the company comes to hold a category (its policy, Art 1-2)."""

    GIVEN = "GIVEN", _("Given by the user")
    ON_USE = "ON_USE", _("Collected on use")
    WITH_CONSENT = "WITH_CONSENT", _("Collected with individual consent")
    BY_THE_DESK = "BY_THE_DESK", _("Made by handling requests")


class HolderRoute(TextChoices):
    """How a processor or recipient is told to act on data (the codes of fulfilment's routes)."""

    HTTP = "HTTP", _("By its interface")
    MANUAL = "MANUAL", _("By a person, with proof")


class PolicyDocument(TextChoices):
    """The documents that people accept and that change by versions."""

    PRIVACY_POLICY = "PRIVACY_POLICY", _("Privacy policy")
    TERMS = "TERMS", _("Terms of service")


class RevisionNature(TextChoices):
    """Whom a revision governs (the company's policy, Art 13). A mixed one is split in two."""

    NOTICE_ONLY = "NOTICE_ONLY", _("Notice only: governs everyone from its day")
    NEEDS_CONSENT = "NEEDS_CONSENT", _("Needs consent: governs only those who accept")
    MIXED = "MIXED", _("Both: must be split in two")


class ConsentTrigger(TextChoices):
    """Why a revision needs consent (APPI articles)."""

    NEW_PURPOSE = "NEW_PURPOSE", _("A purpose beyond the related range (Arts 17(2), 18)")
    THIRD_PARTY = "THIRD_PARTY", _("Provision to a third party (Art 27)")
    ABROAD = "ABROAD", _("Provision abroad (Art 28)")
    SENSITIVE = "SENSITIVE", _("Special-care-required information (Art 20(2))")
    MATCHING = "MATCHING", _("Person-related information matched by the recipient (Art 31)")
    LOCATION = "LOCATION", _("Location and the like (the company's policy, Art 4)")
    OTHER = "OTHER", _("Another promise of consent")


class DraftStatus(TextChoices):
    """Life of a draft."""

    DRAFTING = "DRAFTING", _("Being written")
    SUBMITTED = "SUBMITTED", _("Waiting for a second person")
    PUBLISHED = "PUBLISHED", _("Published")
    DISCARDED = "DISCARDED", _("Discarded")


class DraftStep(TextChoices):
    """What happened to a draft."""

    WROTE = "WROTE", _("Wrote")
    SUBMITTED = "SUBMITTED", _("Handed to a second person")
    RETURNED = "RETURNED", _("Returned")
    PUBLISHED = "PUBLISHED", _("Published")
    SPLIT = "SPLIT", _("Split in two")
    DISCARDED = "DISCARDED", _("Discarded")


class StatementSource(TextChoices):
    """Where people say yes and no: the desk's own places, and the usual ones of a service."""

    PREFERENCE_CENTRE = "PREFERENCE_CENTRE", _("The desk's page of choices")
    PORTAL = "PORTAL", _("The desk's page of the version")
    LEAVING = "LEAVING", _("On leaving the service")
    REGISTRATION = "REGISTRATION", _("On registering with the service")
    SERVICE_REGISTRATION = "SERVICE_REGISTRATION", _("On registering with the service")
    SERVICE_SETTINGS = "SERVICE_SETTINGS", _("The service's settings")


class AnnouncementStatus(TextChoices):
    """Life of an announcement by mail."""

    RUNNING = "RUNNING", _("Being sent")
    FINISHED = "FINISHED", _("Everybody was written to")


class DataScope(TextChoices):
    """The choice of the request form a category belongs to (DOMAIN §7)."""

    PROFILE = "PROFILE", _("Registration data")
    LOCATION = "LOCATION", _("Location data")
    USAGE = "USAGE", _("Usage history")
    INQUIRIES = "INQUIRIES", _("Inquiry history")
    DEVICE = "DEVICE", _("Device and access data")
    OTHER = "OTHER", pgettext_lazy("scope", "Other")


class TransmissionGroup(TextChoices):
    """What an external transmission serves: people choose by group."""

    NECESSARY = "NECESSARY", _("Needed for the service")
    ANALYTICS = "ANALYTICS", _("Measuring use")
    ADVERTISING = "ADVERTISING", _("Advertising")
    FUNCTIONAL = "FUNCTIONAL", _("Extra functions")


class ProvisionDirection(TextChoices):
    """Who gave data to whom."""

    PROVIDED = "PROVIDED", _("Provided to a third party (Art 29)")
    RECEIVED = "RECEIVED", _("Received from a third party (Art 30)")


class ProvisionBasis(TextChoices):
    """On what footing the data went."""

    CONSENT = "CONSENT", _("The person's consent")
    OPT_OUT = "OPT_OUT", _("Opt-out procedure (Art 27(2))")
    OTHER = "OTHER", pgettext_lazy("basis of provision", "Another basis")
