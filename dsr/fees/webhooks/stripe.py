"""Stripe's doorbell: verify, store, 200. Nothing is settled here (FEES §4)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dsr.fees.gateways.stripe_checkout import MAX_WEBHOOK_BYTES, InvalidWebhook, read_event
from dsr.fees.services.webhook_events import store_event


@csrf_exempt  # authenticated by Stripe's signature over the raw body
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 once the event is durably stored; 400 for anything not freshly signed by Stripe."""
    payload = request.read(MAX_WEBHOOK_BYTES + 1)
    try:
        event = read_event(
            payload=payload,
            signature=request.headers.get("Stripe-Signature", ""),
            secrets=settings.STRIPE_WEBHOOK_SECRETS,
            now=timezone.now(),
        )
    except InvalidWebhook:
        return HttpResponse("invalid", status=400, content_type="text/plain")
    store_event(event=event, now=timezone.now())
    return HttpResponse("stored", content_type="text/plain")
