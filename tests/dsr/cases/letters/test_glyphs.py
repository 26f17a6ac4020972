from dsr.cases.letters.glyphs import (
    TURNING,
    code_point,
    plainly_printable,
    printable,
    printable_characters,
)


def test_printable_characters_hold_the_rare_name_characters() -> None:
    assert set("𠮷髙﨑塚圡①㈱ー〒") <= printable_characters()


def test_printable_leaves_ordinary_text_as_it_is() -> None:
    text = "𠮷田 髙橋 﨑 葛\U000e0100城 Ökonom Ελλάδα Šimůnek Москва עברית — “q”\n\t１２３"

    assert printable(text) == text


def test_printable_writes_out_what_has_no_glyph() -> None:
    assert printable("a😀ไ\x00\ud800z") == "a[U+1F600][U+0E44][U+0000][U+D800]z"


def test_printable_writes_out_every_turning_character() -> None:
    assert printable("".join(sorted(TURNING))) == (
        "[U+202A][U+202B][U+202C][U+202D][U+202E][U+2066][U+2067][U+2068][U+2069]"
    )


def test_printable_makes_one_line_break_of_every_kind() -> None:
    assert printable("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_code_point_has_at_least_four_digits() -> None:
    assert code_point("A") == "[U+0041]"


def test_plainly_printable_keeps_to_the_main_face_without_marks() -> None:
    assert plainly_printable("髙 Š e\u0301\r\n") == "髙 [U+0160] e[U+0301]\n"
