"""The sample service's endpoint for the privacy desk. No page, no session: only signed messages."""

import time

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from config.demo.milly_app import holdings
from config.demo.milly_app.receiver import is_authentic, receive, tell


@csrf_exempt
@require_POST
def actions(request: HttpRequest) -> JsonResponse:
    """POST /demo/service/actions/: one action to be done."""
    if not _is_from_the_desk(request):
        return JsonResponse({"code": "NOT_AUTHENTIC"}, status=401)
    status, said = receive(request.body, message_id=request.headers["webhook-id"])
    return JsonResponse(said, status=status)


@never_cache
@require_GET
def action(request: HttpRequest, message_id: str) -> JsonResponse:
    """GET /demo/service/actions/<id>: what became of it."""
    if not _is_from_the_desk(request):
        return JsonResponse({"code": "NOT_AUTHENTIC"}, status=401)
    status, said = tell(message_id)
    return JsonResponse(said, status=status)


def _is_from_the_desk(request: HttpRequest) -> bool:
    return holdings.is_loaded() and is_authentic(
        request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
        secrets=settings.MILLY_APP_SECRETS,
        at=time.time(),
    )
