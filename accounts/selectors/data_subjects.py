"""Data subjects of one person: theirs, and those whose place it took."""

import uuid

from django.db import connection

# It ends: the database lets no circle in (domain.succession_sql).
_FORMER = """
    WITH RECURSIVE former (id, steps) AS (
        SELECT id, 1 FROM accounts_datasubject WHERE successor_id = %s
        UNION ALL
        SELECT earlier.id, former.steps + 1
        FROM former JOIN accounts_datasubject earlier ON earlier.successor_id = former.id
    )
    SELECT id FROM former ORDER BY steps, id
"""


def former_subjects(subject_id: uuid.UUID) -> list[uuid.UUID]:
    """The data subjects whose place this one took, the nearest first. One query.

    A service, or a representative, had them made before the person came. What ledgers keep under
    their ids is this person's: every disclosure and every page of one's own shows it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [subject_id])
        return [row[0] for row in cursor.fetchall()]


def chains_of(subject_id: uuid.UUID) -> list[str]:
    """What ledgers call this person: their own chain first, then the former ones. One query."""
    return [f"subject:{found}" for found in (subject_id, *former_subjects(subject_id))]
