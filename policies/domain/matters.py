"""What a version is called and what it may bring that is new, as codes. Pure.

"PURPOSE:<code>", "CATEGORY:<code>", "RECIPIENT:<code>" and "COUNTRY:<code>" name rows of the
registers; "ITEM:<code>" names a consent item.
"""

import re

KINDS = ("PURPOSE", "CATEGORY", "RECIPIENT", "COUNTRY", "ITEM")
_MATTER = re.compile(rf"(?:{'|'.join(KINDS)}):[A-Za-z0-9_-]{{1,40}}")


def is_matter(code: str) -> bool:
    """Whether a code has the shape of a matter."""
    return _MATTER.fullmatch(code) is not None


def is_number(number: str) -> bool:
    """Whether a version may be called so: the name is part of its public address."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}", number) is not None
