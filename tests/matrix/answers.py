"""What is typed to ask for a cell of the matrix, and how the desk answers it."""

from collections.abc import Sequence
from typing import Any

from dsr.fulfilment.services.measures import PlannedMeasure
from dsr.fulfilment.services.planned_promises import Plan
from dsr.portal.enums import Page
from tests.dsr.fulfilment.deciding import doing, promise
from tests.dsr.identity.representatives import CHILD_BORN
from tests.matrix.table import STOPPING, Cell

REASON = "調査の結果、ご請求どおりにはできないと判断したためです。"
ANSWER = "国内のデータセンターに保存しています。"
SECRET = "存在を明らかにできない事情"
FINDINGS = "登録の履歴と資料を確認した。"
ASIDE = "本人の申出に係る分"
CORRECT = PlannedMeasure(
    action="CORRECT", category="PROFILE", field="住所", current="旧住所", right="新住所"
)
_MAIN = {"SUSPENSION": "SUSPEND", "ERASURE": "ERASE", "PROVISION_STOP": "STOP_PROVISION"}
_MILDER = {"SUSPENSION": "STOP_PROVISION", "ERASURE": "SUSPEND"}


def pages_of(
    asked: Sequence[Cell], *, member_id: str, **answers: Any
) -> dict[Page, dict[str, Any]]:
    """What is typed on each page, where it differs from a member's request for disclosure."""
    requester = asked[0].requester
    typed: dict[Page, dict[str, Any]] = {
        Page.REQUESTER: {"asked_by": requester},
        Page.KINDS: {"kinds": [cell.kind for cell in asked]},
        Page.MEMBERSHIP: {"member_id": member_id},
        Page.SCOPE: {"scope": ["PROFILE"]},
    }
    if requester in ("PARENT", "MINOR_GUARDIAN"):
        typed[Page.NAME] = {
            "birth_year": str(CHILD_BORN.year), "birth_month": str(CHILD_BORN.month),
            "birth_day": str(CHILD_BORN.day),
        }  # fmt: skip
    for cell in asked:
        typed |= _of_kind(cell)
    for page in typed.keys() | {Page.AUTHORITY, Page.DELIVERY}:
        named = {name: text for name, text in answers.items() if _belongs(page, name)}
        typed[page] = typed.get(page, {}) | named
    return typed


_FIELDS = {Page.AUTHORITY: ("may_receive",), Page.DELIVERY: ("delivery_method",)}


def _belongs(page: Page, name: str) -> bool:
    return name in _FIELDS.get(page, ())


def _of_kind(cell: Cell) -> dict[Page, dict[str, Any]]:
    if cell.kind == "CORRECTION" and cell.outcome == "DONE_IN_PART":
        second = {"field": "氏名", "current": "旧姓", "right": "新姓"}
        return {
            Page.CORRECTION: {f"correction_2_{name}": text for name, text in second.items()}
        }  # fmt: skip
    if cell.kind not in STOPPING:
        return {}
    start = f"{cell.kind.lower()}_"
    return {
        Page[f"{cell.kind}_DATA"]: {f"{start}scope": ["PROFILE"], f"{start}extent": ""},
        Page[f"{cell.kind}_WHY"]: {f"{start}grounds": [cell.ticked], f"{start}detail": ""},
    }


def answer_to(cell: Cell) -> dict[str, Any]:
    """What the reviewer writes."""
    facts: dict[str, Any] = {"outcome": cell.outcome, "code": cell.code}
    if cell.kind not in ("DISCLOSURE", "PROVISION_RECORDS", "PURPOSE_NOTICE"):
        facts["findings"] = FINDINGS
    if cell.kind == "INQUIRY":
        return facts | {"reason_ja": ANSWER, "reason_en": "In Japan."}
    if cell.code == "X1":
        return facts | {"reason_ja": SECRET}
    if not cell.as_asked and cell.code not in ("", "N1"):
        facts |= {"reason_ja": REASON, "reason_en": "As our search showed."}
    return facts | {
        "not_for_volume": cell.code == "D2", "measures": _measures(cell),
        "promises": _promises(cell),
    }  # fmt: skip


def _measures(cell: Cell) -> tuple[PlannedMeasure, ...]:
    if cell.kind == "CORRECTION":
        return (CORRECT,) if cell.outcome in ("DONE", "DONE_IN_PART") else ()
    if cell.outcome == "DONE":
        return (doing(_MAIN[cell.kind]),)
    if cell.outcome == "DONE_IN_PART":
        return (doing(_MAIN[cell.kind], extent_ja=ASIDE, extent_en="As asked"),)
    if cell.outcome == "MILDER_MEASURE":
        milder = _MILDER.get(cell.kind)
        return (doing(milder),) if milder else (doing("STOP_PROVISION", extent_ja=ASIDE),)
    return ()


def _promises(cell: Cell) -> tuple[Plan, ...]:
    return (promise(),) if cell.outcome == "ALTERNATIVE" else ()
