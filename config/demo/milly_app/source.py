"""How the demo's connector reaches the service's database: as a role that may only read it."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from config.demo.milly_app.schema import READER_ROLE


def source_dsn(*, database: Mapping[str, Any], role: str) -> str:
    """Return the address of the service's database, in libpq's key=value form.

    database: an entry of settings.DATABASES. role: what to become once signed in; "" to stay who
    signs in (see `reader_role`).
    """
    known = {
        "host": source_host(database=database),
        "port": database.get("PORT"),
        "user": database.get("USER"),
        "password": database.get("PASSWORD"),
        "dbname": database["NAME"],
        "options": f"-c role={role}" if role else "",
    }
    return make_conninfo(**{key: str(value) for key, value in known.items() if value})


def source_host(*, database: Mapping[str, Any]) -> str:
    """Return the one host the demo's connector may be sent to: a name or a socket folder."""
    return str(database.get("HOST") or database.get("OPTIONS", {}).get("host", ""))


def reader_role() -> str:
    """Return READER_ROLE, or "" where it could not be made or this process may not become it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [READER_ROLE],
        )
        return READER_ROLE if cursor.fetchone() == (True,) else ""
