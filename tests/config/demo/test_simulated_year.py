"""The simulated year: drawn the same every time, lived to its end, and judged by the case files."""

import socket
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.services.staff import deactivate_staff
from config.demo.accounts import set_up_accounts
from config.demo.company import POLICY_ANNOUNCED, set_up_company
from config.demo.people import draw_members
from config.demo.site import site_answering
from config.demo.year.plan import KINDS, draw_year
from config.demo.year.report import read_year
from config.demo.year.roster import draw_roster
from config.demo.year.running import Year
from config.demo.year.table import table_of
from dsr.cases.models import Case
from dsr.cases.services.clocks import assign_case
from dsr.fees.gateways.stripe_client import close_stripe_clients
from dsr.fulfilment.models import DataSource
from policies.domain.calendar import is_business_day
from tests.desk import NOW, file_disclosure, make_requester, make_staff, set_up_desk, staff_actor

YEAR = 2025
CASES, SEED = 5, 38  # records of provision are asked for, among others


def test_year_is_drawn_the_same_every_time_and_others_by_another_seed() -> None:
    drawn = draw_year(cases=50, year=YEAR, seed=1)
    assert drawn == draw_year(cases=50, year=YEAR, seed=1)
    assert drawn != draw_year(cases=50, year=YEAR, seed=2)
    arrivals = [plan.arrives for plan in drawn]
    assert arrivals == sorted(arrivals)
    assert {plan.arrives.year for plan in drawn} == {YEAR}


def test_thousand_requests_hold_every_kind_requester_and_day() -> None:
    drawn = draw_year(cases=1000, year=YEAR, seed=1)
    assert {plan.kinds for plan in drawn} == {kinds for kinds, _weight in KINDS}
    assert set(Counter(plan.requester for plan in drawn)) == {"SELF", "STATUTORY", "MANDATED"}
    assert any(not is_business_day(plan.arrives.date()) for plan in drawn)


def test_everybody_of_the_desk_is_away_sometimes_and_one_leaves() -> None:
    roster = draw_roster(year=YEAR, seed=1)
    days = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(365)]
    business = [day for day in days if is_business_day(day)]
    away = {one.email: sum(not one.works(day) for day in business) for one in roster}
    assert min(away.values()) >= 10
    (leaver,) = [one for one in roster if one.leaves_on]
    assert not leaver.works(date(YEAR, 12, 1))


@pytest.fixture
def site(settings: Any, tmp_path: Any) -> Any:
    """An address where nothing runs yet, and a folder of its own for files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.SITE_URL = f"http://127.0.0.1:{port}"
    settings.STRIPE_API_BASE = f"{settings.SITE_URL}/sandbox/stripe"
    settings.FILES_DIR = tmp_path
    yield
    close_stripe_clients()


@pytest.mark.django_db(transaction=True)
def test_small_year_is_lived_to_its_end_on_time(site: None) -> None:
    call_command("load_milly_app", as_of=date(YEAR - 1, 12, 31), members=300)
    set_up_company(now=POLICY_ANNOUNCED)
    set_up_accounts(now=POLICY_ANNOUNCED)
    DataSource.objects.filter(action_route="HTTP").update(action_route="MANUAL")
    year = Year(
        plans=draw_year(cases=CASES, year=YEAR, seed=SEED),
        people=draw_members(30, verified_before=date(YEAR - 1, 10, 1)),
        roster=draw_roster(year=YEAR, seed=SEED),
    )
    weeks: list[date] = []
    with site_answering():
        last = year.run(first=date(YEAR, 1, 1), say=lambda day, _filed, _open: weeks.append(day))
    report = read_year(on=last)
    assert (report.cases, report.still_open, report.faults) == (CASES, 0, [])
    assert report.answered + report.not_accepted + report.withdrawn == CASES
    assert report.by_kind["PROVISION_RECORDS"] == {"FULL": 1}  # from the register, by nobody's hand
    assert weeks == sorted(weeks)
    lines = list(table_of(report, cases=CASES, year=YEAR, seed=SEED, last=last))
    assert ["requests", str(CASES)] in [line.split() for line in lines]
    assert lines[-1] == "at least 99 % on time, nobody's case, no part told as a whole"


@pytest.mark.django_db
def test_report_names_what_is_late_nobodys_and_open() -> None:
    set_up_desk()
    nobodys = file_disclosure(make_requester())
    owned = file_disclosure(make_requester("taro@mail.example"))
    owner = make_staff("reviewer")
    assign_case(case_id=owned.pk, owner_id=owner.pk, actor=staff_actor("manager"), now=NOW)
    on = nobodys.target_date + timedelta(days=1)
    report = read_year(on=on)
    assert report.late == (nobodys.reference, owned.reference)
    assert report.ownerless == (nobodys.reference,)
    assert (report.still_open, report.partial) == (2, ())
    assert report.faults[-1] == "2 never answered"
    assert read_year(on=NOW.date()).late == ()


@pytest.mark.django_db
def test_report_sees_a_case_whose_owner_left_as_nobodys() -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    owner = make_staff("reviewer")
    assign_case(case_id=case.pk, owner_id=owner.pk, actor=staff_actor("manager"), now=NOW)
    leaving = NOW + timedelta(days=2)
    deactivate_staff(
        user_id=owner.pk, reason="退職", actor=staff_actor("administrator"), now=leaving
    )
    assert read_year(on=(leaving + timedelta(days=1)).date()).ownerless == ()
    assert read_year(on=(leaving + timedelta(days=7)).date()).ownerless == (case.reference,)
    assert Case.objects.get().owner_id == owner.pk
