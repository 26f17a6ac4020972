"""What each step does, said to staff before they take it; and why one cannot be taken."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import Step

Words = tuple[str | Promise, ...]

MAILED = _("The person gets a mail that something changed, and reads it after signing in.")

WORDS: dict[Step, Words] = {
    Step.ACCEPT: (_("The request is accepted and work can start."), MAILED),
    Step.BEGIN_COLLECTION: (
        _("Jobs search every active data source by what the person has proven."),
        _("Sources without a connector become tasks for staff."),
        _("From now on a withdrawal no longer returns the fee."),
    ),
    Step.FINISH_COLLECTION: (
        _("The review begins. Every category must be exported or left out with a reason."),
    ),
    Step.COLLECT_AGAIN: (_("All sources are searched again; the draft decision is set aside."),),
    Step.SUBMIT_FOR_APPROVAL: (
        _("The letter and the package are built from what you see now."),
        _("Another person approves and releases; nothing can be changed in between unnoticed."),
    ),
    Step.RETURN_TO_REVIEW: (_("Whoever prepared it sees your reason and changes it."),),
    Step.BEGIN_ACTIONS: (
        _("Every holder of the data below is told to act: interfaces now, the rest as tasks."),
        _("What is done cannot be taken back here. Whoever prepared the answer cannot approve it."),
        _("When the last one is confirmed, the answer can be released."),
    ),
    Step.RELEASE: (
        _("The outcome becomes final and the answer is given to the person."),
        MAILED,
        _("Whoever prepared the answer cannot release it."),
    ),
    Step.RECORD_DELIVERY: (_("The posting is on record with its tracking number."),),
    Step.CLOSE: (_("The case goes to the archive and its deletion dates are set."),),
    Step.ASK_REQUESTER: (
        _("The person is asked to complete the request; the internal target stands still."),
        _("They have until a due date by the rule, and are reminded twice."),
        _("Arrival date and the Art 39 date do not move."),
        MAILED,
    ),
    Step.RESUME: (_("Work goes on where it stood; the target moves by the days waited."),),
    Step.DECLINE_ACCEPTANCE: (
        _("The request ends as not accepted. This is no refusal: the person may file again."),
        _("Only after the person was asked to put this right and did not, or not enough."),
        _("A prepaid fee is returned in full by itself."),
        MAILED,
    ),
    Step.WITHDRAW: (
        _("The request ends as withdrawn."),
        _("A prepaid fee is returned in full if collecting had not begun."),
        MAILED,
    ),
    Step.ASSIGN: (_("The case appears in this person's list."),),
    Step.EXTEND_DEADLINE: (
        _("The internal target moves, once. Arrival and the Art 39 date do not."),
        MAILED,
    ),
    Step.SEND_INTERIM_NOTICE: (
        _("The person reads why the answer takes longer, on the page and in a letter."),
        MAILED,
    ),
    Step.CHANGE_METHOD: (
        _("The person reads first that paper is used instead of what they chose, and why."),
        _("An answer submitted already no longer stands: return it for changes, submit it anew."),
        MAILED,
    ),
    Step.WRITE_MESSAGE: (_("The person reads your message on their page."), MAILED),
    Step.WRITE_NOTE: (_("Only staff see it."),),
    Step.LINK_CASE: (
        _("Both requests show the link. Each is still answered, in its own time."),
        _("Only staff see it."),
    ),
}

GUARD_WORDS: dict[str, str | Promise] = {
    "IDENTITY_PASSED": _("Identity is not verified yet."),
    "AUTHORITY_PASSED": _("The representative's authority is not confirmed."),
    "FEE_PASSED": _("The fee is not settled yet."),
    "ACTIONS_WANTED": _("There is nothing to act on."),
    "ACTIONS_DONE": _("Act in the sources first: not everything is confirmed yet."),
    "NO_ACTION_TAKEN": _("Acting in the sources has begun: it can no longer be withdrawn."),
    "NOT_YET_EXTENDED": _("The target was extended once already."),
    "ITEMS_DECIDED": _("Not every item has its outcome yet."),
    "ITEMS_NOTIFIED": _("The person was not told of every outcome yet."),
}

FAULT_WORDS: dict[str, str | Promise] = {
    "UNDECIDED": _("An item has no answer yet. Please draft the decision."),
    "OLD_COLLECTION": _("Data was collected again since. Please draft the decision anew."),
    "CHANGED": _("The draft changed meanwhile. Please look at it again."),
    "NOT_PARTIAL": _("Something is left out or masked, but the answer says that all is disclosed."),
    "NOTHING_LEFT_OUT": _("The answer says a part, but nothing is left out or masked."),
    "NOTHING_TO_DISCLOSE": _("Nothing was found that could be disclosed or told."),
    "DATA_EXISTS": _("The answer says that nothing exists, but something was found."),
    "NOT_SEARCHED": _(
        "Nothing that was asked for could be searched, so nobody knows that nothing exists. Choose"
        " “Search by hand” on the page of the collection; then answer."
    ),
    "NOT_INVESTIGATED": _("Please record the investigation first (Arts 34(2), 35(2))."),
    "NO_MEASURE": _("The answer says that something was done, but no measure is chosen."),
    "NO_PROMISE": _(
        "The answer says that something will be done, but nothing is promised by a day."
    ),
    "FIELD_NOT_CORRECTED": _("Not every field the person named is corrected: answer in part."),
    "ONLY_PART": _("The measures reach less than was asked: answer in part."),
    "GROUND_UNANSWERED": _("Every ground the person ticked needs the code that answers it."),
    "BREACH_HAPPENED": _("A reportable breach of this person's data is on record: S3 is wrong."),
    "AGAINST_THE_LAW": _("A law obliges to keep data that would be erased. Say how far to erase."),
    "LATER_ERASURE_NOT_PROMISED": _("Promise the erasure for the end of the time the law sets."),
    "REVEALED": _("Another answer or measure shows that data under X1 exists."),
}

EXPLANATIONS: dict[str, str | Promise] = {
    "WRONG_STATUS": _("The case has moved on; this step is no longer possible."),
    "NOT_PERMITTED": _("You may not take this step."),
    "REASON_MISSING": _("Please give a reason."),
    "STALE": _("Somebody else worked on this case meanwhile. Please look at what is new."),
    "MY_NUMBER": _("The text holds a My Number. Please remove it."),
    "EMPTY": _("The text is empty."),
    "UNFILLED": _("A name in braces was not replaced. Please write what it stands for."),
    "TOO_LONG": _("The text is too long."),
    "OWN_PACKAGE": _("Whoever prepared the answer cannot release it."),
    "CONTENT_CHANGED": _("The content changed after it was submitted. Please return it."),
    "PACKAGE_NOT_READY": _("The package is still being built. Please try again in a moment."),
    "NO_HOLDER": _(
        "Nobody is known to hold a category of this decision. Please mend the registers."
    ),
    "NOT_SUBMITTED": _("Nothing was submitted for approval."),
    "OUTCOME": _("An item has no outcome yet, or one that does not answer what was asked."),
    "NO_DELIVERY": _("There is nothing to deliver by post."),
    "TRACKING_MISSING": _("Please enter the tracking number."),
    "TRACKING_SHAPE": _(
        "This is no tracking number: mail within Japan has 11 or 12 digits, mail abroad two"
        " letters, nine digits and two letters."
    ),
    "TRACKING_CHECK_DIGIT": _(
        "One digit of the tracking number is wrong. Please compare it with the slip."
    ),
    "DAY": _("Please check the date."),
    "METHOD_CHANGED": _("The person was not told yet that another way of delivery is used."),
    "PROMISE_PAST": _("A promised day is not in the future any more. Please return the answer."),
    "PRINCIPAL_NOT_TOLD": _(
        "The principal has to be told by post first that somebody asks for them."
    ),
    "AUTHORITY_NOT_TODAY": _("Please check the representative's authority today, then release."),
    "SAME": _("This is the way the person chose."),
    "NOT_PAPER": _("Only paper may be used instead."),
    **FAULT_WORDS,
    "NOT_OFFERED": _(
        "The person was not asked to put this right yet. Please ask them to complete it first."
    ),
    "NOT_OVER": _("The person still has time to put this right."),
    "SETTLED": _("This is settled already, or not needed for this request."),
    "CODE": _("This ground does not fit here."),
    "EXPECTED": _("Please enter a day after today."),
    "OWNER": _("Only active staff can own a request."),
}
