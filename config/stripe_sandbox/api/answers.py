"""Answers of the API: JSON with Stripe's headers, whole or broken off."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.world.events import API_VERSION

JSON: Final = "application/json"
BROKEN_OFF_AT: Final = 20  # characters of an answer that is lost on the way


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it becomes HTTP; `headers` are those beside Request-Id and version."""

    status: int
    text: str
    request_id: str
    headers: dict[str, str] = field(default_factory=dict)


def success(body: dict[str, Any], *, request_id: str) -> Answer:
    return Answer(200, json.dumps(body, ensure_ascii=False, indent=2), request_id)


def refusal(error: Refused, *, request_id: str, retry: bool | None = None) -> Answer:
    """The error envelope; `retry` tells the client in so many words whether to try again."""
    headers = {} if retry is None else {"Stripe-Should-Retry": str(retry).lower()}
    text = json.dumps(error.as_body(), ensure_ascii=False, indent=2)
    return Answer(error.status, text, request_id, headers)


def as_http(answer: Answer) -> HttpResponse:
    """The answer as it should arrive."""
    response = HttpResponse(answer.text, status=answer.status, content_type=JSON)
    _add_headers(response, answer)
    return response


def as_broken_http(answer: Answer) -> StreamingHttpResponse:
    """The answer as it arrives when the connection breaks: a beginning without an end."""

    def beginning() -> Iterator[bytes]:
        yield answer.text[:BROKEN_OFF_AT].encode()

    response = StreamingHttpResponse(beginning(), status=answer.status, content_type=JSON)
    _add_headers(response, answer)
    return response


def as_bad_gateway() -> HttpResponse:
    """What a proxy says when it lost the answer."""
    return HttpResponse("<html><body>502 Bad Gateway</body></html>", status=502)


def _add_headers(response: HttpResponseBase, answer: Answer) -> None:
    response["Request-Id"] = answer.request_id
    response["Stripe-Version"] = API_VERSION
    response["Cache-Control"] = "no-cache, no-store"
    for name, value in answer.headers.items():
        response[name] = value
