"""A third yardstick of checks: a member's last word by Django's cursor, in a view of its own.

What a service's engineer would write first, behind the interface's handler: no key, no count, no
words in force.
"""

import json
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
get_wsgi_application()

from django.conf import settings  # noqa: E402 -- needs Django set up

from config.api_handler import ApiHandler  # noqa: E402 -- the same

settings.ROOT_URLCONF = __name__
_LAST_WORD = """
    SELECT action, since, text_version FROM consent_consentstate
    WHERE member_key = %(key)s AND item_id = %(item)s
"""


def read_one_row(request: HttpRequest) -> JsonResponse:
    """The last word of the member with this key on this item."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_WORD, json.loads(request.body))
        action, since, version = cursor.fetchone()
    return JsonResponse({"allowed": action == "GIVEN", "since": since, "text_version": version})


urlpatterns = [path("one-read", read_one_row)]
application = ApiHandler()
