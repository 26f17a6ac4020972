"""Promises of fulfilment: sources are searched, packages built, what is over is ended."""

from dsr.fulfilment.jobs import packages, sources, sweeping

__all__ = ["packages", "sources", "sweeping"]
