"""A file's name as a person may see it, made harmless for headers, mails and disks."""

import re
import unicodedata

_MOST_BYTES = 120
_FALLBACK = "document"
_UNSAFE = re.compile(r"[\"'`<>|:*?%;&$\\/]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")


def safe_file_name(original: str) -> str:
    """`original` without folders, control, format or quoting characters, at most 120 UTF-8 bytes.

    Letters of every script stay (`住民票の写し.pdf`). What is left empty or names a device becomes
    `document` with its extension. Use it with Django's `content_disposition_header`, which
    encodes it for the header; never as a path (accounts.gateways.vault has its own names).
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", original))[-1]
    visible = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in last)
    plain = re.sub(r" +", " ", _UNSAFE.sub("_", visible)).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    suffix = f".{extension}" if re.fullmatch(r"[A-Za-z0-9]{1,8}", extension) else ""
    if not suffix:
        stem = plain
    stem = _cut(stem.strip(" ."), _MOST_BYTES - len(suffix))
    if not stem or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = _FALLBACK
    return stem + suffix


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore").strip(" .")
