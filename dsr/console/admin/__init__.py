"""The staff face of a case."""

from dsr.console.admin import case, foreign_pages, home, job

__all__ = ["case", "foreign_pages", "home", "job"]
