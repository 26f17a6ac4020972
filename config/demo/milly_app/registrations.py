"""How the sample service takes a new member in: an invented one, nobody types a real name."""

from datetime import datetime

from django.db import connection, transaction

from config.demo.milly_app.receiver import become_writer

_NUMBER = "INSERT INTO milly_app.registrations (at) VALUES (%s) RETURNING number"
_MEMBER = """
    INSERT INTO milly_app.members (member_id, family_name, given_name, family_name_kana,
        given_name_kana, registered_at) VALUES (%s, '見本', '新会員', 'ミホン', 'シンカイイン', %s)
"""


def new_member_id(*, now: datetime) -> str:
    """A member id that nobody has; the desk is told it before the member is there."""
    with transaction.atomic(), connection.cursor() as cursor:
        become_writer(cursor)
        cursor.execute(_NUMBER, [now])
        number = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
    return f"M-{number}"


def register_member(*, member_id: str, now: datetime) -> None:
    """Keep the new member, whose acceptance the desk has recorded."""
    with transaction.atomic(), connection.cursor() as cursor:
        become_writer(cursor)
        cursor.execute(_MEMBER, [member_id, now])
        cursor.execute("RESET ROLE")
