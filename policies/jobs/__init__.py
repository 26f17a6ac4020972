"""Promises of the policies app: announcements reach everybody, old provision records go."""

from policies.jobs import policy_announcements, provision_records

__all__ = ["policy_announcements", "provision_records"]
