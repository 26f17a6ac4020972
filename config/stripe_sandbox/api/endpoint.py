"""The one door of the API: who asks, in which version, for what; then idempotency and execution."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from config.stripe_sandbox.api.answers import Answer, refusal, success
from config.stripe_sandbox.api.faults import BROKEN, refuse_before, spoil_after, take_fault
from config.stripe_sandbox.api.idempotency import answer_once, fingerprint_of
from config.stripe_sandbox.api.operations import OPERATIONS, run_operation
from config.stripe_sandbox.domain.identifiers import new_id
from config.stripe_sandbox.domain.parameters import read_parameters
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.domain.schemas import check_response
from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import PlannedFault
from config.stripe_sandbox.services.clock import sandbox_time
from config.stripe_sandbox.world.events import API_VERSION
from config.stripe_sandbox.world.opening import open_world

FORM: Final = "application/x-www-form-urlencoded"
TEST_KEYS: Final = "sk_test_"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, understood: template and method name the operation, ids and params fill it."""

    request_id: str
    template: str
    method: str
    path: str
    ids: dict[str, str]
    params: dict[str, Any]
    key: str
    origin: str


@csrf_exempt  # a token authenticates every call; no cookie is read
def serve_api(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer a call of Stripe's API below /sandbox/stripe/v1/."""
    request_id = new_id("request")
    fault = None
    try:
        _authenticate(request)
        _check_version(request)
        fault = take_fault(method=request.method or "", path=f"/v1/{path}")
        refuse_before(fault, key=request.headers.get("Idempotency-Key", ""))
        answer = _answer(_understand(request, path, request_id), fault)
    except Refused as error:
        answer = refusal(error, request_id=request_id)
    if key := request.headers.get("Idempotency-Key"):
        answer.headers.setdefault("Idempotency-Key", key)
    return spoil_after(fault, answer)


def _authenticate(request: HttpRequest) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        raise Refused(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth.",
            status=401,
        )
    if not key.startswith(TEST_KEYS):
        raise Refused("The sandbox takes test keys only, never a live one.", status=401)
    if not constant_time_compare(key, settings.STRIPE_SECRET_KEY):
        raise Refused("Invalid API Key provided: sk_test_****", status=401)


def _check_version(request: HttpRequest) -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise Refused(f"Invalid Stripe API version: {version}. The sandbox serves {API_VERSION}.")


def _understand(request: HttpRequest, path: str, request_id: str) -> Call:
    method = (request.method or "").lower()
    full = f"/v1/{path}"
    for template, known_method in OPERATIONS:
        found = _pattern(template).fullmatch(full)
        if known_method == method and found:
            return Call(
                request_id=request_id,
                template=template,
                method=method,
                path=full,
                ids=found.groupdict(),
                params=read_parameters(template, method, _encoded(request)),
                key=request.headers.get("Idempotency-Key", ""),
                origin=f"{request.scheme}://{request.get_host()}",
            )
    raise Refused(
        f"Unrecognized request URL ({request.method}: {full}). Please see "
        "https://stripe.com/docs or we can help at https://support.stripe.com/.",
        status=404,
    )


@lru_cache(maxsize=64)
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def _encoded(request: HttpRequest) -> str:
    if request.method == "GET":
        return str(request.META.get("QUERY_STRING", ""))
    if request.body and request.content_type != FORM:
        raise Refused(f"Invalid request: send form data ({FORM}), not {request.content_type}.")
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("Invalid request: the body is not UTF-8 form data.") from error


def _answer(call: Call, fault: PlannedFault | None) -> Answer:
    saved_error = fault is not None and fault.fault == Fault.SAVED_SERVER_ERROR

    def execute() -> Answer:
        if saved_error:
            return refusal(BROKEN, request_id=call.request_id, retry=False)
        return _execute(call)

    if call.method != "post" or not call.key:
        return execute()
    return answer_once(
        key=call.key,
        fingerprint=fingerprint_of(call.method, call.path, call.params),
        moment=int(sandbox_time(now=timezone.now()).timestamp()),
        execute=execute,
    )


def _execute(call: Call) -> Answer:
    """Run the operation in the world. A refusal undoes it and is itself an answer to be kept."""
    try:
        with open_world(
            now=timezone.now(),
            origin=call.origin,
            request_id=call.request_id,
            idempotency_key=call.key or None,
        ) as world:
            body = run_operation(
                world, call.template, call.method, ids=call.ids, params=call.params
            )
            check_response(call.template, call.method, body, ok=True)
            return success(body, request_id=call.request_id)
    except Refused as error:
        check_response(call.template, call.method, error.as_body(), ok=False)
        return refusal(error, request_id=call.request_id)
