"""Hostile uploads: what is kept is pixels, and the rest has no way through (SECURITY 20 to 28)."""

import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from accounts.gateways import rerender as rerender_module
from accounts.gateways.rerender import (
    RefusalCode,
    RerenderUnavailable,
    UnableToRerender,
    rerender,
)
from tests.accounts.gateways import uploads
from tests.accounts.gateways.rerendering import metadata_of, refusal, rerendered

MIB = 1024 * 1024
JPEG = uploads.encoded(uploads.picture(), "JPEG")


class Endless:
    """A body that never ends, whatever length was declared for it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= MIB
        self.given += size
        return bytes(size)


def test_security_20_endless_upload_is_refused_at_once_in_little_memory() -> None:
    body = Endless()
    began = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(UnableToRerender) as failure:
            rerender(body, declared_name="x")  # type: ignore[arg-type]
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert failure.value.code == RefusalCode.TOO_LARGE
    assert time.monotonic() - began <= 1
    assert peak <= 20 * MIB
    assert body.given == 10 * MIB + 1


def test_security_20_limit_is_exact() -> None:
    assert rerendered(JPEG, max_bytes=len(JPEG)).pages == 1
    assert refusal(JPEG, max_bytes=len(JPEG) - 1) == RefusalCode.TOO_LARGE


def test_security_21_zip_bombs_are_refused_unopened() -> None:
    inner = uploads.zip_of("../../etc/passwd", bytes(10 * MIB))

    assert refusal(inner[: 9 * MIB]) == RefusalCode.UNSUPPORTED_TYPE
    assert refusal(uploads.zip_of("a.zip", inner[:MIB])) == RefusalCode.UNSUPPORTED_TYPE


@pytest.mark.parametrize("bomb", [uploads.png_bomb, uploads.jpeg_bomb])
def test_security_22_huge_picture_is_refused_within_100_ms(bomb: Callable[[], bytes]) -> None:
    content = bomb()
    began = time.monotonic()

    assert refusal(content) == RefusalCode.TOO_MANY_PIXELS
    assert time.monotonic() - began <= 0.1


@pytest.mark.parametrize("bomb", [uploads.tiff_bomb, uploads.heif_bomb])
def test_security_22_huge_picture_of_other_formats_is_refused(bomb: Callable[[], bytes]) -> None:
    assert refusal(bomb()) == RefusalCode.TOO_MANY_PIXELS


def test_security_22_pixels_are_counted_exactly() -> None:
    assert rerendered(JPEG, max_pixels=320 * 200).pages == 1
    assert refusal(JPEG, max_pixels=320 * 200 - 1) == RefusalCode.TOO_MANY_PIXELS


def test_security_22_child_that_wants_too_much_memory_is_refused() -> None:
    assert refusal(uploads.png_bomb(), max_pixels=10**11) == RefusalCode.TOO_COMPLEX


def test_security_22_picture_packed_into_a_pdf_is_drawn_or_refused() -> None:
    began = time.monotonic()
    try:
        result = rerendered(uploads.pdf_image_bomb())
    except UnableToRerender as failure:
        assert failure.code in (RefusalCode.TOO_COMPLEX, RefusalCode.DAMAGED)  # noqa: PT017
    else:
        assert (result.pages, len(result.content) < MIB) == (1, True)
    assert time.monotonic() - began <= rerender_module.SECONDS


def test_upload_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerender_module, "SECONDS", 0.01)

    assert refusal(JPEG) == RefusalCode.TOO_COMPLEX


@pytest.fixture(scope="module")
def plain_jpeg() -> bytes:
    return rerendered(JPEG).content


@pytest.fixture(scope="module")
def plain_png() -> bytes:
    return rerendered(uploads.encoded(uploads.picture(), "PNG")).content


ZIPPED = uploads.zip_of("canary.txt", uploads.CANARY)
PDF_TAIL = uploads.active_pdf()


@pytest.mark.parametrize(
    "polyglot",
    [
        JPEG + ZIPPED,
        JPEG + PDF_TAIL,
        JPEG + b"<script>" + uploads.CANARY + b"</script>",
        JPEG + b"<?php system('" + uploads.CANARY + b"'); ?>",
        # a comment segment right after the start of the picture
        JPEG[:2] + b"\xff\xfe" + (len(ZIPPED) + 2).to_bytes(2, "big") + ZIPPED + JPEG[2:],
        JPEG[:2] + b"\xff\xfe" + (len(PDF_TAIL) + 2).to_bytes(2, "big") + PDF_TAIL + JPEG[2:],
    ],
)
def test_security_23_nothing_of_a_second_format_in_a_jpeg_is_kept(
    polyglot: bytes, plain_jpeg: bytes
) -> None:
    assert rerendered(polyglot).content == plain_jpeg


@pytest.mark.parametrize("second", [ZIPPED, PDF_TAIL, uploads.CANARY])
@pytest.mark.parametrize("chunk", [b"prVt", b"tEXt", b"eXIf"])
def test_security_23_nothing_of_a_second_format_in_a_png_is_kept(
    second: bytes, chunk: bytes, plain_png: bytes
) -> None:
    assert rerendered(uploads.png_with(second, chunk)).content == plain_png


def test_security_23_nothing_of_a_second_format_in_a_pdf_is_kept() -> None:
    pdf = uploads.saved(uploads.text_pdf())
    result = rerendered(pdf + ZIPPED)

    assert result.content == rerendered(pdf).content
    assert not zipfile.is_zipfile(io.BytesIO(result.content))


def test_security_23_file_that_is_a_pdf_only_later_is_refused() -> None:
    late = b"GIF89a" + uploads.saved(uploads.text_pdf())

    assert refusal(late) == RefusalCode.UNSUPPORTED_TYPE


def test_security_24_active_pdf_keeps_only_its_sight() -> None:
    content = rerendered(uploads.active_pdf()).content
    drawn = pypdfium2.PdfDocument(content)
    inside = pikepdf.open(io.BytesIO(content))

    assert drawn[0].get_textpage().get_text_bounded() == ""
    assert sorted(inside.trailer["/Root"].keys()) == ["/Pages", "/Type"]
    assert (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.08 842.04]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>" in content
    )
    assert len(inside.objects) == 5  # catalogue, pages, page, what it shows, the picture
    assert "/Info" not in inside.trailer
    assert len(inside.attachments) == 0
    assert uploads.CANARY not in content
    assert b"q 595.08 0 0 842.04 0 0 cm /I Do Q" in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "TIFF"])
def test_security_28_place_device_and_comment_are_gone(kind: str) -> None:
    exif = uploads.camera_exif()
    options: dict[str, object] = {"exif": exif.tobytes() if kind in ("WEBP", "HEIF") else exif}
    if kind == "JPEG":
        options |= {"comment": uploads.CANARY, "icc_profile": uploads.CANARY, "xmp": uploads.CANARY}
    content = uploads.encoded(uploads.picture(), kind, **options)
    assert metadata_of(content)[0] > 3  # the test's own upload does carry them
    assert uploads.DEVICE.encode() in content

    kept = rerendered(content).content

    assert metadata_of(kept) == (0, {})
    assert uploads.DEVICE.encode() not in kept
    assert uploads.CANARY not in kept


ENVIRONMENT_TELLER = """
import os, sys
print('{"media_type": "image/jpeg", "pages": 1}')
print(*sorted(os.environ))
"""


def test_child_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "redraw.py").write_text(ENVIRONMENT_TELLER)
    monkeypatch.setattr(rerender_module, "_REDRAW", tmp_path / "redraw.py")
    monkeypatch.setenv("SECRET_KEY", "canary")

    seen = rerendered(JPEG).content.decode().split()

    # LC_CTYPE is set by Python itself when it starts (PEP 538).
    assert set(seen) - {"LC_CTYPE"} <= {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH"}


def test_child_that_cannot_run_is_not_blamed_on_the_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerender_module, "_REDRAW", rerender_module._REDRAW.with_name("gone.py"))

    with pytest.raises(RerenderUnavailable):
        rerendered(JPEG)


def test_noise_ends_in_a_refusal_for_every_format() -> None:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"%PDF-1.7\n", b"RIFF1234WEBP")
    for start in starts:
        assert refusal(start + os.urandom(2_000)) in set(RefusalCode)
