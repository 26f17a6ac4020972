"""The workflow of a case: one table that drives buttons, engine, trigger, diagram and tests.

Law behind it: APPI Arts 32-39 as DOMAIN §2-§6 states them. Pure: no Django below this line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

RECEIVED, ACCEPTED, COLLECTING, REVIEWING = "RECEIVED", "ACCEPTED", "COLLECTING", "REVIEWING"
AWAITING_APPROVAL, RELEASED, DELIVERED = "AWAITING_APPROVAL", "RELEASED", "DELIVERED"
ACTING = "ACTING"
WAITING_FOR_REQUESTER = "WAITING_FOR_REQUESTER"
CLOSED, NOT_ACCEPTED, WITHDRAWN = "CLOSED", "NOT_ACCEPTED", "WITHDRAWN"

START = ""  # before a case exists
SAME = "="  # an event without a change of status
BACK = "<"  # to the status the case waits in (`resume_status`)

STATUSES = (
    RECEIVED, ACCEPTED, COLLECTING, REVIEWING, AWAITING_APPROVAL, ACTING, RELEASED, DELIVERED,
    WAITING_FOR_REQUESTER, CLOSED, NOT_ACCEPTED, WITHDRAWN,
)  # fmt: skip
ENDED = (CLOSED, NOT_ACCEPTED, WITHDRAWN)
OPEN = tuple(status for status in STATUSES if status not in ENDED)
BEFORE_RELEASE = (
    RECEIVED, ACCEPTED, COLLECTING, REVIEWING, AWAITING_APPROVAL, ACTING, WAITING_FOR_REQUESTER,
)  # fmt: skip
MAY_WITHDRAW = tuple(status for status in BEFORE_RELEASE if status != ACTING)
# Where a case may be asked to wait for its requester, and so may resume.
MAY_WAIT = (RECEIVED, ACCEPTED, COLLECTING, REVIEWING)

SETTLE_REFUND = "dsr_fees.settle_refund_rule"  # applies the published refund rule (DOMAIN §8)
LINK_CASE = "dsr_cases.link_case"  # finds what a filed request repeats or is about
WRITE_LETTERS = "dsr_cases.write_letters"  # the letters of the case file, with their last day

BY_REQUESTER, BY_STAFF, BY_SYSTEM = "REQUESTER", "STAFF", "SYSTEM"


class Facts(Protocol):
    """What guards may look at: columns of the case, never another table."""

    status: str
    resume_status: str
    identity_gate: str
    fee_gate: str
    authority_gate: str
    actions_gate: str
    acting_began_at: datetime | None
    extended_on: date | None
    prepared_by_id: int | None

    @property
    def all_items_decided(self) -> bool: ...

    @property
    def all_items_notified(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A condition with the sentence staff read while it does not hold."""

    code: str
    holds: Callable[[Facts], bool]


SETTLED = ("PASSED", "NOT_NEEDED")

IDENTITY_PASSED = Guard(code="IDENTITY_PASSED", holds=lambda c: c.identity_gate in SETTLED)
AUTHORITY_PASSED = Guard(code="AUTHORITY_PASSED", holds=lambda c: c.authority_gate in SETTLED)
ACTIONS_WANTED = Guard(code="ACTIONS_WANTED", holds=lambda c: c.actions_gate == "OPEN")
ACTIONS_DONE = Guard(code="ACTIONS_DONE", holds=lambda c: c.actions_gate in SETTLED)
NO_ACTION_TAKEN = Guard(code="NO_ACTION_TAKEN", holds=lambda c: c.acting_began_at is None)
FEE_PASSED = Guard(code="FEE_PASSED", holds=lambda c: c.fee_gate in SETTLED)
NOT_YET_EXTENDED = Guard(code="NOT_YET_EXTENDED", holds=lambda c: c.extended_on is None)
ITEMS_DECIDED = Guard(code="ITEMS_DECIDED", holds=lambda c: c.all_items_decided)
ITEMS_NOTIFIED = Guard(code="ITEMS_NOTIFIED", holds=lambda c: c.all_items_notified)


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table.

    Arguments:
        step: a Step code.
        sources: statuses it may start from; START for filing.
        target: a status, SAME or BACK.
        by: kinds of actor who may take it.
        permission: what a STAFF actor must hold, as "app_label.codename".
        guards: conditions on the case's own columns.
        needs_reason: whether a reason is mandatory (it is kept sealed beside the ledger).
        button: whether staff see it as a step button on the case page.
        notice: the MailTemplate code of the mail to the requester, "" for none.
        jobs: names of jobs that follow, deferred in the same transaction with `case_id`. Floors
            above are reached by these names only.
    """

    step: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    permission: str = ""
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    button: bool = True
    notice: str = ""
    jobs: tuple[str, ...] = ()


TABLE: tuple[Transition, ...] = (
    Transition(step="FILE", sources=(START,), target=RECEIVED,
               by=(BY_REQUESTER, BY_STAFF), permission="dsr_cases.file_case", button=False,
               notice="REQUEST_RECEIVED", jobs=(WRITE_LETTERS, LINK_CASE)),
    Transition(step="PASS_IDENTITY", sources=(RECEIVED, WAITING_FOR_REQUESTER), target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_identity.verify_identity", button=False),
    Transition(step="FAIL_IDENTITY", sources=(RECEIVED, WAITING_FOR_REQUESTER), target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_identity.verify_identity",
               needs_reason=True, button=False,
               notice="ACTION_NEEDED"),
    Transition(step="PASS_AUTHORITY", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF,), permission="dsr_identity.verify_authority", button=False),
    Transition(step="FAIL_AUTHORITY", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_identity.verify_authority",
               needs_reason=True, button=False, notice="ACTION_NEEDED"),
    Transition(step="PASS_FEE", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_fees.record_offline_payment",
               button=False),
    Transition(step="REOPEN_FEE", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_SYSTEM,), button=False),
    Transition(step="ACCEPT", sources=(RECEIVED,), target=ACCEPTED,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_cases.accept_case",
               guards=(IDENTITY_PASSED, AUTHORITY_PASSED, FEE_PASSED),
               notice="REQUEST_UPDATED"),
    Transition(step="BEGIN_COLLECTION", sources=(ACCEPTED,), target=COLLECTING,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_fulfilment.collect_data"),
    Transition(step="FINISH_COLLECTION", sources=(COLLECTING,), target=REVIEWING,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_fulfilment.collect_data"),
    Transition(step="COLLECT_AGAIN", sources=(REVIEWING,), target=COLLECTING,
               by=(BY_STAFF,), permission="dsr_fulfilment.collect_data", needs_reason=True),
    Transition(step="SUBMIT_FOR_APPROVAL", sources=(REVIEWING,), target=AWAITING_APPROVAL,
               by=(BY_STAFF,), permission="dsr_fulfilment.prepare_decision"),
    Transition(step="RETURN_TO_REVIEW", sources=(AWAITING_APPROVAL, ACTING), target=REVIEWING,
               by=(BY_STAFF,), permission="dsr_fulfilment.release_package", needs_reason=True),
    Transition(step="BEGIN_ACTIONS", sources=(AWAITING_APPROVAL,), target=ACTING,
               by=(BY_STAFF,), permission="dsr_fulfilment.release_package",
               guards=(IDENTITY_PASSED, AUTHORITY_PASSED, FEE_PASSED, ACTIONS_WANTED)),
    Transition(step="FINISH_ACTIONS", sources=(ACTING,), target=AWAITING_APPROVAL,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_fulfilment.act_in_sources",
               button=False),
    Transition(step="RELEASE", sources=(AWAITING_APPROVAL,), target=RELEASED,
               by=(BY_STAFF,), permission="dsr_fulfilment.release_package",
               guards=(IDENTITY_PASSED, AUTHORITY_PASSED, FEE_PASSED, ACTIONS_DONE, ITEMS_DECIDED),
               notice="ANSWER_READY", jobs=(SETTLE_REFUND,)),
    Transition(step="RECORD_DELIVERY", sources=(RELEASED,), target=DELIVERED,
               by=(BY_STAFF, BY_SYSTEM, BY_REQUESTER), permission="dsr_fulfilment.record_posting"),
    Transition(step="CLOSE", sources=(RELEASED, DELIVERED), target=CLOSED,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_cases.close_case",
               guards=(ITEMS_DECIDED, ITEMS_NOTIFIED), jobs=(WRITE_LETTERS,)),
    Transition(step="ASK_REQUESTER", sources=MAY_WAIT, target=WAITING_FOR_REQUESTER,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_cases.ask_requester", needs_reason=True,
               notice="ACTION_NEEDED"),
    Transition(step="RESUME", sources=(WAITING_FOR_REQUESTER,), target=BACK,
               by=(BY_REQUESTER, BY_STAFF, BY_SYSTEM), permission="dsr_cases.ask_requester"),
    Transition(step="DECLINE_ACCEPTANCE", sources=(RECEIVED, WAITING_FOR_REQUESTER),
               target=NOT_ACCEPTED, by=(BY_STAFF,), permission="dsr_cases.decline_case",
               needs_reason=True,
               notice="REQUEST_ENDED", jobs=(SETTLE_REFUND, WRITE_LETTERS)),
    Transition(step="WITHDRAW", sources=MAY_WITHDRAW, target=WITHDRAWN,
               by=(BY_REQUESTER, BY_STAFF), permission="dsr_cases.withdraw_case",
               guards=(NO_ACTION_TAKEN,),
               notice="REQUEST_ENDED", jobs=(SETTLE_REFUND, WRITE_LETTERS)),
    Transition(step="ASSIGN", sources=OPEN, target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_cases.assign_case"),
    Transition(step="ESCALATE", sources=OPEN, target=SAME, by=(BY_SYSTEM,), button=False),
    Transition(step="REMIND_REQUESTER", sources=(RECEIVED, WAITING_FOR_REQUESTER), target=SAME,
               by=(BY_SYSTEM, BY_STAFF), permission="dsr_cases.ask_requester", button=False,
               notice="ACTION_NEEDED"),
    Transition(step="CHANGE_METHOD", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF,), permission="dsr_fulfilment.prepare_decision", needs_reason=True,
               notice="REQUEST_UPDATED"),
    Transition(step="NOTIFY_PRINCIPAL", sources=STATUSES, target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_identity.verify_authority",
               button=False),
    Transition(step="LINK_CASE", sources=STATUSES, target=SAME,
               by=(BY_STAFF, BY_SYSTEM), permission="dsr_cases.link_case"),
    Transition(step="EXTEND_DEADLINE", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF,), permission="dsr_cases.extend_deadline",
               guards=(NOT_YET_EXTENDED,), needs_reason=True,
               notice="REQUEST_UPDATED"),
    Transition(step="SEND_INTERIM_NOTICE", sources=BEFORE_RELEASE, target=SAME,
               by=(BY_STAFF,), permission="dsr_cases.send_interim_notice", needs_reason=True,
               notice="REQUEST_UPDATED", jobs=(WRITE_LETTERS,)),
    Transition(step="WRITE_MESSAGE", sources=STATUSES, target=SAME,
               by=(BY_STAFF,), permission="dsr_cases.write_message",
               notice="MESSAGE_RECEIVED"),
    Transition(step="RECEIVE_MESSAGE", sources=STATUSES, target=SAME,
               by=(BY_REQUESTER,), button=False),
    Transition(step="WRITE_NOTE", sources=STATUSES, target=SAME,
               by=(BY_STAFF,), permission="dsr_cases.write_note"),
)  # fmt: skip

BY_STEP = {transition.step: transition for transition in TABLE}


def target_status(transition: Transition, case: Facts) -> str:
    """The status `case` has after `transition`."""
    if transition.target == SAME:
        return case.status
    if transition.target == BACK:
        return case.resume_status
    return transition.target


def unmet_guards(transition: Transition, case: Facts) -> list[str]:
    """Codes of the guards that do not hold, in table order."""
    return [guard.code for guard in transition.guards if not guard.holds(case)]


def status_pairs() -> list[tuple[str, str]]:
    """Every legal change of status, sorted: what the database trigger enforces."""
    pairs = set()
    for row in TABLE:
        if row.target == BACK:
            pairs |= {(source, target) for source in row.sources for target in MAY_WAIT}
        elif row.target != SAME:
            pairs |= {(source, row.target) for source in row.sources if source != START}
    return sorted(pairs)
