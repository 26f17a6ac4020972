"""Corrections of defects, as a desk offers them before it declines anything."""

from datetime import datetime

from accounts.domain.actor import Actor
from dsr.cases.enums import OutcomeCode
from dsr.cases.services.defects import answer_defect, ask_for_correction


def correct_in_vain(*, case_id: int, code: OutcomeCode, actor: Actor, now: datetime) -> None:
    """Ask for a correction; an answer comes that does not put it right."""
    ask_for_correction(
        case_id=case_id, code=code, text="書類をお送りください。", actor=actor, now=now
    )
    answer_defect(case_id=case_id, code=code, facts={}, now=now)
