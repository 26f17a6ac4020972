"""Collected documents as they go into a package: as they are, or drawn anew with areas covered."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from accounts.models import StoredFile
from accounts.selectors.files import file_name, open_file
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.enums import PartForm
from dsr.fulfilment.gateways.redaction_painting import PaintingUnavailable, UnableToPaint
from dsr.fulfilment.letters.package_contents import PackageAttachment, UnableToWritePackage
from dsr.fulfilment.models import CollectedCategory, Redaction
from dsr.fulfilment.selectors.parts import category_words
from dsr.fulfilment.selectors.redactions import Cover


def package_documents(
    part: CollectedCategory, redactions: list[Redaction]
) -> Iterator[PackageAttachment]:
    """The document of a part, if it is one. One with redactions loses its name too: a file is often
    named after somebody. Raises UnableToUnseal once shredded."""
    if part.form != PartForm.DOCUMENT or part.file is None:
        return
    source = part.result.source if part.result else None
    yield PackageAttachment(
        name=f"{part.category.code}.pdf" if redactions else file_name(part.file),
        label=category_words(part),
        size=None if redactions else part.file.size,
        open_file=partial(_painted, part.file, Cover(redactions))
        if redactions
        else partial(_open, part.file),
        source=Words(source.name_ja, source.name_en) if source else NO_WORDS,
    )


def _painted(file: StoredFile, cover: Cover) -> BinaryIO:
    try:
        return io.BytesIO(cover.painted(b"".join(open_file(file))))
    except (UnableToPaint, PaintingUnavailable) as error:
        raise UnableToWritePackage("a document could not be masked") from error


def _open(file: StoredFile) -> BinaryIO:
    return io.BufferedReader(_Chunks(open_file(file)))


class _Chunks(io.RawIOBase):
    """An iterator of bytes as a file to read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
