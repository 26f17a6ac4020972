"""Deciding any kind of request in the seeded stories, and masking what concerns others."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.demo.accounts import REVIEWER, Account
from config.demo.desk_steps import NOTHING_FOUND
from config.demo.walk import Walk
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import INVESTIGATED_KINDS
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.enums import ActionKind, PromiseKind
from dsr.fulfilment.models import CollectedCategory, ManualTask
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.decisions import save_decision
from dsr.fulfilment.services.manual_tasks import (
    UploadKind,
    finish_task,
    report_nothing,
    task_categories,
    upload_result,
)
from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.planned_promises import Plan
from dsr.fulfilment.services.redactions import redact_part
from policies.domain.calendar import jst_date

FINDINGS = "登録情報、利用履歴、委託先の取扱状況を確認し、請求の内容と照合しました。"


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What is owed so many days after the decision."""

    days: int
    text_ja: str
    text_en: str
    kind: PromiseKind = PromiseKind.ALTERNATIVE_MEASURE
    retention: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answer to one item. `doing`: (action, category); a correction corrects what was asked."""

    outcome: Outcome
    code: OutcomeCode | str = ""
    reason_ja: str = ""
    reason_en: str = ""
    doing: Sequence[tuple[ActionKind, str]] = ()
    promised: Sequence[Promised] = ()


def answer_each(walk: Walk, now: datetime, *, told: Sequence[Told], by: Account = REVIEWER) -> None:
    """Draft an answer to every item, in order; investigated where the law asks for it."""
    items = walk.case.items.select_related("case__data_key").order_by("position")
    answers = [_answer(item, one, now) for item, one in zip(items, told, strict=True)]
    save_decision(answers=answers, actor=walk.staff(by), **walk.facts(now))


def _answer(item: CaseItem, told: Told, now: datetime) -> Answer:
    return Answer(
        item_id=item.pk,
        outcome=told.outcome,
        code=told.code,
        reason_ja=told.reason_ja,
        reason_en=told.reason_en,
        findings=FINDINGS if item.kind in INVESTIGATED_KINDS else "",
        measures=tuple(row for action, code in told.doing for row in _measures(item, action, code)),
        promises=tuple(
            Plan(
                kind=one.kind, due_date=jst_date(now) + timedelta(days=one.days),
                text_ja=one.text_ja, text_en=one.text_en, retention=one.retention,
            )
            for one in told.promised
        ),
    )  # fmt: skip


def _measures(item: CaseItem, action: ActionKind, category: str) -> list[PlannedMeasure]:
    if action != ActionKind.CORRECT:
        return [PlannedMeasure(action=action, category=category)]
    asked = item_detail(item)["corrections"]
    return [PlannedMeasure(action=action, category=category, **row) for row in asked]


def find_memo(walk: Walk, now: datetime, *, memo: bytes, by: Account = REVIEWER) -> None:
    """Do the tasks for people: a document with others' names on paper, nothing elsewhere."""
    tasks = ManualTask.objects.filter(result__collection__case_id=walk.case_id, done_at=None)
    for task in tasks.select_related("result").order_by("pk"):
        for code in task_categories(task.result):
            facts: dict[str, Any] = {
                "task_id": task.pk,
                "category_code": code,
                "actor": walk.staff(by),
                "now": now,
            }
            if code == "INQUIRY_NOTES":
                upload_result(
                    kind=UploadKind.PDF, upload=io.BytesIO(memo), file_name="memo.pdf", **facts
                )
            else:
                report_nothing(statement=NOTHING_FOUND[code], **facts)
        finish_task(task_id=task.pk, actor=walk.staff(by), now=now)


def mask(
    walk: Walk,
    now: datetime,
    *,
    category: str,
    wanted: WantedRedaction,
    reason_ja: str,
    reason_en: str,
    by: Account = REVIEWER,
) -> None:
    """Mask something of a collected part."""
    part = CollectedCategory.objects.get(
        collection__case_id=walk.case_id, category__code=category, outcome="EXPORTED"
    )
    redact_part(
        part_id=part.pk, wanted=wanted, code=OutcomeCode.D1, reason_ja=reason_ja,
        reason_en=reason_en, actor=walk.staff(by), now=now,
    )  # fmt: skip
