"""The WSGI entry point for granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application

# `make demo` names its settings; a server that forgot to must not become a demo.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_pages = get_wsgi_application()  # sets Django up, so first

from config.api_handler import api_beside  # noqa: E402 -- needs Django set up

application = api_beside(_pages)
