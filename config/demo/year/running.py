"""The simulated year, day by day: requests arrive, people act, jobs run, the desk works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.models import User
from accounts.selectors.actors import actor_of
from accounts.services.staff import create_staff, deactivate_staff
from config.demo.accounts import ADMINISTRATOR
from config.demo.people import Person
from config.demo.provision_records import seed_provision_records
from config.demo.walk import Desk, Walk, carry_mail
from config.demo.year.daily import run_daily_jobs, write_waiting_letters
from config.demo.year.filing import file_planned
from config.demo.year.plan import Plan
from config.demo.year.requesters import Asker
from config.demo.year.roster import Colleague
from config.demo.year.workers import DeskDay, Worker
from dsr.cases.models import Case
from policies.domain.calendar import JST, is_business_day

MORNING, OPENING, EVENING = time(8, 0), time(10, 0), time(20, 0)
REASON = "模擬年度の体制"


@dataclass(kw_only=True)
class Year:
    """The state of a run: what is planned, who asked, who works."""

    plans: list[Plan]
    people: list[Person]
    roster: list[Colleague]
    askers: dict[int, Asker] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def run(self, *, first: date, say: Callable[[date, int, int], None]) -> date:
        """Live from `first` until everything is answered, 120 days after the last arrival at most.

        say: called once a week with the day, cases filed and cases open. Returns the last day.
        """
        self._hire(_at(first, MORNING))
        self._provide()
        waiting = iter(self.plans)
        plan = next(waiting, None)
        last = self.plans[-1].arrives.date() + timedelta(days=120)
        for day in _days(first, last):
            plan = self._file(plan, waiting, day)
            self._leave(day)
            self._live(day)
            still = Case.objects.open().count()
            if day.weekday() == 0:
                say(day, len(self.askers), still)
            if plan is None and still == 0:
                return day
        return last

    def _hire(self, now: datetime) -> None:
        administrator = actor_of(User.objects.get(email=ADMINISTRATOR.email))
        for colleague in self.roster:
            self.users[colleague.email] = create_staff(
                address=colleague.email, display_name=colleague.name, roles=[colleague.role],
                language="ja", reason=REASON, actor=administrator, now=now,
            )  # fmt: skip

    def _provide(self) -> None:
        """Data of those who are to be told of it went to a partner before they ask."""
        for plan in self.plans:
            if ("PROVISION_RECORDS", ("FULL", "")) in zip(plan.kinds, plan.answers, strict=True):
                person = self._person(plan)
                seed_provision_records(member_ids=[person.member_id], now=plan.arrives)

    def _person(self, plan: Plan) -> Person:
        """Some ask twice, but nobody both for themself and through somebody else.

        Whom a representative's papers tied to the member could not ask by a code to the contact on
        file, before a person has looked into it.
        """
        apart = len(self.people) * 4 // 5
        people = self.people[:apart] if plan.requester == "SELF" else self.people[apart:]
        return people[plan.number % len(people)]

    def _leave(self, day: date) -> None:
        """Who leaves does so in the evening; their account ends with the day."""
        administrator = actor_of(User.objects.get(email=ADMINISTRATOR.email))
        for colleague in self.roster:
            if colleague.leaves_on == day:
                deactivate_staff(
                    user_id=self.users[colleague.email].pk, reason="退職",
                    actor=administrator, now=_at(day, MORNING),
                )  # fmt: skip

    def _file(self, plan: Plan | None, waiting: Iterator[Plan], day: date) -> Plan | None:
        while plan is not None and plan.arrives.date() == day:
            person = self._person(plan)
            address = (
                person.email if plan.requester == "SELF" else f"agent{plan.number}@year.example"
            )
            user, _made = User.objects.get_or_create(
                email=address, defaults={"password": "!", "language": plan.language}
            )
            case = file_planned(plan=plan, person=person, user=user, now=plan.arrives)
            write_waiting_letters(case_id=case.pk, now=plan.arrives)
            carry_mail(plan.arrives)
            walk = Walk(person=person, user=user, desk=Desk(), language=plan.language,
                        case_id=case.pk)  # fmt: skip
            self.askers[case.pk] = Asker(plan=plan, person=person, walk=walk)
            plan = next(waiting, None)
        return plan

    def _live(self, day: date) -> None:
        run_daily_jobs(now=_at(day, MORNING))
        if is_business_day(day):
            workers = [
                Worker(colleague=one, actor=actor_of(self.users[one.email]), left=one.steps)
                for one in self.roster if one.works(day)
            ]  # fmt: skip
            DeskDay(workers, self.askers, _at(day, OPENING)).work()
        evening = _at(day, EVENING)
        for case in Case.objects.open().order_by("pk"):
            self.askers[case.pk].act(case, day, evening)
        for case in Case.objects.filter(closed_at__date=day):
            write_waiting_letters(case_id=case.pk, now=evening)
        carry_mail(evening)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _at(day: date, when: time) -> datetime:
    return datetime.combine(day, when, tzinfo=JST)
