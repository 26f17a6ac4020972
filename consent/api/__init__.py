"""The interface services use: /api/v1/ (docs/integration.md)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from consent.api.docs import docs
from consent.api.operations import router
from consent.api.policies import router as policies
from consent.api.problems import MEDIA_TYPE, handle_problems, not_found, with_problems
from consent.api.provisions import router as provisions
from consent.api.quick_consents import quickly

ROOT = "/api/v1/"


class _Api(NinjaAPI):
    """Ninja's, with problems documented as what they are."""

    def get_root_path(self, path_params: Any) -> str:
        """Where config.urls puts it."""
        return ROOT

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The document; every 4xx and 5xx answer is application/problem+json."""
        document = super().get_openapi_schema(**kwargs)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        return document


api = _Api(
    title="Madoguchi",
    version="1",
    description="Consent and policies of the company's members, for its own services.",
    docs_url=None,
    urls_namespace="api-1",
)
api.add_router("", router)
api.add_router("", policies)
api.add_router("", provisions)
handle_problems(api)


def api_urls() -> list[URLPattern]:
    """The addresses below /api/v1/; the last one answers for all that are none."""
    patterns = [
        pattern
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    for pattern in patterns:
        view = pattern.callback
        if pattern.name == "openapi-json":  # ninja's answers whatever the method
            view = require_GET(view)
        pattern.callback = quickly(str(pattern.pattern), with_problems(view))
    nothing_here = with_problems(_nothing_here)
    return [path("docs", docs, name="api_docs"), *patterns, re_path("", nothing_here)]


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return not_found(request)


_nothing_here.csrf_exempt = True  # type: ignore[attr-defined]  # as csrf_exempt does
