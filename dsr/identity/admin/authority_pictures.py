"""Pictures in the console: opened for a reviewer, never cached, always on record."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessAction
from accounts.models import StoredFile
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import open_file
from accounts.services.access_records import record_access
from dsr.identity.models import AuthorityDocument


def authority_pictures(case_id: int) -> list[dict[str, Any]]:
    """Addresses of the documents of authority of a case."""
    rows = (
        AuthorityDocument.objects.kept()
        .filter(authority_check__case_id=case_id)
        .select_related("file")
    )
    return [
        {
            "url": reverse("admin:dsr_identity_authority_document", args=[document.pk]),
            "label": document.get_document_class_display(),
            "is_pdf": document.file.media_type == "application/pdf",
            "scanned": document.scanned,
        }
        for document in rows.order_by("uploaded_at", "pk")
    ]


def serve_picture(
    request: HttpRequest, stored: StoredFile, *, subject_id: UUID, kind: str, document_id: UUID
) -> HttpResponseBase:
    """One stored picture; the look is on record before the first byte leaves."""
    record_access(
        subject_id=subject_id,
        action=AccessAction.VIEWED,
        object_kind=kind,
        object_reference=str(document_id),
        actor=actor_of(signed_in(request)),
        now=timezone.now(),
    )
    response = StreamingHttpResponse(open_file(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
