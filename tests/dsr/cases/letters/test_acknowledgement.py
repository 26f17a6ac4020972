from datetime import date
from typing import Any

from dsr.cases.letters.acknowledgement import AcknowledgementLetter, render_acknowledgement
from dsr.cases.letters.words import Words
from tests.dsr.cases.letters.facts import BASE, PUBLIC_SECTOR_WORDS, REQUESTS, text_of


def text(**changed: Any) -> str:
    facts: dict[str, Any] = {
        **BASE,
        "requests": REQUESTS,
        "scope": Words("すべて", "Everything"),
        "method": Words("会員ページでのダウンロード", "Download"),
        "fee_amount": 1000,
        "identity_target_on": date(2026, 4, 6),
        "decision_target_on": date(2026, 4, 15),
        "interim_on": date(2026, 5, 1),
    }
    return text_of(render_acknowledgement(AcknowledgementLetter(**{**facts, **changed})))


def test_acknowledgement_tells_arrival_request_and_next_steps() -> None:
    told = text()

    assert "1.到達日2026年4月1日" in told
    assert "保有個人データの開示対象すべてご希望の方法会員ページでのダウンロード" in told
    assert "（1）ご本人または代理人であることの確認（2026年4月6日ごろ）" in told
    assert "（3）書面または会員ページでのご回答（2026年4月15日ごろ）" in told
    assert "2026年5月1日までにご回答できない場合は、その理由と今後の見込みをお知らせ" in told


def test_acknowledgement_calls_targets_internal_and_never_statutory() -> None:
    told = text()

    assert "社内の目安であり、法令で定められた期限ではありません" in told
    assert [word for word in ("法定期限", "30日以内", *PUBLIC_SECTOR_WORDS) if word in told] == []


def test_acknowledgement_tells_a_fee_due_paid_or_none() -> None:
    assert "1,000円（消費税込み）。お支払いを確認した後、手続を進めます。" in text()
    assert "1,000円（消費税込み）を2026年4月2日に受領いたしました。" in text(
        fee_paid_on=date(2026, 4, 2)
    )
    assert "手数料はかかりません。" in text(fee_amount=0)


def test_acknowledgement_names_no_date_it_does_not_have() -> None:
    told = text(identity_target_on=None, decision_target_on=None, interim_on=None)

    assert "ごろ" not in told
    assert "までにご回答できない場合" not in told


def test_acknowledgement_in_english_is_english() -> None:
    told = text(language="en")

    assert "Wehavereceivedyourrequest" in told
    assert "internaltargets,notdeadlinessetbylaw" in told


def test_acknowledgement_of_a_mere_inquiry_promises_neither_check_nor_search() -> None:
    told = text(inquiry=True)
    assert "に基づく下記のご請求" not in told
    assert "下記のお申し出をお受けいたしました。" in told
    assert [word for word in ("であることの確認", "委託先における") if word in told] == []
