"""Promises of the case file."""

from dsr.cases.jobs import links

__all__ = ["links"]
