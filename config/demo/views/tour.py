"""Five minutes with each role or one matter: numbered steps with links to where they happen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.theme_tours import THEMES
from config.demo.tours import TOURS
from config.demo.views.trail import trail
from config.demo.views.welcome import people


@never_cache
@require_safe
def tour(request: HttpRequest, role: str) -> HttpResponse:
    """GET /demo/tour/<role>/, or of one of the themes."""
    theme, steps_of = THEMES.get(role), TOURS.get(role)
    if theme is None and steps_of is None:
        raise Http404
    key = theme.account.key if theme else role
    person = next(person for person in people() if person["key"] == key)
    name = theme.title if theme else _("Five minutes as: %(role)s") % {"role": person["title"]}
    steps = theme.steps if theme else steps_of
    context = {
        "name": name,
        "text": theme.text if theme else person["text"],
        "here": role,
        "person": person,
        "steps": steps() if steps else [],
        "breadcrumbs": trail(str(name)),
    }
    return render(request, "demo/tour.html", context)
