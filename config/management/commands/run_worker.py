"""manage.py run_worker: take jobs from the queue until told to stop.

Procrastinate's own `procrastinate worker` does the same, but prints lines that are not our logs'.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "Take jobs from the queue until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at once")

    def handle(self, *, concurrency: int, **options: object) -> None:
        connector = DjangoConnector(alias=DEFAULT_DB_ALIAS).get_worker_connector()
        with app.replace_connector(connector) as worker:
            worker.run_worker(concurrency=concurrency)
