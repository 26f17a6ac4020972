"""Runs the demo's processes: starts them, restarts one that dies, and leaves none behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

DEATHS_FORGIVEN = 3  # within
FORGIVING_SECONDS = 60.0
STOP_SECONDS = 8.0
LOG_LINES = 20
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class UnableToKeepRunning(Exception):
    """A process keeps dying; the message names it and quotes the end of its log."""


class Child:
    """One process in a process group of its own, writing to a log of its own."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], log: Path):
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.deaths: list[float] = []
        self.start()

    def start(self) -> None:
        """Start, or start again."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 -- our own programs
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops in order
                preexec_fn=die_with_parent,
            )

    def last_words(self) -> str:
        """The end of the log."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        return "\n".join(f"    {line}" for line in lines)

    def stop(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds), then kill whatever is left of the group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """The demo's processes. Use as a context manager: leaving it stops them all."""

    def __init__(self, folder: Path, say: Callable[[str], None]):
        self.folder = folder
        self.say = say
        self.children: list[Child] = []

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def run(self, name: str, command: list[str], environment: Mapping[str, str]) -> Child:
        """Start `command`; its output goes to `<folder>/<name>.log`, the last run's beside it."""
        log = self.folder / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.previous"))
        child = Child(name, command, environment, log)
        self.children.append(child)
        return child

    def check(self) -> None:
        """Start again what has died. Raises UnableToKeepRunning where that is no accident."""
        for child in self.children:
            code = child.process.poll()
            if code is None:
                continue
            now = time.monotonic()
            child.deaths = [at for at in child.deaths if now - at < FORGIVING_SECONDS] + [now]
            self.say(f"!! {child.name} has died ({_describe(code)}):\n{child.last_words()}")
            child.stop(now)  # what it left in its group
            if len(child.deaths) >= DEATHS_FORGIVEN:
                raise UnableToKeepRunning(f"{child.name} died {len(child.deaths)} times; stopping")
            self.say(f"!! starting {child.name} again")
            child.start()

    def stop(self) -> None:
        """Ask every process to stop, wait a little, kill what is left."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        for child in self.children:
            child.stop(deadline)
        self.children.clear()


def die_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _describe(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
