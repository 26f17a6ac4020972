"""Names of files inside a package: safe on every system, and none twice."""

import re
import unicodedata

# Windows refuses these in a name, in any case and with any ending
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST_BYTES = 150


def safe_name(name: str, *, fallback: str = "file") -> str:
    """`name` as one path component: no separators, controls, hidden or reserved names.

    Japanese is kept (NFC). At most 150 UTF-8 bytes, keeping a short extension. `fallback` is used
    where nothing is left.
    """
    name = unicodedata.normalize("NFC", name)
    # C* are controls, direction marks, surrogates, private use and unassigned
    name = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in name)
    name = _FORBIDDEN.sub("_", name).strip(" .")
    name = _shortened(name) or fallback
    return f"_{name}" if _RESERVED.match(name) else name


class PathBook:
    """Gives each file its path, refusing doubles in any letter case: `a.csv`, `a-2.csv`."""

    def __init__(self) -> None:
        """Nothing is taken yet."""
        self._taken: set[str] = set()

    def take(self, folder: str, name: str) -> str:
        """The path of `name` in `folder` ("" is the top), made safe and unique."""
        safe = safe_name(name)
        stem, dot, ending = safe.rpartition(".")
        if not stem:
            stem, dot, ending = safe, "", ""
        path, number = _joined(folder, safe), 1
        while path.casefold() in self._taken:
            number += 1
            path = _joined(folder, f"{stem}-{number}{dot}{ending}")
        self._taken.add(path.casefold())
        return path


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _shortened(name: str) -> str:
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > 10:
        stem, dot, ending = name, "", ""
    room = _LONGEST_BYTES - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").strip(" .") + dot + ending
