"""The demo's supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.demo.supervisor import DEATHS_FORGIVEN, Supervisor, UnableToKeepRunning
from config.paths import BASE_DIR

SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]
# A process that ignores being asked to stop, and leaves a child that does too.
STUBBORN = """\
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child: open(sys.argv[1], 'w').write(f'{os.getpid()} {child}')
time.sleep(300)
"""


def _wait_for(truth: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not truth():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def said() -> list[str]:
    return []


def test_process_that_dies_is_reported_with_its_last_words_and_started_again(
    tmp_path: Path, said: list[str]
) -> None:
    with Supervisor(tmp_path, said.append) as running:
        code = "import time; print('my last words', flush=True); time.sleep(300)"
        child = running.run("worker", [sys.executable, "-c", code], os.environ)
        _wait_for(lambda: "last words" in child.log.read_text())
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        running.check()
        assert child.process.pid != first
        assert child.process.poll() is None
    assert said == [
        "!! worker has died (signal SIGKILL):\n    my last words",
        "!! starting worker again",
    ]


def test_process_that_keeps_dying_stops_the_whole(tmp_path: Path, said: list[str]) -> None:
    with Supervisor(tmp_path, said.append) as running:
        healthy = running.run("web", SLEEP, os.environ)
        child = running.run("worker", [sys.executable, "-c", "exit(3)"], os.environ)
        for _ in range(DEATHS_FORGIVEN - 1):
            child.process.wait()
            running.check()
        child.process.wait()
        with pytest.raises(UnableToKeepRunning, match="worker died 3 times"):
            running.check()
    assert not _is_alive(healthy.process.pid)
    assert said[0] == "!! worker has died (exit code 3):\n"


def test_stop_leaves_nobody_of_a_group_alive(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.demo.supervisor.STOP_SECONDS", 0.5)
    pids = tmp_path / "pids"
    with Supervisor(tmp_path, said.append) as running:
        running.run("stubborn", [sys.executable, "-c", STUBBORN, str(pids)], os.environ)
        _wait_for(lambda: pids.exists() and " " in pids.read_text())
        family = [int(pid) for pid in pids.read_text().split()]
        assert all(_is_alive(pid) for pid in family)
    _wait_for(lambda: not any(_is_alive(pid) for pid in family))


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a process of its parent's end"
)
def test_supervisor_killed_outright_leaves_no_orphan(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path\n"
        "from config.demo.supervisor import Supervisor\n"
        "running = Supervisor(Path(sys.argv[1]), print)\n"
        f"child = running.run('web', {SLEEP!r}, os.environ)\n"
        "print(child.process.pid, flush=True); time.sleep(300)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert supervisor.stdout is not None
    orphan = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    _wait_for(lambda: not _is_alive(orphan))


def test_log_of_the_previous_run_is_kept_beside_the_new_one(
    tmp_path: Path, said: list[str]
) -> None:
    for words in ("first", "second"):
        with Supervisor(tmp_path, said.append) as running:
            child = running.run("web", [sys.executable, "-c", f"print('{words}')"], os.environ)
            child.process.wait()
    assert (tmp_path / "web.log").read_text() == "second\n"
    assert (tmp_path / "web.log.previous").read_text() == "first\n"
