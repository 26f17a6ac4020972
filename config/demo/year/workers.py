"""What the desk does on a day of the simulated year: the most urgent first, by real services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.actor import Actor
from config.demo.year.answering import Answering
from config.demo.year.checking import Checking
from config.demo.year.requesters import Asker
from config.demo.year.roster import Colleague
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.cases.services.clocks import assign_case, extend_deadline, send_interim_notice
from policies.domain.calendar import jst_date

SHORT = timedelta(days=2)  # before a target: whoever is there takes it over


@dataclass(kw_only=True)
class Worker:
    """Somebody at the desk today, and how much of the day is left."""

    colleague: Colleague
    actor: Actor
    left: int

    @property
    def user_id(self) -> int:
        """Their account."""
        return self.actor.user_id or 0

    def did(self, something: bool) -> bool:  # noqa: FBT001 -- the answer of the step just taken
        """Count what was done against the day; says the same again."""
        self.left -= something
        return something


class DeskDay:
    """One working day of everybody who is there."""

    def __init__(self, workers: list[Worker], askers: Mapping[int, Asker], now: datetime) -> None:
        self.workers = [worker for worker in workers if worker.left]
        self.askers = askers
        self.now = now
        self.day = jst_date(now)

    def work(self) -> int:
        """Give every open case to somebody, then work through them. Returns what was done."""
        done = 0
        cases = list(Case.objects.open().order_by("target_date", "pk"))
        done += sum(self._give_owner(case) for case in cases)
        for case in cases:
            done += self._move(case)
        return done

    def _give_owner(self, case: Case) -> bool:
        """Whoever is there gives away what nobody has, and what its absent owner would miss."""
        giver = self._present("manager") or self._present("reviewer")
        if giver is None or not self._needs_owner(case):
            return False
        heir = self._least_busy()
        assign_case(case_id=case.pk, owner_id=heir.user_id, actor=giver.actor, now=self.now)
        case.owner_id = heir.user_id
        giver.left -= 1
        return True

    def _needs_owner(self, case: Case) -> bool:
        if case.owner_id is None:
            return True
        if any(worker.user_id == case.owner_id for worker in self.workers):
            return False
        gone = not case.owner.is_active if case.owner else True
        return gone or case.target_date - self.day <= SHORT

    def _move(self, case: Case) -> int:
        """Take as many steps on one case today as make sense for one person."""
        asker = self.askers[case.pk]
        done = 0
        while done < 4:
            case.refresh_from_db()
            if not case.is_open or not self._take_one(case, asker):
                return done
            done += 1
        return done

    def _take_one(self, case: Case, asker: Asker) -> bool:
        if case.status == Status.AWAITING_APPROVAL:
            approver = self._present("manager", other_than=case.prepared_by_id)
            return approver is not None and approver.did(
                Answering(approver.actor, self.now).approve(case, asker)
            )
        if case.status in (Status.RELEASED, Status.DELIVERED):
            manager = self._present("manager")
            return manager is not None and manager.did(
                Answering(manager.actor, self.now).turn(case, asker)
            )
        owner = next((w for w in self.workers if w.user_id == case.owner_id and w.left > 0), None)
        return owner is not None and owner.did(self._own_turn(owner, case, asker))

    def _own_turn(self, owner: Worker, case: Case, asker: Asker) -> bool:
        if self._tell_of_delay(owner, case, asker):
            return True
        if case.status in (Status.RECEIVED, Status.WAITING_FOR_REQUESTER):
            manager = self._present("manager")
            return Checking(owner.actor, manager.actor if manager else None, self.now).turn(
                case, asker
            )
        return Answering(owner.actor, self.now).turn(case, asker)

    def _tell_of_delay(self, owner: Worker, case: Case, asker: Asker) -> bool:
        """Extend once where the target cannot be kept; the interim notice at its date."""
        manager = self._present("manager")
        if manager is None or case.released_at or case.status == Status.WAITING_FOR_REQUESTER:
            return False
        if self.day >= case.interim_notice_date and case.interim_notice_sent_at is None:
            send_interim_notice(
                case_id=case.pk, reason="調査する資料が多く、確認に時間を要しています。",
                actor=manager.actor, now=self.now,
            )  # fmt: skip
            return True
        near = case.target_date - self.day <= SHORT
        if near and case.extended_on is None and asker.plan.needs_longer:
            extend_deadline(
                case_id=case.pk, days=14, reason="保管先が複数あり、照合に時間を要しています。",
                actor=manager.actor, now=self.now,
            )  # fmt: skip
            return True
        return False

    def _present(self, role: str, *, other_than: int | None = None) -> Worker | None:
        free = [
            worker for worker in self.workers
            if worker.colleague.role == role and worker.left > 0 and worker.user_id != other_than
        ]  # fmt: skip
        return max(free, key=lambda worker: worker.left, default=None)

    def _least_busy(self) -> Worker:
        reviewers = [w for w in self.workers if w.colleague.role == "reviewer"] or self.workers
        load = {
            worker.user_id: Case.objects.open().filter(owner_id=worker.user_id).count()
            for worker in reviewers
        }
        return min(reviewers, key=lambda worker: load[worker.user_id])
