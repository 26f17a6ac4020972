"""What a revision may bring that is new: rows of the registers, with their names."""

from collections.abc import Callable, Iterable, Iterator

from policies.models import Country, DataCategory, PurposeOfUse, Recipient

_registers: list[Callable[[str], Iterable[tuple[str, str]]]] = []


def add_register(rows: Callable[[str], Iterable[tuple[str, str]]]) -> None:
    """Let an app above name what it keeps: called with "ja" or "en", gives codes and names."""
    _registers.append(rows)


def matters(language: str) -> list[tuple[str, str]]:
    """Every code of policies.domain.matters that the registers know, with its name."""
    lang = "en" if language == "en" else "ja"
    return list(_rows(lang))


def names_of(codes: Iterable[str], language: str) -> list[str]:
    """The names of some codes; a code no register knows any more stands for itself."""
    wanted = list(codes)
    known = dict(matters(language)) if wanted else {}
    return [known.get(code, code) for code in wanted]


def _rows(lang: str) -> Iterator[tuple[str, str]]:
    for purpose in PurposeOfUse.objects.order_by("position"):
        yield f"PURPOSE:{purpose.code}", getattr(purpose, f"text_{lang}")
    for category in DataCategory.objects.order_by("position"):
        yield f"CATEGORY:{category.code}", getattr(category, f"name_{lang}")
    for recipient in Recipient.objects.order_by("position"):
        yield f"RECIPIENT:{recipient.code}", getattr(recipient, f"name_{lang}")
    for country in Country.objects.order_by("code"):
        yield f"COUNTRY:{country.code}", getattr(country, f"name_{lang}")
    for rows in _registers:
        yield from rows(lang)
