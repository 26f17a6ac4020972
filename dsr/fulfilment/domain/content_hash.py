"""One hash over all that an approval is about. Pure."""

import hashlib
import json
from typing import Any


def content_hash(content: Any) -> str:
    """SHA-256 in hex of `content` (JSON values) in one canonical form."""
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
