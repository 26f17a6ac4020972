"""A real server on the loopback for a benchmark, started as the demo and production start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from config.demo.management.commands.demo import HOST, WEB_PROCESSES, WEB_THREADS
from config.demo.supervisor import die_with_parent
from config.paths import BASE_DIR
from config.postgres import embedded_database_url

Address = tuple[str, int]
START_SECONDS = 60
BARE, OURS = "tests.bench.bare:application", "config.wsgi:application"
READING, ONE_READ = "tests.bench.reading:application", "tests.bench.one_read:application"


@contextmanager
def served(application: str, *, database: str = "") -> Iterator[Address]:
    """The address of a granian with this application; our own reads `database` (default: ours)."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(port), "--workers", str(WEB_PROCESSES)]
    command += ["--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--no-ws"]
    command += ["--log-config", "config/granian_log.json", application]
    process = subprocess.Popen(
        command, cwd=BASE_DIR, env=environment(database), preexec_fn=die_with_parent,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(process, (HOST, port))
        yield HOST, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(START_SECONDS)


@contextmanager
def copied(suffix: str) -> Iterator[str]:
    """The name of a copy of our database as it stands, dropped at the end; we connect anew."""
    ours = str(connection.settings_dict["NAME"])
    copy = f"{ours}_{suffix}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{ours}"')
    try:
        yield copy
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}"')


def environment(database: str = "") -> Mapping[str, str]:
    """What a process needs that works on `database` (default: ours)."""
    ours = urlsplit(os.environ.get("DATABASE_URL") or embedded_database_url())
    name = database or str(connection.settings_dict["NAME"])
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.demo", "LOG_LEVEL": "ERROR",
        "DATABASE_URL": urlunsplit(ours._replace(path=f"/{name}")),
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", address: Address) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")
