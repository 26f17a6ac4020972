"""Honest uploads become pictures of themselves; what cannot is refused with its code."""

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from accounts.gateways.rerender import RefusalCode
from tests.accounts.gateways import uploads
from tests.accounts.gateways.rerendering import colour, refusal, rerendered, shown

JPEG = uploads.encoded(uploads.picture(), "JPEG")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "TIFF"])
def test_picture_becomes_a_jpeg_of_the_same_sight(kind: str) -> None:
    result = rerendered(uploads.encoded(uploads.picture(), kind))

    assert (result.media_type, result.pages, result.file_name) == ("image/jpeg", 1, "書類.jpg")
    image = shown(result)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (320, 200))
    assert [colour(image, 40, 40), colour(image, 200, 100)] == ["red", "white"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "TIFF"), ("L", "PNG"), ("P", "PNG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG")],
)
def test_picture_of_any_mode_is_taken(mode: str, kind: str) -> None:
    image = shown(rerendered(uploads.encoded(uploads.picture().convert(mode), kind)))

    assert (image.mode, image.size) == ("RGB", (320, 200))
    assert colour(image, 200, 100) == "white"


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_picture_of_sixteen_bits_keeps_its_grey(kind: str) -> None:
    grey = Image.new("I;16", (50, 50), 0x8000)
    found = shown(rerendered(uploads.encoded(grey, kind))).getpixel((25, 25))

    assert found == (127, 127, 127)


def test_transparency_becomes_white() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))

    assert colour(shown(rerendered(uploads.encoded(clear, "PNG"))), 50, 50) == "white"


def test_large_picture_is_made_smaller() -> None:
    image = shown(rerendered(uploads.encoded(Image.new("RGB", (6000, 3000), "red"), "JPEG")))

    assert image.size == (4096, 2048)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (320, 200), (40, 40)),
        (2, (320, 200), (280, 40)),
        (3, (320, 200), (280, 160)),
        (4, (320, 200), (40, 160)),
        (5, (200, 320), (40, 40)),
        (6, (200, 320), (160, 40)),
        (7, (200, 320), (160, 280)),
        (8, (200, 320), (40, 280)),
        (99, (320, 200), (40, 40)),
    ],
)
def test_picture_is_turned_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    exif = uploads.camera_exif(orientation)
    image = shown(rerendered(uploads.encoded(uploads.picture(), "JPEG", exif=exif)))

    assert image.size == size
    assert colour(image, *red_at) == "red"


def test_pdf_becomes_a_pdf_of_pictures_of_the_same_size() -> None:
    result = rerendered(uploads.saved(uploads.text_pdf(pages=3)), name="委任状.PDF.exe")

    assert (result.media_type, result.pages) == ("application/pdf", 3)
    assert result.file_name == "委任状.PDF.pdf"
    pdf = pypdfium2.PdfDocument(result.content)
    assert [tuple(round(edge) for edge in page.get_size()) for page in pdf] == [(595, 842)] * 3
    darkest = pdf[2].render(scale=1).to_pil().convert("L").getextrema()[0]
    assert darkest < 100  # the line of text is there to be seen


def test_pdf_shows_what_was_written_into_its_form() -> None:
    pdf = pypdfium2.PdfDocument(rerendered(uploads.form_pdf()).content)
    page = pdf[0].render(scale=1).to_pil()

    assert [colour(page, 100, 100), colour(page, 10, 10)] == ["black", "white"]


def test_same_upload_gives_the_same_bytes() -> None:
    pdf = uploads.saved(uploads.text_pdf())

    assert rerendered(pdf).content == rerendered(pdf).content
    assert rerendered(JPEG).content == rerendered(JPEG).content


def test_type_is_told_by_content_not_by_name() -> None:
    assert rerendered(JPEG, name="x.pdf").media_type == "image/jpeg"
    assert rerendered(uploads.saved(uploads.text_pdf()), name="x.jpg").file_name == "x.pdf"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", RefusalCode.EMPTY),
        (b"MZ" + bytes(100), RefusalCode.UNSUPPORTED_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", RefusalCode.UNSUPPORTED_TYPE),
        (b"<html><script>alert(1)</script>", RefusalCode.UNSUPPORTED_TYPE),
        (uploads.zip_of("a.txt", b"a"), RefusalCode.UNSUPPORTED_TYPE),
        (uploads.encoded(uploads.picture(), "GIF"), RefusalCode.UNSUPPORTED_TYPE),
        (uploads.encoded(uploads.picture(), "BMP"), RefusalCode.UNSUPPORTED_TYPE),
        (uploads.encoded(uploads.picture(), "AVIF"), RefusalCode.UNSUPPORTED_TYPE),
        (uploads.encoded(Image.new("F", (9, 9)), "TIFF"), RefusalCode.UNSUPPORTED_TYPE),
        (b"\xff\xd8\xff", RefusalCode.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", RefusalCode.DAMAGED),
        (b"%PDF-1.7\n", RefusalCode.DAMAGED),
        (b"RIFF\x00\x00\x00\x00WEBP", RefusalCode.DAMAGED),
        (b"II*\x00", RefusalCode.DAMAGED),
        (b"\x00\x00\x00\x18ftypheic", RefusalCode.DAMAGED),
    ],
)
def test_upload_is_refused_with_its_code(content: bytes, code: RefusalCode) -> None:
    assert refusal(content) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "TIFF", "PDF"])
def test_truncated_upload_is_refused_as_damaged(kind: str) -> None:
    content = uploads.encoded(Image.effect_noise((400, 300), 90).convert("RGB"), kind)

    assert refusal(content[: len(content) // 2]) == RefusalCode.DAMAGED


@pytest.mark.parametrize("kind", ["TIFF", "PNG", "WEBP"])
def test_several_pictures_are_refused_and_not_dropped(kind: str) -> None:
    frames = [uploads.picture(), uploads.picture().rotate(180)]
    content = uploads.encoded(frames[0], kind, save_all=True, append_images=frames[1:])

    assert refusal(content) == RefusalCode.SEVERAL_PICTURES


def test_telephone_jpeg_with_a_second_picture_shows_the_first() -> None:
    frames = [uploads.picture(), Image.new("RGB", (320, 200), "blue")]
    content = uploads.encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])

    assert colour(shown(rerendered(content)), 40, 40) == "red"


def test_pdf_with_a_password_is_refused() -> None:
    locked = pikepdf.Encryption(user="secret", owner="owner")
    content = uploads.saved(uploads.text_pdf(), encryption=locked)

    assert refusal(content) == RefusalCode.ENCRYPTED


def test_pdf_with_too_many_pages_is_refused() -> None:
    assert refusal(uploads.saved(uploads.text_pdf(pages=21))) == RefusalCode.TOO_MANY_PAGES
    assert rerendered(uploads.saved(uploads.text_pdf(pages=2)), max_pages=2).pages == 2


def test_pdf_without_pages_is_refused() -> None:
    assert refusal(uploads.saved(pikepdf.Pdf.new())) in (RefusalCode.EMPTY, RefusalCode.DAMAGED)
