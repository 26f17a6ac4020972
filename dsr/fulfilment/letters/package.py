"""The disclosure package: one ZIP, written as a stream, that a person and a program can read.

    index.html, index.pdf      everything at a glance, and how to read the rest
    data/<category>.csv .json  the data, in the formats the person chose
    attachments/, letters/     files that go in as they are
    manifest.json              every file with its size and SHA-256

The same contents give the same bytes. Memory does not grow with the data.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from dsr.cases.enums import FileFormat
from dsr.cases.letters.pdf import render_pdf
from dsr.cases.letters.words import Language
from dsr.fulfilment.domain.package_manifest import MANIFEST_PATH, manifest_bytes
from dsr.fulfilment.domain.package_names import PathBook
from dsr.fulfilment.letters.package_archive import PackageArchive
from dsr.fulfilment.letters.package_contents import (
    PackageAttachment,
    PackageCategory,
    PackageContents,
    PackageProgress,
    PackageSummary,
    UnableToWritePackage,
)
from dsr.fulfilment.letters.package_data import Survey, survey, write_csv, write_json
from dsr.fulfilment.letters.package_index import Placed, Surveyed, index_data
from dsr.fulfilment.letters.package_index_html import index_html
from dsr.fulfilment.letters.package_volumes import TEMPLATE, write_volumes

_CHUNK = 1 << 20


def write_package(
    *,
    out: BinaryIO,
    contents: PackageContents,
    progress: Callable[[PackageProgress], None] | None = None,
) -> PackageSummary:
    """Write the package to `out`, which needs `write` only and is left open.

    `progress` is told after each block of about 256 KiB. Raises UnableToWritePackage, and whatever
    the records and files raise while they are read; then what is in `out` is to be thrown away.
    """
    _check(contents)
    archive = PackageArchive(out, contents.created_at, progress)
    try:
        return _written(archive, contents)
    except BaseException:
        archive.abandon()
        raise


def _written(archive: PackageArchive, contents: PackageContents) -> PackageSummary:
    paths = PathBook()
    for taken in (MANIFEST_PATH, *(path for path, _language in _index_paths(contents))):
        paths.take("", taken)
    surveyed = [
        Surveyed(category, _write_category(archive, paths, contents, category))
        for category in contents.categories
    ]
    placed = [_write_attachment(archive, paths, one) for one in contents.attachments]
    _write_index(archive, contents, surveyed, placed)
    records: dict[str, int] = {}
    for one in surveyed:
        records[one.category.code] = records.get(one.category.code, 0) + one.seen.count
    files = tuple(sorted(archive.files, key=lambda file: file.path))
    manifest = manifest_bytes(
        reference=contents.reference,
        created_at=contents.created_at,
        policy_version=contents.policy_version,
        generator_version=contents.generator_version,
        records=records,
        files=files,
    )
    archive.add(MANIFEST_PATH, manifest)
    size, sha256 = archive.close()
    return PackageSummary(
        size=size,
        sha256=sha256,
        manifest_sha256=archive.files[-1].sha256,
        files=files,
        records=records,
    )


def _check(contents: PackageContents) -> None:
    moments = [contents.created_at, *(one.collected_at for one in contents.categories)]
    if any(moment.tzinfo is None for moment in moments):
        raise UnableToWritePackage("a moment without an offset")
    if not contents.formats or not contents.languages:
        raise UnableToWritePackage("a package has at least one format and one language")
    if any(one.folder not in ("attachments", "letters") for one in contents.attachments):
        raise UnableToWritePackage("attachments go to attachments or letters")


def _write_category(
    archive: PackageArchive,
    paths: PathBook,
    contents: PackageContents,
    category: PackageCategory,
) -> Survey:
    if FileFormat.JSON in contents.formats:
        seen = write_json(archive, paths, category, contents.reference)
    else:
        seen = survey(category)
    if FileFormat.CSV in contents.formats:
        write_csv(archive, paths, category, seen, contents.languages[0])
    if contents.formats == {FileFormat.PDF} and not seen.complete:
        write_volumes(archive=archive, paths=paths, contents=contents, category=category, seen=seen)
    return seen


def _write_attachment(
    archive: PackageArchive, paths: PathBook, attachment: PackageAttachment
) -> Placed:
    path = paths.take(attachment.folder, attachment.name)
    with (
        attachment.open_file() as file,
        archive.entry(path, stored=True, expected_size=attachment.size or 0) as entry,
    ):
        while chunk := file.read(_CHUNK):
            entry.write(chunk)
    if attachment.size not in (None, entry.size):
        raise UnableToWritePackage(f"{path} is not as long as it was said to be")
    return Placed(attachment, path)


def _write_index(
    archive: PackageArchive,
    contents: PackageContents,
    surveyed: Sequence[Surveyed],
    placed: Sequence[Placed],
) -> None:
    for path, language in _index_paths(contents):
        data = index_data(contents=contents, surveyed=surveyed, placed=placed, language=language)
        if path.endswith(".pdf"):
            archive.add(path, render_pdf(template=TEMPLATE, data=data))
            continue
        with archive.entry(path) as entry:
            for piece in index_html(data):
                entry.write(piece)


def _index_paths(contents: PackageContents) -> Iterator[tuple[str, Language]]:
    """The pages of the index with their languages: index.html, index.en.html, …"""
    for number, language in enumerate(contents.languages):
        stem = f"index.{language}" if number else "index"
        yield f"{stem}.html", language
        if FileFormat.PDF in contents.formats:
            yield f"{stem}.pdf", language
