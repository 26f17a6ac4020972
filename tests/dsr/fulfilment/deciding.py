"""Deciding, for tests: what people ask, and cases walked to any answer by the real services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dsr.cases.enums import Scope, StopGround
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.fulfilment.enums import PromiseKind
from dsr.fulfilment.models import ActionTask, Decision
from dsr.fulfilment.services.action_tasks import report_nothing_held
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.decisions import save_decision
from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.planned_promises import Plan
from dsr.fulfilment.services.releases import release_package
from policies.enums import RequestKind
from policies.models import DataCategory, LegalRetention
from tests.desk import NOW
from tests.dsr.fulfilment.acting import ActingBench

FINDINGS = "登録の履歴とご本人の資料を確認した。"
REASON = "調査の結果によるものです。"
KINDS = tuple(kind.value for kind in RequestKind)
SOON = NOW.date().replace(month=9)


def asked(
    kind: str, *grounds: StopGround | str, scope: tuple[str, ...] = (Scope.PROFILE,), **detail: Any
) -> AskedItem:
    """One thing asked, with the words its kind has."""
    told: dict[str, dict[str, Any]] = {
        "CORRECTION": {
            "corrections": [{"field": "氏名", "current": "窓口 花子", "right": "𠮷野 花子"}],
            "basis": "戸籍",
        },
        "INQUIRY": {"nature": "QUESTION", "about_reference": "", "text": "いつ分かりますか。"},
    }
    words = told.get(kind, {})
    if kind in ("SUSPENSION", "ERASURE", "PROVISION_STOP"):
        ticked = list(grounds or [StopGround.NO_LONGER_NEEDED])
        words = {"grounds": ticked, "ground_detail": "", "extent": ""}
    return AskedItem(kind=RequestKind(kind), scope=scope, detail={**words, **detail})


CORRECT = PlannedMeasure(
    action="CORRECT", category="PROFILE", field="氏名", current="窓口 花子", right="𠮷野 花子"
)


def doing(action: str, category: str = "PROFILE", **extent: str) -> PlannedMeasure:
    return PlannedMeasure(action=action, category=category, **extent)


def promise(**changed: Any) -> Plan:
    facts = {
        "kind": PromiseKind.ALTERNATIVE_MEASURE,
        "due_date": SOON,
        "text_ja": "新しい仕組みに移します。",
        "text_en": "We move to a new system.",
    }
    return Plan(**{**facts, **changed})


def retention(*categories: str, code: str = "TAX", **facts: Any) -> LegalRetention:
    """A law that obliges to keep."""
    law = LegalRetention.objects.create(
        code=code, position=LegalRetention.objects.count() + 1, law_ja="法人税法施行規則第59条",
        law_en="Corporation Tax Act Enforcement Regulations Art 59", what_ja="取引の記録",
        what_en="Records of transactions", from_ja="事業年度の終わり",
        from_en="end of the business year", days=2557, **facts,
    )  # fmt: skip
    law.categories.set(DataCategory.objects.filter(code__in=categories))
    return law


class DecidingBench(ActingBench):
    """A desk at which anything may be asked and answered."""

    def asking(self, *items: AskedItem, now: datetime = NOW, **facts: Any) -> Case:
        """Filed, searched, under review."""
        return self.collected(items=list(items), now=now, **facts)

    def answer(self, case: Case, *answers: dict[str, Any], now: datetime = NOW) -> Decision:
        """Draft: one dict per item, in order; findings come by themselves."""
        items = list(case.items.order_by("position"))
        return save_decision(
            case_id=case.pk,
            answers=[
                Answer(item_id=item.pk, **{"findings": self._findings(item.kind), **facts})
                for item, facts in zip(items, answers, strict=True)
            ],
            actor=self.reviewer,
            now=now,
        )

    def _findings(self, kind: str) -> str:
        disclosing = ("DISCLOSURE", "PROVISION_RECORDS", "PURPOSE_NOTICE")
        return "" if kind in disclosing else FINDINGS

    def given(self, case: Case, *answers: dict[str, Any], now: datetime = NOW) -> Case:
        """Answered, submitted, done in the sources where something is to be done, released."""
        self.answer(case, *answers)
        self.submitted(case)
        if Case.objects.get(pk=case.pk).actions_gate == "OPEN":
            begin_actions(case_id=case.pk, actor=self.manager, now=NOW)
            self.finish_actions(case)
        return release_package(case_id=case.pk, actor=self.manager, now=now)

    def finish_actions(self, case: Case) -> Sequence[ActionTask]:
        """Everybody who was told says that it is done."""
        tasks = list(ActionTask.objects.filter(item__case=case).order_by("made_at", "pk"))
        return [
            report_nothing_held(task_id=task.pk, note="確認した。", actor=self.reviewer, now=NOW)
            for task in tasks
        ]
