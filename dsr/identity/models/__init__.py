"""What identity verification keeps."""

from dsr.identity.models.identity_check import IdentityCheck, IdentityDocument

__all__ = ["IdentityCheck", "IdentityDocument"]
