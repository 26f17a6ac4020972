from datetime import date
from typing import Any

import pytest

from dsr.cases.letters.not_accepted import (
    NotAcceptedLetter,
    UnableToWriteNotAccepted,
    render_not_accepted,
)
from dsr.cases.letters.refund import RefundNotice, RefundRoute
from dsr.cases.letters.words import NO_WORDS, Words
from tests.dsr.cases.letters.facts import BASE, PUBLIC_SECTOR_WORDS, REQUESTS, text_of


def text(**changed: Any) -> str:
    facts: dict[str, Any] = {
        **BASE,
        "requests": REQUESTS,
        "code": "F1",
        "reason": Words("有効期限が過ぎていました。", "It had expired."),
        "correction_asked_on": date(2026, 4, 3),
    }
    return text_of(render_not_accepted(NotAcceptedLetter(**{**facts, **changed})))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("F1", "ご本人であることを確認することができませんでした（法第37条第1項に基づき"),
        (
            "F2",
            "代理人として請求される権限を確認することができませんでした（法第37条第1項および第3項",
        ),
        ("F3", "ご請求に必要な事項がそろいませんでした（法第37条第1項に基づき"),
        ("F4", "手数料のお支払いを確認することができませんでした（法第38条第1項）。"),
    ],
)
def test_not_accepted_names_the_ground_of_each_code(code: str, words: str) -> None:
    told = text(code=code)

    assert words in told
    assert "有効期限が過ぎていました。2026年4月3日に補正をお願いいたしましたが" in told


def test_not_accepted_is_no_refusal_and_invites_to_ask_again() -> None:
    told = text()

    assert "お断りするものではありません" in told
    assert "いつでも改めてご請求いただけます" in told
    assert "第39条" not in told
    assert [word for word in PUBLIC_SECTOR_WORDS if word in told] == []


def test_not_accepted_tells_of_the_refund_only_where_money_was_paid() -> None:
    assert "手数料1,000円を返金いたします。お支払いに使われたカードへ返金いたします。" in text(
        refund=RefundNotice(1000, RefundRoute.CARD)
    )
    assert "手数料" not in text()


@pytest.mark.parametrize("code", ["D1", "N1", "X1", ""])
def test_not_accepted_refuses_codes_of_another_kind(code: str) -> None:
    with pytest.raises(UnableToWriteNotAccepted):
        text(code=code)


def test_not_accepted_without_a_reason_is_refused() -> None:
    with pytest.raises(UnableToWriteNotAccepted):
        text(reason=NO_WORDS)
