"""The members of the service, made up one by one: the same number gives the same person.

Everything a member has comes from one draw keyed by GENERATOR_VERSION and the member's number, so
people do not change when another's rows do. Change the version with every change of this package's
data, or loaded databases keep the old people.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from config.demo.milly_app import names, phrases
from config.demo.milly_app.activity import add_activity
from config.demo.milly_app.draw import Draw, running_totals
from config.demo.milly_app.names import Name
from config.demo.milly_app.persona import Persona
from config.demo.milly_app.personas import BY_MEMBER_ID
from config.demo.milly_app.places import BUILDINGS, CITIES, TOWNS, City
from config.demo.milly_app.romaji import romanise
from config.demo.milly_app.schema import COLUMNS

GENERATOR_VERSION = "1"
MEMBERS = 10_000
JST = timezone(timedelta(hours=9))
OPENED_ON = date(2019, 4, 1)  # when the service began

Rows = dict[str, list[tuple[Any, ...]]]

_SURNAMES = running_totals([1 / (rank + 8) for rank in range(len(names.SURNAMES))])
_CITIES = running_totals([city.weight for city in CITIES])
_BIRTH_YEARS = ((1940, 1959), (1960, 1979), (1980, 1994), (1995, 2012))
_AGE_BANDS = running_totals([16, 34, 30, 20])


def generate_members(*, as_of: date, count: int) -> Iterator[Rows]:
    """Yield the rows of each member, by table, in the order of COLUMNS.

    as_of: the last day anything happened. count: members M-000001 to M-<count>.
    """
    for number in range(1, count + 1):
        yield rows_of_member(number, as_of=as_of)


def rows_of_member(number: int, *, as_of: date) -> Rows:
    """Return every row of one member."""
    member_id = f"M-{number:06}"
    draw = Draw(f"milly_app/{GENERATOR_VERSION}/{member_id}")
    persona = BY_MEMBER_ID.get(member_id)
    city = draw.weighted(CITIES, _CITIES)
    rows: Rows = {table: [] for table in COLUMNS}
    profile = _profile(draw, as_of)
    settings = _settings(draw, profile["registered_at"], as_of)
    contacts = _contacts(draw, number, profile, city, as_of)
    if persona is not None:
        profile |= _profile_of(persona, as_of)
        settings |= _settings_of(persona)
        contacts = [_contact_of(persona, as_of)]
        city = next(city for city in CITIES if persona.address.startswith(city.name))
    rows["members"].append((member_id, *(profile[name] for name in COLUMNS["members"][1:])))
    rows["service_settings"].append(
        (member_id, *(settings[name] for name in COLUMNS["service_settings"][1:]))
    )
    rows["contacts"] += [(member_id, *contact) for contact in contacts]
    until = profile["left_at"] or start_of(as_of + timedelta(days=1))
    add_activity(
        rows,
        draw=draw,
        member_id=member_id,
        since=profile["registered_at"],
        until=until,
        located=(settings["location_consented_at"], city.latitude, city.longitude),
        persona=persona,
    )
    return rows


def start_of(day: date) -> datetime:
    """Midnight in Tokyo."""
    return datetime.combine(day, time(), JST)


def _profile(draw: Draw, as_of: date) -> dict[str, Any]:
    gender = draw.weighted(("女性", "男性", "回答しない", None), (49, 96, 98, 100))
    low, high = draw.weighted(_BIRTH_YEARS, _AGE_BANDS)
    year = low + draw.below(high - low + 1)
    born = date(year, 1, 1) + timedelta(days=draw.below(365))
    other = gender not in ("女性", "男性")
    women = born.day % 2 == 0 if other else gender == "女性"
    family, given = _name(draw, year, names.WOMEN if women else names.MEN)
    former = draw.weighted(names.SURNAMES, _SURNAMES).written if draw.chance(0.09) else None
    known = draw.chance(0.7)
    occupation = "学生" if year > 2003 else draw.pick(phrases.OCCUPATIONS)
    employed = known and occupation in phrases.EMPLOYED
    days = (as_of - OPENED_ON).days
    registered_at = start_of(OPENED_ON) + timedelta(seconds=draw.below(days * 86_400))
    spent = (start_of(as_of) - registered_at).total_seconds()
    left = draw.chance(0.04)
    return {
        "family_name": family.written,
        "given_name": given.written,
        "family_name_kana": family.kana,
        "given_name_kana": given.kana,
        "former_name": f"{former} {given.written}" if former else None,
        "birth_date": born,
        "gender": gender,
        "occupation": occupation if known else None,
        "workplace": draw.pick(phrases.WORKPLACES[occupation]) if employed else None,
        "title": draw.pick(phrases.TITLES) if employed else None,
        "registered_at": registered_at,
        "left_at": registered_at + timedelta(seconds=draw.below(int(spent))) if left else None,
    }


def _name(draw: Draw, year: int, given: dict[int, tuple[Name, ...]]) -> tuple[Name, Name]:
    if draw.chance(0.015):
        return draw.pick(names.NAMES_FROM_ELSEWHERE)
    rare = draw.chance(0.04)
    family = draw.pick(names.RARE_SURNAMES) if rare else draw.weighted(names.SURNAMES, _SURNAMES)
    usual = max(since for since in given if since <= year)
    return family, draw.pick(given[usual])


def _settings(draw: Draw, registered_at: datetime, as_of: date) -> dict[str, Any]:
    days = max((start_of(as_of) - registered_at).days, 1)
    consented = registered_at + timedelta(seconds=draw.below(days * 86_400))
    return {
        "mail_news": draw.chance(0.6),
        "push_news": draw.chance(0.4),
        "personalised_ads": draw.chance(0.7),
        "analytics": draw.chance(0.85),
        "location_consented_at": consented if draw.chance(0.25) else None,
        "language": "en" if draw.chance(0.02) else "ja",
        "updated_at": consented,
    }


def _contacts(
    draw: Draw, number: int, profile: dict[str, Any], city: City, as_of: date
) -> list[tuple[Any, ...]]:
    registered_at = profile["registered_at"]
    given, family = (romanise(profile[part]) for part in ("given_name_kana", "family_name_kana"))
    email = f"{given}.{family}{number}@mail.example"
    verified = registered_at + timedelta(minutes=5) if draw.chance(0.94) else None
    phone = _phone(draw) if draw.chance(0.8) else None
    phone_verified = verified if phone and draw.chance(0.6) else None
    postal_code, address = _home(draw, city)
    current = (email, verified, phone, phone_verified, postal_code, address)
    if not draw.chance(0.08):
        return [(*current, registered_at, None)]
    spent = int((start_of(as_of) - registered_at).total_seconds())
    moved_at = registered_at + timedelta(seconds=draw.below(spent))
    before = _home(draw, draw.weighted(CITIES, _CITIES))
    return [(*current[:4], *before, registered_at, moved_at), (*current, moved_at, None)]


def _phone(draw: Draw) -> str:
    # No subscriber number begins with 0, so neither form is assigned to anybody.
    first = draw.pick(("090", "080", "070", "03", "06"))
    return f"{first}-0{draw.below(1000):03}-{draw.below(10_000):04}"


def _home(draw: Draw, city: City) -> tuple[str, str]:
    block = f"{1 + draw.below(9)}丁目{1 + draw.below(30)}番{1 + draw.below(20)}号"
    room = f" {draw.pick(BUILDINGS)}{1 + draw.below(12)}{1 + draw.below(9):02}号室"
    address = f"{city.name}{draw.pick(TOWNS)}{block}{room if draw.chance(0.45) else ''}"
    return f"{city.area}-{draw.below(100):04}", address


def _profile_of(persona: Persona, as_of: date) -> dict[str, Any]:
    own = {
        name: getattr(persona, name)
        for name in COLUMNS["members"][1:]
        if name not in ("registered_at", "left_at")
    }
    left = persona.left_days_ago
    left_at = start_of(as_of - timedelta(days=left)) if left is not None else None
    registered_at = start_of(persona.registered_on) + timedelta(hours=12)
    return own | {"registered_at": registered_at, "left_at": left_at}


def _settings_of(persona: Persona) -> dict[str, Any]:
    registered_at = start_of(persona.registered_on) + timedelta(hours=12)
    return {
        "location_consented_at": registered_at if persona.shares_location else None,
        "language": "en" if persona.key == "maria" else "ja",
        "updated_at": registered_at,
    }


def _contact_of(persona: Persona, as_of: date) -> tuple[Any, ...]:
    registered_at = start_of(persona.registered_on) + timedelta(hours=12)
    days = persona.verified_days_ago
    verified = start_of(as_of - timedelta(days=days)) if days is not None else None
    where = (persona.postal_code, persona.address)
    return (persona.email, verified, persona.phone, verified, *where, registered_at, None)
