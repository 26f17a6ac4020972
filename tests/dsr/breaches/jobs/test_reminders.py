"""The job that reminds runs every morning in Japan."""

from procrastinate.contrib.django import app


def test_reminders_are_periodic_every_day() -> None:
    found = {
        task.task.name: task.cron
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name.startswith("dsr_breaches.")
    }
    assert found == {"dsr_breaches.remind": "0 0 * * *"}
