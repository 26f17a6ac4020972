"""Walking a case through fulfilment, for tests: everything by the real services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.domain.actor import Actor, system_actor
from accounts.models import DataSubject, User
from accounts.services.data_subjects import match_member
from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.clocks import assign_case
from dsr.cases.services.gates import pass_identity
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.models import DataSource, Package
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.services.collecting import begin_collection, run_source
from dsr.fulfilment.services.decisions import Answer, save_decision, submit_for_approval
from dsr.fulfilment.services.packages import build_package
from dsr.fulfilment.services.releases import release_package
from policies.models import DataCategory
from policies.services.seeding import seed_register
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor
from tests.dsr.fulfilment.gateways.company import PEOPLE, VISITS, Company

BACKUPS = "バックアップは検索できる形で保存していないため、調査の対象に含めていません。"
CATEGORIES = (
    ("PROFILE", "登録情報", "Registration data", ""),
    ("USAGE", "利用履歴", "Usage history", ""),
    ("REQUESTS", "ご請求の記録", "Your requests", ""),
    ("BACKUPS", "バックアップ", "Backups", BACKUPS),
)


def forget_jobs() -> None:
    """The flush after a transactional test leaves procrastinate's tables, which are not ours."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


class Bench:
    """A desk, its people and its sources."""

    def __init__(self) -> None:
        forget_jobs()
        set_up_desk()
        seed_register(
            purposes=[{"code": "SERVICE", "text_ja": "サービスの提供", "text_en": "The service"}],
            categories=[
                {
                    "code": code, "name_ja": ja, "name_en": en, "collected_how": "GIVEN",
                    "scope": "PROFILE" if code == "PROFILE" else "USAGE",
                    "purposes": ["SERVICE"], "excluded_because_ja": why, "excluded_because_en": "",
                }
                for code, ja, en, why in CATEGORIES
            ],
        )  # fmt: skip
        self.reviewer = staff_actor("reviewer")
        self.manager = staff_actor("manager")
        self.requester = make_requester()

    def portal(self) -> DataSource:
        """The portal itself, holding the case files."""
        return self.source("PORTAL", Connector.PORTAL, "REQUESTS")

    def database(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> DataSource:
        """The company's database, holding profile and usage."""
        monkeypatch.setattr(settings, "DATA_SOURCE_DSNS", {"APP": company.dsn})
        monkeypatch.setattr(settings, "DATA_SOURCE_HOSTS", company.hosts)
        queries = [
            {
                "category": query.category,
                "sql": query.sql,
                "fields": [
                    {"name": f.name, "label_ja": f.label_ja, "label_en": f.label_en}
                    for f in query.fields
                ],
            }
            for query in (PEOPLE, VISITS)
        ]
        return self.source("APP", Connector.SQL, "PROFILE", "USAGE", queries=queries)

    def by_hand(self, *categories: str) -> DataSource:
        """A system only people can search."""
        return self.source("HAND", Connector.MANUAL, *(categories or ("PROFILE", "USAGE")))

    def source(self, code: str, connector: Connector, *categories: str, **facts: Any) -> DataSource:
        source = DataSource.objects.create(
            code=code, name_ja=f"{code}の名前", name_en=f"The {code}", connector=connector, **facts
        )
        source.categories.set(DataCategory.objects.filter(code__in=categories))
        return source

    def member(self, member_id: str = "M-1", user: User | None = None) -> None:
        """Tie the requester to a member, as identity does once a contact on file was proved."""
        subject = DataSubject.objects.get(user=user or self.requester)
        match_member(subject=subject, member_id=member_id, now=NOW)

    def accepted(self, *, member_id: str = "M-1", **facts: Any) -> Case:
        """A case whose gates have passed."""
        case = file_disclosure(self.requester, **facts)
        if member_id:
            self.member(member_id)
        pass_identity(case_id=case.pk, facts={}, actor=system_actor("test"), now=NOW)
        return assign_case(
            case_id=case.pk, owner_id=self.reviewer.user_id or 0, actor=self.reviewer, now=NOW
        )

    def collected(self, *, now: datetime = NOW, **facts: Any) -> Case:
        """A case after every source was searched."""
        case = begin_collection(case_id=self.accepted(**facts).pk, actor=self.reviewer, now=now)
        self.run_sources(case, now=now)
        return Case.objects.get(pk=case.pk)

    def run_sources(self, case: Case, *, now: datetime = NOW) -> None:
        """Do the jobs of the sources."""
        collection = collection_of(case)
        assert collection is not None
        for result in collection.results.exclude(source__connector="MANUAL").order_by("pk"):
            run_source(result_id=result.pk, now=now)

    def decide(
        self, case: Case, outcome: Outcome = Outcome.FULL, code: str = "", *, reason: str = ""
    ) -> None:
        """Draft the same answer to every item."""
        save_decision(
            case_id=case.pk,
            answers=[
                Answer(
                    item_id=item.pk,
                    outcome=outcome,
                    code=code,
                    reason_ja=reason,
                    not_for_volume=code == "D2",
                )
                for item in case.items.all()
            ],
            actor=self.reviewer,
            now=NOW,
        )

    def submitted(self, case: Case, *, actor: Actor | None = None) -> Case:
        """Submit, and build the package as its job does."""
        case = submit_for_approval(case_id=case.pk, actor=actor or self.reviewer, now=NOW)
        self.build_packages()
        return case

    def build_packages(self) -> Sequence[Package]:
        """Do the jobs of the packages."""
        waiting = Package.objects.filter(superseded_at__isnull=True, status="QUEUED")
        return [build_package(package_id=package.pk, now=NOW) for package in waiting]

    def released(self, **facts: Any) -> Case:
        """A case released in full."""
        case = self.collected(**facts)
        self.decide(case)
        self.submitted(case)
        return release_package(case_id=case.pk, actor=self.manager, now=NOW)
