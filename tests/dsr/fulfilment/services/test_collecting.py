"""Collecting: each source on its own, every category accounted for."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.domain.actor import system_actor
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_authority, pass_identity
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.models import CollectedCategory, Collection, SourceResult
from dsr.fulfilment.selectors.collections import collection_of, progress_of
from dsr.fulfilment.selectors.parts import part_reason, records_of
from dsr.fulfilment.services.collecting import (
    UnableToFinishCollection,
    begin_collection,
    collect_again,
    finish_collection,
    run_source,
)
from dsr.fulfilment.services.source_results import (
    UnableToChangeSourceResult,
    account_for_category,
    exclude_source,
    retry_source,
)
from dsr.fulfilment.services.sweeping import sweep
from policies.services.seeding import seed_register
from tests.desk import NOW, file_disclosure, make_requester
from tests.dsr.fulfilment.bench import BACKUPS, Bench
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def searched(bench: Bench, company: Company, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A desk with the portal and the company's database as sources."""
    bench.portal()
    bench.database(company, monkeypatch)
    return bench


def outcomes(case: Case) -> list[tuple[str, str, int]]:
    parts = CollectedCategory.objects.filter(collection=collection_of(case))
    rows = parts.order_by("category__position").values_list("category__code", "outcome", "found")
    return [(str(code), str(outcome), found) for code, outcome, found in rows]


def test_begin_collection_queues_one_job_per_source(searched: Bench) -> None:
    case = begin_collection(case_id=searched.accepted().pk, actor=searched.reviewer, now=NOW)
    results = SourceResult.objects.filter(collection__case=case).order_by("pk")
    assert [(r.source.code, r.status) for r in results] == [("APP", "QUEUED"), ("PORTAL", "QUEUED")]
    queued = ProcrastinateJob.objects.filter(task_name="dsr_fulfilment.run_source")
    assert sorted(job.args["result_id"] for job in queued) == [r.pk for r in results]


def test_everything_of_the_person_and_nothing_of_others_is_collected(searched: Bench) -> None:
    case = searched.collected()
    assert case.status == "REVIEWING"
    assert outcomes(case) == [
        ("PROFILE", "EXPORTED", 1),
        ("USAGE", "EXPORTED", 2),
        ("REQUESTS", "EXPORTED", 1),
        ("BACKUPS", "EXCLUDED", 0),
    ]
    parts = {p.category.code: p for p in CollectedCategory.objects.all()}
    assert [r.values for r in records_of(parts["PROFILE"])] == [
        {"member_id": "M-1", "name": "窓口 花子"}
    ]
    assert [r.values["path"] for r in records_of(parts["USAGE"])] == ["/", "/about"]
    assert part_reason(parts["BACKUPS"]).ja == BACKUPS
    assert [r.values["reference"] for r in records_of(parts["REQUESTS"])] == [case.reference]


def test_a_person_without_member_id_is_not_searched_rather_than_absent(searched: Bench) -> None:
    case = searched.collected(member_id="")
    assert outcomes(case)[:3] == [
        ("PROFILE", "NOT_SEARCHED", 0),
        ("USAGE", "NOT_SEARCHED", 0),
        ("REQUESTS", "EXPORTED", 1),
    ]
    assert SourceResult.objects.get(source__code="APP").status == "NOT_SEARCHED"


def test_a_member_without_visits_has_nothing_in_usage(searched: Bench) -> None:
    case = searched.collected(member_id="M-3")
    assert outcomes(case)[:2] == [("PROFILE", "EXPORTED", 1), ("USAGE", "NOTHING", 0)]


def test_an_agents_own_account_is_never_searched(searched: Bench) -> None:
    searched.accepted()  # the agent is a member, too, and known as one
    case = file_disclosure(searched.requester, requester_kind="MANDATED")
    pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
    pass_authority(case_id=case.pk, facts={}, actor=searched.reviewer, now=NOW)
    begin_collection(case_id=case.pk, actor=searched.reviewer, now=NOW)
    searched.run_sources(case, now=NOW)
    assert outcomes(case) == [
        ("PROFILE", "NOT_SEARCHED", 0),
        ("USAGE", "NOT_SEARCHED", 0),
        ("REQUESTS", "EXPORTED", 1),  # this one, which is about the principal; not the agent's own
        ("BACKUPS", "EXCLUDED", 0),
    ]


def test_scope_leaves_other_categories_not_asked(searched: Bench) -> None:
    from dsr.cases.services.filing import AskedItem
    from policies.enums import RequestKind

    items = [AskedItem(kind=RequestKind.DISCLOSURE, scope=("PROFILE",))]
    case = searched.collected(items=items)
    assert outcomes(case) == [
        ("PROFILE", "EXPORTED", 1),
        ("USAGE", "NOT_ASKED", 0),
        ("REQUESTS", "NOT_ASKED", 0),
        ("BACKUPS", "NOT_ASKED", 0),
    ]


def test_running_a_source_again_changes_nothing(searched: Bench) -> None:
    case = searched.collected()
    before = list(CollectedCategory.objects.order_by("pk").values())
    searched.run_sources(case)
    assert list(CollectedCategory.objects.order_by("pk").values()) == before


def test_a_worker_that_died_is_followed_by_the_next_run(searched: Bench) -> None:
    case = begin_collection(case_id=searched.accepted().pk, actor=searched.reviewer, now=NOW)
    result = SourceResult.objects.get(source__code="APP")
    from dsr.fulfilment.services import source_runs

    claim = source_runs._claim(result.pk, NOW)  # the worker is killed right after its claim
    assert claim is not None
    searched.run_sources(case)
    late = source_runs._settle(claim)  # and wakes up after all: too late
    assert late.status == "FOUND"
    assert [row[:2] for row in outcomes(case)].count(("PROFILE", "EXPORTED")) == 1
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_an_unreachable_source_is_tried_again_and_then_failed(
    searched: Bench, company: Company, settings: object
) -> None:
    settings.DATA_SOURCE_DSNS = {"APP": "host=/nowhere dbname=x"}  # type: ignore[attr-defined]
    settings.DATA_SOURCE_HOSTS = {"/nowhere"}  # type: ignore[attr-defined]
    case = searched.collected()
    result = SourceResult.objects.get(source__code="APP")
    assert (case.status, result.status, result.fault) == ("COLLECTING", "QUEUED", "UNREACHABLE")
    later = ProcrastinateJob.objects.filter(
        task_name="dsr_fulfilment.run_source", scheduled_at__isnull=False
    )
    assert [job.args["result_id"] for job in later] == [result.pk]
    for _attempt in range(4):
        result = run_source(result_id=result.pk, now=NOW)
    assert (result.status, result.attempts) == ("FAILED", 5)
    with pytest.raises(UnableToFinishCollection) as refused:
        finish_collection(case_id=case.pk, actor=searched.reviewer, now=NOW)
    assert refused.value.sources == ["APP"]


def test_a_failed_source_is_retried_by_staff_and_finishes(
    searched: Bench, company: Company, settings: object
) -> None:
    company.run("ALTER TABLE visits RENAME TO visitors")
    case = searched.collected()
    result = SourceResult.objects.get(source__code="APP")
    assert (result.status, result.fault) == ("FAILED", "TABLE_MISSING")
    assert not CollectedCategory.objects.filter(result=result).exists()
    company.run("ALTER TABLE visitors RENAME TO visits")
    retry_source(result_id=result.pk, actor=searched.reviewer, now=NOW)
    assert run_source(result_id=result.pk, now=NOW).status == "FOUND"
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_a_failed_source_is_left_out_only_with_a_reason(searched: Bench, company: Company) -> None:
    company.run("DROP TABLE visits")
    case = searched.collected()
    result = SourceResult.objects.get(source__code="APP")
    with pytest.raises(UnableToChangeSourceResult) as refused:
        exclude_source(
            result_id=result.pk, reason_ja=" ", reason_en="", actor=searched.reviewer, now=NOW
        )
    assert refused.value.code == "REASON_MISSING"
    exclude_source(
        result_id=result.pk, reason_ja="障害のため", reason_en="", actor=searched.reviewer, now=NOW
    )
    assert outcomes(case)[:2] == [("PROFILE", "EXCLUDED", 0), ("USAGE", "EXCLUDED", 0)]
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_a_category_without_source_or_reason_stops_the_collection(searched: Bench) -> None:
    seed_register(
        purposes=[],
        categories=[
            *({"code": code} for code in ("PROFILE", "USAGE", "REQUESTS", "BACKUPS")),
            {
                "code": "CALLS", "name_ja": "通話録音", "name_en": "Calls", "purposes": [],
                "collected_how": "ON_USE", "scope": "INQUIRIES",
            },
        ],
    )  # fmt: skip
    case = searched.collected()
    collection = collection_of(case)
    assert collection is not None
    assert case.status == "COLLECTING"
    assert progress_of(collection).unaccounted == ["CALLS"]
    account_for_category(
        collection_id=collection.pk, category_code="CALLS", reason_ja="委託先に保存がない",
        reason_en="", actor=searched.reviewer, now=NOW,
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_collecting_again_starts_anew_and_lets_old_files_go(searched: Bench) -> None:
    case = searched.collected()
    old = list(CollectedCategory.objects.filter(file__isnull=False))
    collect_again(case_id=case.pk, reason="漏れがあった", actor=searched.reviewer, now=NOW)
    searched.run_sources(case)
    case.refresh_from_db()
    assert case.status == "REVIEWING"
    assert Collection.objects.filter(case=case).count() == 2
    assert {str(CollectedCategory.objects.get(pk=p.pk).file.purge_on) for p in old} == {  # type: ignore[union-attr]
        "2026-04-01"
    }


def test_the_sweeper_queues_what_hangs(searched: Bench) -> None:
    begin_collection(case_id=searched.accepted().pk, actor=searched.reviewer, now=NOW)
    ProcrastinateJob.objects.all()
    assert sweep(now=NOW) == 0
    assert sweep(now=NOW + timedelta(hours=2)) == 2


def test_two_people_each_get_their_own(searched: Bench) -> None:
    first = searched.collected()
    searched.requester = make_requester("saki@mail.example")
    second = searched.collected(member_id="M-2")
    names = [
        records_of(CollectedCategory.objects.get(collection__case=case, category__code="PROFILE"))[
            0
        ].values["name"]
        for case in (first, second)
    ]
    assert names == ["窓口 花子", "𠮷野 﨑"]


def test_without_any_source_the_collection_finishes_only_when_all_is_accounted_for(
    bench: Bench,
) -> None:
    bench.source("HAND", Connector.MANUAL, "PROFILE", "USAGE", "REQUESTS")
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    assert case.status == "COLLECTING"
    result = SourceResult.objects.get()
    assert (result.status, str(result.task.due_date)) == ("TASK_OPEN", "2026-04-06")
    assert result.task.assignee_id == bench.reviewer.user_id
