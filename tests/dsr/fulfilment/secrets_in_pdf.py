"""Everything a PDF holds, opened up, and PDFs that hold one secret in every place there is."""

import contextlib
import io

import pikepdf

from tests.accounts.gateways.uploads import CANARY, saved, text_pdf

SECRET = "Tokyo Taro"


def laden_pdf(pages: int = 2, text: str = SECRET) -> bytes:
    """A PDF with `text` in its text layer, title, XMP, an attachment and a comment."""
    pdf = text_pdf(pages, text)
    pdf.docinfo["/Title"] = text
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = text
    pdf.attachments["secret.txt"] = CANARY + text.encode()
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[300, 300, 320, 320],
        Contents=pikepdf.String(text),
    )  # fmt: skip
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
    return saved(pdf)


def opened_up(content: bytes) -> bytes:
    """The raw bytes, then every object and every stream, unpacked where that is possible."""
    pieces = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pieces += [repr(pdf.trailer).encode()]
        for thing in pdf.objects:
            pieces.append(repr(thing).encode())
            if isinstance(thing, pikepdf.Stream):
                pieces.append(thing.read_raw_bytes())
                with contextlib.suppress(pikepdf.PdfError):  # a picture has no other bytes
                    pieces.append(thing.read_bytes())
    return b"\n".join(pieces)


def holds(content: bytes, word: str) -> bool:
    """Whether `word` stands anywhere, in any of the ways a PDF writes text."""
    forms = [word.encode(), word.encode("utf-16-be"), word.encode("utf-16-le")]
    inside = opened_up(content)
    return any(form in inside or form.hex().encode() in inside.lower() for form in forms)
