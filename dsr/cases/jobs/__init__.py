"""Promises of the case file: letters are written, requesters reminded, like cases linked."""

from dsr.cases.jobs import defects, letters, links

__all__ = ["defects", "letters", "links"]
