"""Console section 本人確認."""

from dsr.identity.admin import identity_check

__all__ = ["identity_check"]
