"""A worker process with one more task, for tests that kill it.

The task writes one line to a file each time it starts; the first run then hangs until killed.
"""

import time
from pathlib import Path

import django
from django.core.management import call_command

TASK = "tests.sleep_once"


def sleep_once(*, path: str) -> None:
    """Say that it ran; hang if it is the first to."""
    with Path(path).open("a") as runs:
        runs.write("ran\n")
    if len(Path(path).read_text().splitlines()) == 1:
        time.sleep(600)


if __name__ == "__main__":
    django.setup()
    from procrastinate.contrib.django import app

    app.task(name=TASK)(sleep_once)
    call_command("run_worker", concurrency=2)
