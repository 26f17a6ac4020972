"""Promises of fulfilment: sources are searched, packages built, what is over is ended."""

from dsr.fulfilment.jobs import actions, chasing, packages, sources, sweeping

__all__ = ["actions", "chasing", "packages", "sources", "sweeping"]
