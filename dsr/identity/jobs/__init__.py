"""Promises of identity: pictures go on their day, whatever became of the request."""

from dsr.identity.jobs import documents

__all__ = ["documents"]
