from datetime import date
from typing import Any

from dsr.cases.letters.refund import RefundNotice, RefundRoute, refund_sentence
from dsr.cases.letters.withdrawal import WithdrawalLetter, render_withdrawal
from tests.dsr.cases.letters.facts import BASE, PUBLIC_SECTOR_WORDS, REQUESTS, text_of


def text(**changed: Any) -> str:
    facts: dict[str, Any] = {**BASE, "requests": REQUESTS, "withdrawn_on": date(2026, 4, 5)}
    return text_of(render_withdrawal(WithdrawalLetter(**{**facts, **changed})))


def test_withdrawal_confirms_what_and_when() -> None:
    told = text()

    assert "取り下げられたご請求・保有個人データの開示" in told
    assert "2.到達日2026年4月1日3.取下げの日2026年4月5日" in told
    assert "取下げの後も、いつでも改めてご請求いただけます。" in told
    assert [word for word in ("手数料", "本人確認書類", *PUBLIC_SECTOR_WORDS) if word in told] == []


def test_withdrawal_tells_of_refund_and_deletion() -> None:
    told = text(
        refund=RefundNotice(1000, RefundRoute.ACCOUNT), documents_deleted_by=date(2026, 4, 12)
    )

    assert "手数料1,000円を返金いたします。ご指定の金融機関口座へ返金いたします。" in told
    assert "本人確認書類の画像は、2026年4月12日までに削除いたします。" in told


def test_refund_sentence_follows_amount_route_and_language() -> None:
    assert refund_sentence(RefundNotice(1000, RefundRoute.OTHER), "ja") == (
        "お支払いいただいた手数料1,000円を返金いたします。返金の方法は、別途ご案内いたします。"
    )
    assert refund_sentence(RefundNotice(400, RefundRoute.OTHER), "en") == (
        "The fee of 400 yen that you paid is refunded. "
        "We will tell you separately how it is returned."
    )


def test_withdrawal_of_a_mere_inquiry_does_not_speak_of_the_act() -> None:
    assert "に基づく下記のご請求" in text()
    told = text(inquiry=True)
    assert "に基づく下記のご請求" not in told
    assert "下記のお申し出につきまして、取下げを承りました。" in told
