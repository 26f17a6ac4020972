"""A scanner that is set up is believed; one that does not answer is never taken for a yes."""

import tempfile
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.gateways.scanner import ScannerUnavailable, ScanVerdict, scan
from tests.accounts.gateways import uploads
from tests.accounts.gateways.clamd import Manner, clamd, closed_port

CLEAN = uploads.encoded(uploads.picture(), "JPEG")


def pdf_with(content: bytes) -> bytes:
    pdf = uploads.text_pdf()
    pdf.attachments["file"] = content
    return uploads.saved(pdf)


@pytest.mark.parametrize(
    "upload",
    [
        uploads.EICAR,
        uploads.zip_of("a.txt", uploads.EICAR),
        uploads.zip_of("a.zip", uploads.zip_of("b.txt", uploads.EICAR)),
        pdf_with(uploads.EICAR),
        CLEAN + uploads.EICAR,
    ],
    ids=["plain", "zipped", "zipped twice", "in a PDF", "JPEG tail"],
)
def test_security_25_eicar_is_caught(upload: bytes, settings: Settings) -> None:
    with clamd() as settings.CLAMAV_ADDRESS:
        assert scan([upload]) == ScanVerdict.INFECTED


@pytest.mark.parametrize("upload", [b"", CLEAN, pdf_with(b"a letter"), bytes(1_000_000)])
def test_clean_upload_is_clean(upload: bytes, settings: Settings) -> None:
    with clamd() as settings.CLAMAV_ADDRESS:
        assert scan([upload]) == ScanVerdict.CLEAN


def test_virus_across_pieces_is_caught(settings: Settings) -> None:
    content = bytes(65_530) + uploads.EICAR + bytes(100_000)
    with clamd() as settings.CLAMAV_ADDRESS:
        pieces = [content[:65_540], b"", content[65_540:65_541], content[65_541:]]
        assert scan(pieces) == ScanVerdict.INFECTED
        assert scan([content]) == ScanVerdict.INFECTED


def test_scanner_on_a_unix_socket(settings: Settings) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,  # tmp_path may be too long for a socket
        clamd(path=Path(folder) / "clamd.ctl") as settings.CLAMAV_ADDRESS,
    ):
        assert scan([uploads.EICAR]) == ScanVerdict.INFECTED
        assert scan([CLEAN]) == ScanVerdict.CLEAN


def test_no_scanner_says_so_and_reads_nothing(settings: Settings) -> None:
    settings.CLAMAV_ADDRESS = ""
    chunks = iter([uploads.EICAR])

    assert scan(chunks) == ScanVerdict.NOT_SCANNED
    assert next(chunks) == uploads.EICAR


@pytest.mark.parametrize("manner", ["closes", "errs", "babbles", "limits"])
def test_security_26_scanner_that_does_not_decide_is_unavailable(
    manner: Manner, settings: Settings
) -> None:
    with clamd(manner) as settings.CLAMAV_ADDRESS, pytest.raises(ScannerUnavailable):
        scan([bytes(5_000_000)])


@pytest.mark.parametrize("manner", ["silent", "dribbles"])
def test_security_26_scanner_that_is_slow_times_out(manner: Manner, settings: Settings) -> None:
    with clamd(manner) as settings.CLAMAV_ADDRESS:
        began = time.monotonic()
        with pytest.raises(ScannerUnavailable):
            scan([CLEAN], seconds=0.3)
        taken = time.monotonic() - began

    assert 0.3 <= taken < 1.5


def test_security_26_slow_upload_counts_against_the_same_time(settings: Settings) -> None:
    def slow() -> "list[bytes]":
        time.sleep(0.4)
        return [CLEAN]

    with clamd() as settings.CLAMAV_ADDRESS, pytest.raises(ScannerUnavailable):
        scan((piece for _ in range(1) for piece in slow()), seconds=0.3)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://127.0.0.1:{port}",
        "unix:/nowhere/clamd.ctl",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:notaport",
        "127.0.0.1:3310",
        "http://127.0.0.1:3310",
        "unix:",
    ],
)
def test_security_26_scanner_that_is_not_there_is_unavailable(
    address: str, settings: Settings
) -> None:
    settings.CLAMAV_ADDRESS = address.format(port=closed_port())

    with pytest.raises(ScannerUnavailable):
        scan([CLEAN])


def test_source_that_fails_is_not_blamed_on_the_scanner(settings: Settings) -> None:
    def failing() -> "list[bytes]":
        raise ConnectionAbortedError("the upload broke off")

    with clamd() as settings.CLAMAV_ADDRESS, pytest.raises(ConnectionAbortedError):
        scan(piece for _ in range(1) for piece in failing())
