from datetime import date

from dsr.cases.letters.words import NO_WORDS, Words, date_words, yen_words


def test_words_fall_back_to_the_other_language() -> None:
    assert Words("日本語", "").to("en") == "日本語"
    assert Words("", "English").to("ja") == "English"
    assert Words("日本語", "English").to("en") == "English"


def test_words_are_false_when_empty() -> None:
    assert not NO_WORDS
    assert Words("", "x")


def test_date_words_follow_the_language() -> None:
    assert date_words(date(2026, 4, 1), "ja") == "2026年4月1日"
    assert date_words(date(2026, 12, 31), "en") == "31 December 2026"


def test_yen_words_follow_the_language() -> None:
    assert yen_words(1000, "ja") == "1,000円"
    assert yen_words(1000, "en") == "1,000 yen"
