"""Choices with a hint."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Choice:
    """A radio's or checkbox's label with a hint below it."""

    text: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.text)
