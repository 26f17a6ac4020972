"""Codes shared by every floor above: kinds of request, rules, registers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
