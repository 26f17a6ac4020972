"""Letters of the case file, for staff who read the case."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import FileGone
from accounts.services.access_records import record_access
from accounts.views.files import attachment_response
from dsr.cases.models import CaseLetter
from dsr.cases.selectors.letters import letter_file

READ = "dsr_cases.view_case"


@never_cache
@require_GET
def case_letter(
    request: HttpRequest, reference: str, letter_id: UUID, language: str
) -> HttpResponseBase:
    """One letter in Japanese or English, as a download; fetching it is on record."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    letter = (
        CaseLetter.objects.filter(pk=letter_id, case__reference=reference)
        .select_related("case", "letter_ja__data_key", "letter_en__data_key")
        .first()
    )
    if letter is None or language not in ("ja", "en"):
        raise Http404
    try:
        response = attachment_response(letter_file(letter, language))
    except FileGone:
        raise Http404 from None
    record_access(
        subject_id=letter.case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="case_letter",
        object_reference=str(letter.pk),
        actor=actor_of(signed_in(request)),
        now=timezone.now(),
    )
    return response
