from datetime import date
from typing import Any

import pytest

from dsr.cases.letters.interim_notice import (
    InterimNotice,
    UnableToWriteInterimNotice,
    render_interim_notice,
)
from dsr.cases.letters.words import NO_WORDS, Words
from tests.dsr.cases.letters.facts import BASE, PUBLIC_SECTOR_WORDS, REQUESTS, text_of


def text(**changed: Any) -> str:
    facts: dict[str, Any] = {
        **BASE,
        "requests": REQUESTS,
        "reason": Words("委託先での調査に時間を要しているためです。", "Processors take time."),
        "expected_on": date(2026, 5, 20),
    }
    return text_of(render_interim_notice(InterimNotice(**{**facts, **changed})))


def test_interim_notice_gives_reason_progress_and_outlook() -> None:
    told = text(progress=(Words("登録情報：調査済み", "Done"),))

    assert "お時間をいただいている理由委託先での調査に時間を要しているためです。" in told
    assert "現在の状況・登録情報：調査済み" in told
    assert "ご回答の見込み2026年5月20日ごろ日付はいずれも社内の目安であり" in told
    assert [word for word in ("法定期限", *PUBLIC_SECTOR_WORDS) if word in told] == []


def test_interim_notice_speaks_of_court_only_where_art_39_applies() -> None:
    assert "このご請求では2026年4月16日以降）に提起することができます" in text(
        suit_possible_from=date(2026, 4, 16)
    )
    assert "第39条" not in text()


def test_interim_notice_without_a_reason_is_refused() -> None:
    with pytest.raises(UnableToWriteInterimNotice):
        text(reason=NO_WORDS)
