"""What a member leaves behind by using the service: devices, visits, places and letters."""

from datetime import datetime, timedelta
from typing import Any

from config.demo.milly_app import names, phrases
from config.demo.milly_app.draw import Draw
from config.demo.milly_app.persona import Persona
from config.demo.milly_app.phrases import Device

Rows = dict[str, list[tuple[Any, ...]]]

KEEP_DAYS = 400  # visits and places older than this are deleted by the service
_DOCUMENTATION_NETS = ("192.0.2.", "198.51.100.", "203.0.113.")


def add_activity(
    rows: Rows,
    *,
    draw: Draw,
    member_id: str,
    since: datetime,
    until: datetime,
    located: tuple[datetime | None, float, float],
    persona: Persona | None,
) -> None:
    """Add to `rows` what the member left behind from `since` to `until`.

    located: when location was consented to (None: never), then latitude and longitude of home.
    persona: somebody with letters of their own, who is seen in every category.
    """
    oldest = max(since, until - timedelta(days=KEEP_DAYS))
    for device in _devices(draw, persona):
        cookie = draw.hexadecimal(32)
        used = _period(draw, oldest, until, persona)
        _add_device(rows, draw, member_id, device, used=used, persona=persona)
        times = sorted(_between(draw, *used) for _visit in range(_visits(draw, persona)))
        for at in times:
            where = (_ip(draw), device.user_agent, draw.pick(phrases.REFERRERS))
            rows["access_logs"].append((member_id, at, *where, draw.pick(phrases.PATHS), cookie))
    consented_at, latitude, longitude = located
    if consented_at is not None and consented_at < until:
        since_consent = max(consented_at, oldest)
        for at in sorted(_between(draw, since_consent, until) for _fix in range(4 + draw.below(9))):
            here = (latitude + draw.between(-0.04, 0.04), longitude + draw.between(-0.05, 0.05))
            place = (round(here[0], 6), round(here[1], 6), 5 + draw.below(60))
            rows["locations"].append((member_id, at, *place))
    if persona is not None:
        _add_letters_of(rows, persona, member_id, until)
    elif draw.chance(0.25):
        _add_letters(rows, draw, member_id, since=since, until=until)


def _devices(draw: Draw, persona: Persona | None) -> list[Device]:
    first = draw.below(len(phrases.DEVICES) - 1) if persona else draw.below(len(phrases.DEVICES))
    second = draw.chance(0.3)
    owned = [phrases.DEVICES[first]]
    return (
        [*owned, phrases.DEVICES[-1]] if second and owned[0] is not phrases.DEVICES[-1] else owned
    )


def _period(
    draw: Draw, oldest: datetime, until: datetime, persona: Persona | None
) -> tuple[datetime, datetime]:
    """When a device was first and last used; a persona has been there all along."""
    if persona is not None:
        return oldest, until - timedelta(hours=3)
    first_used = _between(draw, oldest, oldest + (until - oldest) / 2)
    return first_used, _between(draw, first_used, until)


def _visits(draw: Draw, persona: Persona | None) -> int:
    if persona is None and draw.chance(0.15):
        return 0
    often = persona is not None or draw.chance(0.03)
    return draw.below(60) + 20 if often else draw.below(10) + 2


def _add_device(
    rows: Rows,
    draw: Draw,
    member_id: str,
    device: Device,
    *,
    used: tuple[datetime, datetime],
    persona: Persona | None,
) -> None:
    version = f"5.{draw.below(9)}.{draw.below(4)}" if device.identifier else None
    kind = (device.model, device.platform, device.system, version, draw.chance(0.5))
    rows["devices"].append((draw.uuid(), member_id, *kind, *used))
    if device.identifier and (draw.chance(0.75) or persona):
        value = (device.identifier, device.platform, draw.uuid())
        rows["advertising_ids"].append((member_id, *value, *used))


def _ip(draw: Draw) -> str:
    if draw.chance(0.2):
        return f"2001:db8:{draw.hexadecimal(4)}::{draw.hexadecimal(4)}"
    return f"{draw.pick(_DOCUMENTATION_NETS)}{1 + draw.below(254)}"


def _add_letters(
    rows: Rows, draw: Draw, member_id: str, *, since: datetime, until: datetime
) -> None:
    for index in range(1 + draw.below(2)):
        letter = draw.pick(phrases.LETTERS)
        about = {
            "other": _somebody_else(draw),
            "phone": f"090-0{draw.below(1000):03}-{draw.below(10_000):04}",
            "shop": draw.pick(phrases.SHOPS),
        }
        received = _between(draw, since, until)
        answered = received + timedelta(hours=1 + draw.below(70))
        open_still = draw.chance(0.06) or answered > until
        answer = (None, None) if open_still else (answered, letter.answer.format(**about))
        text = (
            draw.pick(("アプリ", "ウェブ", "メール")),
            letter.subject,
            letter.body.format(**about),
        )
        rows["inquiries"].append((_number(member_id, index), member_id, received, *text, *answer))


def _add_letters_of(rows: Rows, persona: Persona, member_id: str, until: datetime) -> None:
    for index, inquiry in enumerate(persona.inquiries):
        received = until - timedelta(days=inquiry.days_ago, hours=10)
        answered = received + timedelta(days=1, hours=3) if inquiry.answer else None
        text = ("ウェブ", inquiry.subject, inquiry.body, answered, inquiry.answer)
        rows["inquiries"].append((_number(member_id, index), member_id, received, *text))


def _number(member_id: str, index: int) -> str:
    return f"Q-{member_id[2:]}-{index + 1}"


def _somebody_else(draw: Draw) -> str:
    given = draw.pick((names.WOMEN, names.MEN))[draw.pick((1965, 1985))]
    return f"{draw.pick(names.SURNAMES).written} {draw.pick(given).written}"


def _between(draw: Draw, low: datetime, high: datetime) -> datetime:
    return low + timedelta(seconds=draw.below(max(int((high - low).total_seconds()), 1)))
