"""Cases with an identity check, a directory with one member, and pictures of documents."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from PIL import Image, ImageDraw

from accounts.jobs.outbox import deliver
from accounts.models import OutboxMessage, User
from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import IdentityCheck
from dsr.identity.services.checks import open_check
from tests.desk import NOW, file_disclosure, make_requester

DIRECTORY_SQL = """
    CREATE TABLE IF NOT EXISTS test_directory (
        member_id text, email text, unchanged_since timestamptz, family_name text,
        given_name text, birth_date date, address text);
"""


@contextmanager
def directory(*members: dict[str, Any]) -> Iterator[None]:
    """The company's directory holds exactly these members, in a table other sessions see."""
    facts = connection.settings_dict
    host = facts["HOST"] or facts["OPTIONS"].get("host", "")
    dsn = f"host={host} port={facts['PORT'] or 5432} user={facts['USER']} dbname={facts['NAME']}"
    import psycopg

    with psycopg.connect(dsn, autocommit=True) as own:
        own.execute("DROP TABLE IF EXISTS test_directory")
        own.execute(DIRECTORY_SQL.encode())
        for row in members:
            values = {
                "member_id": "M-000042",
                "email": "hanako@mail.example",
                "unchanged_since": "2025-01-01T00:00:00Z",
                "family_name": "窓口",
                "given_name": "花子",
                "birth_date": "1988-07-15",
                "address": "東京都千代田区緑町4丁目2番1号",
                **row,
            }
            own.execute(
                """INSERT INTO test_directory VALUES (%(member_id)s, %(email)s,
                %(unchanged_since)s, %(family_name)s, %(given_name)s, %(birth_date)s,
                %(address)s)""",
                values,
            )
        settings = {
            "dsn": dsn,
            "by_email": "SELECT * FROM test_directory WHERE email = %(email)s",
        }
        try:
            with override_settings(MEMBER_DIRECTORY=settings):
                yield
        finally:
            own.execute("DROP TABLE IF EXISTS test_directory")


def checked_case(
    method: IdentityMethod = IdentityMethod.MEMBER_MATCH,
    *,
    email: str = "hanako@mail.example",
    claims: dict[str, str] | None = None,
) -> tuple[Case, IdentityCheck, User]:
    """A filed case with its open check."""
    user = make_requester(email)
    said = {
        "family_name": "窓口", "given_name": "花子", "family_name_kana": "マドグチ",
        "given_name_kana": "ハナコ", "former_name": "", "birth_date": "1988-07-15",
        "postal_code": "100-0042", "address": "東京都千代田区緑町4丁目2番1号",
        "registered_address": "", "phone": "", "email": email, "member_id": "",
        "registered_email": "",
    } | (claims or {})  # fmt: skip
    case = file_disclosure(user, claims=said)
    check = open_check(case=case, method=method, now=NOW)
    return case, check, user


def mailed_code() -> tuple[str, list[str]]:
    """Deliver what is queued; the newest code and whom it went to."""
    mail.outbox.clear()
    for message in OutboxMessage.objects.filter(template="ONE_TIME_CODE", status="QUEUED"):
        deliver(message_id=message.pk)
    sent = mail.outbox[-1]
    found = re.search(r"\b(\d{6})\b", str(sent.body))
    assert found is not None
    return found.group(1), sent.to


def picture(text: str = "運転免許証 窓口花子") -> io.BytesIO:
    """A JPEG that says `text`; other text, other pixels."""
    image = Image.new("RGB", (640, 400), "white")
    draw = ImageDraw.Draw(image)
    for place, char in enumerate(text):
        draw.rectangle((20, 20 + place * 12, 20 + ord(char) % 500, 28 + place * 12), fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG")
    out.seek(0)
    return out


def fresh_client(user: User) -> Client:
    """A browser in which this person proved themselves just now."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": 2**40}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
