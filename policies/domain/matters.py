"""What a version may bring that is new, as codes. Pure.

"PURPOSE:<code>", "CATEGORY:<code>", "RECIPIENT:<code>" and "COUNTRY:<code>" name rows of the
registers; "ITEM:<code>" names a consent item.
"""

import re

KINDS = ("PURPOSE", "CATEGORY", "RECIPIENT", "COUNTRY", "ITEM")
_MATTER = re.compile(rf"(?:{'|'.join(KINDS)}):[A-Za-z0-9_-]{{1,40}}")


def is_matter(code: str) -> bool:
    """Whether a code has the shape of a matter."""
    return _MATTER.fullmatch(code) is not None


def matters_in(text: str) -> list[str]:
    """The codes written in a text, separated by white space or commas, each once, in order."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,、]+", text) if part))
