"""Files of messages, for the person whose request it is. Anybody else: 404."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.domain.actor import requester_actor
from accounts.enums import AccessAction
from accounts.services.access_records import record_access
from accounts.views.files import attachment_response
from dsr.cases.selectors.message_attachments import attached_file
from dsr.portal.views.requests import own_case


@never_cache
@login_required
@require_GET
def message_file(request: HttpRequest, reference: str, file_id: UUID) -> HttpResponseBase:
    """One file, always as a download; fetching it is on record."""
    case = own_case(request, reference)
    stored = attached_file(case=case, file_id=file_id)
    if stored is None:
        raise Http404
    response = attachment_response(stored)
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="message_file",
        object_reference=str(stored.pk),
        actor=requester_actor(case.requester_id),
        now=timezone.now(),
    )
    return response
