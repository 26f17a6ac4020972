"""manage.py run_worker: take jobs from the queue until told to stop.

Procrastinate's own `procrastinate worker` does the same, but prints lines that are not our logs'.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def worker_of(jobs: App) -> App:
    """The same tasks, taken from the queue over connections of the worker's own.

    What a task defers still goes over Django's connection, in the transaction the task is in: with
    `replace_connector`, as Procrastinate's own command has it, a job begins before the rows it is
    about are there, and stays when they are rolled back.
    """
    connector = DjangoConnector(alias=DEFAULT_DB_ALIAS).get_worker_connector()
    return jobs.with_connector(connector)


class Command(BaseCommand):
    help = "Take jobs from the queue until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at once")

    def handle(self, *, concurrency: int, **options: object) -> None:
        worker_of(app).run_worker(concurrency=concurrency)
