"""Checks of members at their cheapest: nothing but the last words is read (selectors.last_words).

The last word is read from the primary database every time, so a withdrawal holds for the very next
question. What does not depend on the member (whose key it is, which words are in force, whether any
policy could wait) is held by each process for HELD, so a key taken back, or words that ask again,
hold within that time. Where that is not enough for an answer, selectors.member_checks gives it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

from accounts.domain.api_key import digest_of
from accounts.gateways.sealing import search_index, search_indexes
from accounts.selectors.api_clients import Caller
from consent.domain.verdicts import verdict_of
from consent.enums import Verdict
from consent.selectors.consents import Answer
from consent.selectors.last_words import last_word, last_words
from consent.selectors.member_checks import (
    BARRIERS,
    COVERING,
    CheckedMember,
    check_member,
    check_members,
    days_around,
    rows_of,
)

HELD = timedelta(seconds=0.5)
MOST_HELD = 1000  # pairs of a key and an item; more begin anew
_GROUNDS = f"""
    SELECT k.id, k.client_id, c.scopes, c.per_minute, i.id, {COVERING}, EXISTS ({BARRIERS})
    FROM accounts_apikey k
    JOIN accounts_apiclient c ON c.id = k.client_id AND c.revoked_at IS NULL
    LEFT JOIN consent_consentitem i ON i.code = %(item)s AND i.active
    WHERE k.digest = %(key)s AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > %(now)s)
"""  # noqa: S608 -- parts of this file's neighbour


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What holds for every member."""

    caller: Caller
    item: int
    covering: frozenset[str]
    barred: bool
    read_at: datetime


_held: dict[tuple[bytes, str], _Grounds] = {}  # by the digest of the key and the item's code


def quick_check(*, key: str, member_id: str, item_code: str, now: datetime) -> CheckedMember:
    """What member_checks.check_member answers; see above what may be HELD old."""
    grounds = _enough(key, item_code, now)
    if grounds is None:
        return check_member(key=key, member_id=member_id, item_code=item_code, now=now)
    word = last_word(index=search_index("member_id", member_id), item=grounds.item)
    if word is None:
        return CheckedMember(grounds.caller, Answer(Verdict.NO_RECORD))
    action, since, version = word
    covered = version in grounds.covering
    verdict = verdict_of(action=action, covered=covered, policy_waits=False)
    if verdict == Verdict.ASK_AGAIN:  # or the person has just agreed to words just published
        return check_member(key=key, member_id=member_id, item_code=item_code, now=now)
    return CheckedMember(grounds.caller, Answer(verdict, since, version))


def quick_check_many(
    *, key: str, member_ids: Sequence[str], item_code: str, now: datetime
) -> Mapping[Verdict, list[str]]:
    """What member_checks.check_members answers; see above what may be HELD old."""
    grounds = _enough(key, item_code, now)
    if grounds is None:
        return check_members(member_ids=member_ids, item_code=item_code, now=now)
    wanted = list(dict.fromkeys(member_ids))
    found: dict[Verdict, list[int]] = {}
    for action, version, places in last_words(
        indexes=search_indexes("member_id", wanted), item=grounds.item
    ):
        covered = version in grounds.covering
        verdict = verdict_of(action=action, covered=covered, policy_waits=False)
        if verdict == Verdict.ASK_AGAIN:
            return check_members(member_ids=member_ids, item_code=item_code, now=now)
        found.setdefault(verdict, []).extend(places)
    return {
        verdict: [wanted[place] for place in sorted(found[verdict])] for verdict in sorted(found)
    }


def quick_caller(*, key: str, item_code: str, now: datetime) -> Caller | None:
    """Who asks about this item, as of HELD ago at most; None also where there is no such item."""
    grounds = _grounds(key, item_code, now)
    return grounds.caller if grounds else None


def forget_grounds() -> None:
    """Read everything anew at the next question."""
    _held.clear()


def _enough(key: str, item_code: str, now: datetime) -> _Grounds | None:
    """The grounds where they and the last words are all an answer needs."""
    if connections["default"].in_atomic_block:  # where last words are not read
        return None
    grounds = _grounds(key, item_code, now)
    return None if grounds is None or grounds.barred else grounds


def _grounds(key: str, item_code: str, now: datetime) -> _Grounds | None:
    digest = digest_of(key)
    held = _held.get((digest, item_code))
    if held is not None and timedelta(0) <= now - held.read_at < HELD:
        return held
    return _read_grounds(digest, item_code, now)


def _read_grounds(key: bytes, item_code: str, now: datetime) -> _Grounds | None:
    facts = {"key": key, "item": item_code, "now": now, **days_around(now)}
    rows = rows_of(_GROUNDS, facts)
    if not rows or rows[0][4] is None:  # nobody's key, or no such item
        _held.pop((key, item_code), None)
        return None
    key_id, client_id, scopes, per_minute, item, covering, barred = rows[0]
    caller = Caller(client_id, key_id, frozenset(json.loads(scopes)), per_minute)
    grounds = _Grounds(caller, item, frozenset(covering), barred, now)
    if len(_held) >= MOST_HELD:
        _held.clear()
    _held[key, item_code] = grounds
    return grounds
