"""The hash a published text is known by. Pure."""

import hashlib


def text_digest(text_ja: str, text_en: str) -> str:
    """SHA-256, in hexadecimal, over both languages of a text."""
    return hashlib.sha256(f"{text_ja}\0{text_en}".encode()).hexdigest()
