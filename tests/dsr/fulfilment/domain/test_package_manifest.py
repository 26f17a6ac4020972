import json
from datetime import UTC, datetime

from dsr.fulfilment.domain.package_manifest import PackageFile, manifest_bytes


def test_manifest_lists_files_and_what_they_were_made_under() -> None:
    manifest = manifest_bytes(
        reference="DSR-2026-000042",
        created_at=datetime(2026, 4, 14, 0, 30, tzinfo=UTC),
        policy_version="2023-09-01",
        generator_version="madoguchi 0.1.0",
        records={"profile": 1},
        files=[PackageFile("data/登録.csv", 3, "ab" * 32)],
    )

    assert json.loads(manifest) == {
        "manifest_version": 1,
        "reference": "DSR-2026-000042",
        "created_at": "2026-04-14T00:30:00+00:00",
        "policy_version": "2023-09-01",
        "generator_version": "madoguchi 0.1.0",
        "hash": "SHA-256",
        "records": {"profile": 1},
        "files": [{"path": "data/登録.csv", "bytes": 3, "sha256": "ab" * 32}],
    }
