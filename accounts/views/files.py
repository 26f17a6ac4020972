"""Sealed files as downloads."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from accounts.models import StoredFile
from accounts.selectors.files import file_name, open_file


def attachment_response(stored: StoredFile, name: str = "") -> StreamingHttpResponse:
    """The file as an attachment, under our own name; a browser neither shows it nor guesses.

    Raises what open_file raises, before anything is sent. `name` replaces the file's own.
    """
    response = StreamingHttpResponse(open_file(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name or file_name(stored)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
