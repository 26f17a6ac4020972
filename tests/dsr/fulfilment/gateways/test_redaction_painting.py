"""Painting over documents: what is under an area is gone, and nothing else comes along."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from dsr.fulfilment.gateways import redaction_painting
from dsr.fulfilment.gateways.redaction_painting import (
    Area,
    PaintingUnavailable,
    UnableToPaint,
    describe_document,
    paint_document,
    paint_page,
    paint_page_with_ruler,
)
from tests.accounts.gateways.uploads import CANARY, saved, text_pdf
from tests.dsr.fulfilment.secrets_in_pdf import SECRET, holds, laden_pdf, opened_up

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def shown(content: bytes, page: int = 0) -> Image.Image:
    picture = pypdfium2.PdfDocument(content)[page].render(scale=1).to_pil().convert("RGB")
    assert isinstance(picture, Image.Image)
    return picture


def dark(picture: Image.Image) -> Image.Image:
    """White where the picture is dark."""
    return picture.convert("L").point(lambda value: 255 if value < 128 else 0)


def near(seen: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 12 for one, other in zip(seen, wanted, strict=True))


def test_laden_document_holds_the_secret_before() -> None:
    assert holds(laden_pdf(), SECRET)
    assert CANARY in opened_up(laden_pdf())


def test_nothing_but_pictures_of_the_pages_comes_along() -> None:
    painted = paint_document(laden_pdf(), areas=[Area(1, 0, 0.1, 1, 0.2)])
    assert not holds(painted, SECRET)
    assert CANARY not in opened_up(painted)
    with pikepdf.open(io.BytesIO(painted)) as inside:
        assert sorted(inside.trailer["/Root"].keys()) == ["/Pages", "/Type"]
        assert "/Info" not in inside.trailer
        assert [sorted(page.obj.keys()) for page in inside.pages] == [
            ["/Contents", "/MediaBox", "/Parent", "/Resources", "/Type"]
        ] * 2
        assert len(inside.objects) == 2 + 2 * 3
    drawn = pypdfium2.PdfDocument(painted)
    assert [page.get_textpage().get_text_bounded() for page in drawn] == ["", ""]


def test_area_is_black_on_its_page_only_and_the_rest_as_it_was() -> None:
    original = laden_pdf()
    painted = paint_document(original, areas=[Area(2, 0.25, 0.5, 0.5, 0.25)])
    picture = shown(painted, 1)
    width, height = picture.size
    for x, y, wanted in [
        (0.27, 0.52, BLACK), (0.73, 0.73, BLACK), (0.2, 0.6, WHITE), (0.8, 0.6, WHITE),
        (0.5, 0.45, WHITE), (0.5, 0.8, WHITE),
    ]:  # fmt: skip
        assert near(picture.getpixel((int(x * width), int(y * height))), wanted), (x, y)
    first = shown(painted, 0)
    assert near(first.getpixel((width // 2, int(height * 0.6))), WHITE)
    pairs = zip(first.size, shown(original, 0).size, strict=True)
    assert all(abs(new - old) <= 1 for new, old in pairs)


def test_whole_page_is_black_to_its_edges() -> None:
    picture = shown(paint_document(text_bytes(), areas=[Area(1, 0, 0, 1, 1)]))
    assert max(high for _low, high in picture.getextrema()) < 12  # type: ignore[misc]


def text_bytes(pages: int = 1) -> bytes:
    return saved(text_pdf(pages))


def test_same_areas_give_the_same_bytes() -> None:
    areas = [Area(1, 0.1, 0.1, 0.1, 0.1)]
    assert paint_document(text_bytes(), areas=areas) == paint_document(text_bytes(), areas=areas)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_text_layer_says_where_each_character_is_seen(turned: int) -> None:
    pdf = text_pdf()
    pdf.pages[0].Rotate = turned
    content = saved(pdf)
    described = describe_document(content)
    (layer,) = described.texts
    assert (described.pages, layer.page, layer.text) == (1, 1, SECRET)
    letters = [box for box, one in zip(layer.boxes, layer.text, strict=True) if one.strip()]
    ink = dark(shown(content)).getbbox()
    assert ink is not None
    hidden = dark(shown(paint_document(content, areas=letters))).crop(ink)
    # the letters were here; now it is one bar, but for the gap between the words
    assert hidden.histogram()[255] / (hidden.width * hidden.height) > 0.85


def test_document_of_pictures_has_no_text_layer() -> None:
    painted = paint_document(text_bytes(3), areas=[])
    assert (describe_document(painted).pages, describe_document(painted).texts) == (3, ())


def test_page_is_shown_with_its_areas_and_with_a_ruler() -> None:
    plain = Image.open(io.BytesIO(paint_page(text_bytes(), page=1, areas=[Area(1, 0, 0, 1, 0.5)])))
    assert plain.format == "JPEG"
    assert near(plain.getpixel((10, 10)), BLACK)
    assert near(plain.getpixel((10, plain.height - 10)), WHITE)
    ruled = Image.open(io.BytesIO(paint_page_with_ruler(text_bytes(), page=1, areas=[])))
    seen = ruled.convert("RGB").getpixel((ruled.width // 2, int(ruled.height * 0.95)))
    assert not near(seen, WHITE)


@pytest.mark.parametrize("page", [0, 3])
def test_page_that_is_not_there_is_refused(page: int) -> None:
    with pytest.raises(UnableToPaint) as refused:
        paint_page(text_bytes(2), page=page, areas=[])
    assert refused.value.code == "NO_SUCH_PAGE"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing", b"\n" * 10])
def test_damaged_document_is_refused(content: bytes) -> None:
    with pytest.raises(UnableToPaint) as refused:
        paint_document(content, areas=[])
    assert refused.value.code == "DAMAGED"


def test_document_with_too_many_pages_is_refused() -> None:
    with pytest.raises(UnableToPaint) as refused:
        describe_document(text_bytes(101))
    assert refused.value.code == "TOO_MANY_PAGES"


def test_painter_that_cannot_run_is_not_blamed_on_the_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(redaction_painting, "_PAINT", tmp_path / "missing.py")
    with pytest.raises(PaintingUnavailable):
        describe_document(text_bytes())
