"""受付のお知らせ: the request has arrived, and what happens next."""

from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.law import ACT, NOT_STATUTORY
from dsr.cases.letters.letter import (
    Bullets,
    Facts,
    LetterBody,
    LetterFacts,
    Particular,
    Text,
    render_letter,
    said,
)
from dsr.cases.letters.refund import FEE_LABEL
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words, yen_words


@dataclass(frozen=True, kw_only=True)
class AcknowledgementLetter(LetterFacts):
    """`requests`: what was asked, one line each. The three dates are internal targets.

    `fee_amount` in yen, 0 where no fee is charged; `fee_paid_on` None while it is due. `inquiry`:
    nothing but an inquiry was filed, which is no request under the Act.
    """

    arrived_on: date
    requests: tuple[Words, ...]
    scope: Words = NO_WORDS
    method: Words = NO_WORDS
    fee_amount: int = 0
    fee_paid_on: date | None = None
    identity_target_on: date | None = None
    decision_target_on: date | None = None
    interim_on: date | None = None
    inquiry: bool = False


_TITLE = Words("開示等のご請求の受付について（お知らせ）", "We have received your request")
_OPENING = Words(
    f"{ACT.ja}に基づく下記のご請求をお受けいたしました。"
    "内容を確認のうえ、遅滞なくご回答いたします。",
    f"We have received the following request under {ACT.en}. We will look into it and answer "
    "without delay.",
)
_INQUIRY_OPENING = Words(
    "下記のお申し出をお受けいたしました。内容を確認のうえ、遅滞なくご回答いたします。",
    "We have received what you wrote to us. We will look into it and answer without delay.",
)
_ARRIVED = Words("到達日", "Arrival date")
_REQUESTS = Words("ご請求の内容", "What you asked for")
_SCOPE = Words("対象", "Scope")
_METHOD = Words("ご希望の方法", "Chosen method")
_STEPS = Words("今後の流れ", "What happens next")
_IDENTITY = Words("ご本人または代理人であることの確認", "We confirm who you are")
_SEARCH = Words(
    "当社の各システムおよび委託先における該当する情報の調査",
    "We search our systems and our processors for the data",
)
_ANSWER = Words("書面または会員ページでのご回答", "We answer on your page or in writing")
_NO_FEE = Words("手数料はかかりません。", "There is no fee.")


def render_acknowledgement(letter: AcknowledgementLetter) -> bytes:
    """The acknowledgement as a PDF. Raises UnableToRenderPdf."""
    return render_letter(facts=letter, body=acknowledgement_body(letter))


def acknowledgement_body(letter: AcknowledgementLetter) -> LetterBody:
    """What the acknowledgement says."""
    language = letter.language
    notes = tuple(
        (label.to(language), words.to(language))
        for label, words in ((_SCOPE, letter.scope), (_METHOD, letter.method))
        if words
    )
    asked = Bullets(tuple(words.to(language) for words in letter.requests))
    return LetterBody(
        title=_TITLE.to(language),
        opening=((_INQUIRY_OPENING if letter.inquiry else _OPENING).to(language),),
        particulars=(
            said(_ARRIVED.to(language), date_words(letter.arrived_on, language)),
            Particular(_REQUESTS.to(language), (asked, *((Facts(notes),) if notes else ()))),
            said(FEE_LABEL.to(language), _fee(letter)),
            Particular(_STEPS.to(language), _steps(letter)),
        ),
    )


def _fee(letter: AcknowledgementLetter) -> str:
    language = letter.language
    if not letter.fee_amount:
        return _NO_FEE.to(language)
    amount = yen_words(letter.fee_amount, language)
    if letter.fee_paid_on is None:
        return Words(
            f"{amount}（消費税込み）。お支払いを確認した後、手続を進めます。",
            f"{amount} (consumption tax included). We continue once it is paid.",
        ).to(language)
    on = date_words(letter.fee_paid_on, language)
    return Words(
        f"{amount}（消費税込み）を{on}に受領いたしました。",
        f"We received {amount} (consumption tax included) on {on}.",
    ).to(language)


def _steps(letter: AcknowledgementLetter) -> tuple[Bullets | Text, ...]:
    language = letter.language
    answered = _by(_ANSWER, letter.decision_target_on, language)
    checked = _by(_IDENTITY, letter.identity_target_on, language)
    steps = (answered,) if letter.inquiry else (checked, _SEARCH.to(language), answered)
    texts = [NOT_STATUTORY.to(language)]
    if letter.interim_on:
        on = date_words(letter.interim_on, language)
        interim = Words(
            f"{on}までにご回答できない場合は、その理由と今後の見込みをお知らせいたします。",
            f"If we cannot answer by {on}, we will tell you why and when to expect the answer.",
        )
        texts.append(interim.to(language))
    return (Bullets(steps, ordered=True), *(Text(text) for text in texts))


def _by(what: Words, on: date | None, language: Language) -> str:
    if on is None:
        return what.to(language)
    target = date_words(on, language)
    return Words(f"{what.ja}（{target}ごろ）", f"{what.en} (around {target})").to(language)
