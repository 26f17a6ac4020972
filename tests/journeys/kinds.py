"""What is filed of each kind, how the desk answers it, and what the letter then says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from config.demo.milly_app.persona import Persona
from config.demo.milly_app.personas import HANAKO, MARIA
from tests.journeys.members import held
from tests.journeys.person import Fields, Filing, about

HANAKO_ID, MARIA_ID = "M-000042", "M-005555"
IN_SEVEN_YEARS = f"{date.today().year + 8}-04-01"
WHO: Mapping[str, Persona] = {"ja": HANAKO, "en": MARIA}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of request. `lead`: the language of the person whose case goes to its end.

    Arguments:
        chosen, typed, rows: answers of the kind's own pages.
        found: what the investigation found, "" where none is needed.
        select, fill: the deciding page.
        shown: words of which one at least stands on the deciding page, in its language.
        told: what the letter says.
        actions: what is done, how it is told, sorted; none without a measure.
        effect: what the sample service holds; becomes: what that is after acting.
        downloads: whether the answer is a package beside the letter.
    """

    lead: str
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, Fields]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Fields, ...]] = field(default_factory=dict)
    found: str = ""
    select: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    effect: Callable[[], object] = lambda: None
    becomes: object = None
    downloads: bool = False

    def filing(self, kind: str, language: str) -> Filing:
        """Filed by the person of this language."""
        return Filing(
            kinds=(kind,),
            chosen=self.chosen,
            typed={**about(WHO[language]), **self.typed.get(language, {})},
            rows=self.rows.get(language, ()),
        )


def _restrictions(member_id: str) -> object:
    return [(row["category"], row["action"]) for row in held("restrictions", member_id)]


KINDS: Mapping[str, Kind] = {
    "PURPOSE_NOTICE": Kind(
        lead="ja",
        select={"answer_1": "NOTIFIED|"},
        told=("利用目的", "広告の配信"),
    ),
    "PROVISION_RECORDS": Kind(
        lead="en",
        select={"answer_1": "FULL|"},
        told=("第三者提供記録",),
        downloads=True,
    ),
    "CORRECTION": Kind(
        lead="ja",
        rows={
            "ja": (
                {"field": "職業", "current": "会社員", "right": "会社役員"},
                {"field": "役職", "current": "主任", "right": "課長"},
            ),
            "en": (
                {"field": "Occupation", "current": "会社員", "right": "自営業"},
                {"field": "Place of work", "current": "株式会社あおば製作所"},
            ),
        },
        found="社員証の写しで確認した。",
        select={
            "answer_1": "DONE|",
            "measure_1_1_action": "CORRECT", "measure_1_1_category": "PROFILE",
            "measure_1_2_action": "CORRECT", "measure_1_2_category": "PROFILE",
        },
        shown=("会社役員", "課長"),
        told=("会社役員", "課長"),
        actions=("HTTP CORRECT PROFILE",) * 2 + ("MANUAL CORRECT PROFILE",) * 2,
        effect=lambda: [(row["occupation"], row["title"]) for row in held("members", HANAKO_ID)],
        becomes=[("会社役員", "課長")],
    ),
    "SUSPENSION": Kind(
        lead="en",
        chosen={"suspension": ("USAGE",), "suspension-why": ("BEYOND_PURPOSE",)},
        found="広告の測定に使われていた。",
        select={"answer_1": "DONE|", "measure_1_USAGE_action": "SUSPEND"},
        told=("利用の停止",),
        actions=("HTTP SUSPEND USAGE",),
        effect=lambda: _restrictions(MARIA_ID),
        becomes=[("USAGE", "SUSPEND")],
    ),
    "ERASURE": Kind(
        lead="ja",
        chosen={"erasure": ("LOCATION", "OTHER"), "erasure-why": ("NO_LONGER_NEEDED",)},
        found="位置情報は使われていない。手数料の帳簿は法令で保存する。",
        select={
            "answer_1": "DONE_IN_PART|S6", "measure_1_LOCATION_action": "ERASE",
            "promise_1_1_kind": "ERASE_AFTER_RETENTION", "promise_1_1_law": "TAX_BOOKS",
        },
        fill={
            "reason_ja_1": "手数料の帳簿は法令により保存が必要です。",
            "reason_en_1": "A law obliges us to keep the books of fees.",
            "promise_1_1_due": IN_SEVEN_YEARS,
            "promise_1_1_text_ja": "保存の期間が終わり次第、消去します。",
            "promise_1_1_text_en": "We erase them when the time of keeping is over.",
        },
        shown=("法人税法施行規則第59条", "Corporation Tax Act"),
        told=("位置情報", "保存の期間が終わり次第、消去します。"),
        actions=("HTTP ERASE LOCATION",),
        effect=lambda: held("locations", HANAKO_ID),
        becomes=[],
    ),
    "PROVISION_STOP": Kind(
        lead="en",
        chosen={
            "provision-stop": ("USAGE",), "provision-stop-why": ("PROVIDED_WITHOUT_CONSENT",),
        },
        found="提供の記録を確認した。",
        select={"answer_1": "DONE|", "measure_1_USAGE_action": "STOP_PROVISION"},
        told=("第三者への提供の停止",),
        actions=("HTTP STOP_PROVISION USAGE", "MANUAL STOP_PROVISION USAGE"),
        effect=lambda: _restrictions(MARIA_ID),
        becomes=[("USAGE", "STOP_PROVISION")],
    ),
    "INQUIRY": Kind(
        lead="ja",
        chosen={"inquiry": ("COMPLAINT",)},
        typed={
            "ja": {"inquiry": {"inquiry_text": "前の請求の回答が遅いです。"}},
            "en": {"inquiry": {"inquiry_text": "The answer to my request is late."}},
        },
        found="前の請求の経過を確認した。",
        select={"answer_1": "ANSWERED|"},
        fill={
            "reason_ja_1": "お待たせして申し訳ありません。まもなくお答えします。",
            "reason_en_1": "We are sorry. We answer soon.",
        },
        shown=("前の請求の回答が遅いです。",),
        told=("お待たせして申し訳ありません。",),
    ),
}  # fmt: skip
