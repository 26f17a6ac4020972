"""allauth's second factors, with their secrets sealed under the key ring."""

import base64
import hashlib
import hmac

from allauth.mfa.adapter import DefaultMFAAdapter

from accounts.domain.envelope import seal, unseal
from accounts.gateways.sealing import key_ring

_CONTEXT = "mfa_authenticator.data"


def _key(key_id: str) -> bytes:
    """A key of its own, so that nothing sealed here opens a data key and the other way round."""
    return hmac.digest(key_ring().key(key_id), _CONTEXT.encode(), hashlib.sha256)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seals TOTP secrets and recovery seeds: `<ring key id>:<base64>`."""

    def encrypt(self, text: str) -> str:
        """Seal one secret."""
        key_id = key_ring().sealing_id
        blob = seal(_key(key_id), text.encode(), _CONTEXT)
        return f"{key_id}:{base64.b64encode(blob).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open one secret. Raises UnableToUnseal."""
        key_id, _, encoded = encrypted_text.partition(":")
        return unseal(_key(key_id), base64.b64decode(encoded), _CONTEXT).decode()
