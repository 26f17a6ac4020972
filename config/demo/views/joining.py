"""Registering with the sample service: the texts in force are accepted, and the desk told so."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from config.demo.forms.joining import JoiningForm
from config.demo.milly_app import desk, holdings
from config.demo.milly_app.registrations import new_member_id, register_member

SOURCE = "REGISTRATION"


@never_cache
@require_http_methods(["GET", "POST"])
def joining(request: HttpRequest) -> HttpResponse:
    """GET, POST /demo/service/join/: no member without an acceptance the desk has recorded."""
    if not holdings.is_loaded():
        return render(request, "demo/service_empty.html", {"breadcrumbs": []})
    now = timezone.now()
    desk.introduce(now=now)
    texts = desk.texts_in_force()
    form = JoiningForm(request.POST if request.method == "POST" else None, texts=texts)
    context = {"texts": texts, "desk": settings.SITE_URL, "form": form}
    if not form.is_bound or not texts:
        return _page(request, context, 200 if texts else 503)
    if not form.is_valid():
        return _page(request, context, 422)
    member_id = new_member_id(now=now)
    language = "en" if get_language() == "en" else "ja"
    told = [
        desk.record_joining(member_id=member_id, text=text, language=language, source=SOURCE)
        for text in texts
    ]
    if not all(told):
        return _page(request, {**context, "texts": []}, 503)
    register_member(member_id=member_id, now=now)
    return redirect(f"{reverse('demo_service:joined')}?member={member_id}")


@never_cache
@require_http_methods(["GET"])
def joined(request: HttpRequest) -> HttpResponse:
    """GET /demo/service/joined/?member=M-900001: what the desk says governs the new member."""
    member_id = request.GET.get("member", "")
    context = {
        "member_id": member_id,
        "governing": desk.governing(member_id=member_id),
        "desk": settings.SITE_URL,
    }
    return render(request, "demo/company_joined.html", context)


def _page(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "demo/company_joining.html", context, status=status)
