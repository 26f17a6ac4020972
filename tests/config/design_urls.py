"""The project's addresses, the style guide, and pages that fail on purpose."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.demo.views.styleguide import styleguide
from config.urls import urlpatterns as project_urlpatterns


def fail(request: HttpRequest, status: int) -> HttpResponse:
    """Fail as a view of ours might, so that Django's own handlers pick the template."""
    if status == 400:
        raise BadRequest("sent by a test")
    if status == 403:
        raise PermissionDenied
    if status == 500:
        raise RuntimeError("raised by a test")
    return render(request, f"{status}.html", status=status)


urlpatterns = [
    path("demo/styleguide/", styleguide),
    path("fail/<int:status>/", fail),
    *project_urlpatterns,
]
