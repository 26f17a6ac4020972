"""Where one is in the demo."""

from django.utils.translation import gettext as _


def trail(name: str, href: str = "", here: str = "") -> list[dict[str, str]]:
    """Breadcrumbs down to the page `name`, or to `here` below it."""
    crumbs = [{"text": _("Top page"), "href": "/"}, {"text": _("The demo"), "href": "/demo/"}]
    crumbs.append({"text": name, "href": href} if here else {"text": name})
    return [*crumbs, {"text": here}] if here else crumbs
