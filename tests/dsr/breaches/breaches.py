"""Breaches for tests: opened and handled by the real services."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.domain.actor import Actor
from dsr.breaches.enums import BreachKind
from dsr.breaches.models import Breach
from dsr.breaches.services.assessments import assess_reportable
from dsr.breaches.services.facts import describe_breach
from dsr.breaches.services.notices import record_notice
from dsr.breaches.services.openings import open_breach
from dsr.breaches.services.reports import record_report
from dsr.cases.models import Case
from tests.desk import file_disclosure, make_requester, set_up_desk, staff_actor

KNOWN_ON = date(2026, 4, 1)
NOW = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
FACTS = {
    "summary": "別の方に開示資料を送付しました。",
    "data_items": "氏名、住所",
    "cause": "宛先の確認漏れ",
    "secondary_damage": "確認されていません。",
    "response": "電話でおわびと説明をしました。",
    "publication": "公表の予定はありません。",
    "prevention": "発送前に2人で宛先を確認します。",
    "other": "",
}


class Scene:
    """A desk, a case and the people who handle breaches."""

    def __init__(self) -> None:
        set_up_desk()
        self.manager = staff_actor("manager")
        self.reviewer = staff_actor("reviewer")
        self.case: Case = file_disclosure(make_requester())

    def opened(self, actor: Actor | None = None, **facts: Any) -> Breach:
        return open_breach(
            **{
                "kind": BreachKind.WRONG_RECIPIENT,
                "case": self.case,
                "knowledge_on": KNOWN_ON,
                "description": FACTS["summary"],
                "concerned_subject_ids": [self.case.subject_id],
                "actor": actor or self.reviewer,
                "now": NOW,
                **facts,
            }
        )

    def described(self, breach: Breach, *, people: int | None = 1, **facts: str) -> Breach:
        return describe_breach(
            breach_id=breach.pk, facts={**FACTS, **facts}, category_codes=[], people_count=people,
            actor=self.manager, now=NOW,
        )  # fmt: skip

    def assessed(self, breach: Breach, *grounds: str) -> Breach:
        return assess_reportable(
            breach_id=breach.pk, grounds=grounds or ["PROPERTY_DAMAGE"], reason="口座番号を含む",
            actor=self.manager, now=NOW,
        )  # fmt: skip

    def reported(self, breach: Breach, kind: str = "PRELIMINARY", **facts: Any) -> Breach:
        return record_report(
            **{
                "breach_id": breach.pk, "kind": kind, "reported_on": date(2026, 4, 2),
                "receipt_number": "12345", "actor": self.manager, "now": NOW, **facts,
            }
        )  # fmt: skip

    def told(self, breach: Breach, audience: str = "PERSON") -> None:
        record_notice(
            breach_id=breach.pk, audience=audience, way="PHONE", told_on=date(2026, 4, 2), people=1,
            text="ご本人に電話で説明しました。", actor=self.manager, now=NOW,
        )  # fmt: skip
