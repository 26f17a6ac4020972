"""The embedded PostgreSQL, started for real in a folder of the test's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.paths import BASE_DIR


class Server:
    """A cluster in a folder of its own, driven from outside as `make` does."""

    def __init__(self, state: Path) -> None:
        self.state = state

    def command(self, verb: str, **environment: str) -> list[str]:
        self.environment = {**os.environ, "MADOGUCHI_STATE_DIR": str(self.state), **environment}
        return [sys.executable, "-m", "config.postgres", verb]

    def run(self, verb: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = self.command(verb, **environment)
        return subprocess.run(
            command, cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )

    def url(self) -> str:
        done = self.run("url")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def pid_file(self) -> Path:
        (found,) = self.state.glob("postgres/*/data/postmaster.pid")
        return found

    @property
    def pid(self) -> int:
        return int(self.pid_file.read_text().splitlines()[0])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("state"))
    yield server
    server.run("stop")


def test_concurrent_starters_share_one_server_and_one_address(server: Server) -> None:
    command = server.command("url")
    starters = [
        subprocess.Popen(
            command, cwd=BASE_DIR, env=server.environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = {starter.communicate()[0].strip() for starter in starters}
    assert len(said) == 1
    with psycopg.connect(said.pop()) as connection:
        facts = connection.execute(
            "SELECT current_user, current_setting('server_encoding'), datlocale,"
            " current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert facts == ("madoguchi_owner", "UTF8", "C.UTF-8", "")


def test_server_killed_outright_starts_again_with_what_was_committed(server: Server) -> None:
    url = server.url()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    os.kill(server.pid, signal.SIGKILL)
    assert server.url() == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]


def test_pid_file_that_now_names_another_program_does_not_stop_the_start(server: Server) -> None:
    server.url()
    crashed = server.pid
    os.kill(crashed, signal.SIGKILL)
    lines = server.pid_file.read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        while Path(f"/proc/{crashed}").exists():
            time.sleep(0.05)
        server.pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        server.url()
        assert stranger.poll() is None, "another program was killed"
    finally:
        stranger.kill()
        stranger.wait()


def test_stop_ends_the_server_and_says_when_there_was_none(server: Server) -> None:
    url = server.url()
    assert server.run("stop").stdout == "PostgreSQL stopped.\n"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert server.run("stop").stdout == "PostgreSQL was not running.\n"


def test_address_is_known_without_starting_where_no_postgres_is_wanted(tmp_path: Path) -> None:
    server = Server(tmp_path)
    done = server.run("url", MADOGUCHI_NO_POSTGRES="1")
    assert done.stdout.startswith("postgresql://madoguchi_owner@:5432/madoguchi?host=/")
    assert list(tmp_path.iterdir()) == []


def test_running_server_costs_settings_no_time(server: Server) -> None:
    server.url()
    code = (
        "import timeit; from config.postgres import embedded_database_url as url;"
        "print(min(timeit.repeat(url, number=1, repeat=9)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env=server.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 0.05


def test_socket_folder_that_is_a_trap_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path)
    socket_folder = Path(
        server.run("url", MADOGUCHI_NO_POSTGRES="1").stdout.split("host=")[1].strip()
    )
    (tmp_path / "elsewhere").mkdir()
    socket_folder.symlink_to(tmp_path / "elsewhere")
    try:
        done = server.run("url")
        assert done.returncode == 1
        assert "belongs to another user" in done.stderr
    finally:
        socket_folder.unlink()


def test_data_and_socket_are_closed_to_others(server: Server) -> None:
    url = server.url()
    for folder in (server.pid_file.parent, Path(url.split("host=")[1])):
        assert folder.stat().st_mode & 0o077 == 0
