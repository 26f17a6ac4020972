"""The sample service, simulated: what Milly's own database holds, for comparing with a disclosure.

Open to everybody, because everybody in it is invented; none of it exists in production.
"""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.demo.forms.service import MemberSearchForm
from config.demo.milly_app import holdings
from config.demo.milly_app.categories import CATEGORIES
from config.demo.milly_app.holdings import Held, Member
from config.demo.milly_app.personas import BY_MEMBER_ID, PERSONAS
from config.demo.milly_app.queries import HELD, LABELS
from dsr.fulfilment.enums import ActionKind

MEMBERS_PER_PAGE = 50
ROWS_SHOWN = 5  # of each category on the member's page
ROWS_PER_PAGE = 50


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """GET /demo/service/?q=…&after=M-000050: the member list, or what a search found."""
    if not holdings.is_loaded():
        return render(request, "demo/service_empty.html", {"breadcrumbs": _breadcrumbs()})
    form = MemberSearchForm(request.GET)
    value = form.cleaned_data["q"] if form.is_valid() else ""
    if value:
        found, after = holdings.find_members(value=value), ""
    else:
        found = holdings.list_members(
            after=request.GET.get("after", "").replace("\0", ""), size=MEMBERS_PER_PAGE + 1
        )
        after = found[MEMBERS_PER_PAGE - 1].member_id if len(found) > MEMBERS_PER_PAGE else ""
    context = {
        "breadcrumbs": _breadcrumbs(),
        "form": form,
        "searched": value,
        "table": _member_table(found[:MEMBERS_PER_PAGE]),
        "next": f"{reverse('demo_service:members')}?after={after}" if after else "",
        "cards": [] if value or request.GET.get("after") else _cards(),
    }
    return render(request, "demo/service.html", context)


@require_safe
def member(request: HttpRequest, member_id: str) -> HttpResponse:
    """GET /demo/service/M-000042/: everything the service holds, the newest rows of each kind."""
    _need_data()
    _read(member_id, "PROFILE", start=0, size=1)
    restricted = holdings.restrictions(member_id=member_id)
    sections = [
        _section(_read(member_id, category, start=0, size=ROWS_SHOWN), member_id, restricted)
        for category in HELD
    ]
    context = {
        "breadcrumbs": _breadcrumbs(member_id),
        "member_id": member_id,
        "story": _story(member_id),
        "handled": _handled_table(member_id),
        "sections": sections,
    }
    return render(request, "demo/service_member.html", context)


@require_safe
def category(request: HttpRequest, member_id: str, category: str) -> HttpResponse:
    """GET /demo/service/M-000042/USAGE/?page=2: all rows of one kind, page by page."""
    typed = request.GET.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    if category not in HELD or page < 1:
        raise Http404
    _need_data()
    _read(member_id, "PROFILE", start=0, size=1)
    held = _read(member_id, category, start=(page - 1) * ROWS_PER_PAGE, size=ROWS_PER_PAGE)
    if page > 1 and not held.rows:
        raise Http404
    here = reverse("demo_service:category", args=[member_id, category])
    context = {
        "breadcrumbs": _breadcrumbs(member_id, _category_name(category)),
        "section": _section(held, member_id),
        "newer": f"{here}?page={page - 1}" if page > 1 else "",
        "older": f"{here}?page={page + 1}" if page * ROWS_PER_PAGE < held.total else "",
    }
    return render(request, "demo/service_category.html", context)


def _handled_table(member_id: str) -> dict[str, Any] | None:
    """What the privacy desk had done here; None where nothing was."""
    handled = holdings.handled_actions(member_id=member_id)
    if not handled:
        return None
    names = [_("Done at"), _("What was done"), _("Category"), _("Records changed")]
    rows = [
        [
            {"text": _shown(row.at)},
            {"text": str(ActionKind(row.action).label)},
            {"text": _category_name(row.category)},
            {"text": str(row.affected)},
        ]
        for row in handled
    ]
    return {
        "columns": [{"text": name} for name in names],
        "rows": [
            [cell | {"label": name} for cell, name in zip(row, names, strict=True)] for row in rows
        ],
    }


def _need_data() -> None:
    if not holdings.is_loaded():
        raise Http404


def _read(member_id: str, category: str, *, start: int, size: int) -> Held:
    if "\0" in member_id:
        raise Http404
    held = holdings.read_category(member_id=member_id, category=category, start=start, size=size)
    if category == "PROFILE" and not held.rows:
        raise Http404
    return held


def _breadcrumbs(*below: str) -> list[dict[str, str]]:
    """The way here; `below` are a member's id and perhaps a category's name."""
    trail = [
        {"text": _("Top page"), "href": "/"},
        {"text": _("The demo"), "href": "/demo/"},
        {"text": _("Sample service"), "href": reverse("demo_service:members")},
    ]
    if below:
        here = reverse("demo_service:member", args=[below[0]])
        trail += [{"text": below[0], "href": here}, *({"text": name} for name in below[1:])]
    return [*trail[:-1], {"text": trail[-1]["text"]}]


def _speaks_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def _category_name(code: str) -> str:
    found = next(category for category in CATEGORIES if category.code == code)
    return found.name_ja if _speaks_japanese() else found.name_en


def _label(column: str) -> str:
    japanese, english = LABELS[column]
    return japanese if _speaks_japanese() else english


def _story(member_id: str) -> str:
    persona = BY_MEMBER_ID.get(member_id)
    if persona is None:
        return ""
    return persona.story_ja if _speaks_japanese() else persona.story_en


def _cards() -> list[dict[str, Any]]:
    """The people of the tours, with what to try with each."""
    return [
        {
            "title": persona.full_name,
            "text": persona.story_ja if _speaks_japanese() else persona.story_en,
            "href": persona.member_id and _address(persona.member_id),
            "facts": [persona.member_id or _("Not a member"), persona.email],
        }
        for persona in PERSONAS
    ]


def _address(member_id: str) -> str:
    return reverse("demo_service:member", args=[member_id])


def _member_table(found: Iterable[Member]) -> dict[str, Any]:
    names = [_("Member ID"), _("Name"), _("Reading"), _("E-mail address"), _("State")]
    rows = []
    for line in found:
        state = _("Has left") if line.left else _("Member")
        cells: list[dict[str, str]] = [
            {"text": line.member_id, "href": _address(line.member_id)},
            {"text": line.name.strip()},
            {"text": line.kana},
            {"text": line.email},
            {"text": pgettext("data of a member", "Erased") if line.erased else state},
        ]
        rows.append([cell | {"label": name} for cell, name in zip(cells, names, strict=True)])
    return {"columns": [{"text": name} for name in names], "rows": rows}


def _section(
    held: Held, member_id: str, restrictions: Collection[tuple[str, str]] = ()
) -> dict[str, Any]:
    """One category for the templates: `answers` for a single record, `table` for several."""
    labels = [_label(column) for column in held.columns]
    rows = [
        [{"label": label, "text": _shown(value)} for label, value in zip(labels, row, strict=True)]
        for row in held.rows
    ]
    section: dict[str, Any] = {
        "name": _category_name(held.category),
        "restricted": [
            str(ActionKind(action).label)
            for category, action in sorted(restrictions)
            if category == held.category
        ],
        "total": held.total,
        "shown": len(rows),
        "all": reverse("demo_service:category", args=[member_id, held.category]),
    }
    if held.total == 1:
        answers = [{"label": cell["label"], "value": cell["text"]} for cell in rows[0]]
        return section | {"answers": answers}
    # The member's own number heads the page already.
    kept = [index for index, column in enumerate(held.columns) if column != "member_id"]
    table = {
        "columns": [{"text": labels[index]} for index in kept],
        "rows": [[row[index] for index in kept] for row in rows],
    }
    return section | {"table": table}


def _shown(value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return _("Yes") if value else _("No")
        case datetime.datetime():
            return date_format(timezone.localtime(value), "Y-m-d H:i:s")
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)
