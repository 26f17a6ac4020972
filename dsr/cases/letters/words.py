"""The same thing said in Japanese and in English, and how both write dates and money."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True)
class Words:
    """A text in both languages. Japanese is the original; English may be missing."""

    ja: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    def to(self, language: Language) -> str:
        """The text for a reader of `language`; where there is no translation, the original."""
        return (self.en or self.ja) if language == "en" else (self.ja or self.en)


NO_WORDS = Words()


def date_words(on: date, language: Language) -> str:
    """2026年4月1日 · 1 April 2026."""
    if language == "ja":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def yen_words(amount: int, language: Language) -> str:
    """1,000円 · 1,000 yen."""
    return f"{amount:,}円" if language == "ja" else f"{amount:,} yen"


# strftime("%B") would follow the server's locale
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
