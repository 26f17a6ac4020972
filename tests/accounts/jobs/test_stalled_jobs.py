"""SECURITY 47 and PERFORMANCE: a killed worker's job runs again within 45 seconds, once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.accounts.jobs.sleeper import TASK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
BAR_SECONDS = 45


def _database_url() -> str:
    """The test database's address, for another process."""
    facts = connection.get_connection_params()
    sign_in = ":".join(
        quote(str(facts[key]), safe="") for key in ("user", "password") if key in facts
    )
    where = quote(str(facts.get("host", "")), safe="")
    return f"postgresql://{sign_in}@:{facts.get('port', 5432)}/{facts['dbname']}?host={where}"


@contextlib.contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.accounts.jobs.sleeper"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until(truth: Callable[[], bool], seconds: float) -> None:
    began = time.monotonic()
    while not truth():
        assert time.monotonic() - began < seconds, f"not within {seconds:.0f} s"
        time.sleep(0.1)


def test_job_of_a_killed_worker_runs_again_in_time_and_once(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    runs.touch()

    def ran(times: int) -> bool:
        return len(runs.read_text().splitlines()) == times

    job_id = app.configure_task(TASK).defer(path=str(runs))
    with _worker() as doomed:
        _wait_until(lambda: ran(1), 30)
        os.killpg(doomed.pid, signal.SIGKILL)
        killed_at = time.monotonic()
    with _worker():
        _wait_until(lambda: ran(2), BAR_SECONDS - (time.monotonic() - killed_at))
        job = ProcrastinateJob.objects.filter(id=job_id)
        _wait_until(lambda: job.filter(status="succeeded").exists(), 10)
        time.sleep(12)  # the rescuer passes again
        assert ran(2)
        assert job.values_list("status", "attempts").get() == ("succeeded", 2)
