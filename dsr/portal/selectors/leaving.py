"""What leaving the service means: what ends, what is erased, what is kept and why."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from django.db import connection

from accounts.personal_data.registry import holdings
from consent.selectors.consents import switches
from dsr.cases.enums import ENDED
from dsr.portal.models import Leaving
from policies.models import DataCategory, LegalRetention
from policies.selectors.retentions import retentions_of

DAYS_OF_A_YEAR = 365.25
_WHO_LEFT = """
    SELECT subject.member_id_index, max(leaving.left_at)
    FROM accounts_datasubject subject
    JOIN dsr_portal_leaving leaving ON leaving.user_id = subject.user_id
    WHERE subject.member_id_index = ANY(%b)
    GROUP BY 1
"""


@dataclass(frozen=True)
class KeptByLaw:
    """A law that obliges to keep: which, what of it, for how many days from what."""

    law: str
    what: str
    counted_from: str
    days: int
    categories: list[str]

    @property
    def years(self) -> int | None:
        """The same in whole years, as laws say it (2,557 days are seven); None where it is none."""
        years = round(self.days / DAYS_OF_A_YEAR)
        return years if years and abs(self.days - years * DAYS_OF_A_YEAR) < 2 else None


@dataclass(frozen=True)
class LeavingTerms:
    """All that a person reads before leaving, in their language."""

    ending: list[str]
    erased: list[str]
    kept_by_law: list[KeptByLaw]
    kept_here: list[str]
    not_singled_out: list[tuple[str, str]]


def leaving_terms(*, subject_id: uuid.UUID, language: str, on: date) -> LeavingTerms:
    """The terms for one person, in "ja" or "en", on a JST date.

    `ending`: consents that stand. `erased`: categories that no law obliges to keep. `kept_here`:
    the desk's own records (consents, requests, who looked), which prove what was decided.
    `not_singled_out`: what holds no data one by one (backups), with the register's reason.
    """
    lang = "en" if language == "en" else "ja"
    own = {code for holding in holdings() for code in holding.erase}
    held = list(DataCategory.objects.filter(excluded_because_ja="").order_by("position"))
    others = [row for row in held if row.code not in own]
    retained = retentions_of(held)
    return LeavingTerms(
        ending=[
            getattr(switch.item, f"name_{lang}")
            for switch in switches(subject_id=subject_id, on=on)
            if switch.answer.said_yes
        ],
        erased=[_name(row, lang) for row in others if row.pk not in retained],
        kept_by_law=_laws(held, retained, lang),
        kept_here=[_name(row, lang) for row in held if row.code in own],
        not_singled_out=[
            (_name(row, lang), getattr(row, f"excluded_because_{lang}"))
            for row in DataCategory.objects.exclude(excluded_because_ja="").order_by("position")
        ],
    )


def open_leaving(*, user_id: int) -> Leaving | None:
    """The leaving whose request has not ended yet."""
    return (
        Leaving.objects.filter(user_id=user_id)
        .exclude(case__status__in=ENDED)
        .select_related("case")
        .order_by("-pk")
        .first()
    )


def members_who_left(indexes: Collection[bytes]) -> dict[bytes, datetime]:
    """When they last left, of those who did among members by blind index. One query."""
    with psycopg.Cursor(connection.connection) as cursor:
        return dict(cursor.execute(_WHO_LEFT, [list(indexes)], binary=True).fetchall())


def _laws(
    categories: list[DataCategory], retained: dict[int, list[LegalRetention]], lang: str
) -> list[KeptByLaw]:
    laws: dict[int, tuple[LegalRetention, list[str]]] = {}
    for category in categories:
        for law in retained.get(category.pk, []):
            laws.setdefault(law.pk, (law, []))[1].append(_name(category, lang))
    return [
        KeptByLaw(
            law=getattr(law, f"law_{lang}"),
            what=getattr(law, f"what_{lang}"),
            counted_from=getattr(law, f"from_{lang}"),
            days=law.days,
            categories=names,
        )
        for law, names in sorted(laws.values(), key=lambda entry: entry[0].position)
    ]


def _name(category: DataCategory, lang: str) -> str:
    return str(getattr(category, f"name_{lang}"))
