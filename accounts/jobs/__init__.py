"""Promises of the accounts app: mail leaves, files go on their day, stalled jobs run again."""

from accounts.jobs import files, outbox, stalled_jobs

__all__ = ["files", "outbox", "stalled_jobs"]
