"""Files of messages, for staff who read the case."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from accounts.views.files import attachment_response
from dsr.cases.models import Case
from dsr.cases.selectors.message_attachments import attached_file

READ = "dsr_cases.view_casemessage"


@never_cache
@require_GET
def message_file(request: HttpRequest, reference: str, file_id: UUID) -> HttpResponseBase:
    """One file, always as a download; fetching it is on record."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    case = Case.objects.filter(reference=reference).first()
    stored = attached_file(case=case, file_id=file_id) if case else None
    if case is None or stored is None:
        raise Http404
    response = attachment_response(stored)
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="message_file",
        object_reference=str(stored.pk),
        actor=actor_of(signed_in(request)),
        now=timezone.now(),
    )
    return response
