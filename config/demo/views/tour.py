"""Five minutes with each role: numbered steps with links to where they happen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.tours import TOURS
from config.demo.views.trail import trail
from config.demo.views.welcome import people


@never_cache
@require_safe
def tour(request: HttpRequest, role: str) -> HttpResponse:
    """GET /demo/tour/<role>/."""
    steps_of = TOURS.get(role)
    if steps_of is None:
        raise Http404
    person = next(person for person in people() if person["key"] == role)
    name = _("Five minutes as: %(role)s") % {"role": person["title"]}
    context = {
        "name": name,
        "person": person,
        "steps": steps_of(),
        "breadcrumbs": trail(name),
    }
    return render(request, "demo/tour.html", context)
