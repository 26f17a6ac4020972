"""Hostile names become plain ones; honest Japanese names stay."""

import unicodedata

import pytest
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.file_name import safe_file_name


@pytest.mark.parametrize(
    ("original", "safe"),
    [
        ("住民票の写し.pdf", "住民票の写し.pdf"),
        ("𠮷野家 髙﨑.png", "𠮷野家 髙﨑.png"),
        ("かた\u3099.jpg", "かだ.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", "document"),
        ("", "document"),
        ("..", "document"),
        (".pdf", "pdf"),
        ("a.pdf\r\nSet-Cookie: x=1", "a.pdf Set-Cookie_ x=1"),
        ('a"; filename="b.exe', "a__ filename=_b.exe"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ("a\x00b.jpg", "a b.jpg"),
        ("\x1b[31mred.jpg", "[31mred.jpg"),
        ("CON.jpg", "document.jpg"),
        ("con.tar.pdf", "document.pdf"),
        ("<script>alert(1)</script>.png", "script_.png"),
        ("lone\ud800.jpg", "lone.jpg"),
        ("name.verylongextension", "name.verylongextension"),
    ],
)
def test_security_27_hostile_names_become_plain(original: str, safe: str) -> None:
    assert safe_file_name(original) == safe


def test_security_27_long_name_keeps_its_extension_within_120_bytes() -> None:
    name = safe_file_name("長" * 500 + ".pdf")

    assert name == "長" * 38 + ".pdf"


@given(st.text(max_size=300))
def test_security_27_any_name_makes_a_clean_header(original: str) -> None:
    name = safe_file_name(original)

    assert name
    assert len(name.encode()) <= 120
    assert not set(name) & set("\"'`<>|:*?%;&$\\/")
    assert not [c for c in name if unicodedata.category(c)[0] == "C"]
    assert safe_file_name(name) == name
    header = content_disposition_header(as_attachment=True, filename=name)
    assert header is not None
    assert header.isascii()
    assert header.startswith("attachment; filename")
