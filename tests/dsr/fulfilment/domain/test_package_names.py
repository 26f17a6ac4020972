import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fulfilment.domain.package_names import PathBook, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("通話録音の書き起こし.pdf", "通話録音の書き起こし.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("C:\\a.txt", "C__a.txt"),
        (".htaccess", "htaccess"),
        ("a.txt.", "a.txt"),
        ("", "file"),
        (" . ", "file"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("console.txt", "console.txt"),
        ("gpj\u202etxt.exe", "gpj_txt.exe"),
        ("a\x00b\nc", "a_b_c"),
        ("か\u3099.txt", "が.txt"),
        ('<>:"|?*', "_______"),
    ],
)
def test_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_safe_name_shortens_and_keeps_the_ending() -> None:
    name = safe_name("長" * 100 + ".json")

    assert name == "長" * 48 + ".json"


@given(name=st.text())
def test_safe_name_is_one_path_component(name: str) -> None:
    safe = safe_name(name)

    assert 0 < len(safe.encode()) <= 151
    assert not set(safe) & set('/\\:*?"<>|\x00')
    assert safe not in (".", "..")
    assert safe == safe.strip(" .")


def test_path_book_gives_no_path_twice_in_any_case() -> None:
    book = PathBook()

    assert [book.take("data", name) for name in ("a.csv", "A.csv", "a.csv", "a-2.csv", "b")] == [
        "data/a.csv",
        "data/A-2.csv",
        "data/a-3.csv",
        "data/a-2-2.csv",
        "data/b",
    ]
    assert book.take("", "a.csv") == "a.csv"
