"""Uploads as they come, honest and hostile, built here so that no sample file is kept."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()

CANARY = b"canary-5b0c-payload"
PLACE = "35.681236,139.767125"
DEVICE = "Canary Phone 15"

# Put together here, or a scanner on a developer's machine would take the test away.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


def picture(size: tuple[int, int] = (320, 200)) -> Image.Image:
    """White, with a red square in the top left corner and a blue line."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 79, 79), fill="red")
    pen.line((0, size[1] - 1, size[0], size[1] - 20), fill="blue", width=3)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def camera_exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: device, comment, place, orientation."""
    exif = Image.Exif()
    exif[0x0110] = DEVICE
    exif[0x0112] = orientation
    exif[0x9286] = CANARY
    exif[0x8298] = CANARY.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (35.0, 40.0, 52.4)
    gps[3], gps[4] = "E", (139.0, 46.0, 1.6)
    return exif


def zip_of(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr(name, content)
    return archive.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png_with(content: bytes, kind: bytes = b"prVt") -> bytes:
    """A PNG with a private chunk before its end."""
    image = encoded(picture(), "PNG")
    return image[:-12] + png_chunk(kind, content) + image[-12:]


def png_bomb(edge: int = 64_250) -> bytes:
    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


def jpeg_bomb(edge: int = 64_250) -> bytes:
    """An honest JPEG whose frame header claims another size."""
    image = encoded(picture(), "JPEG")
    at = image.index(b"\xff\xc0") + 5
    return image[:at] + struct.pack(">HH", edge, edge) + image[at + 4 :]


def tiff_bomb(edge: int = 64_250) -> bytes:
    """A header and one directory: width, height, 8-bit grey, one strip that is not there."""
    tags = [(256, edge), (257, edge), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, edge)]
    tags.append((279, edge * edge % 2**32))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\x00" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def heif_bomb(edge: int = 64_250) -> bytes:
    """A real HEIC whose size box (ispe) claims another size."""
    image = encoded(picture(), "HEIF")
    at = image.index(b"ispe") + 8
    return image[:at] + struct.pack(">II", edge, edge) + image[at + 8 :]


def text_pdf(pages: int = 1, text: str = "Tokyo Taro") -> pikepdf.Pdf:
    """Pages of A4 with a line of text."""
    pdf = pikepdf.Pdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 36 Tf 50 700 Td ({text}) Tj ET".encode())
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    content = io.BytesIO()
    pdf.save(content, **options)  # type: ignore[arg-type]
    return content.getvalue()


def active_pdf() -> bytes:
    """Scripts on opening and on the page, a launched program, a link, an attachment, metadata."""
    pdf = text_pdf(text=CANARY.decode())
    script = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{CANARY.decode()}')")
    )
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh"))
    pdf.Root.OpenAction = pdf.make_indirect(script)
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    page = pdf.pages[0]
    page.AA = pikepdf.Dictionary(O=launch)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 500, 500],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://canary.example/")),
    )
    page.Annots = pdf.make_indirect(pikepdf.Array([link]))
    pdf.attachments["canary.exe"] = CANARY
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = CANARY.decode()
    pdf.docinfo["/Author"] = CANARY.decode()
    return saved(pdf)


def form_pdf() -> bytes:
    """A form whose field was filled in: its appearance is a black box."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    black = pdf.make_stream(b"0 g 0 0 100 100 re f")
    black.Type, black.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    black.BBox = [0, 0, 100, 100]
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("name"),
            V=pikepdf.String("filled"),
            F=4,
            Rect=[50, 50, 150, 150],
            AP=pikepdf.Dictionary(N=black),
        )
    )
    page.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    return saved(pdf)


def pdf_image_bomb(edge: int = 20_000) -> bytes:
    """A page showing one picture of `edge` squared pixels, a tenth of them there, well packed."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    packer = zlib.compressobj(9)
    row = bytes(edge)
    packed = b"".join([*(packer.compress(row) for _ in range(edge // 10)), packer.flush()])
    image = pikepdf.Stream(pdf, zlib.compress(packed, 9))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width = image.Height = edge
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    image.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = pdf.make_stream(b"500 0 0 500 0 0 cm /I Do")
    return saved(pdf)
