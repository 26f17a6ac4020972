"""`manage.py demo`, started, disturbed, stopped and started again, in a folder of its own."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from config.paths import BASE_DIR

CASES = 5  # test_seeding tells all of them
COLD_SECONDS = 300  # a machine busy with other tests
WARM_SECONDS = 60  # same; the promise is 10 on an idle machine, hence:
WARM_CPU_SECONDS = 15  # of two cores, by all processes together, up to ready and down again
STOP_SECONDS = 15


class Demo:
    """One run of the command, and what it has said so far."""

    def __init__(self, port: int, state: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port), "--cases", str(CASES)],
            cwd=BASE_DIR,
            env=_environment(state),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    def says(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def wait_until_ready(self, seconds: float) -> None:
        _wait_for(lambda: self.says("is ready") or self.process.poll() is not None, seconds)
        assert self.process.poll() is None, "\n".join(self.lines)

    def children(self) -> dict[str, int]:
        """Web and worker by name."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = folder.joinpath("stat").read_text().rpartition(")")[2].split()[1]
                command = folder.joinpath("cmdline").read_text().split("\0")
            except OSError:
                continue
            if int(parent) == self.process.pid:
                found["web" if "granian" in command else "worker"] = int(folder.name)
        return found

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers["Content-Type"]

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(timeout=STOP_SECONDS)
        self.reader.join()
        return code


def _environment(state: Path) -> dict[str, str]:
    own = ("DATABASE_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE", "MADOGUCHI_NO_POSTGRES")
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "MADOGUCHI_STATE_DIR": str(state)}


def _wait_for(truth: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    yield folder
    subprocess.run(
        [sys.executable, "-m", "config.postgres", "stop"],
        cwd=BASE_DIR,
        env=_environment(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.race
def test_demo_starts_serves_survives_and_stops(state: Path, port: int) -> None:
    demo = Demo(port, state)
    try:
        demo.wait_until_ready(COLD_SECONDS)
        assert demo.lines[-1] == f"Madoguchi is ready: {demo.address}/"
        assert demo.get("/healthz") == (200, "text/plain")
        assert demo.get("/static/madoguchi/css/components.css")[0] == 200
        before = demo.children()
        assert before.keys() == {"web", "worker"}

        os.kill(before["worker"], signal.SIGKILL)
        _wait_for(lambda: demo.says("!! starting worker again"), 10)
        _wait_for(lambda: demo.children().get("worker", 0) not in (0, before["worker"]), 10)

        (pid_file,) = state.glob("postgres/*/data/postmaster.pid")
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        killed_at = datetime.now(UTC)
        _wait_for(lambda: _answers(demo), 30)
        _wait_for(lambda: _did_a_job(state, since=killed_at), 60)

        second = Demo(port, state)
        assert second.process.wait(timeout=30) == 1
        second.reader.join()
        assert second.lines[-1].startswith(f"CommandError: Port {port} is in use.")
        processes = demo.children()
    finally:
        code = demo.stop()
    assert code == 0
    assert demo.lines[-2:] == ["Stopping web and worker.", "PostgreSQL stopped."]
    assert [pid for pid in processes.values() if Path(f"/proc/{pid}/exe").exists()] == []
    for log in ("web", "worker"):
        for line in (state / "log" / f"{log}.log").read_text().splitlines():
            assert json.loads(line).keys() >= {"event", "level", "timestamp"}

    before_second = _cpu_seconds()
    again = Demo(port, state)
    try:
        again.wait_until_ready(WARM_SECONDS)
    finally:
        again.stop()
    assert _cpu_seconds() - before_second <= WARM_CPU_SECONDS


def _cpu_seconds() -> float:
    """Processor time of every process this one has started and seen end, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _did_a_job(state: Path, *, since: datetime) -> bool:
    """Whether the worker has finished a job: the rescuer's comes every ten seconds."""
    url = subprocess.run(
        [sys.executable, "-m", "config.postgres", "url"],
        cwd=BASE_DIR,
        env=_environment(state),
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    query = "SELECT EXISTS (SELECT FROM procrastinate_events WHERE type = 'succeeded' AND at > %s)"
    with psycopg.connect(url) as connection:
        return connection.execute(query, [since]).fetchone() == (True,)


def _answers(demo: Demo) -> bool:
    try:
        return demo.get("/healthz")[0] == 200
    except OSError:
        return False
