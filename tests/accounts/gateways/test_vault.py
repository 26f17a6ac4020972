"""The vault keeps whole sealed files or none, and gives them only by its own names."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.domain.envelope import UnableToSeal, UnableToUnseal
from accounts.gateways import vault

KEY = bytes(range(32))
CONTEXT = "accounts.storedfile:6f1c"
MIB = 1024 * 1024
CANARY = b"canary-73f1"
ROOT = Path(__file__).resolve().parents[3]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "vault" / "files"
    return tmp_path / "vault" / "files"


def stored(content: bytes = b"content") -> vault.StoredBlob:
    return vault.store(chunks=[content], data_key=KEY, context=CONTEXT)


def read(path: str, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join(vault.open_chunks(path, KEY, CONTEXT, start, stop))


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_store_keeps_size_and_hash_of_the_plaintext(files_dir: Path) -> None:
    content = os.urandom(2 * MIB + 17)
    blob = vault.store(
        chunks=(content[at : at + 50_000] for at in range(0, len(content), 50_000)),
        data_key=KEY,
        context=CONTEXT,
    )

    assert (blob.size, blob.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert read(blob.path) == content
    assert files_in(files_dir) == [files_dir / blob.path]


def test_store_takes_an_empty_file() -> None:
    blob = vault.store(chunks=[], data_key=KEY, context=CONTEXT)

    assert (blob.size, read(blob.path)) == (0, b"")


def test_store_is_for_its_owner_only_and_sealed(files_dir: Path) -> None:
    blob = stored(CANARY * 1000)
    file = files_dir / blob.path

    assert CANARY not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    folders = [files_dir, files_dir.parent, *(p for p in files_dir.rglob("*") if p.is_dir())]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_security_27_names_are_our_own_and_random(files_dir: Path) -> None:
    paths = {stored().path for _ in range(50)}

    assert len(paths) == 50
    for path in paths:
        first, second, name = path.split("/")
        assert name.startswith(first + second)
        assert len(bytes.fromhex(name)) == 16


@pytest.mark.parametrize(
    "path",
    [
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "ab/cd/../../../etc/passwd",
        "ab/cd/abcd\x00",
        "ab/cd/abcd0000000000000000000000000000\n",
        "ab/cd/ABCD0000000000000000000000000000",
        "ab/cd/ffff0000000000000000000000000000",
        "incoming/abcd0000000000000000000000000000",
    ],
)
def test_security_21_paths_that_are_not_the_vaults_are_refused(path: str) -> None:
    with pytest.raises(vault.BlobMissing):
        vault.open_chunks(path, KEY, CONTEXT)
    with pytest.raises(vault.BlobMissing):
        vault.delete(path)
    with pytest.raises(vault.BlobMissing):
        vault.exists(path)


def test_security_21_symbolic_links_are_not_followed(files_dir: Path, tmp_path: Path) -> None:
    blob = stored()
    (files_dir / blob.path).rename(tmp_path / "elsewhere")
    (files_dir / blob.path).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(vault.VaultUnavailable):
        vault.open_chunks(blob.path, KEY, CONTEXT)


def test_security_36_ranges_join_to_the_same_content() -> None:
    content = os.urandom(2 * MIB + 500)
    blob = stored(content)
    cuts = [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, len(content)]

    joined = b"".join(read(blob.path, a, b) for a, b in pairwise(cuts))

    assert hashlib.sha256(joined).hexdigest() == blob.sha256
    with pytest.raises(ValueError, match="range"):
        read(blob.path, len(content) + 1)


def test_open_checks_before_it_answers(files_dir: Path) -> None:
    blob = stored(os.urandom(3 * MIB))

    with pytest.raises(UnableToUnseal):
        vault.open_chunks(blob.path, KEY[::-1], CONTEXT)
    with pytest.raises(UnableToUnseal):
        vault.open_chunks(blob.path, KEY, CONTEXT + "x")
    os.truncate(files_dir / blob.path, 2 * MIB)
    with pytest.raises(UnableToUnseal):
        vault.open_chunks(blob.path, KEY, CONTEXT)


def test_open_leaves_no_descriptor_behind() -> None:
    blob = stored(os.urandom(3 * MIB))
    before = open_descriptors()

    half_read = vault.open_chunks(blob.path, KEY, CONTEXT)
    next(half_read)
    half_read.close()
    for key in (KEY[::-1], b""):
        with pytest.raises(UnableToUnseal):
            vault.open_chunks(blob.path, key, CONTEXT)

    assert open_descriptors() == before


def test_delete_is_idempotent(files_dir: Path) -> None:
    blob, other = stored(), stored()

    assert vault.exists(blob.path)
    assert [vault.delete(blob.path), vault.delete(blob.path)] == [True, False]
    assert not vault.exists(blob.path)
    assert files_in(files_dir) == [files_dir / other.path]
    with pytest.raises(vault.BlobMissing):
        vault.open_chunks(blob.path, KEY, CONTEXT)


def test_store_leaves_nothing_when_the_source_fails(files_dir: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield bytes(3 * MIB)
        raise ConnectionError("the upload broke off")

    with pytest.raises(ConnectionError):
        vault.store(chunks=failing(), data_key=KEY, context=CONTEXT)
    with pytest.raises(UnableToSeal):
        vault.store(chunks=[b"x"], data_key=b"", context=CONTEXT)

    assert files_in(files_dir) == []


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """The kernel refuses to let a file grow beyond `size`, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_security_49_full_disk_leaves_no_half_file(files_dir: Path) -> None:
    with files_limited_to(2 * MIB), pytest.raises(vault.VaultUnavailable):
        stored(os.urandom(5 * MIB))

    assert files_in(files_dir) == []


def test_store_where_no_folder_can_be_made(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    settings.FILES_DIR = tmp_path / "a file" / "files"

    with pytest.raises(vault.VaultUnavailable):
        stored()


KILLED_STORE = """
import os, signal
from django.conf import settings
settings.configure(FILES_DIR=os.environ["FILES"])
from accounts.gateways import vault
def chunks():
    yield bytes(3 * 1024 * 1024)
    os.kill(os.getpid(), signal.SIGKILL)
vault.store(chunks=chunks(), data_key=bytes(range(32)), context="c")
"""


def test_store_killed_midway_leaves_no_named_file_and_is_swept(files_dir: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_STORE],
        env={**os.environ, "FILES": str(files_dir), "PYTHONPATH": str(ROOT)},
        check=False,
    )

    assert ended.returncode == -signal.SIGKILL
    assert [file.parent for file in files_in(files_dir)] == [files_dir / "incoming"]
    assert list(vault.stored_before(FAR_AHEAD)) == []
    assert vault.sweep_incoming(before=LONG_AGO) == 0
    assert vault.sweep_incoming(before=FAR_AHEAD) == 1
    assert files_in(files_dir) == []


def test_stored_before_lists_what_is_old_enough(files_dir: Path) -> None:
    assert list(vault.stored_before(FAR_AHEAD)) == []
    old, new = stored(), stored()
    noon = datetime(2026, 4, 1, 3, tzinfo=UTC)
    os.utime(files_dir / old.path, (noon.timestamp(), noon.timestamp()))

    assert list(vault.stored_before(noon)) == []
    assert list(vault.stored_before(noon + timedelta(seconds=1))) == [old.path]
    assert set(vault.stored_before(FAR_AHEAD)) == {old.path, new.path}


def test_security_38_memory_stays_flat() -> None:
    piece = os.urandom(65_536)
    size = 96 * MIB
    tracemalloc.start()
    try:
        blob = vault.store(
            chunks=(piece for _ in range(size // len(piece))), data_key=KEY, context=CONTEXT
        )
        length = sum(len(part) for part in vault.open_chunks(blob.path, KEY, CONTEXT))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (blob.size, length) == (size, size)
    assert peak < 8 * MIB
