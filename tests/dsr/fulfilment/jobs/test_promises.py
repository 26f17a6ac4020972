"""The daily reminder is a periodic job that the console has words for."""

from procrastinate.contrib.django import app as jobs

from dsr.console.selectors.jobs import TASKS

NAME = "dsr_fulfilment.remind_of_promises"


def test_promises_are_looked_at_every_day() -> None:
    periodic = jobs.periodic_registry.periodic_tasks
    assert [task.cron for (name, _id), task in periodic.items() if name == NAME] == ["20 23 * * *"]
    assert str(TASKS[NAME]) != NAME
