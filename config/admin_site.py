"""The console's admin site: Django's, in our words, behind our own sign-in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

_NOT_OURS = ("password_change", "password_change_done", "view_on_site")
_ORDER = (
    "dsr_cases", "dsr_identity", "dsr_fulfilment", "dsr_fees", "dsr_breaches", "consent",
    "policies", "accounts", "dsr_console",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NavLink:
    """One page of the console that is no model's list.

    Arguments:
        label: what it is called.
        url_name: such as "admin:work_queue"; a name that does not resolve fails loudly.
        permission: who sees it; "" means every member of staff.
    """

    label: str | Promise
    url_name: str
    permission: str = ""


class ConsoleSite(AdminSite):
    """The staff face. Apps register with django.contrib.admin; this site is the default one.

    Apps above add their own pages to the menu with `admin.site.add_nav(...)`, and one of them
    furnishes the first page with `admin.site.set_home(...)`.
    """

    site_header = _("Privacy desk console")
    site_title = _("Madoguchi")
    index_title = _("Console")
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._nav: list[NavLink] = []
        self._read_home: Callable[[HttpRequest], dict[str, Any]] = lambda request: {}

    def add_nav(self, *, label: str | Promise, url_name: str, permission: str = "") -> None:
        """Add a page to the top of the menu; the same address again replaces it."""
        kept = [link for link in self._nav if link.url_name != url_name]
        self._nav = [*kept, NavLink(label=label, url_name=url_name, permission=permission)]

    def set_home(
        self, *, template_name: str, read: Callable[[HttpRequest], dict[str, Any]]
    ) -> None:
        """Show `template_name` as the first page, with what `read` finds for the person there."""
        self.index_template = template_name
        self._read_home = read

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page."""
        return super().index(request, {**self._read_home(request), **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's context and the menu."""
        return {**super().each_context(request), "nav_links": self._links(request)}

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Sections in the order of the work, not of the alphabet; no links to change or add."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        places = {label: place for place, label in enumerate(_ORDER)}
        return sorted(apps, key=lambda app: places.get(app["app_label"], len(places)))

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

    def _links(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [
            {"label": link.label, "url": url, "current": request.path.startswith(url)}
            for link in self._nav
            if not link.permission or request.user.has_perm(link.permission)
            for url in [reverse(link.url_name)]
        ]
