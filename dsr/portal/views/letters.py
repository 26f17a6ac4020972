"""Letters of the case file, for the person whose request it is. Anybody else: 404."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.domain.actor import requester_actor
from accounts.enums import AccessAction
from accounts.selectors.files import FileGone
from accounts.services.access_records import record_access
from accounts.views.files import attachment_response
from dsr.cases.selectors.letters import letter_file
from dsr.portal.views.requests import own_case


@never_cache
@login_required
@require_GET
def case_letter(request: HttpRequest, reference: str, letter_id: UUID) -> HttpResponseBase:
    """One letter, in the reader's language, as a download; fetching it is on record."""
    case = own_case(request, reference)
    letter = case.letters.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    stored = letter_file(letter, get_language() or "ja")
    try:
        response = attachment_response(stored)
    except FileGone:
        raise Http404 from None
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="case_letter",
        object_reference=str(letter.pk),
        actor=requester_actor(case.requester_id),
        now=timezone.now(),
    )
    return response
