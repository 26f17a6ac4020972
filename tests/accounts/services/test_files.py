"""Sealed files: stored whole, read back equal, deleted for good with proof."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.enums import FilePurpose
from accounts.models import AccessRecord, StoredFile
from accounts.selectors.files import FileGone, file_name, open_file
from accounts.services.data_keys import create_data_key
from accounts.services.files import delete_file, purge_files, store_file, sweep_orphans

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
TEXT = "氏名 髙﨑 𠮷野".encode() * 1000


@pytest.fixture(autouse=True)
def files_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def store(purge_on: date | None = None, name: str = "免許証.jpg") -> StoredFile:
    return store_file(
        chunks=[TEXT[:100], TEXT[100:]],
        data_key=create_data_key(now=NOW),
        purpose=FilePurpose.IDENTITY_DOCUMENT,
        name=name,
        media_type="image/jpeg",
        purge_on=purge_on,
        now=NOW,
    )


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_reads_back_equal_and_rests_sealed(files_dir: Path) -> None:
    stored = StoredFile.objects.get(pk=store(name="../免許証.jpg").pk)
    assert b"".join(open_file(stored)) == TEXT
    assert b"".join(open_file(stored, 5, 105)) == TEXT[5:105]
    assert file_name(stored) == "免許証.jpg"
    assert (stored.size, stored.media_type) == (len(TEXT), "image/jpeg")
    (blob,) = on_disk(files_dir)
    assert "髙﨑".encode() not in blob.read_bytes()
    assert "免許証".encode() not in bytes(stored.name_sealed)


def test_deletion_removes_bytes_and_is_proven_once(files_dir: Path) -> None:
    stored = store()
    delete_file(file_id=stored.pk, now=NOW)
    delete_file(file_id=stored.pk, now=NOW + timedelta(days=1))
    stored.refresh_from_db()
    assert (stored.path, stored.deleted_at) == ("", NOW)
    assert on_disk(files_dir) == []
    proof = AccessRecord.objects.values_list("action", "object_kind", "object_reference", "at")
    assert list(proof) == [("DELETED", "file:IDENTITY_DOCUMENT", str(stored.pk), NOW)]
    with pytest.raises(FileGone):
        open_file(stored)


def test_purge_deletes_on_the_day_and_not_before() -> None:
    today, tomorrow = date(2026, 4, 1), date(2026, 4, 2)
    due, later, never = store(today), store(tomorrow), store(None)
    assert purge_files(on=today, now=NOW) == 1
    gone = dict(StoredFile.objects.values_list("pk", "deleted_at"))
    assert gone == {due.pk: NOW, later.pk: None, never.pk: None}
    assert purge_files(on=today, now=NOW) == 0


def test_orphans_are_swept_after_a_day_and_known_files_stay(files_dir: Path) -> None:
    kept = store()
    lost = store()
    StoredFile.objects.filter(pk=lost.pk).delete()
    real_now = datetime.fromtimestamp(max(p.stat().st_mtime for p in on_disk(files_dir)), UTC)
    assert sweep_orphans(now=real_now + timedelta(hours=23)) == 0
    assert sweep_orphans(now=real_now + timedelta(hours=25)) == 1
    assert b"".join(open_file(kept)) == TEXT
