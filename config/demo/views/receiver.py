"""The sample service's endpoint for the privacy desk. No page, no session: only signed messages."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from config.demo.milly_app import holdings
from config.demo.milly_app.receiver import is_authentic, receive, tell
from config.stripe_sandbox.services.clock import sandbox_time


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
    """Fresh by the real clock, or by the demo's, at which the seeded stories are told."""
    now = timezone.now()
    clocks = (now, sandbox_time(now=now))
    return holdings.is_loaded() and any(
        is_authentic(
            request.body,
            headers={name.lower(): value for name, value in request.headers.items()},
            secrets=settings.MILLY_APP_SECRETS,
            at=clock.timestamp(),
        )
        for clock in clocks
    )
