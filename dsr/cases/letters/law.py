"""What letters say of the law: the Act as numbered since 2022-04-01, in plain words.

Sources: 個人情報の保護に関する法律 Arts 32-40; PPC guideline (通則編) 3-8. The Act sets no number
of days for an answer, so the only span of time named here is the two weeks of Art 39(1).
"""

from datetime import date

from dsr.cases.letters.letter import LetterHead, Passage
from dsr.cases.letters.words import Language, Words, date_words

ACT = Words(
    "個人情報の保護に関する法律（平成15年法律第57号。以下「法」といいます。）",
    "the Act on the Protection of Personal Information (Act No. 57 of 2003, “the Act”)",
)
NOT_STATUTORY = Words(
    "日付はいずれも社内の目安であり、法令で定められた期限ではありません。"
    "法は「遅滞なく」ご回答することを求めており、当社はできる限り早くご回答いたします。",
    "The dates are our internal targets, not deadlines set by law. The Act asks for an answer "
    "“without delay”, and we will answer as early as we can.",
)
_NEXT = Words("この回答についてご不明な点・ご納得いただけない点がある場合", "If you do not agree")
_COMPLAINT = Words(
    "末尾のお問い合わせ先までお申し出ください。"
    "お申し出の内容を改めて確認し、適切かつ迅速に対応いたします（法第40条）。",
    "Please tell the contact below. We will look at the matter again and deal with your complaint "
    "appropriately and promptly (Art 40 of the Act).",
)
_OUTSIDE = Words(
    "当社のほか、個人情報保護委員会の個人情報保護法相談ダイヤルにご相談いただくこともできます。",
    "You may also consult the telephone advice line of the Personal Information Protection "
    "Commission (PPC).",
)
_OUTSIDE_LIST = Words("このほか、次の窓口にもご相談いただけます。", "You may also turn to:")
_LAWSUIT = Words(
    "裁判所に訴えを提起することもできます。法第39条第1項は、訴えの提起を、ご請求が当社に到達した日"
    "から2週間を経過した後に限っていますが、当社がご請求の全部または一部をお断りした場合は、"
    "その経過を待つ必要はありません。",
    "You may also bring the matter to court. Art 39(1) of the Act allows a suit only after two "
    "weeks have passed from the day your request reached us, but where we have refused all or part "
    "of your request you need not wait.",
)


def next_steps(*, head: LetterHead, language: Language, lawsuit: bool) -> Passage:
    """What a person can do who does not agree.

    `lawsuit`: whether Art 39 applies to what was asked (it does to Arts 33-35, not to Art 32).
    """
    paragraphs = [_COMPLAINT.to(language)]
    if lawsuit:
        paragraphs.append(_LAWSUIT.to(language))
    paragraphs.append(_OUTSIDE.to(language))
    if head.outside_contacts:
        others = "\n".join(words.to(language) for words in head.outside_contacts)
        paragraphs.append(f"{_OUTSIDE_LIST.to(language)}\n{others}")
    return Passage(_NEXT.to(language), tuple(paragraphs))


def lawsuit_before_answer(*, possible_from: date, language: Language) -> str:
    """Art 39(1) for someone still waiting: `possible_from` is the arrival date plus 15 days."""
    on = date_words(possible_from, language)
    return Words(
        "法第39条第1項により、開示等のご請求に関する訴えは、ご請求が当社に到達した日から2週間を"
        f"経過した後（このご請求では{on}以降）に提起することができます。",
        "Under Art 39(1) of the Act a suit about your request may be brought once two weeks have "
        f"passed from the day it reached us, that is from {on}.",
    ).to(language)
