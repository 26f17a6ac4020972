"""The report of a breach on paper: the nine items of Enforcement Rules Art 8(1), in Japanese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.pdf import JSON, render_pdf
from dsr.cases.letters.words import date_words

_TEMPLATE = "breaches/letters/typst/report.typ"
_KINDS = {"PRELIMINARY": "速報", "FINAL": "確報"}
# Codes as the Rules say them; the console's words are shorter.
GROUNDS = {
    "SPECIAL_CARE": "要配慮個人情報が含まれる個人データの漏えい等（規則第7条第1号）",
    "PROPERTY_DAMAGE": "不正に利用されることにより財産的被害が生じるおそれがある個人データの"
    "漏えい等（規則第7条第2号）",
    "IMPROPER_PURPOSE": "不正の目的をもって行われたおそれがある行為による個人データの漏えい等"
    "（規則第7条第3号）",
    "OVER_1000": "個人データに係る本人の数が千人を超える漏えい等（規則第7条第4号）",
}
ITEMS = (
    "概要",
    "漏えい等が発生し、又は発生したおそれがある個人データの項目",
    "漏えい等が発生し、又は発生したおそれがある個人データに係る本人の数",
    "原因",
    "二次被害又はそのおそれの有無及びその内容",
    "本人への対応の実施状況",
    "公表の実施状況",
    "再発防止のための措置",
    "その他参考となる事項",
)
UNKNOWN = {"PRELIMINARY": "報告時点で未確認", "FINAL": "未記入"}


@dataclass(frozen=True, kw_only=True)
class BreachReportFacts:
    """What the paper says.

    Arguments:
        kind: PRELIMINARY or FINAL.
        items: the nine texts in the order of the Rules; "" where nothing is known.
        grounds: codes of GROUNDS; empty while nobody has assessed.
        reported_on: None while it is a draft.
        receipt_number: the Commission's, "" for none.
    """

    kind: str
    reference: str
    organisation: str
    representative: str
    address: str
    contact: str
    knowledge_on: date
    due_on: date
    grounds: Sequence[str]
    items: Sequence[str]
    dated_on: date
    reported_on: date | None
    receipt_number: str


def breach_report(facts: BreachReportFacts) -> bytes:
    """The report as a PDF, to print or to copy into the Commission's form.

    Raises UnableToRenderPdf, and ValueError where there are not nine items.
    """
    rows = [
        ("記録番号", facts.reference),
        ("報告の種別", _KINDS[facts.kind]),
        ("事態を知った日", date_words(facts.knowledge_on, "ja")),
        ("報告期限", date_words(facts.due_on, "ja")),
        ("報告した日", date_words(facts.reported_on, "ja") if facts.reported_on else "未報告"),
        ("委員会の受付番号", facts.receipt_number),
        ("報告対象事態", "\n".join(GROUNDS[code] for code in facts.grounds) or "判定前"),
        ("報告者", "\n".join(line for line in (facts.organisation, facts.representative) if line)),
        ("所在地", facts.address),
        ("連絡先", facts.contact),
    ]
    items: list[dict[str, JSON]] = [
        {"label": label, "text": text or UNKNOWN[facts.kind], "known": bool(text)}
        for label, text in zip(ITEMS, facts.items, strict=True)
    ]
    return render_pdf(
        template=_TEMPLATE,
        data={
            "created_on": facts.dated_on.isoformat(),
            "language": "ja",
            "organisation": facts.organisation,
            "title": f"個人データの漏えい等に関する報告書（{_KINDS[facts.kind]}）",
            "draft": "" if facts.reported_on else "下書き（未報告）",
            "reference": facts.reference,
            "date": date_words(facts.dated_on, "ja"),
            "rows": [[label, text] for label, text in rows if text],
            "items": items,
            "note": "個人情報の保護に関する法律施行規則第8条第1項各号の事項。"
            "報告は個人情報保護委員会の報告フォームから行います。",
        },
    )
