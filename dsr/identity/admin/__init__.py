"""Console section 本人確認."""

from dsr.identity.admin import authority_check, identity_check

__all__ = ["authority_check", "identity_check"]
