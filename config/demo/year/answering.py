"""Answering in the simulated year: collecting, investigating, deciding, acting, handing over."""

from datetime import datetime

from accounts.domain.actor import Actor
from config.demo.acting_steps import PROOF_NOTE, tell_interfaces
from config.demo.authority_steps import tell_principal
from config.demo.desk_steps import NOTHING_FOUND
from config.demo.requester_steps import return_money
from config.demo.year.checking import proof
from config.demo.year.deciding import Deciding
from config.demo.year.requesters import Asker
from dsr.cases.enums import Gate, RequesterKind, Status
from dsr.cases.models import Case
from dsr.fulfilment.enums import ActionRoute, Connector, Handover, PostalMethod
from dsr.fulfilment.models import Delivery, ManualTask, Package, SourceResult
from dsr.fulfilment.selectors.actions import OPEN, actions_of
from dsr.fulfilment.selectors.deliveries import EXPIRED, delivery_of, download_state
from dsr.fulfilment.services.action_tasks import confirm_action
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.collecting import begin_collection, run_source
from dsr.fulfilment.services.decisions import submit_for_approval
from dsr.fulfilment.services.delivery_changes import extend_delivery
from dsr.fulfilment.services.manual_tasks import (
    finish_task,
    report_nothing,
    task_categories,
)
from dsr.fulfilment.services.packages import build_package
from dsr.fulfilment.services.postings import record_posting
from dsr.fulfilment.services.releases import release_package
from dsr.identity.services.authority_rechecks import recheck_authority
from policies.domain.calendar import jst_date

UNREAD_DAYS = 21  # an answer nobody opened is closed with a reason


class Answering:
    """One person's work on one case, today."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    def turn(self, case: Case, asker: Asker) -> bool:
        """The owner's next step, whichever it is. Whether there was one."""
        if tell_principal(case, self.actor, self.now):
            return True
        step = {
            Status.ACCEPTED: self._collect,
            Status.COLLECTING: self._do_tasks,
            Status.REVIEWING: self._decide,
            Status.ACTING: self._act,
            Status.RELEASED: self._hand_over,
            Status.DELIVERED: self._close,
        }.get(Status(case.status))
        return step(case, asker) if step else False

    def _collect(self, case: Case, asker: Asker) -> bool:
        begin_collection(case_id=case.pk, actor=self.actor, now=self.now)
        waiting = SourceResult.objects.filter(collection__case=case, finished_at=None)
        for result in waiting.exclude(source__connector=Connector.MANUAL).order_by("pk"):
            run_source(result_id=result.pk, now=self.now)
        return True

    def _do_tasks(self, case: Case, asker: Asker) -> bool:
        """A task for a person takes until the day after it was given."""
        tasks = ManualTask.objects.filter(result__collection__case=case, done_at=None)
        done = False
        for task in tasks.select_related("result__collection").order_by("pk"):
            if jst_date(task.result.collection.started_at) == jst_date(self.now):
                continue
            for code in task_categories(task.result):
                report_nothing(
                    task_id=task.pk, category_code=code, statement=NOTHING_FOUND[code],
                    actor=self.actor, now=self.now,
                )  # fmt: skip
            finish_task(task_id=task.pk, actor=self.actor, now=self.now)
            done = True
        return done

    def _decide(self, case: Case, asker: Asker) -> bool:
        Deciding(case=case, actor=self.actor, now=self.now).decide(asker.plan)
        submit_for_approval(case_id=case.pk, actor=self.actor, now=self.now)
        for package in Package.objects.filter(
            decision__collection__case=case, status="QUEUED", superseded_at=None
        ):
            build_package(package_id=package.pk, now=self.now)
        return True

    def approve(self, case: Case, asker: Asker) -> bool:
        """The second person's step: have the sources changed first, then release."""
        if case.requester_kind != RequesterKind.SELF and case.authority_checked_on != jst_date(
            self.now
        ):
            recheck_authority(
                case_id=case.pk, still_valid=True, reason="", actor=self.actor, now=self.now
            )
        if case.actions_gate == Gate.OPEN:
            begin_actions(case_id=case.pk, actor=self.actor, now=self.now)
            tell_interfaces(case, self.now)
            return True
        release_package(case_id=case.pk, actor=self.actor, now=self.now)
        return_money(asker.walk, self.now)
        return True

    def _act(self, case: Case, asker: Asker) -> bool:
        """What a person must see to is done the day after it was ordered."""
        done = False
        for task in actions_of(case):
            if task.status not in OPEN or task.route != ActionRoute.MANUAL:
                continue
            if jst_date(task.made_at) == jst_date(self.now):
                continue
            confirm_action(
                task_id=task.pk, note=PROOF_NOTE,
                proof=proof(asker), proof_name="proof.png", affected=1,
                actor=self.actor, now=self.now,
            )  # fmt: skip
            done = True
        return done

    def _hand_over(self, case: Case, asker: Asker) -> bool:
        delivery = delivery_of(case)
        if delivery is None or case.released_at is None:
            return False
        if delivery.handover == Handover.POST:
            record_posting(
                case_id=case.pk, postal_method=PostalMethod.REGISTERED,
                tracking_number=f"{case.pk:010d}{case.pk % 7}", posted_on=jst_date(self.now),
                actor=self.actor, now=self.now,
            )  # fmt: skip
            return True
        if self._opens_again(case, delivery):
            return True
        if delivery.letter_seen_at:
            return self._close(case, asker)
        if (jst_date(self.now) - jst_date(case.released_at)).days < UNREAD_DAYS:
            return False
        close_case(
            case_id=case.pk, actor=self.actor, now=self.now,
            reason="期限までに受け取りがなかったため、回答書を会員ページに残して完了とします。",
        )  # fmt: skip
        return True

    def _opens_again(self, case: Case, delivery: Delivery) -> bool:
        """Open a link that ran out, until the answer has waited long enough."""
        waited = (jst_date(self.now) - case.arrival_date).days
        if download_state(delivery, now=self.now) != EXPIRED or waited > UNREAD_DAYS:
            return False
        extend_delivery(
            delivery_id=delivery.pk, reason="期限内の受け取りが難しいとの申し出があったため。",
            actor=self.actor, now=self.now,
        )  # fmt: skip
        return True

    def _close(self, case: Case, asker: Asker) -> bool:
        close_case(case_id=case.pk, actor=self.actor, now=self.now)
        return True
