"""The yardstick of writes: one row by the ORM, in a view behind the interface's handler."""

import json
import os
import uuid

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
get_wsgi_application()

from django.conf import settings  # noqa: E402 -- needs Django set up

from config.api_handler import ApiHandler  # noqa: E402 -- the same
from consent.models import RememberedAnswer  # noqa: E402 -- the same

settings.ROOT_URLCONF = __name__


def write_one_row(request: HttpRequest) -> JsonResponse:
    """What a service sent, as one row."""
    asked = json.loads(request.body)
    row = RememberedAnswer.objects.create(
        client_id=asked["client_id"], key=uuid.uuid4().hex, request_digest=b"1" * 32,
        at=timezone.now(),
    )  # fmt: skip
    return JsonResponse({"id": row.pk})


urlpatterns = [path("one-row", write_one_row)]
application = ApiHandler()
