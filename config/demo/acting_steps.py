"""Acting in the sources in the seeded stories, and the promises that stay open after it."""

import io
from datetime import datetime

from config.demo.accounts import MANAGER, REVIEWER, Account
from config.demo.licence import draw_certificate
from config.demo.walk import Walk, set_sandbox_time
from dsr.cases.models import Case
from dsr.fulfilment.enums import ActionRoute
from dsr.fulfilment.models import Promise
from dsr.fulfilment.selectors.actions import OPEN, actions_of
from dsr.fulfilment.services.action_runs import run_action
from dsr.fulfilment.services.action_tasks import confirm_action
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.promises import keep_promise

PROOF_NOTE = "委託先から完了の報告を受け、画面で確認しました。"


def act(walk: Walk, now: datetime, *, by: Account = MANAGER) -> None:
    """Approve what is to be done, and tell the holders; interfaces answer at once."""
    begin_actions(actor=walk.staff(by), **walk.facts(now))
    set_sandbox_time(now)  # the sample service refuses what was not signed just now
    tell_interfaces(walk.case, now)


def tell_interfaces(case: Case, now: datetime) -> None:
    """What the worker does: every open action that needs no person."""
    for task in actions_of(case):
        if task.status in OPEN and task.route != ActionRoute.MANUAL:
            run_action(task_id=task.pk, now=now)


def confirm_by_hand(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """A person says that it is done, with the holder's report as proof."""
    report = draw_certificate("作業完了報告書（見本）", (f"受付番号 {walk.case.reference}",))
    for task in actions_of(walk.case):
        if task.status in OPEN and task.route == ActionRoute.MANUAL:
            confirm_action(
                task_id=task.pk, note=PROOF_NOTE, proof=io.BytesIO(report), proof_name="report.png",
                affected=1, actor=walk.staff(by), now=now,
            )  # fmt: skip


def keep(walk: Walk, now: datetime, *, note: str) -> None:
    """Keep what was promised, and say how."""
    for promise in Promise.objects.filter(item__case_id=walk.case_id, kept_at=None):
        keep_promise(promise_id=promise.pk, note=note, actor=walk.staff(MANAGER), now=now)
