"""The front door: what one can ask, what it costs, how long it takes; policy and register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from dsr.portal.enums import AskedBy
from dsr.portal.forms.kind_pages import kind_rows
from dsr.portal.selectors.policies import archive
from dsr.portal.selectors.public_texts import register
from dsr.portal.selectors.questions import page_facts
from policies.enums import PolicyDocument


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What you can ask and what it costs."""
    facts = page_facts({}, on=timezone.localdate())
    return render(request, "portal/home.html", {"facts": facts, "kinds": kind_rows(facts.fees)})


@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """Who may ask for somebody else, and what shows it."""
    groups = [asked for asked in AskedBy if asked != AskedBy.SELF]
    return render(request, "portal/agents.html", {"groups": groups})


@require_GET
def register_page(request: HttpRequest) -> HttpResponse:
    """The facts a business keeps within the person's reach (APPI Art 32(1))."""
    # Staff see what is missing; the public neither a blank nor an invented text.
    facts = {
        "register": register(get_language() or "ja"),
        "show_unset": request.user.has_perm("policies.view_organisation"),
    }
    return render(request, "portal/register.html", facts)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible these pages are, and whom to tell when they are not."""
    return render(request, "portal/accessibility.html")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages, for search engines: each address serves both languages."""
    names = (
        "portal_home",
        "portal_policy",
        "portal_terms",
        "portal_policy_versions",
        "portal_register",
        "portal_agents",
        "portal_accessibility",
    )
    now = timezone.now()
    paths = [reverse(name) for name in names]
    for document in PolicyDocument:
        for version in archive(document, now=now):
            paths.append(reverse("portal_policy_version", args=[version.number]))
    urls = [request.build_absolute_uri(path) for path in paths]
    return render(request, "portal/sitemap.xml", {"urls": urls}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be found; nobody's own pages."""
    address = request.build_absolute_uri(reverse("portal_sitemap"))
    return render(request, "portal/robots.txt", {"sitemap": address}, content_type="text/plain")
