"""Doors to the re-rendering for its tests."""

import io

import pytest
from PIL import Image

from accounts.gateways.rerender import (
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    MESSAGES,
    RefusalCode,
    Rerendered,
    UnableToRerender,
    rerender,
)


def rerendered(
    content: bytes,
    *,
    name: str = "書類.dat",
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
    max_pixels: int = MAX_PIXELS,
) -> Rerendered:
    return rerender(
        io.BytesIO(content),
        declared_name=name,
        max_bytes=max_bytes,
        max_pages=max_pages,
        max_pixels=max_pixels,
    )


def refusal(
    content: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
    max_pixels: int = MAX_PIXELS,
) -> RefusalCode:
    with pytest.raises(UnableToRerender) as failure:
        rerendered(content, max_bytes=max_bytes, max_pages=max_pages, max_pixels=max_pixels)
    assert failure.value.message == MESSAGES[failure.value.code]
    return failure.value.code


def shown(result: Rerendered) -> Image.Image:
    image = Image.open(io.BytesIO(result.content))
    image.load()
    return image


def colour(image: Image.Image, x: int, y: int) -> str:
    pixel = image.convert("RGB").crop((x, y, x + 1, y + 1)).tobytes()
    names = {(1, 0, 0): "red", (1, 1, 1): "white", (0, 0, 0): "black", (0, 0, 1): "blue"}
    red, green, blue = (value // 128 for value in pixel)
    return names.get((red, green, blue), pixel.hex())


def metadata_of(content: bytes) -> tuple[int, dict[str | tuple[int, int], object]]:
    """How many EXIF tags, and what else Pillow finds, beyond the file format's own header."""
    with Image.open(io.BytesIO(content)) as image:
        tags = len(image.getexif()) + len(image.getexif().get_ifd(0x8825))
        known = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        return tags, {name: value for name, value in image.info.items() if name not in known}
