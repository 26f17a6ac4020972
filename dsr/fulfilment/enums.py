"""Codes of fulfilment: what was searched, what was found, how it was handed over."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Connector(TextChoices):
    """How a data source is read."""

    PORTAL = "PORTAL", _("This portal itself")
    SQL = "SQL", _("Database, read only")
    MANUAL = "MANUAL", _("Task for a person")


class SourceStatus(TextChoices):
    """Where one source of one collection stands."""

    QUEUED = "QUEUED", _("Waiting to be searched")
    RUNNING = "RUNNING", _("Being searched")
    TASK_OPEN = "TASK_OPEN", _("Task open")
    FOUND = "FOUND", _("Found")
    NOTHING = "NOTHING", _("Searched, nothing found")
    NOT_SEARCHED = "NOT_SEARCHED", _("Not searched: no verified identifier")
    EXCLUDED = "EXCLUDED", _("Left out with a reason")
    FAILED = "FAILED", _("Failed")


CONCLUDED = (
    SourceStatus.FOUND,
    SourceStatus.NOTHING,
    SourceStatus.NOT_SEARCHED,
    SourceStatus.EXCLUDED,
)


class CategoryOutcome(TextChoices):
    """What became of one category of the register in one source. Not searched is never nothing."""

    EXPORTED = "EXPORTED", pgettext_lazy("collection", "Exported")
    NOTHING = "NOTHING", _("Searched, nothing found")
    NOT_SEARCHED = "NOT_SEARCHED", _("Not searched: no verified identifier")
    EXCLUDED = "EXCLUDED", _("Left out with a reason")
    NOT_ASKED = "NOT_ASKED", _("Not asked for")
    UNACCOUNTED = "UNACCOUNTED", _("No source holds it: a reason is needed")


SEARCHED = (CategoryOutcome.EXPORTED, CategoryOutcome.NOTHING)


class PartForm(TextChoices):
    """What a collected file is."""

    RECORDS = "RECORDS", _("Records")
    DOCUMENT = "DOCUMENT", _("Document")


class RedactionKind(TextChoices):
    """What a redaction looks for, or what it covers."""

    TEXT = "TEXT", _("Words, wherever they stand")
    EMAIL = "EMAIL", _("E-mail addresses")
    PHONE = "PHONE", _("Telephone numbers")
    WHOLE = "WHOLE", _("The whole value")
    AREA = "AREA", _("An area of a page")
    PAGE = "PAGE", _("A whole page")


class PackageStatus(TextChoices):
    """Life of one package."""

    QUEUED = "QUEUED", _("Waiting to be built")
    BUILDING = "BUILDING", _("Being built")
    READY = "READY", _("Ready")
    FAILED = "FAILED", _("Failed")


class Handover(TextChoices):
    """How an answer reaches the person."""

    DOWNLOAD = "DOWNLOAD", _("Download")
    LETTER = "LETTER", _("Letter on the page only")
    POST = "POST", _("By post")


class PostalMethod(TextChoices):
    """How a posted answer travels."""

    REGISTERED = "REGISTERED", _("Registered mail")
    ADDRESSEE_ONLY = "ADDRESSEE_ONLY", _("Addressee-only mail")
    ORDINARY = "ORDINARY", _("Ordinary mail")


class PostalForm(TextChoices):
    """What goes into the envelope."""

    PAPER = "PAPER", _("Paper")
    MEDIA = "MEDIA", _("Storage medium")


class ReturnReason(TextChoices):
    """Why a posting came back, as the post marks it."""

    ADDRESS_UNKNOWN = "ADDRESS_UNKNOWN", _("Unknown at the address")
    NOT_COLLECTED = "NOT_COLLECTED", _("Not collected in time")
    REFUSED = "REFUSED", pgettext_lazy("posting", "Refused")
    OTHER = "OTHER", pgettext_lazy("posting", "Another reason")


class ActionKind(TextChoices):
    """What is done to data in a source (Arts 34, 35)."""

    CORRECT = "CORRECT", _("Correct")
    ADD = "ADD", _("Add")
    DELETE = "DELETE", _("Delete an item")
    SUSPEND = "SUSPEND", _("Suspend the use")
    ERASE = "ERASE", _("Erase")
    ANONYMISE = "ANONYMISE", _("Make unidentifiable")
    STOP_PROVISION = "STOP_PROVISION", _("Stop the provision")


class HolderKind(TextChoices):
    """Who is told to act."""

    SOURCE = "SOURCE", _("Own system")
    PROCESSOR = "PROCESSOR", _("Processor")
    RECIPIENT = "RECIPIENT", _("Recipient")


class ActionRoute(TextChoices):
    """How the holder is told."""

    PORTAL = "PORTAL", _("By this portal itself")
    HTTP = "HTTP", _("By its interface")
    MANUAL = "MANUAL", _("By a person, with proof")


class ActionStatus(TextChoices):
    """Where one action at one holder stands. Only CONFIRMED is done."""

    WAITING = "WAITING", pgettext_lazy("action", "Waiting")
    SENT = "SENT", pgettext_lazy("action", "Sent, not confirmed")
    CONFIRMED = "CONFIRMED", pgettext_lazy("action", "Confirmed")
    FAILED = "FAILED", pgettext_lazy("action", "Failed")
    CANCELLED = "CANCELLED", pgettext_lazy("action", "Called off")


class PromiseKind(TextChoices):
    """What the company still owes after the answer."""

    ALTERNATIVE_MEASURE = "ALTERNATIVE_MEASURE", _("Another measure by a set date")
    ERASE_AFTER_RETENTION = "ERASE_AFTER_RETENTION", _("Erase when the duty to keep ends")
