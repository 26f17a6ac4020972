"""How the demo's connector reaches the service's database: as a role that may only read it."""

from django.db import connection
from psycopg.conninfo import make_conninfo

from config.demo.milly_app.schema import READER_ROLE


def reader_dsn() -> str:
    """Return the address of the service's database, in libpq's key=value form.

    It signs in as this process does and at once becomes READER_ROLE. Where the loader may not make
    roles there is no such role, and the connector stays who signed in.
    """
    database = connection.settings_dict  # in tests, of the test database
    known = {
        "host": _host(),
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "dbname": database["NAME"],
        "options": f"-c role={READER_ROLE}" if _may_become_reader() else "",
    }
    return make_conninfo(**{key: str(value) for key, value in known.items() if value})


def reader_hosts() -> frozenset[str]:
    """Return the hosts the demo's connector may be sent to: the one its own database is on."""
    return frozenset({_host()})


def _host() -> str:
    """A name or a socket folder."""
    database = connection.settings_dict
    return str(database["HOST"] or database.get("OPTIONS", {}).get("host", ""))


def _may_become_reader() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [READER_ROLE],
        )
        return bool(cursor.fetchone() == (True,))
