"""The shape of a member with fixed data. Days are counted back from the day of the data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A letter to the desk; `answer` is None where it is still open."""

    days_ago: int
    subject: str
    body: str
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody the demo knows by name. `story_ja` and `story_en` say what to try with them.

    member_id: None for somebody the company holds nothing about.
    verified_days_ago: when the mail address was last verified; None for never.
    """

    key: str
    story_ja: str
    story_en: str
    member_id: str | None
    family_name: str
    given_name: str
    family_name_kana: str
    given_name_kana: str
    email: str
    birth_date: date
    gender: str | None = None
    former_name: str | None = None
    occupation: str | None = None
    workplace: str | None = None
    title: str | None = None
    phone: str
    postal_code: str
    address: str
    registered_on: date = date(2021, 5, 10)
    verified_days_ago: int | None = 400
    left_days_ago: int | None = None
    shares_location: bool = False
    inquiries: tuple[Inquiry, ...] = ()

    @property
    def full_name(self) -> str:
        """As it stands in the member list."""
        return f"{self.family_name} {self.given_name}"
