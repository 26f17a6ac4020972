"""The check of a consent: one member, a thousand members, and the same when they are many more.

A real server before the real database, with all its processes and threads; the yardstick is an
application that does nothing on a server with the same options, asked the same and answering as
much. Two more tell what lies between: that server reading the one row by libpq, and a view of
Django's reading it by a cursor. Rounds take turns, so what else the machine does falls on all.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection

from accounts.gateways.sealing import search_index
from consent.domain.member_key import member_key
from consent.models import ConsentItem
from tests.bench.load import Load, Request, drive, post
from tests.bench.measuring import Figure
from tests.bench.members import ITEM, make_company, make_members, member_id, says_yes
from tests.bench.serving import BARE, ONE_READ, OURS, READING, Address, copied, served
from tests.consent.api.service import make_client

FEW = 10_000
AT_ONCE = 1000
ROUNDS, SECONDS, WARM_UP_SECONDS = 5, 2.0, 3.0
CHECK, CHECK_MANY = "/api/v1/consents/check", "/api/v1/consents/check-many"
MEMBERS_A_SECOND = 300_000
# The promise by its other yardstick: 40 % of 9,300/s doing nothing, where such a view made 4,000/s.
OF_A_VIEW = 0.93


@dataclass(frozen=True, kw_only=True)
class _Server:
    """A server, how many members its database knows, and what came of each round."""

    address: Address
    members: int
    ones: list[Load] = field(default_factory=list)
    thousands: list[Load] = field(default_factory=list)


def checks(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` members, three in four of whom said yes; beside them a database of 10,000."""
    make_company()
    _client, key = make_client(name="checks", per_minute=2_000_000_000)
    few = min(FEW, rows)
    make_members(0, few, say=say)
    with ExitStack() as running:
        databases = {rows: str(connection.settings_dict["NAME"])}
        if rows > few:
            databases[few] = running.enter_context(copied("few"))
            make_members(few, rows, say=say)
        say("starting the servers")
        bare, reading, view = (
            _Server(address=running.enter_context(served(application)), members=rows)
            for application in (BARE, READING, ONE_READ)
        )
        ours = [
            _Server(address=running.enter_context(served(OURS, database=name)), members=members)
            for members, name in databases.items()
        ]
        _rounds((bare, reading, view), ours, key, say)
    yield from _figures(bare, ours[0])
    for name, yardstick, server, least in (
        ("check: one, beside a bare read", "a server reading a row", reading, None),
        ("check: one, beside a view reading", "a view reading a row", view, OF_A_VIEW),
    ):
        yield Figure(
            name=name, rows=rows, seconds=_each(ours[0].ones), least=least,
            yardstick_seconds=_each(server.ones),
            yardstick=f"{yardstick}, {1 / _each(server.ones):,.0f}/s",
        )  # fmt: skip
    if len(ours) > 1:
        yield from _flatness(ours[0], ours[1])


def _rounds(
    yardsticks: tuple[_Server, ...], ours: list[_Server], key: str, say: Callable[[str], None]
) -> None:
    for server in ours:
        drive(server.address, _ones(server.members, key), seconds=WARM_UP_SECONDS)
        drive(server.address, _thousands(server.members, key), seconds=WARM_UP_SECONDS)
    for number in range(ROUNDS):
        said = []
        for name, yardstick, asked in zip(
            ("doing nothing", "reading", "a view reading"), yardsticks,
            (_nothing, _reads, _views), strict=True,
        ):  # fmt: skip
            load = drive(yardstick.address, asked(yardstick.members, key), seconds=SECONDS)
            yardstick.ones.append(load)
            said.append(f"{name} {1 / load.each:,.0f}/s")
        for server in ours:
            one = drive(server.address, _ones(server.members, key), seconds=SECONDS)
            many = drive(server.address, _thousands(server.members, key), seconds=SECONDS)
            server.ones.append(one)
            server.thousands.append(many)
            said.append(
                f"of {server.members:,} members: {1 / one.each:,.0f} checks/s, "
                f"{AT_ONCE / many.each:,.0f} members/s at once"
            )
        say(f"round {number + 1}: " + " · ".join(said))


def _ones(members: int, key: str) -> list[Request]:
    numbers = random.choices(range(members), k=12_000)
    return [
        post(
            CHECK, json.dumps({"member_id": member_id(number), "item": ITEM}).encode(), key=key,
            expected=b'"allowed": true' if says_yes(number) else b'"allowed": false',
        )
        for number in numbers
    ]  # fmt: skip


def _nothing(members: int, key: str) -> list[Request]:
    """The same, of a server that answers them all alike."""
    return [request._replace(expected=b"") for request in _ones(members, key)]


def _reads(members: int, key: str) -> list[Request]:
    """What tests.bench.reading is asked: as many bytes, the last of them what it looks up."""
    item = ConsentItem.objects.get(code=ITEM).pk.to_bytes(8, "big")
    return [
        post("/", b" " * 21 + _key_of(number) + item, key=key)
        for number in random.choices(range(members), k=12_000)
    ]


def _views(members: int, key: str) -> list[Request]:
    """What tests.bench.one_read is asked."""
    item = ConsentItem.objects.get(code=ITEM).pk
    return [
        post(
            "/one-read", json.dumps({"key": _key_of(number).hex(), "item": item}).encode(), key=key
        )
        for number in random.choices(range(members), k=12_000)
    ]


def _key_of(number: int) -> bytes:
    return member_key(search_index("member_id", member_id(number)))


def _thousands(members: int, key: str) -> list[Request]:
    return [_thousand(members, key) for _ in range(200)]


def _thousand(members: int, key: str) -> Request:
    numbers = random.sample(range(members), k=AT_ONCE)
    asked = {"item": ITEM, "member_ids": [member_id(number) for number in numbers]}
    yes = [member_id(number) for number in numbers if says_yes(number)]
    return post(
        CHECK_MANY, json.dumps(asked).encode(), key=key,
        expected=f'"allowed": {json.dumps(yes)}, "refused"'.encode(),
    )  # fmt: skip


def _figures(bare: _Server, ours: _Server) -> Iterator[Figure]:
    nothing: dict[str, Any] = {
        "yardstick": f"a server doing nothing, {1 / _each(bare.ones):,.0f}/s",
        "yardstick_seconds": _each(bare.ones),
    }
    each, many = _each(ours.ones), _each(ours.thousands)
    yield Figure(
        name=f"check: one, {1 / each:,.0f}/s", rows=ours.members, seconds=each, least=0.4,
        **nothing,
    )  # fmt: skip
    yield Figure(
        name="check: one, p99 of 8 connections", rows=ours.members, bar=0.010,
        seconds=median(load.percentile(0.99) for load in ours.ones),
        yardstick="its p99 doing nothing",
        yardstick_seconds=median(load.percentile(0.99) for load in bare.ones),
    )  # fmt: skip
    yield Figure(
        name=f"check: 1,000 at once, {AT_ONCE / many:,.0f}/s", rows=ours.members, seconds=many,
        yardstick=f"{MEMBERS_A_SECOND:,} members/s", least=1.0,
        yardstick_seconds=AT_ONCE / MEMBERS_A_SECOND,
    )  # fmt: skip


def _flatness(many: _Server, few: _Server) -> Iterator[Figure]:
    beside = f"the same of {few.members:,}"
    for name, here, there in (
        ("one", many.ones, few.ones),
        ("1,000 at once", many.thousands, few.thousands),
    ):
        yield Figure(
            name=f"check: {name}, flat", rows=many.members, seconds=_each(here), least=0.9,
            yardstick=beside, yardstick_seconds=_each(there),
        )  # fmt: skip


def _each(loads: list[Load]) -> float:
    return median(load.each for load in loads)
