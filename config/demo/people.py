"""Who files in the demo: the personas, and members drawn from the sample service."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from config.demo.milly_app.personas import PERSONAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who files. `member_id` is "" for somebody the company does not know."""

    email: str
    member_id: str
    family_name: str
    given_name: str
    family_name_kana: str
    given_name_kana: str
    birth_date: date
    postal_code: str
    address: str
    phone: str

    @property
    def full_name(self) -> str:
        """As a receipt is made out to them."""
        return f"{self.family_name} {self.given_name}"


# Members whose address was verified long enough ago for a code to it to prove something.
_DRAWN = """
    SELECT email, members.member_id, family_name, given_name, family_name_kana, given_name_kana,
        birth_date, coalesce(postal_code, ''), coalesce(address, ''), coalesce(phone, '')
    FROM milly_app.contacts JOIN milly_app.members USING (member_id)
    WHERE superseded_at IS NULL AND left_at IS NULL AND birth_date IS NOT NULL
        AND email_verified_at < %s
        AND NOT email = ANY(%s)
        AND NOT EXISTS (
            SELECT 1 FROM milly_app.contacts AS other
            WHERE other.email = contacts.email AND other.contact_id <> contacts.contact_id)
    ORDER BY md5(members.member_id) LIMIT %s
"""


def draw_people(count: int) -> dict[str, Person]:
    """The personas by their keys, and `count` other members as "m01", "m02" and so on."""
    long_ago = timezone.localdate() - timedelta(days=200)
    drawn = enumerate(draw_members(count, verified_before=long_ago), start=1)
    return {**_personas(), **{f"m{number:02}": member for number, member in drawn}}


def draw_members(count: int, *, verified_before: date) -> list[Person]:
    """`count` members who are no personas, their address verified before that day."""
    known = [persona.email for persona in PERSONAS]
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, [verified_before, known, count])
        rows = cursor.fetchall()
    names = Person.__dataclass_fields__
    return [Person(**dict(zip(names, row, strict=True))) for row in rows]


def _personas() -> dict[str, Person]:
    return {
        persona.key: Person(
            email=persona.email,
            member_id=persona.member_id or "",
            family_name=persona.family_name,
            given_name=persona.given_name,
            family_name_kana=persona.family_name_kana,
            given_name_kana=persona.given_name_kana,
            birth_date=persona.birth_date,
            postal_code=persona.postal_code,
            address=persona.address,
            phone=persona.phone,
        )
        for persona in PERSONAS
    }
