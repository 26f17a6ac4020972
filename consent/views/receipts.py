"""A person's own receipts: to read, and to keep as signed files."""

import json
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors.data_subjects import former_subjects
from accounts.services.data_subjects import ensure_subject
from consent.enums import ConsentAction
from consent.gateways.receipt_keys import published_keys
from consent.selectors.receipts import Receipt, receipt_of

JWK_SET = "application/jwk-set+json"
AN_HOUR = 3600


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, sequence: int, former: uuid.UUID | None = None) -> HttpResponse:
    """What was decided, about what, when, under which words, and how it is taken back.

    former: in whose chain the line is, where it is from before the person came.
    """
    found = _own_receipt(request, sequence, former)
    english = (get_language() or "ja") == "en"
    facts = found.facts
    place = {"sequence": sequence} if former is None else {"sequence": sequence, "former": former}
    return render(request, "consent/receipt.html", {
        "receipt": found,
        "facts": facts,
        "action": ConsentAction(facts.action).label,
        "words": facts.notice.text_en if facts.language == "en" else facts.notice.text_ja,
        "other_language": (facts.language == "en") != english,
        "jws_href": reverse("consent_receipt_jws", kwargs=place),
        "json_href": reverse("consent_receipt_json", kwargs=place),
    })  # fmt: skip


@login_required
@never_cache
@require_safe
def receipt_json(
    request: HttpRequest, sequence: int, former: uuid.UUID | None = None
) -> HttpResponse:
    """GET …/receipt.json: the document, readable without any program."""
    document = json.dumps(
        _own_receipt(request, sequence, former).document, ensure_ascii=False, indent=2
    )
    return _file(document, "application/json", f"consent-receipt-{sequence}.json")


@login_required
@never_cache
@require_safe
def receipt_jws(
    request: HttpRequest, sequence: int, former: uuid.UUID | None = None
) -> HttpResponse:
    """GET …/receipt.jws: the same, signed."""
    jws = _own_receipt(request, sequence, former).jws
    return _file(jws, "application/jose", f"consent-receipt-{sequence}.jws")


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@cache_control(public=True, max_age=AN_HOUR)
def keys(request: HttpRequest) -> HttpResponse:
    """GET /.well-known/jwks.json: every key a receipt may be signed by (RFC 7517). Public."""
    answer: HttpResponse
    if request.method == "OPTIONS":
        allowed = {"Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Methods": "GET, HEAD"}
        answer = HttpResponse(headers=allowed)
    else:
        answer = JsonResponse({"keys": published_keys()}, content_type=JWK_SET)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _own_receipt(request: HttpRequest, sequence: int, former: uuid.UUID | None) -> Receipt:
    user: Any = request.user
    if not isinstance(user, User):
        raise Http404
    subject_id = ensure_subject(user=user, now=timezone.now()).pk
    if former is not None and former not in former_subjects(subject_id):
        raise Http404
    language = get_language() or "ja"
    found = receipt_of(subject_id=former or subject_id, sequence=sequence, language=language)
    if found is None:
        raise Http404
    return found


def _file(content: str, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
