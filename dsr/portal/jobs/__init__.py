"""Promises of the portal: what was not sent is deleted on its day."""

from dsr.portal.jobs import drafts

__all__ = ["drafts"]
