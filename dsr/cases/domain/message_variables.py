"""Names in braces that a message template may use, and how they are filled.

A template is checked when it is saved and again when it is used: a message never leaves with a
name that nobody replaced.
"""

import re
from collections.abc import Mapping

VARIABLES = (
    "reference", "arrival_date", "target_date", "kind", "due_date", "organisation", "contact",
)  # fmt: skip
SAMPLE: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "reference": "DSR-2026-000042",
        "arrival_date": "2026年4月1日",
        "target_date": "2026年4月15日",
        "kind": "保有個人データの開示",
        "due_date": "2026年4月22日",
        "organisation": "見本株式会社",
        "contact": "privacy@company.example",
    },
    "en": {
        "reference": "DSR-2026-000042",
        "arrival_date": "1 April 2026",
        "target_date": "15 April 2026",
        "kind": "Disclosure of retained personal data",
        "due_date": "22 April 2026",
        "organisation": "Mihon Inc.",
        "contact": "privacy@company.example",
    },
}
_NAME = re.compile(r"\{([^{}\n]*)\}")


class UnableToFill(ValueError):
    """The text names what this case does not have, or what nobody knows. `names`: in order."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def unknown_names(text: str) -> tuple[str, ...]:
    """Names in braces that are not in VARIABLES, each once, in order."""
    return tuple(dict.fromkeys(name for name in _NAME.findall(text) if name not in VARIABLES))


def has_loose_brace(text: str) -> bool:
    """Whether a brace stands alone: opened and not closed, or the other way about."""
    rest = _NAME.sub("", text)
    return "{" in rest or "}" in rest


def names_left(text: str) -> tuple[str, ...]:
    """Names of VARIABLES that still stand in braces in a text about to be sent."""
    return tuple(dict.fromkeys(name for name in _NAME.findall(text) if name in VARIABLES))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every name replaced. Raises UnableToFill where a name has no value."""
    names = dict.fromkeys(_NAME.findall(text))
    missing = tuple(name for name in names if not values.get(name))
    if missing:
        raise UnableToFill(missing)
    return _NAME.sub(lambda found: values[found[1]], text)
