"""Chase mails: rising urgency, one mail a person and day, none on days the desk is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.domain.actor import Actor
from accounts.models import OutboxMessage, User
from accounts.services.staff import deactivate_staff
from dsr.cases.domain.duties import DUE, LATE, QUIET, SOON, urgency
from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.assignments import UnableToAssignCase, assign_case
from dsr.cases.services.clocks import send_interim_notice
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.gates import pass_identity
from dsr.fulfilment.services.chasing import chase_the_desk
from policies.domain.calendar import JST, jst_date
from policies.models import Closure, Organisation
from tests.desk import file_disclosure, make_requester, make_staff, set_up_desk, staff_actor

Mail = tuple[str, str, str]


def morning(on: date) -> datetime:
    """When the job runs on a JST date."""
    return datetime(on.year, on.month, on.day, 9, tzinfo=JST).astimezone(UTC)


def file_on(on: date, *, owner: User | None, by: Actor, email: str = "hanako@mail.example") -> Case:
    """A request that arrived in the morning of a day, with its owner."""
    case = file_disclosure(make_requester(email), now=morning(on))
    if owner is not None:
        assign_case(case_id=case.pk, owner_id=owner.pk, actor=by, now=morning(on))
    return case


def run(first: date, days: int) -> None:
    """The job of each morning, twice: the second time there is nothing left to say."""
    for count in range(days):
        for _again in range(2):
            chase_the_desk(now=morning(first + timedelta(days=count)))


def chased() -> list[Mail]:
    """Every chase mail: JST date, to whom, which."""
    rows = OutboxMessage.objects.filter(
        template__in=["CHASE_SOON", "CHASE_DUE", "CHASE_LATE", "CASE_ESCALATED"]
    ).select_related("recipient")
    return [
        (jst_date(row.created_at).isoformat(), str(row.recipient).split("@")[0], row.template)
        for row in rows.order_by("created_at", "recipient__email")
    ]


@pytest.mark.django_db
class TestFortyDays:
    """The whole of what the desk is told, day by day."""

    @pytest.fixture(autouse=True)
    def desk(self) -> None:
        set_up_desk()
        self.boss = staff_actor("manager", email="boss@milly.example")
        self.owner = make_staff("reviewer", email="owner@milly.example")

    def test_golden_week(self) -> None:
        case = file_on(date(2026, 4, 20), owner=self.owner, by=self.boss)
        assert (case.identity_due_date, case.target_date, case.interim_notice_date) == (
            date(2026, 4, 23), date(2026, 5, 4), date(2026, 5, 20),
        )  # fmt: skip
        run(date(2026, 4, 20), 3)
        pass_identity(case_id=case.pk, facts={}, actor=self.boss, now=morning(date(2026, 4, 22)))
        run(date(2026, 4, 23), 37)
        assert chased() == [
            ("2026-04-20", "owner", "CHASE_SOON"),  # the identity result, in three business days
            ("2026-04-27", "owner", "CHASE_SOON"),  # the target of 4 May: 28 and 30 April, 1 May
            ("2026-05-01", "owner", "CHASE_DUE"),  # the last business day before it
            ("2026-05-07", "boss", "CHASE_LATE"),  # the first after Golden Week
            ("2026-05-07", "owner", "CHASE_LATE"),
            ("2026-05-14", "boss", "CHASE_LATE"),  # five business days later
            ("2026-05-14", "owner", "CHASE_LATE"),
            ("2026-05-18", "owner", "CHASE_DUE"),  # the interim notice, day 28
            ("2026-05-20", "owner", "CHASE_DUE"),  # day 30
            ("2026-05-21", "boss", "CHASE_LATE"),
            ("2026-05-21", "owner", "CHASE_LATE"),
            ("2026-05-28", "boss", "CHASE_LATE"),
            ("2026-05-28", "owner", "CHASE_LATE"),
        ]

    def test_turn_of_the_year_with_a_closure_and_a_notice_sent(self) -> None:
        Closure.objects.create(on=date(2026, 12, 28), reason="全社休業")
        case = file_on(date(2026, 12, 16), owner=self.owner, by=self.boss)
        pass_identity(case_id=case.pk, facts={}, actor=self.boss, now=morning(date(2026, 12, 16)))
        assert (case.target_date, case.interim_notice_date) == (
            date(2026, 12, 30), date(2027, 1, 15),
        )  # fmt: skip
        run(date(2026, 12, 16), 21)
        send_interim_notice(
            case_id=case.pk, reason="確認に時間がかかっています。", actor=self.boss,
            now=morning(date(2027, 1, 6)),
        )  # fmt: skip
        run(date(2027, 1, 6), 19)
        assert chased() == [
            ("2026-12-22", "owner", "CHASE_SOON"),  # three business days: 23, 24 and 25 December
            ("2026-12-25", "owner", "CHASE_DUE"),  # closed from the 26th to 3 January
            ("2027-01-04", "boss", "CHASE_LATE"),
            ("2027-01-04", "owner", "CHASE_LATE"),
            ("2027-01-12", "boss", "CHASE_LATE"),  # the 11th is a holiday
            ("2027-01-12", "owner", "CHASE_LATE"),
            ("2027-01-19", "boss", "CHASE_LATE"),
            ("2027-01-19", "owner", "CHASE_LATE"),
        ]

    def test_waiting_for_the_person_is_quiet(self) -> None:
        case = file_on(date(2026, 6, 1), owner=self.owner, by=self.boss)
        ask_for_correction(
            case_id=case.pk, code=OutcomeCode.F3, text="お送りください。", actor=self.boss,
            now=morning(date(2026, 6, 1)),
        )  # fmt: skip
        run(date(2026, 6, 1), 40)
        assert chased() == []

    def test_forty_requests_make_one_mail_a_day(self) -> None:
        for number in range(4):
            file_on(
                date(2026, 6, 1), owner=self.owner, by=self.boss, email=f"p{number}@mail.example"
            )
        run(date(2026, 6, 1), 5)
        assert chased() == [
            ("2026-06-01", "owner", "CHASE_SOON"),
            ("2026-06-04", "owner", "CHASE_DUE"),
            ("2026-06-05", "boss", "CHASE_LATE"),
            ("2026-06-05", "owner", "CHASE_LATE"),
        ]

    def test_nobodys_request_escalates_once_and_again_only_when_it_loses_its_owner(self) -> None:
        case = file_on(date(2026, 4, 28), owner=None, by=self.boss)
        run(date(2026, 4, 28), 9)  # the 29th is a holiday: the 30th is the business day
        case.refresh_from_db()
        assert (chased(), case.escalated_at) == (
            [("2026-05-01", "boss", "CASE_ESCALATED")], morning(date(2026, 5, 1)),
        )  # fmt: skip
        pass_identity(case_id=case.pk, facts={}, actor=self.boss, now=morning(date(2026, 5, 7)))
        assign_case(
            case_id=case.pk, owner_id=self.owner.pk, actor=self.boss, now=morning(date(2026, 5, 7))
        )
        case.refresh_from_db()
        assert (case.escalated_at, Case.objects.unassigned().count()) == (None, 0)
        deactivate_staff(
            user_id=self.owner.pk, reason="退職", now=morning(date(2026, 5, 7)),
            actor=staff_actor("administrator"),
        )  # fmt: skip
        assert Case.objects.unassigned().count() == 1
        run(date(2026, 5, 7), 3)
        assert chased() == [("2026-05-01", "boss", "CASE_ESCALATED")]  # the 8th is its day
        run(date(2026, 5, 11), 5)
        assert chased()[1:] == [("2026-05-11", "boss", "CASE_ESCALATED")]
        events = case.events.filter(step="ESCALATE").order_by("sequence")
        assert [row.facts for row in events] == [{"since": "2026-04-28"}, {"since": "2026-05-07"}]

    def test_mail_names_a_reference_and_the_queue_and_nothing_else(self) -> None:
        case = file_on(date(2026, 6, 1), owner=self.owner, by=self.boss)
        run(date(2026, 6, 1), 1)
        mail = OutboxMessage.objects.get(template="CHASE_SOON")
        assert (mail.reference, mail.path) == (case.reference, "/console/dsr_cases/case/?tab=mine")

    def test_only_active_staff_own_requests(self) -> None:
        case = file_on(date(2026, 6, 1), owner=None, by=self.boss)
        with pytest.raises(UnableToAssignCase):
            assign_case(
                case_id=case.pk, owner_id=case.requester_id, actor=self.boss,
                now=morning(date(2026, 6, 1)),
            )  # fmt: skip

    def test_new_requests_go_to_whoever_has_the_fewest_where_the_company_says_so(self) -> None:
        other = make_staff("reviewer", email="other@milly.example")
        day = date(2026, 6, 1)
        file_on(day, owner=self.owner, by=self.boss)
        assert file_on(day, owner=None, by=self.boss, email="b@mail.example").owner_id is None
        Organisation.objects.update(assign_automatically=True)
        for email in ("c@mail.example", "d@mail.example", "e@mail.example"):
            file_on(day, owner=None, by=self.boss, email=email)
        owners = Case.objects.order_by("pk").values_list("owner_id", flat=True)
        assert list(owners) == [self.owner.pk, None, other.pk, self.owner.pk, other.pk]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 24), QUIET),
        (date(2026, 4, 27), SOON),
        (date(2026, 4, 30), SOON),
        (date(2026, 5, 1), DUE),
        (date(2026, 5, 7), LATE),
        (date(2026, 5, 13), LATE),
        (date(2026, 5, 14), LATE + 1),
        (date(2026, 5, 21), LATE + 2),
    ],
)
def test_urgency_of_4_may_counts_business_days(today: date, expected: int) -> None:
    assert urgency(date(2026, 5, 4), today=today, closed=frozenset()) == expected


def test_closures_make_a_date_more_urgent() -> None:
    closed = frozenset({date(2026, 4, 30), date(2026, 5, 1)})
    assert urgency(date(2026, 5, 4), today=date(2026, 4, 28), closed=closed) == DUE
