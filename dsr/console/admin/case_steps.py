"""Every button of the workflow table has its page: here they are paired."""

from dsr.cases.domain.workflow import BY_STEP, TABLE
from dsr.cases.enums import Step
from dsr.console.admin.answering_steps import (
    BeginActions,
    BeginCollection,
    Close,
    CollectAgain,
    FinishCollection,
    RecordDelivery,
    Release,
    ReturnToReview,
    SubmitForApproval,
)
from dsr.console.admin.case_step import CaseStep
from dsr.console.admin.handling_steps import (
    Accept,
    AskRequester,
    Assign,
    DeclineAcceptance,
    ExtendDeadline,
    Resume,
    SendInterimNotice,
    Withdraw,
    WriteNote,
)
from dsr.console.admin.link_steps import LinkCase
from dsr.console.admin.message_steps import WriteMessage
from dsr.console.admin.method_steps import ChangeMethod

PAGES: dict[Step, type[CaseStep]] = {
    page.step: page
    for page in (
        Accept, BeginCollection, FinishCollection, CollectAgain, SubmitForApproval, ReturnToReview,
        BeginActions, Release, RecordDelivery, Close, AskRequester, Resume, DeclineAcceptance,
        Withdraw, Assign,
        ExtendDeadline, SendInterimNotice, WriteMessage, WriteNote, LinkCase, ChangeMethod,
    )
}  # fmt: skip


def step_pages() -> tuple[type[CaseStep], ...]:
    """A page for every button of the workflow table, in table order.

    Raises KeyError when the table has a button without a page.
    """
    return tuple(_titled(Step(row.step)) for row in TABLE if row.button)


def _titled(step: Step) -> type[CaseStep]:
    page = PAGES[step]
    page.slug = step.value.lower().replace("_", "-")
    page.title = Step(step).label
    page.permission = BY_STEP[step].permission
    page.button = Step(step).label
    return page
