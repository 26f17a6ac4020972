"""Promises of the case file: letters written, requesters reminded, like cases linked, ends kept."""

from dsr.cases.jobs import defects, letters, links, purging

__all__ = ["defects", "letters", "links", "purging"]
