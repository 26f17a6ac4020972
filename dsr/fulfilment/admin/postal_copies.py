"""Fetching what is put into the envelope: papers as often as needed, a medium once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from accounts.views.files import attachment_response
from dsr.cases.models import Case
from dsr.fulfilment.models import PostalCopy
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.selectors.postal_copies import postal_copy_of
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING
from dsr.fulfilment.services.media import ZIP, UnableToTakeMedium, take_medium

PAGE = "admin:dsr_fulfilment_collection_change"


@never_cache
@require_http_methods(["GET", "POST"])
def postal_file(request: HttpRequest, reference: str, position: int) -> HttpResponseBase:
    """One file of the copy that counts. A medium's is fetched by a button, which works once."""
    if not request.user.has_perm(RECORD_POSTING):
        raise PermissionDenied
    case, copy = _copy(reference)
    row = copy.files.select_related("file__data_key").filter(position=position).first()
    if row is None or row.file.deleted_at is not None:
        raise Http404
    if row.file.media_type == ZIP:
        return _medium(request, reference, copy)
    record_access(
        subject_id=case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="postal_copy",
        object_reference=reference,
        actor=actor_of(signed_in(request)),
        now=timezone.now(),
    )
    return attachment_response(row.file)


def _medium(request: HttpRequest, reference: str, copy: PostalCopy) -> HttpResponseBase:
    if request.method != "POST":
        return redirect(PAGE, reference)
    try:
        file = take_medium(copy_id=copy.pk, actor=actor_of(signed_in(request)), now=timezone.now())
    except UnableToTakeMedium:
        messages.error(
            request,
            _("The file for the medium was fetched already. Make it again to get another one."),
        )
        return redirect(PAGE, reference)
    return attachment_response(file)


def _copy(reference: str) -> tuple[Case, PostalCopy]:
    case = Case.objects.filter(reference=reference).first()
    delivery = delivery_of(case) if case else None
    copy = postal_copy_of(delivery) if delivery else None
    if case is None or copy is None:
        raise Http404
    return case, copy
