"""Promises of fulfilment: sources are searched, packages built, what is over is ended."""

from dsr.fulfilment.jobs import (
    actions,
    chasing,
    packages,
    postal_copies,
    promises,
    sources,
    sweeping,
)

__all__ = ["actions", "chasing", "packages", "postal_copies", "promises", "sources", "sweeping"]
