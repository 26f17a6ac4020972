"""Where somebody stands who says yes or no now: the words in force, and their last word.

`standing_of` is for a caller that holds the person's row. What rests on `member_standing` is looked
at again under that lock (consent.domain.append_sql).
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.domain.api_key import digest_of
from accounts.gateways.sealing import search_index
from accounts.selectors.api_clients import Caller
from consent.models import ConsentItem
from consent.selectors.member_checks import rows_of

_FACTS = """
    item.prerequisite, words.version AS words, words.sha256 AS words_sha256, said.action AS said,
    said.text_version AS said_version, said.sequence AS said_sequence,
    (SELECT sha256 FROM consent_consenttext
     WHERE item_id = item.id AND version = said.text_version) AS said_sha256
"""
_WORDS = """
    LEFT JOIN LATERAL (
        SELECT version, sha256 FROM consent_consenttext WHERE item_id = item.id
        ORDER BY published_at DESC, id DESC LIMIT 1) words ON true
"""
_OF_PERSON = f"""
    SELECT item.*, {_FACTS} FROM consent_consentitem item {_WORDS}
    LEFT JOIN consent_consentstate said
        ON said.item_id = item.id AND said.subject_id = %(subject)s
    WHERE item.code = %(item)s
"""  # noqa: S608 -- parts of this file
_OF_MEMBER = f"""
    SELECT key.id, key.client_id, client.scopes, client.per_minute,
        EXISTS (SELECT FROM consent_webhookendpoint WHERE active), item.id, person.id IS NOT NULL,
        EXISTS (SELECT FROM consent_rememberedanswer kept
                WHERE kept.client_id = key.client_id AND kept.key = %(once)s), {_FACTS}
    FROM accounts_apikey key
    JOIN accounts_apiclient client ON client.id = key.client_id AND client.revoked_at IS NULL
    LEFT JOIN consent_consentitem item ON item.code = %(item)s AND item.active {_WORDS}
    LEFT JOIN accounts_datasubject person ON person.member_id_index = %(member)s
    LEFT JOIN consent_consentstate said
        ON said.item_id = item.id AND said.subject_id = person.id
    WHERE key.digest = %(key)s AND key.revoked_at IS NULL
      AND (key.expires_at IS NULL OR key.expires_at > %(now)s)
"""  # noqa: S608 -- parts of this file


@dataclass(frozen=True, slots=True)
class Standing:
    """None where no words are in force, and where nothing was ever said."""

    prerequisite: bool
    words: str | None
    words_sha256: str | None
    said: str | None
    said_version: str | None
    said_sequence: int | None
    said_sha256: str | None


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """The service that asks, and how its member stands; `item` is None where there is none.

    `followed`: whether anybody wants to be told of changes at once. `known`: whether anything is
    recorded about the member. `answered`: whether the service sent this key before.
    """

    caller: Caller
    followed: bool
    item: int | None
    known: bool
    answered: bool
    standing: Standing


def standing_of(*, subject_id: uuid.UUID, item_code: str) -> tuple[ConsentItem, Standing] | None:
    """The item, offered or not, and how a person stands to it; None where there is none.

    What is offered no more, nothing needs. One query.
    """
    facts = {"subject": subject_id, "item": item_code}
    found: list[Any] = list(ConsentItem.objects.raw(_OF_PERSON, facts))
    if not found:
        return None
    (item,) = found
    return item, Standing(
        item.prerequisite and item.active, item.words, item.words_sha256, item.said,
        item.said_version, item.said_sequence, item.said_sha256,
    )  # fmt: skip


def member_standing(
    *, key: str, member_id: str, item_code: str, once: str, now: datetime
) -> MemberStanding | None:
    """Whose key this is, and how their member stands; None where it opens nothing. One statement.

    Arguments:
        once: the Idempotency-Key; "" for none.

    The caller's edge must look at `caller` before it does anything.
    """
    rows = rows_of(
        _OF_MEMBER,
        {
            "key": digest_of(key), "item": item_code, "now": now,
            "member": search_index("member_id", member_id), "once": once,
        },
    )  # fmt: skip
    if not rows:
        return None
    key_id, client_id, scopes, per_minute, followed, item, known, answered, *facts = rows[0]
    caller = Caller(client_id, key_id, frozenset(json.loads(scopes)), per_minute)
    return MemberStanding(caller, followed, item, known, answered, Standing(*facts))
