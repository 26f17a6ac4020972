"""The company's member directory: found by a contact that was itself proven, never by a claim.

Read-only queries in settings.MEMBER_DIRECTORY:
    {"dsn": text or callable, "by_email": SQL with one %(email)s,
     "by_member_id": SQL with one %(member_id)s, optional}
returning member_id, email, unchanged_since, family_name, given_name, birth_date, address. Only
contacts the service itself has verified may come out of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.conf import settings
from psycopg.rows import dict_row

from accounts.domain.blind_index import UnableToNormalise, normalise_mail

SECONDS = 5


class DirectoryUnavailable(Exception):
    """The directory did not answer; try again. Says nothing about whether a member exists."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member, with what a reviewer may compare and nothing else."""

    member_id: str
    email: str
    unchanged_since: datetime
    family_name: str
    given_name: str
    birth_date: date | None
    address: str


def member_by_email(email: str) -> Member | None:
    """The one member whose verified address on file is exactly this one; None otherwise.

    Look-alikes (dots, width, homoglyphs, sub-addresses) do not match. Raises DirectoryUnavailable.
    """
    directory: Mapping[str, Any] = settings.MEMBER_DIRECTORY
    if not directory:
        return None
    wanted = _normal(email)
    if not wanted:
        return None
    rows = _ask(directory, directory["by_email"], {"email": email.strip().lower()})
    members = [Member(**row) for row in rows if _normal(row["email"]) == wanted]
    return members[0] if len(members) == 1 else None


def member_by_id(member_id: str) -> Member | None:
    """The member with this number, for a reviewer who holds the person's document beside it.

    Never for a search of its own: a number alone proves nothing. None where the directory has no
    such query (settings.MEMBER_DIRECTORY["by_member_id"]). Raises DirectoryUnavailable.
    """
    directory: Mapping[str, Any] = settings.MEMBER_DIRECTORY
    if not member_id or "by_member_id" not in directory:
        return None
    rows = _ask(directory, directory["by_member_id"], {"member_id": member_id})
    return Member(**rows[0]) if len(rows) == 1 else None


def _normal(address: str) -> str:
    """The company's own data may hold odd addresses; such a one is nobody's proven contact."""
    try:
        return normalise_mail(address)
    except UnableToNormalise:
        return ""


def _ask(
    directory: Mapping[str, Any], query: str, values: Mapping[str, str]
) -> list[dict[str, Any]]:
    dsn = directory["dsn"]
    try:
        with psycopg.connect(
            dsn() if callable(dsn) else dsn,
            connect_timeout=SECONDS,
            row_factory=dict_row,
        ) as connection:
            connection.read_only = True
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
                cursor.execute(query.encode(), values)
                return cursor.fetchmany(2)
    except psycopg.Error as error:
        raise DirectoryUnavailable("The member directory did not answer.") from error
