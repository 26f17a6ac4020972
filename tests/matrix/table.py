"""Every lawful answer to every kind of request, by hand from DOMAIN §2 and §3, and who may ask.

Nothing here is read from the product: where the two differ, one of them is wrong.
"""

from typing import NamedTuple

OF_SELF = "SELF"
REPRESENTATIVES = ("PARENT", "MINOR_GUARDIAN", "ADULT_GUARDIAN", "MANDATE")
STOPPING = ("SUSPENSION", "ERASURE", "PROVISION_STOP")

_NEVER_THERE = "DOES_NOT_EXIST:N1,X1 | NOT_RETAINED:N2"
_STOPPING = (
    "DONE: | DONE_IN_PART:S6 | MILDER_MEASURE:S6 | ALTERNATIVE:S5 | REFUSED:S1,S2,S3,S4"
    f" | {_NEVER_THERE}"
)
LAWFUL = {
    "PURPOSE_NOTICE": f"NOTIFIED: | REFUSED:P1,P2,P3,P4 | {_NEVER_THERE}",
    "DISCLOSURE": f"FULL: | PARTIAL: | REFUSED:D1,D2,D3,D4 | {_NEVER_THERE}",
    "PROVISION_RECORDS": f"FULL: | PARTIAL: | REFUSED:D1,D2,D3 | {_NEVER_THERE}",
    "CORRECTION": f"DONE: | DONE_IN_PART:C1,C2,C3,C4 | REFUSED:C1,C2,C3,C4 | {_NEVER_THERE}",
    "SUSPENSION": _STOPPING,
    "ERASURE": _STOPPING,
    "PROVISION_STOP": _STOPPING,
    "INQUIRY": "ANSWERED:",
}
KINDS = tuple(LAWFUL)
NEVER_A_FEE = ("CORRECTION", *STOPPING, "INQUIRY")
# DOMAIN §2, last column. An erasure on the policy's ground alone has none (its own test).
ART_39 = ("DISCLOSURE", "PROVISION_RECORDS", "CORRECTION", *STOPPING)
AS_ASKED = ("FULL", "NOTIFIED", "DONE", "ANSWERED")

REQUEST = {
    "PURPOSE_NOTICE": "保有個人データの利用目的の通知（法第32条第2項）",
    "DISCLOSURE": "保有個人データの開示（法第33条第1項）",
    "PROVISION_RECORDS": "第三者提供記録の開示（法第33条第5項）",
    "CORRECTION": "保有個人データの内容の訂正、追加または削除（法第34条第1項）",
    "SUSPENSION": "保有個人データの利用の停止（法第35条第1項・第5項）",
    "ERASURE": "保有個人データの消去（法第35条第1項・第5項）",
    "PROVISION_STOP": "保有個人データの第三者への提供の停止（法第35条第3項・第5項）",
    "INQUIRY": "お問い合わせ・ご意見・苦情のお申し出",
}
REQUEST_EN = {
    "PURPOSE_NOTICE": "Art 32(2) of the Act",
    "DISCLOSURE": "Art 33(1) of the Act",
    "PROVISION_RECORDS": "Art 33(5) of the Act",
    "CORRECTION": "Art 34(1) of the Act",
    "SUSPENSION": "Art 35(1) and (5) of the Act",
    "ERASURE": "Art 35(1) and (5) of the Act",
    "PROVISION_STOP": "Art 35(3) and (5) of the Act",
    "INQUIRY": "Inquiry, comment or complaint",
}
_NONE = "ご請求の対象となる保有個人データは存在しませんでした"
_NOT_RETAINED = "保有個人データに該当しないため"
_PROMISED = "に記載した措置を、記載の日までに行います。"
CONCLUSION = {
    ("PURPOSE_NOTICE", "NOTIFIED"): "保有個人データの利用目的は、次のとおりです。",
    ("PURPOSE_NOTICE", "REFUSED"): "利用目的は、通知いたしません（法第32条第3項）。",
    ("PURPOSE_NOTICE", "DOES_NOT_EXIST"): _NONE,
    ("PURPOSE_NOTICE", "NOT_RETAINED"): _NOT_RETAINED,
    ("DISCLOSURE", "FULL"): "保有個人データの全部を開示いたします。",
    ("DISCLOSURE", "PARTIAL"): "保有個人データの一部を開示いたします。",
    ("DISCLOSURE", "REFUSED"): "保有個人データは、開示いたしません。",
    ("DISCLOSURE", "DOES_NOT_EXIST"): f"{_NONE}（法第33条第3項）。",
    ("DISCLOSURE", "NOT_RETAINED"): _NOT_RETAINED,
    ("PROVISION_RECORDS", "FULL"): "第三者提供記録の全部を開示いたします。",
    ("PROVISION_RECORDS", "PARTIAL"): "第三者提供記録の一部を開示いたします。",
    ("PROVISION_RECORDS", "REFUSED"): "第三者提供記録は、開示いたしません。",
    ("PROVISION_RECORDS", "DOES_NOT_EXIST"): (
        "ご請求の対象となる第三者提供記録は存在しませんでした（法第33条第5項において準用する同条第3項）。"
    ),
    ("PROVISION_RECORDS", "NOT_RETAINED"): "第三者提供記録に該当しないため",
    ("CORRECTION", "DONE"): "のとおり訂正等をいたしました（法第34条第3項）。",
    ("CORRECTION", "DONE_IN_PART"): "そのほかの部分は訂正等をいたしません。",
    ("CORRECTION", "REFUSED"): "内容の訂正等はいたしません（法第34条第3項）。",
    ("CORRECTION", "DOES_NOT_EXIST"): _NONE,
    ("CORRECTION", "NOT_RETAINED"): _NOT_RETAINED,
    ("SUSPENSION", "DONE"): "保有個人データの利用を停止いたしました。",
    ("SUSPENSION", "DONE_IN_PART"): "に記載した限度で利用を停止いたしました。",
    ("SUSPENSION", "MILDER_MEASURE"): "より緩やかな措置をとりました。",
    ("SUSPENSION", "ALTERNATIVE"): _PROMISED,
    ("SUSPENSION", "REFUSED"): "保有個人データの利用の停止はいたしません。",
    ("SUSPENSION", "DOES_NOT_EXIST"): _NONE,
    ("SUSPENSION", "NOT_RETAINED"): _NOT_RETAINED,
    ("ERASURE", "DONE"): "保有個人データを消去いたしました。",
    ("ERASURE", "DONE_IN_PART"): "に記載した限度で措置をとりました。",
    ("ERASURE", "MILDER_MEASURE"): "より緩やかな措置をとりました。",
    ("ERASURE", "ALTERNATIVE"): _PROMISED,
    ("ERASURE", "REFUSED"): "保有個人データの消去はいたしません。",
    ("ERASURE", "DOES_NOT_EXIST"): _NONE,
    ("ERASURE", "NOT_RETAINED"): _NOT_RETAINED,
    ("PROVISION_STOP", "DONE"): "保有個人データの第三者への提供を停止いたしました。",
    ("PROVISION_STOP", "DONE_IN_PART"): "に記載した限度で第三者への提供を停止いたしました。",
    ("PROVISION_STOP", "MILDER_MEASURE"): "より緩やかな措置をとりました。",
    ("PROVISION_STOP", "ALTERNATIVE"): _PROMISED,
    ("PROVISION_STOP", "REFUSED"): "保有個人データの第三者への提供の停止はいたしません。",
    ("PROVISION_STOP", "DOES_NOT_EXIST"): _NONE,
    ("PROVISION_STOP", "NOT_RETAINED"): _NOT_RETAINED,
    ("INQUIRY", "ANSWERED"): "お申し出の件について、次のとおりご回答いたします。",
}
# The provision a refusal stands on, by code and, where it differs, by kind.
_ARTICLE = {
    "D1": "法第33条第2項第1号", "D2": "法第33条第2項第2号", "D3": "法第33条第2項第3号",
    "D4": "法第33条第4項", "P1": "法第32条第2項第1号", "P2": "法第21条第4項第1号",
    "P3": "法第21条第4項第2号", "P4": "法第21条第4項第3号", "C1": "法第34条第1項・第2項",
    "C2": "法第34条第2項利用目的", "C3": "法第34条第2項内容の訂正等", "C4": "法第34条第1項評価",
    "S1": "法第35条第2項", "S2": "法第35条第6項", "S3": "法第35条第6項", "S4": "法第35条第6項",
    "S5": "法第35条第2項ただし書・第6項ただし書", "S6": "法第35条第2項・第6項",
    "N2": "法第16条第4項",
}  # fmt: skip
_APPLIED = "法第33条第5項において準用する同条第2項"
_ARTICLE_OF_KIND = {
    ("PROVISION_RECORDS", "D1"): f"{_APPLIED}第1号",
    ("PROVISION_RECORDS", "D2"): f"{_APPLIED}第2号",
    ("PROVISION_RECORDS", "D3"): f"{_APPLIED}第3号",
    ("PROVISION_RECORDS", "N2"): "法第33条第5項",
    ("PROVISION_STOP", "S1"): "法第35条第4項",
    ("PROVISION_STOP", "S5"): "法第35条第4項ただし書・第6項ただし書",
    ("PROVISION_STOP", "S6"): "法第35条第4項・第6項",
}
# What a person ticks who is refused so: S1 answers a violation, S2 to S4 each their own ground.
GROUND_REFUSED = {
    "S1": "BEYOND_PURPOSE", "S2": "NO_LONGER_NEEDED", "S3": "REPORTABLE_BREACH",
    "S4": "INTERESTS_AT_RISK",
}  # fmt: skip


class Cell(NamedTuple):
    """One answer to one kind, asked by one requester."""

    kind: str
    outcome: str
    code: str = ""
    requester: str = OF_SELF

    @property
    def as_asked(self) -> bool:
        """Whether everything was done, told or answered as asked."""
        return self.outcome in AS_ASKED

    @property
    def told(self) -> str:
        """The code the person is told."""
        return "N1" if self.code == "X1" else self.code

    @property
    def article(self) -> str:
        """The provision the letter must name, "" where it names none."""
        if self.outcome in (*AS_ASKED, "DOES_NOT_EXIST"):
            return ""
        code = self.code or "D1"  # what the walker leaves out of a partial answer
        return _ARTICLE_OF_KIND.get((self.kind, code), _ARTICLE[code])

    @property
    def ticked(self) -> str:
        """The ground the person ticks: of a refusal the one that it answers."""
        if self.kind == "PROVISION_STOP" and self.code == "S1":
            return "PROVIDED_WITHOUT_CONSENT"
        return GROUND_REFUSED.get(self.code, "NO_LONGER_NEEDED")

    @property
    def asked_as(self) -> "Cell":
        """The first cell whose case looks the same until the desk decides."""
        for cell in cells(self.kind, self.requester):
            if cell.facts == self.facts:
                return cell
        raise AssertionError(self)

    @property
    def facts(self) -> tuple[str, bool, bool]:
        """What the person says and what is found, as far as it depends on the answer."""
        two = self.kind == "CORRECTION" and self.outcome == "DONE_IN_PART"
        return (self.ticked if self.kind in STOPPING else "", two, self.code == "N1")

    def __str__(self) -> str:
        return "-".join(part for part in self if part)


def cells(kind: str, requester: str = OF_SELF) -> list[Cell]:
    """Every lawful answer to one kind."""
    pairs = (cell.strip().split(":") for cell in LAWFUL[kind].split("|"))
    return [
        Cell(kind, outcome, code, requester)
        for outcome, codes in pairs
        for code in codes.split(",")
    ]


EVERY_OUTCOME = [cell for kind in KINDS for cell in cells(kind)]


# The answer that data does not exist is walked beside the one that its existence is not revealed.
NOTHING = [cell for cell in EVERY_OUTCOME if cell.code in ("N1", "X1")]
SOMETHING = [cell for cell in EVERY_OUTCOME if cell not in NOTHING]


def _of_representative(kind: str, requester: str, turn: int) -> Cell:
    """What was asked, or one answer that is not; another one at each turn."""
    lawful = [cell for cell in cells(kind, requester) if cell.code not in ("N1", "X1")]
    granted = [cell for cell in lawful if cell.as_asked]
    short = [cell for cell in lawful if not cell.as_asked]
    return granted[0] if turn % 2 == 0 else short[turn % len(short)]


# Pairwise: each representative meets each kind once, granted and not in turn, so that each of them
# and each kind meets both (test_table holds that). An inquiry is anybody's own and filed as such.
EVERY_REPRESENTATIVE = [
    _of_representative(kind, requester, turn + place)
    for turn, requester in enumerate(REPRESENTATIVES)
    for place, kind in enumerate(kind for kind in KINDS if kind != "INQUIRY")
]
