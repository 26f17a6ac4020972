from dataclasses import replace
from datetime import date

from dsr.cases.letters.letter import (
    COURTESY_COPY,
    Addressee,
    LetterBody,
    LetterFacts,
    LetterHead,
    letter_data,
    render_letter,
    said,
)
from dsr.cases.letters.words import Words
from tests.dsr.cases.letters.facts import BASE, HEAD, squeezed, text_of

FACTS = LetterFacts(**{key: value for key, value in BASE.items() if key != "arrived_on"})
BODY = LetterBody(title="件名です", opening=("本文です。",), particulars=(said("項目", "内容"),))


def test_letter_is_set_in_the_order_of_a_business_letter() -> None:
    text = text_of(render_letter(facts=FACTS, body=BODY))

    assert text.startswith(
        "受付番号DSR-2026-0000422026年4月14日𠮷田太郎様見本株式会社個人情報保護管理者佐藤花子"
        "件名です本文です。記1.項目内容以上お問い合わせ先見本株式会社個人情報お問い合わせ窓口"
        "所在地〒100-0000東京都千代田区見本町1-2-3電話03-0000-0000メールprivacy@example.jp"
    )


def test_english_letter_says_that_it_is_a_courtesy_copy() -> None:
    text = text_of(render_letter(facts=replace(FACTS, language="en"), body=BODY))

    assert text.startswith(squeezed(COURTESY_COPY) + "ReferenceDSR-2026-00004214April2026")
    assert "HanakoSato,Privacymanager" in text
    assert "以上" not in text


def test_japanese_letter_says_nothing_of_a_translation() -> None:
    assert squeezed(COURTESY_COPY) not in text_of(render_letter(facts=FACTS, body=BODY))


def test_letter_to_an_agent_names_person_and_capacity() -> None:
    agent = Addressee(
        name="髙橋 花子",
        represented="髙橋 﨑太郎",
        capacity=Words("法定代理人", "statutory representative"),
        postal_code="150-0001",
        address="東京都渋谷区見本1-1-1",
    )

    japanese = letter_data(facts=replace(FACTS, addressee=agent), body=BODY)
    english = letter_data(facts=replace(FACTS, addressee=agent, language="en"), body=BODY)

    assert japanese["addressee"] == [
        "〒150-0001", "東京都渋谷区見本1-1-1", "ご本人 髙橋 﨑太郎 様", "法定代理人 髙橋 花子 様"
    ]  # fmt: skip
    assert english["addressee"] == [
        "〒150-0001",
        "東京都渋谷区見本1-1-1",
        "Data subject 髙橋 﨑太郎",
        "髙橋 花子 (statutory representative)",
    ]


def test_letter_leaves_out_facts_that_are_not_set() -> None:
    bare = LetterHead(organisation=Words("見本株式会社", "Mihon Inc."))

    data = letter_data(facts=replace(FACTS, head=bare), body=BODY)

    assert data["sender"] == ["見本株式会社"]
    assert data["contact"] == {
        "heading": "お問い合わせ先",
        "name": "見本株式会社 個人情報お問い合わせ窓口",
        "rows": [],
    }
    assert "未設定" not in text_of(render_letter(facts=replace(FACTS, head=bare), body=BODY))


def test_letters_of_the_same_facts_are_the_same_bytes() -> None:
    again = LetterFacts(
        head=HEAD,
        addressee=Addressee(name="𠮷田 太郎"),
        reference="DSR-2026-000042",
        dated_on=date(2026, 4, 14),
    )

    assert render_letter(facts=FACTS, body=BODY) == render_letter(facts=again, body=BODY)
