"""The worker: what a task defers is part of the task's own transaction."""

import gc
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

from config.management.commands.run_worker import worker_of


def _work(jobs: App) -> None:
    worker_of(jobs).run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()
    gc.collect()  # the jobs' threads are gone; their connections must not outlive the test


@pytest.mark.django_db(transaction=True)
def test_task_that_is_rolled_back_has_deferred_nothing() -> None:
    jobs = App(connector=DjangoConnector())  # of its own: the console lists the tasks of the other

    @jobs.task(name="tests.promised")
    def promised() -> None:
        """What is kept only if the rows it is about are."""

    @jobs.task(name="tests.promise")
    def promise(*, keep: bool) -> None:
        with transaction.atomic():
            promised.defer()
            if not keep:
                raise ValueError("rolled back")

    promise.defer(keep=False)
    promise.defer(keep=True)
    with ThreadPoolExecutor(max_workers=1) as elsewhere:  # an event loop may hold this thread
        elsewhere.submit(_work, jobs).result(timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [
            ("tests.promise", "failed"), ("tests.promise", "succeeded"),
            ("tests.promised", "succeeded"),
        ]  # fmt: skip
