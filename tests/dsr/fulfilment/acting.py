"""Walking a case into the sources, for tests: decided, approved, acted on."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from accounts.domain.actor import Actor
from dsr.cases.enums import Scope
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.fulfilment.enums import ActionKind, ActionRoute, Connector
from dsr.fulfilment.models import ActionTask, DataSource, ManualTask
from dsr.fulfilment.services.action_runs import run_action
from dsr.fulfilment.services.action_tasks import confirm_action
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.decisions import save_decision
from dsr.fulfilment.services.manual_tasks import finish_task, report_nothing, task_categories
from dsr.fulfilment.services.measures import PlannedMeasure
from policies.enums import HolderRoute, RequestKind
from policies.models import DataCategory, Processor, Recipient
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.gateways.company import Company
from tests.dsr.fulfilment.gateways.holders import served

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
GROUNDS = {"grounds": ["POLICY"], "ground_detail": "もう使わないため", "extent": ""}
ERASURE = AskedItem(kind=RequestKind.ERASURE, scope=(Scope.PROFILE,), detail=GROUNDS)
CORRECTION = AskedItem(
    kind=RequestKind.CORRECTION,
    scope=(Scope.PROFILE,),
    detail={"corrections": [{"field": "name", "current": "窓口 花子", "right": "受付 花子"}],
            "basis": "結婚したため"},
)  # fmt: skip
CORRECT_NAME = PlannedMeasure(
    action=ActionKind.CORRECT, category="PROFILE", field="name", current="窓口 花子",
    right="受付 花子",
)  # fmt: skip
ERASE_PROFILE = PlannedMeasure(action=ActionKind.ERASE, category="PROFILE")


class ActingBench(Bench):
    """A desk whose company database has an interface, beside an archive, a mailer and a partner."""

    def __init__(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.portal()
        self.app = self.database(company, monkeypatch)
        self.monkeypatch = monkeypatch

    def by_interface(self, source: DataSource | None = None) -> None:
        """The company database is told by its interface."""
        DataSource.objects.filter(pk=(source or self.app).pk).update(action_route=ActionRoute.HTTP)

    @contextmanager
    def interface(self, handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
        """Inside, the interface is this handler, on a real socket."""
        with served(handler) as url, pytest.MonkeyPatch.context() as patch:
            entry = {"SOURCE:APP": {"url": url, "secret": SECRET}}
            patch.setattr(settings, "ACTION_ENDPOINTS", entry)
            patch.setattr(settings, "ACTION_ENDPOINT_ALLOWED_HOSTS", ["127.0.0.1"])
            yield url

    def archive(self) -> DataSource:
        """Paper, searched and weeded by hand."""
        return self.source("ARCHIVE", Connector.MANUAL, "PROFILE")

    def processor(self, *categories: str, code: str = "MAILER", **facts: Any) -> Any:
        return self._holder(
            Processor, code, *categories, service_ja="配信", service_en="x", **facts
        )

    def recipient(self, *categories: str, code: str = "PARTNER", **facts: Any) -> Any:
        return self._holder(
            Recipient, code, *categories, purpose_ja="調査", purpose_en="x", **facts
        )

    def _holder(self, model: Any, code: str, *categories: str, **facts: Any) -> Any:
        holder = model.objects.create(
            code=code, position=model.objects.count() + 1, name_ja=f"{code}社", name_en=code,
            action_route=HolderRoute.MANUAL, **facts,
        )  # fmt: skip
        holder.categories.set(DataCategory.objects.filter(code__in=categories))
        return holder

    def approved_to_be(
        self, *measures: PlannedMeasure, asked: AskedItem = ERASURE, **facts: Any
    ) -> Case:
        """Submitted, waiting for the second person."""
        case = self.collected(items=[asked], **facts)
        self.search_by_hand(case)
        self.settle(case, *measures)
        return Case.objects.get(pk=case.pk)

    def search_by_hand(self, case: Case) -> None:
        """Say of every manual source that nothing was found there."""
        for task in ManualTask.objects.filter(result__collection__case=case, done_at=None):
            for code in task_categories(task.result):
                report_nothing(task_id=task.pk, category_code=code, statement="氏名で探した。",
                               actor=self.reviewer, now=NOW)  # fmt: skip
            finish_task(task_id=task.pk, actor=self.reviewer, now=NOW)

    def settle(self, case: Case, *measures: PlannedMeasure) -> None:
        """Decide every item as done by these measures, and submit."""
        save_decision(
            case_id=case.pk,
            answers=[
                Answer(item_id=item.pk, outcome="DONE", measures=measures, findings="確認した。")
                for item in case.items.all()
            ],
            actor=self.reviewer,
            now=NOW,
        )
        self.submitted(case)

    def begun(self, *measures: PlannedMeasure, **facts: Any) -> Case:
        """Approved: every holder is told."""
        case = self.approved_to_be(*measures, **facts)
        return begin_actions(case_id=case.pk, actor=self.manager, now=NOW)

    def confirmed(
        self, task: ActionTask, *, actor: Actor | None = None, **facts: Any
    ) -> ActionTask:
        """Done by hand, with a picture."""
        given = {"note": "書庫の原本を裁断した。", "proof": picture(), "proof_name": "photo.png",
                 "affected": 1, "now": NOW, **facts}  # fmt: skip
        return confirm_action(task_id=task.pk, actor=actor or self.reviewer, **given)

    def run(self, *, now: datetime = NOW) -> list[ActionTask]:
        """Do the jobs of the actions that are due."""
        due = ActionTask.objects.filter(try_at__lte=now).order_by("made_at", "pk")
        return [run_action(task_id=task.pk, now=now) for task in due]

    def run_later(self, *, minutes: float) -> list[ActionTask]:
        """The same, so long after."""
        return self.run(now=NOW + timedelta(minutes=minutes))


def picture() -> io.BytesIO:
    """A small picture to prove something with."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    drawn.seek(0)
    return drawn
