"""Codes of the accounts app: stable upper-case words that are stored and exported."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActorKind(TextChoices):
    """Who did a thing: every ledger row names one."""

    REQUESTER = "REQUESTER", _("Requester")
    STAFF = "STAFF", _("Staff")
    SYSTEM = "SYSTEM", _("System")
    SERVICE = "SERVICE", _("Service")


class Role(TextChoices):
    """Jobs of the desk. Groups are made from these by `sync_roles`, never by hand."""

    MANAGER = "manager", _("Privacy manager")
    REVIEWER = "reviewer", _("Reviewer")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class AccessAction(TextChoices):
    """What somebody did with a person's data, or with the accounts that open it."""

    VIEWED = "VIEWED", _("Viewed")
    SEARCHED = "SEARCHED", _("Searched")
    DOWNLOADED = "DOWNLOADED", _("Downloaded")
    EXPORTED = "EXPORTED", _("Exported")
    REFUSED = "REFUSED", _("Refused")
    DELETED = "DELETED", _("Deleted")
    CHANGED = "CHANGED", _("Changed")


class StaffChangeKind(TextChoices):
    """What happened to a staff account."""

    CREATED = "CREATED", _("Created")
    ROLES_SET = "ROLES_SET", _("Roles changed")
    DEACTIVATED = "DEACTIVATED", _("Deactivated")
    REACTIVATED = "REACTIVATED", _("Reactivated")
    FACTOR_RESET = "FACTOR_RESET", _("Second factor reset")


class OutboxStatus(TextChoices):
    """Life of one outgoing mail."""

    QUEUED = "QUEUED", _("Queued")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")


class MailTemplate(TextChoices):
    """The mails we write. None carries personal data: "something changed, sign in"."""

    REQUEST_RECEIVED = "REQUEST_RECEIVED", _("Request received")
    REQUEST_UPDATED = "REQUEST_UPDATED", _("Request updated")
    ACTION_NEEDED = "ACTION_NEEDED", _("Action needed")
    ANSWER_READY = "ANSWER_READY", _("Answer ready")
    MESSAGE_RECEIVED = "MESSAGE_RECEIVED", _("Message received")
    FEE_DUE = "FEE_DUE", _("Fee due")
    FEE_SETTLED = "FEE_SETTLED", _("Fee settled")
    FEE_REFUNDED = "FEE_REFUNDED", _("Fee refunded")
    REQUEST_ENDED = "REQUEST_ENDED", _("Request ended")
    ONE_TIME_CODE = "ONE_TIME_CODE", _("One-time code")
    STAFF_NOTICE = "STAFF_NOTICE", _("Staff notice")
    CHASE_SOON = "CHASE_SOON", _("Something you look after is due soon")
    CHASE_DUE = "CHASE_DUE", _("Something you look after is due today")
    CHASE_LATE = "CHASE_LATE", _("Something is late")
    PRINCIPAL_NOTICE = "PRINCIPAL_NOTICE", _("Letter to the principal posted")
    CASE_ESCALATED = "CASE_ESCALATED", _("A request has no owner")
    POLICY_ANNOUNCED = "POLICY_ANNOUNCED", _("A revision was announced")


class CodePurpose(TextChoices):
    """What a one-time code opens. A code for one purpose opens nothing else."""

    SIGN_IN = "SIGN_IN", _("Signing in")
    REAUTHENTICATION = "REAUTHENTICATION", _("Confirming that it is you")
    CONTACT_ON_FILE = "CONTACT_ON_FILE", _("Contact on file")
    DOWNLOAD = "DOWNLOAD", _("Download")


class CodeRefusal(TextChoices):
    """Why a typed code did not open anything."""

    WRONG = "WRONG", _("The code is not right. Please check it.")
    EXPIRED = "EXPIRED", _("The code has run out. Please ask for a new one.")
    DEAD = "DEAD", _("The code was tried too often. Please ask for a new one.")
    NONE = "NONE", _("There is no code to use. Please ask for a new one.")


class FilePurpose(TextChoices):
    """Why a sealed file is kept; its deletion date follows from this."""

    IDENTITY_DOCUMENT = "IDENTITY_DOCUMENT", _("Identity document")
    COLLECTED_FILE = "COLLECTED_FILE", _("Collected file")
    MESSAGE_ATTACHMENT = "MESSAGE_ATTACHMENT", _("Message attachment")
    LETTER = "LETTER", _("Letter")
    PACKAGE = "PACKAGE", _("Disclosure package")
    RECEIPT = "RECEIPT", _("Receipt")
    ACTION_PROOF = "ACTION_PROOF", _("Proof of an action")
    JOURNAL_EXPORT = "JOURNAL_EXPORT", _("Journal for the books")


class ApiScope(TextChoices):
    """What a service may do through the interface (docs/integration.md)."""

    CHECK = "consents:check", _("Ask whether consent is given")
    WRITE = "consents:write", _("Record and withdraw consent")
    READ = "consents:read", _("Read a person's consents and their history")
    POLICY_READ = "policies:read", _("Read which policy governs a person")
    POLICY_WRITE = "policies:write", _("Record the acceptance of a policy")
    CHANGES = "changes:read", _("Follow all changes")
    PROVISION_WRITE = "provisions:write", _("Record provisions to third parties and receipts")


class ApiClientChangeKind(TextChoices):
    """What happened to a service's access."""

    CREATED = "CREATED", _("Created")
    CHANGED = "CHANGED", _("Changed")
    KEY_ROTATED = "KEY_ROTATED", _("New key")
    REVOKED = "REVOKED", _("Revoked")
