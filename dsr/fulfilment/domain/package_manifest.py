"""The manifest of a package: every file with its size and SHA-256, and what it was made under."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MANIFEST_PATH = "manifest.json"
MANIFEST_VERSION = 1


@dataclass(frozen=True)
class PackageFile:
    """`path` inside the package, `size` in bytes, `sha256` in hex."""

    path: str
    size: int
    sha256: str


def manifest_bytes(
    *,
    reference: str,
    created_at: datetime,
    policy_version: str,
    generator_version: str,
    records: Mapping[str, int],
    files: Sequence[PackageFile],
) -> bytes:
    """The manifest as JSON in UTF-8. It lists every file but itself; its own hash is kept outside.

    `records`: number of records by data category.
    """
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "reference": reference,
        "created_at": created_at.isoformat(),
        "policy_version": policy_version,
        "generator_version": generator_version,
        "hash": "SHA-256",
        "records": dict(records),
        "files": [{"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in files],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"
