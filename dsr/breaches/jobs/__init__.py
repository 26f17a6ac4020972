"""Promises of breaches: no report is silently missed."""

from dsr.breaches.jobs import reminders

__all__ = ["reminders"]
