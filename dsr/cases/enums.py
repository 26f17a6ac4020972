"""Codes of the case file. RequestKind and DeliveryMethod live in policies.enums."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    """Where a case stands. Written by `take_step` only; a trigger refuses illegal pairs."""

    RECEIVED = "RECEIVED", _("Received")
    ACCEPTED = "ACCEPTED", _("Accepted")
    COLLECTING = "COLLECTING", _("Collecting")
    REVIEWING = "REVIEWING", _("Under review")
    AWAITING_APPROVAL = "AWAITING_APPROVAL", _("Awaiting approval")
    ACTING = "ACTING", _("Acting in the sources")
    RELEASED = "RELEASED", _("Released")
    DELIVERED = "DELIVERED", _("Delivered")
    WAITING_FOR_REQUESTER = "WAITING_FOR_REQUESTER", _("Waiting for the requester")
    CLOSED = "CLOSED", _("Closed")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Not accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


ENDED = (Status.CLOSED, Status.NOT_ACCEPTED, Status.WITHDRAWN)


class Step(TextChoices):
    """What happens to a case. One row of the workflow table each."""

    FILE = "FILE", _("File the request")
    PASS_IDENTITY = "PASS_IDENTITY", _("Record identity verified")
    FAIL_IDENTITY = "FAIL_IDENTITY", _("Record identity not verified")
    PASS_AUTHORITY = "PASS_AUTHORITY", _("Record authority confirmed")
    FAIL_AUTHORITY = "FAIL_AUTHORITY", _("Record authority not confirmed")
    PASS_FEE = "PASS_FEE", _("Record fee settled")
    REOPEN_FEE = "REOPEN_FEE", _("Record fee no longer settled")
    ACCEPT = "ACCEPT", _("Accept the request")
    BEGIN_COLLECTION = "BEGIN_COLLECTION", _("Start collecting")
    FINISH_COLLECTION = "FINISH_COLLECTION", _("Finish collecting")
    COLLECT_AGAIN = "COLLECT_AGAIN", _("Collect again")
    SUBMIT_FOR_APPROVAL = "SUBMIT_FOR_APPROVAL", _("Submit for approval")
    RETURN_TO_REVIEW = "RETURN_TO_REVIEW", _("Return for changes")
    BEGIN_ACTIONS = "BEGIN_ACTIONS", _("Approve and act in the sources")
    FINISH_ACTIONS = "FINISH_ACTIONS", _("Record every action confirmed")
    RELEASE = "RELEASE", _("Approve and release")
    RECORD_DELIVERY = "RECORD_DELIVERY", _("Record delivery")
    CLOSE = "CLOSE", _("Close the case")
    ASK_REQUESTER = "ASK_REQUESTER", _("Ask the requester to complete")
    RESUME = "RESUME", _("Resume after the reply")
    DECLINE_ACCEPTANCE = "DECLINE_ACCEPTANCE", _("Do not accept")
    WITHDRAW = "WITHDRAW", _("Withdraw")
    ASSIGN = "ASSIGN", _("Assign")
    ESCALATE = "ESCALATE", _("Escalate")
    REMIND_REQUESTER = "REMIND_REQUESTER", _("Remind the requester")
    CHANGE_METHOD = "CHANGE_METHOD", _("Change the way of delivery")
    NOTIFY_PRINCIPAL = "NOTIFY_PRINCIPAL", _("Record the notice to the principal")
    LINK_CASE = "LINK_CASE", _("Link to another request")
    EXTEND_DEADLINE = "EXTEND_DEADLINE", _("Extend the target")
    SEND_INTERIM_NOTICE = "SEND_INTERIM_NOTICE", _("Send the interim notice")
    WRITE_MESSAGE = "WRITE_MESSAGE", _("Write to the requester")
    RECEIVE_MESSAGE = "RECEIVE_MESSAGE", _("Receive a message")
    WRITE_NOTE = "WRITE_NOTE", _("Write an internal note")


class Gate(TextChoices):
    """A condition of acceptance, as a fact on the case."""

    OPEN = "OPEN", pgettext_lazy("gate", "Open")
    PASSED = "PASSED", pgettext_lazy("gate", "Passed")
    FAILED = "FAILED", pgettext_lazy("gate", "Failed")
    NOT_NEEDED = "NOT_NEEDED", _("Not needed")


class RequesterKind(TextChoices):
    """Who asks (APPI Art 37(3), Order 13)."""

    SELF = "SELF", _("The person")
    STATUTORY = "STATUTORY", _("Statutory representative")
    MANDATED = "MANDATED", _("Mandated agent")


class AnswerGoesTo(TextChoices):
    """Who receives the answer. An agent whose mandate does not say so receives none."""

    REQUESTER = "REQUESTER", _("The requester")
    PRINCIPAL = "PRINCIPAL", _("The principal, by post")


class Channel(TextChoices):
    """How the request arrived."""

    PORTAL = "PORTAL", _("Portal")
    DESK = "DESK", _("Desk")


class Scope(TextChoices):
    """What the person wants covered (DOMAIN §7). ALL is the default and is never narrowed by us."""

    ALL = "ALL", _("Everything")
    PROFILE = "PROFILE", _("Registration data")
    LOCATION = "LOCATION", _("Location data")
    USAGE = "USAGE", _("Usage history")
    INQUIRIES = "INQUIRIES", _("Inquiry history")
    DEVICE = "DEVICE", _("Device and access data")
    OTHER = "OTHER", _("Other")


class FileFormat(TextChoices):
    """Formats of a downloaded disclosure."""

    PDF = "PDF", _("PDF")
    CSV = "CSV", _("CSV")
    JSON = "JSON", _("JSON")


class Outcome(TextChoices):
    """How one item ended (DOMAIN §2)."""

    FULL = "FULL", _("Disclosed in full")
    PARTIAL = "PARTIAL", _("Disclosed in part")
    REFUSED = "REFUSED", pgettext_lazy("outcome", "Refused")
    DOES_NOT_EXIST = "DOES_NOT_EXIST", _("Does not exist")
    NOT_RETAINED = "NOT_RETAINED", _("Held, but not retained personal data")
    NOTIFIED = "NOTIFIED", _("Notified")
    DONE = "DONE", _("Done")
    DONE_IN_PART = "DONE_IN_PART", _("Done in part")
    MILDER_MEASURE = "MILDER_MEASURE", _("A milder measure was taken")
    ALTERNATIVE = "ALTERNATIVE", _("Another measure by a set date")
    ANSWERED = "ANSWERED", _("Answered")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Not accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class OutcomeCode(TextChoices):
    """The ground of an outcome (DOMAIN §3). X1 is internal: the person sees exactly N1."""

    N1 = "N1", _("N1 Does not exist")
    N2 = "N2", _("N2 Held, but not retained personal data")
    D1 = "D1", _("D1 Harm to the life, body, property or rights of a person")
    D2 = "D2", _("D2 Serious hindrance to proper business")
    D3 = "D3", _("D3 Violation of another law")
    D4 = "D4", _("D4 Another law prescribes the disclosure")
    P1 = "P1", _("P1 The purpose is already clear")
    P2 = "P2", _("P2 Harm to a person")
    P3 = "P3", _("P3 Harm to legitimate interests of the business")
    P4 = "P4", _("P4 Hinders duties of the State")
    C1 = "C1", _("C1 The claim of error is wrong")
    C2 = "C2", _("C2 Not needed for the purpose")
    C3 = "C3", _("C3 Special procedure in another law")
    C4 = "C4", _("C4 Opinion, not fact")
    S1 = "S1", _("S1 The claimed violation is wrong")
    S2 = "S2", _("S2 Still needed for a purpose")
    S3 = "S3", _("S3 No reportable breach of this data")
    S4 = "S4", _("S4 No interest at risk, or outweighed")
    S5 = "S5", _("S5 Difficult: dated substitute measure")
    S6 = "S6", _("S6 Limited to the needed extent")
    X1 = "X1", _("X1 Existence is not revealed")
    F1 = "F1", _("F1 Identity not confirmed")
    F2 = "F2", _("F2 Authority of the agent not confirmed")
    F3 = "F3", _("F3 Form incomplete")
    F4 = "F4", _("F4 Fee unpaid")


class NoteKind(TextChoices):
    """Why a sealed text exists beside the ledger."""

    REASON = "REASON", _("Reason")
    INTERNAL = "INTERNAL", _("Internal note")


class Direction(TextChoices):
    """Which way a message goes."""

    TO_DESK = "TO_DESK", _("To the desk")
    TO_REQUESTER = "TO_REQUESTER", _("To the requester")


class PauseReason(TextChoices):
    """Why the internal target stands still. Art 39 never does."""

    CORRECTION_ASKED = "CORRECTION_ASKED", _("Correction of defects asked")
    IDENTITY_ASKED = "IDENTITY_ASKED", _("Proof of identity asked")
    AUTHORITY_ASKED = "AUTHORITY_ASKED", _("Proof of authority asked")
    FEE_ASKED = "FEE_ASKED", _("Payment of the fee asked")


class LetterKind(TextChoices):
    """Letters of the case file itself; those of a decision belong to fulfilment."""

    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT", _("Your request arrived")
    INTERIM_NOTICE = "INTERIM_NOTICE", _("Interim notice: why our answer takes longer")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Notice that we could not accept your request")
    WITHDRAWAL = "WITHDRAWAL", _("Confirmation of your withdrawal")


class DutyKind(TextChoices):
    """What falls due on a day of the calendar. ART_39 is the law's date, and asks nobody to act."""

    IDENTITY = "IDENTITY", pgettext_lazy("duty", "Identity result")
    TARGET = "TARGET", pgettext_lazy("duty", "Answer (target)")
    INTERIM = "INTERIM", pgettext_lazy("duty", "Interim notice")
    CORRECTION = "CORRECTION", pgettext_lazy("duty", "End of the correction")
    ART_39 = "ART_39", pgettext_lazy("duty", "Lawsuit possible from (Art 39)")
    SEARCH_TASK = "SEARCH_TASK", pgettext_lazy("duty", "Search by hand")
    ACTION = "ACTION", pgettext_lazy("duty", "Action in a source")
    PROMISE = "PROMISE", pgettext_lazy("duty", "Promise to keep")
    BREACH_PRELIMINARY = "BREACH_PRELIMINARY", pgettext_lazy("duty", "Preliminary report")
    BREACH_FINAL = "BREACH_FINAL", pgettext_lazy("duty", "Final report")


class LinkKind(TextChoices):
    """How one case belongs to another."""

    DUPLICATE = "DUPLICATE", _("Asks for the same")
    COMPLAINT_ABOUT = "COMPLAINT_ABOUT", _("Complaint about")
    FOLLOW_UP = "FOLLOW_UP", _("Follows up")


class StopGround(TextChoices):
    """Grounds a person may tick for suspension, erasure or a stop of provision (DOMAIN §4)."""

    BEYOND_PURPOSE = "BEYOND_PURPOSE", _("Used beyond the purpose (Art 18)")
    IMPROPER_USE = "IMPROPER_USE", _("Used in an improper way (Art 19)")
    DECEITFUL_ACQUISITION = "DECEITFUL_ACQUISITION", _("Acquired by deceit (Art 20(1))")
    SENSITIVE_WITHOUT_CONSENT = (
        "SENSITIVE_WITHOUT_CONSENT",
        _("Special-care-required information acquired without consent (Art 20(2))"),
    )
    PROVIDED_WITHOUT_CONSENT = (
        "PROVIDED_WITHOUT_CONSENT",
        _("Provided to a third party without consent (Art 27(1), 28)"),
    )
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED", _("No longer needed (Art 35(5))")
    REPORTABLE_BREACH = "REPORTABLE_BREACH", _("A reportable breach happened (Art 35(5))")
    INTERESTS_AT_RISK = (
        "INTERESTS_AT_RISK",
        _("Rights or legitimate interests are at risk (Art 35(5))"),
    )
    POLICY = "POLICY", _("Another reason (our privacy policy, Art 10-2)")


class InquiryNature(TextChoices):
    """What an inquiry is (Art 40, policy 11)."""

    COMPLAINT = "COMPLAINT", _("Complaint")
    QUESTION = "QUESTION", pgettext_lazy("inquiry", "Question")
    COMMENT = "COMMENT", pgettext_lazy("inquiry", "Comment")
