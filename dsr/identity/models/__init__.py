"""What identity verification keeps."""

from dsr.identity.models.authority_check import (
    AuthorityCheck,
    AuthorityDocument,
    PrincipalNotice,
)
from dsr.identity.models.identity_check import IdentityCheck, IdentityDocument

__all__ = [
    "AuthorityCheck",
    "AuthorityDocument",
    "IdentityCheck",
    "IdentityDocument",
    "PrincipalNotice",
]
