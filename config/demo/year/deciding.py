"""What the simulated desk decides: the planned answer where the facts allow it, or the true one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.actor import Actor
from config.demo.year.plan import Plan as YearPlan
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import Case, CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import DISCLOSING_KINDS
from dsr.fulfilment.enums import ActionKind, Connector, PromiseKind
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.selectors.collections import collection_of
from dsr.fulfilment.selectors.decisions import Holdings, holdings_by_item
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.decisions import save_decision
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.investigations import record_investigation
from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.planned_promises import Plan as PromisePlan
from policies.domain.calendar import jst_date
from policies.models import DataCategory
from policies.selectors.retentions import retentions_of

FINDINGS = "登録情報、利用履歴、委託先の取扱状況を確認し、請求の内容と照合した。"
REASON_JA = "ご請求の内容を調査した結果、上記の根拠に当たると判断したためです。"
REASON_EN = "Our investigation showed that the ground named above applies."
ACTION = {
    "SUSPENSION": ActionKind.SUSPEND,
    "ERASURE": ActionKind.ERASE,
    "PROVISION_STOP": ActionKind.STOP_PROVISION,
}


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """One person deciding one case."""

    case: Case
    actor: Actor
    now: datetime

    def decide(self, plan: YearPlan) -> None:
        """Investigate where the law asks for it, and draft an answer to every item."""
        self._leave_out(plan)
        collection = collection_of(self.case)
        held = holdings_by_item(collection) if collection else {}
        items = list(self.case.items.select_related("case__data_key").order_by("position"))
        answers = []
        for item, (outcome, code) in zip(items, plan.answers, strict=True):
            if item.kind not in (*DISCLOSING_KINDS, "PURPOSE_NOTICE"):
                record_investigation(
                    item_id=item.pk, findings=FINDINGS, actor=self.actor, now=self.now
                )
            alone = len(items) == 1
            answers.append(self._answer(item, held[item.pk], outcome, code, alone=alone))
        save_decision(case_id=self.case.pk, answers=answers, actor=self.actor, now=self.now)

    def _leave_out(self, plan: YearPlan) -> None:
        """A partial disclosure leaves one field of one category out, for somebody else's sake."""
        if ("PARTIAL", "") not in plan.answers:
            return
        part = (
            CollectedCategory.objects.filter(
                collection=collection_of(self.case), outcome="EXPORTED", form="RECORDS"
            )
            .order_by("category__position", "pk")
            .first()
        )
        if part is None or part.exclusions.exists():
            return
        exclude_part(
            part_id=part.pk, record=None, field=part.fields[0][0], code=OutcomeCode.D1,
            reason_ja=REASON_JA, reason_en=REASON_EN, actor=self.actor, now=self.now,
        )  # fmt: skip

    def _answer(
        self, item: CaseItem, held: Holdings, outcome: str, code: str, *, alone: bool
    ) -> Answer:
        if item.kind == "INQUIRY":
            return self._said(item, "ANSWERED", "")
        if code in ("N1", "X1") and not (code == "X1" and alone):
            outcome, code = _main_answer(item.kind), ""  # the facts decide below
        if item.kind in DISCLOSING_KINDS:
            return self._disclosed(item, held, outcome, code)
        if item.kind == "PURPOSE_NOTICE":
            found = bool(held.located)
            return self._said(item, outcome, code) if found else self._nothing(item)
        return self._acted(item, held, outcome, code)

    def _disclosed(self, item: CaseItem, held: Holdings, outcome: str, code: str) -> Answer:
        if code in ("X1", "N2", "D1"):
            return self._said(item, outcome, code)
        if not held.disclosed:
            return self._nothing(item)
        return self._said(item, "PARTIAL" if held.is_partial else "FULL", "")

    def _acted(self, item: CaseItem, held: Holdings, outcome: str, code: str) -> Answer:
        located = [part.category for part in held.located if not _is_ours(part)]
        if not located:
            return self._nothing(item)
        if outcome == "REFUSED":
            return self._said(item, outcome, code)
        if item.kind == "CORRECTION":
            return self._corrected(item, located, outcome, code)
        return self._stopped(item, located, outcome, code)

    def _corrected(
        self, item: CaseItem, located: Sequence[DataCategory], outcome: str, code: str
    ) -> Answer:
        measures = tuple(
            PlannedMeasure(action=ActionKind.CORRECT, category=located[0].code, **row)
            for row in item_detail(item)["corrections"]
        )
        return self._said(item, outcome, code, measures=measures)

    def _stopped(
        self, item: CaseItem, located: Sequence[DataCategory], outcome: str, code: str
    ) -> Answer:
        if outcome == "ALTERNATIVE":
            return self._said(item, outcome, code, promises=(self._later(),))
        action = ActionKind.SUSPEND if outcome == "MILDER_MEASURE" else ACTION[item.kind]
        laws = retentions_of(located) if action == ActionKind.ERASE else {}
        free = [category for category in located if category.pk not in laws]
        measures = tuple(PlannedMeasure(action=action, category=row.code) for row in free)
        promises = tuple(
            PromisePlan(
                kind=PromiseKind.ERASE_AFTER_RETENTION, retention=law.code,
                due_date=jst_date(self.now) + timedelta(days=law.days),
                text_ja="法令による保存期間が終了した時点で消去します。",
                text_en="We erase it when the period the law obliges us to keep it ends.",
            )
            for law in {law.code: law for rows in laws.values() for law in rows}.values()
        )  # fmt: skip
        if not laws:
            return self._said(item, outcome, code, measures=measures)
        if not free:
            return self._said(item, "ALTERNATIVE", "S5", promises=promises)
        return self._said(item, "DONE_IN_PART", "S6", measures=measures, promises=promises)

    def _later(self) -> PromisePlan:
        return PromisePlan(
            kind=PromiseKind.ALTERNATIVE_MEASURE,
            due_date=jst_date(self.now) + timedelta(days=60),
            text_ja="次のシステム更改で消去し、それまでは利用を停止します。",
            text_en="We erase it with the next renewal of the system; until then it is not used.",
        )

    def _nothing(self, item: CaseItem) -> Answer:
        return self._said(item, "DOES_NOT_EXIST", "N1")

    def _said(
        self,
        item: CaseItem,
        outcome: str,
        code: str,
        *,
        measures: tuple[PlannedMeasure, ...] = (),
        promises: tuple[PromisePlan, ...] = (),
    ) -> Answer:
        return Answer(
            item_id=item.pk, outcome=Outcome(outcome), code=OutcomeCode(code) if code else "",
            reason_ja=REASON_JA, reason_en=REASON_EN, measures=measures, promises=promises,
        )  # fmt: skip


def _main_answer(kind: str) -> str:
    if kind in DISCLOSING_KINDS:
        return "FULL"
    return "NOTIFIED" if kind == "PURPOSE_NOTICE" else "DONE"


def _is_ours(part: CollectedCategory) -> bool:
    """Whether it is this portal's own file of the request, not the service's data."""
    return part.result is not None and part.result.source.connector == Connector.PORTAL
