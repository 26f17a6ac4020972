"""Sealed files as responses: streamed, resumable, never cached, never shown inside a page."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.domain.actor import Actor
from accounts.models import StoredFile
from accounts.selectors.files import FileGone, file_name, open_file
from dsr.fulfilment.domain.byte_range import ByteRange, UnsatisfiableRange, parse_range
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.deliveries import delivered_package
from dsr.fulfilment.services.deliveries import record_download


def letter_response(stored: StoredFile, name: str) -> HttpResponseBase:
    """A whole sealed file as an attachment. Raises FileGone and what the vault raises."""
    response = StreamingHttpResponse(open_file(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    return _as_attachment(response, name)


def package_response(
    request: HttpRequest, delivery: Delivery, *, open_from: Callable[[int], None], actor: Actor
) -> HttpResponseBase:
    """The package, or the range asked for. `open_from(start)` permits and records it first.

    Raises FileGone, and whatever `open_from` raises.
    """
    package = delivered_package(delivery)
    if package is None or package.file is None:
        open_from(0)  # refused and recorded there
        raise FileGone("The package was deleted.")
    stored = package.file
    etag = f'"{stored.sha256}"'
    try:
        wanted = _wanted(request, etag, stored.size)
    except UnsatisfiableRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    part = wanted or ByteRange(start=0, stop=stored.size)
    open_from(part.start)
    chunks = open_file(stored, part.start, part.stop)
    response = StreamingHttpResponse(
        _until_the_end(chunks, part, stored, delivery, actor),
        content_type=stored.media_type,
        status=206 if wanted else 200,
    )
    response["Content-Length"] = str(part.stop - part.start)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    if wanted:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{stored.size}"
    return _as_attachment(response, file_name(stored))


def _wanted(request: HttpRequest, etag: str, size: int) -> ByteRange | None:
    if_range = request.headers.get("If-Range", etag)
    header = request.headers.get("Range", "")
    return parse_range(header, size=size) if if_range == etag else None


def _until_the_end(
    chunks: Iterator[bytes], part: ByteRange, stored: StoredFile, delivery: Delivery, actor: Actor
) -> Iterator[bytes]:
    """Once the last byte of the file has been taken, the answer counts as received."""
    yield from chunks
    if part.stop == stored.size:
        record_download(delivery_id=delivery.pk, actor=actor, now=timezone.now())


def _as_attachment(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
