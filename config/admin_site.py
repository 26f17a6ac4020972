"""The console's admin site: Django's, in our words, behind our own sign-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

_NOT_OURS = ("password_change", "password_change_done", "view_on_site")


class ConsoleSite(AdminSite):
    """The staff face. Apps register with django.contrib.admin; this site is the default one."""

    site_header = _("Madoguchi console")
    site_title = _("Madoguchi")
    index_title = _("Work")
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the staff sign-in. A signed-in person who is not staff gets 403."""
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_staff_login')}?{urlencode({'next': wanted})}")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses without those this console has elsewhere or not at all."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in _NOT_OURS]
