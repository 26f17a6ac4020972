"""The staff face of a case."""

from dsr.console.admin import case, home, job

__all__ = ["case", "home", "job"]
