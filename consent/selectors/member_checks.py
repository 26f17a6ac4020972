"""Whether a member's data may be used on consent: what services ask, by the member's own id.

One statement each, prepared on the connection: who asks, whether they may, and the answer. It
reads the primary database and caches nothing, so a withdrawal holds for the very next question.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection

from accounts.domain.api_key import digest_of
from accounts.domain.clock import JST, jst_date
from accounts.gateways.sealing import search_index, search_indexes
from accounts.selectors.api_clients import Caller
from consent.domain.verdicts import verdict_of
from consent.enums import Verdict
from consent.selectors.consents import Answer

# A version that brought what the item is about waits for this person: they neither accepted it nor
# joined under a later text in force, announced no sooner (blocked_matters of
# policies.selectors.policy_versions, as SQL).
BARRIERS = """
    SELECT b.id, b.document, b.announced_at, b.effective_from FROM policies_policyversion b
    WHERE b.requires_consent AND b.announced_at < %(tomorrow)s AND b.introduces ?| (
        ARRAY['ITEM:' || i.code]
        || ARRAY(SELECT 'RECIPIENT:' || r.code FROM policies_recipient r
                 WHERE r.id = i.recipient_id)
        || ARRAY(SELECT 'COUNTRY:' || n.code FROM policies_recipient r
                 JOIN policies_country n ON n.id = r.country_id WHERE r.id = i.recipient_id)
        || ARRAY(SELECT 'CATEGORY:' || d.code FROM consent_consentitem_categories l
                 JOIN policies_datacategory d ON d.id = l.datacategory_id
                 WHERE l.consentitem_id = i.id))
"""
_WAITS = f"""
    EXISTS (SELECT FROM ({BARRIERS}) barrier WHERE NOT EXISTS (
        SELECT FROM policies_policyacceptance a JOIN policies_policyversion w ON w.id = a.version_id
        WHERE a.subject_id = s.id AND w.effective_from <= %(today)s
          AND (w.id = barrier.id OR (
            a.joined AND w.document = barrier.document AND w.announced_at >= barrier.announced_at
            AND (w.effective_from, w.requires_consent, w.id)
                >= (barrier.effective_from, true, barrier.id)))))
"""  # noqa: S608 -- parts of this file
# The versions a yes to which covers the words in force (consent.domain.verdicts, as SQL).
COVERING = """
    ARRAY(SELECT said.version FROM consent_consenttext said
          WHERE said.item_id = i.id AND NOT EXISTS (
            SELECT FROM consent_consenttext newer
            WHERE newer.item_id = i.id AND newer.asks_again
              AND (newer.published_at, newer.id) > (said.published_at, said.id)))
"""
_CHECK = f"""
    SELECT k.id, k.client_id, c.scopes, c.per_minute, i.id, st.action, st.since, st.text_version,
        st.text_version = ANY({COVERING}),
        CASE WHEN st.action = 'GIVEN' THEN {_WAITS} ELSE false END
    FROM accounts_apikey k
    JOIN accounts_apiclient c ON c.id = k.client_id AND c.revoked_at IS NULL
    LEFT JOIN consent_consentitem i ON i.code = %(item)s AND i.active
    LEFT JOIN accounts_datasubject s ON s.member_id_index = %(member)s
    LEFT JOIN consent_consentstate st ON st.subject_id = s.id AND st.item_id = i.id
    WHERE k.digest = %(key)s AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > %(now)s)
"""  # noqa: S608 -- parts of this file
_CHECK_ALL = f"""
    SELECT i.code, st.action, st.since, st.text_version,
        st.text_version = ANY({COVERING}),
        CASE WHEN st.action = 'GIVEN' THEN {_WAITS} ELSE false END
    FROM consent_consentitem i
    LEFT JOIN accounts_datasubject s ON s.member_id_index = %(member)s
    LEFT JOIN consent_consentstate st ON st.subject_id = s.id AND st.item_id = i.id
    WHERE i.active
"""  # noqa: S608 -- parts of this file
_CHECK_MANY = f"""
    WITH item AS MATERIALIZED (  -- once, not for every member
        SELECT i.id, {COVERING} AS covering, EXISTS ({BARRIERS}) AS barred,
            i.code, i.recipient_id
        FROM consent_consentitem i WHERE i.code = %(item)s AND i.active)
    SELECT CASE
            WHEN st.action IS NULL THEN 'NO_RECORD'
            WHEN st.action <> 'GIVEN' THEN 'WITHDRAWN'
            WHEN st.text_version <> ALL(i.covering) THEN 'ASK_AGAIN'
            WHEN i.barred AND {_WAITS} THEN 'POLICY_WAITS'
            ELSE 'GIVEN' END AS verdict,
        array_agg(asked.place)
    FROM item i
    CROSS JOIN generate_series(1, %(count)s::int) asked (place)
    LEFT JOIN accounts_datasubject s
        ON s.member_id_index = substr(%(members)s, asked.place * 32 - 31, 32)
    LEFT JOIN consent_consentstate st ON st.subject_id = s.id AND st.item_id = i.id
    GROUP BY 1
"""  # noqa: S608 -- parts of this file


@dataclass(frozen=True, slots=True)
class CheckedMember:
    """The answer, and the service that asked; None where its key opens nothing."""

    caller: Caller | None
    answer: Answer


def check_member(*, key: str, member_id: str, item_code: str, now: datetime) -> CheckedMember:
    """Who asks with this key, and whether the member's data may be used for the item.

    The caller's edge must look at `caller` before it gives the answer away.
    """
    rows = rows_of(
        _CHECK,
        {
            "key": digest_of(key), "item": item_code, "now": now,
            "member": search_index("member_id", member_id), **days_around(now),
        },
    )  # fmt: skip
    if not rows:
        return CheckedMember(None, Answer(Verdict.NO_RECORD))
    key_id, client_id, scopes, per_minute, item_id, action, since, version, covered, waits = rows[0]
    caller = Caller(client_id, key_id, frozenset(json.loads(scopes)), per_minute)
    if item_id is None:
        return CheckedMember(caller, Answer(Verdict.UNKNOWN_ITEM))
    verdict = verdict_of(action=action, covered=covered, policy_waits=waits)
    return CheckedMember(caller, Answer(verdict, since, version or ""))


def standings_of(*, member_id: str, now: datetime) -> dict[str, Answer]:
    """The answer for every active item, by its code. One statement."""
    facts = {"member": search_index("member_id", member_id), **days_around(now)}
    return {
        code: Answer(
            verdict_of(action=action, covered=covered, policy_waits=waits),
            since,
            version or "",
        )
        for code, action, since, version, covered, waits in rows_of(_CHECK_ALL, facts)
    }


def check_members(
    *, member_ids: Sequence[str], item_code: str, now: datetime
) -> Mapping[Verdict, list[str]]:
    """The members by verdict, each once. One statement, whatever their number.

    Their indexes, 32 bytes each, go as one value: an array of them is 3 ms of work for psycopg.
    """
    wanted = list(dict.fromkeys(member_ids))
    found = rows_of(
        _CHECK_MANY,
        {
            "members": b"".join(search_indexes("member_id", wanted)), "count": len(wanted),
            "item": item_code, **days_around(now),
        },
    )  # fmt: skip
    if not found:
        return {Verdict.UNKNOWN_ITEM: wanted}
    return {
        Verdict(verdict): [wanted[place - 1] for place in sorted(places)]
        for verdict, places in sorted(found)
    }


def days_around(now: datetime) -> dict[str, Any]:
    """The facts `today` and `tomorrow` of the statements: the day in Japan, and its end."""
    today = jst_date(now)
    return {"today": today, "tomorrow": datetime.combine(today + timedelta(days=1), time(), JST)}


def rows_of(sql: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that the server keeps prepared: planning it would cost more than it does.

    A connection that died since the last question is replaced once.
    """
    try:
        return _run(sql, facts)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _run(sql, facts)


def _run(sql: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    if connection.connection.prepare_threshold is None:  # Django turns preparing off altogether;
        connection.connection.prepare_threshold = 5  # its own cursors never ask for it
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, facts, prepare=True).fetchall()
