"""Make up the secrets of a new installation, as lines for its environment file.

    python -m config.new_secrets

Printed once and stored nowhere. Whoever loses ENCRYPTION_KEY_RING loses every sealed value.
"""

import base64
import secrets

KEY_BYTES = 32


def new_secrets() -> dict[str, str]:
    """Fresh values, by the name of their setting."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ENCRYPTION_KEY_RING": f"k1:{_key()}",
        "BLIND_INDEX_KEY": _key(),
        "CONSENT_RECEIPT_KEY": _key(),  # any 32 bytes are an Ed25519 private key
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


if __name__ == "__main__":
    for name, value in new_secrets().items():
        print(f"{name}={value}")
