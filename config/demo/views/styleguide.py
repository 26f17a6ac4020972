"""The style guide: every component of templates/components in the visitor's language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.demo.forms.styleguide import SampleBirthDateForm, SampleForm


def _breadcrumbs() -> list[dict[str, str]]:
    return [
        {"text": _("Top page"), "href": "/"},
        {"text": _("The demo"), "href": "/demo/"},
        {"text": _("Style guide")},
    ]


def _notifications() -> list[dict[str, str]]:
    return [
        {
            "kind": "info",
            "title": _("We are checking your document"),
            "text": _("You do not have to do anything now. We will write to you."),
        },
        {"kind": "success", "title": _("Your request has arrived"), "text": "DSR-2026-000042"},
        {
            "kind": "warning",
            "title": _("The fee has not been paid yet"),
            "text": _("Please pay by the date below so that we can go on."),
        },
        {
            "kind": "error",
            "title": _("The payment did not go through"),
            "text": _("Nothing was charged. Please try again or use another card."),
        },
    ]


def _tags() -> list[dict[str, str]]:
    return [
        {"text": _("Draft"), "kind": ""},
        {"text": _("In progress"), "kind": "info"},
        {"text": _("Waiting for you"), "kind": "warning"},
        {"text": _("Answered"), "kind": "success"},
        {"text": _("Not accepted"), "kind": "error"},
    ]


def _answers() -> list[dict[str, Any]]:
    return [
        {"label": _("Full name"), "value": _("Hanako Yamada"), "change_href": "#forms"},
        {
            "label": _("What would you like to know?"),
            "lines": [_("Registration details"), _("Location data")],
            "change_href": "#forms",
        },
        {"label": _("Former name"), "value": "", "change_href": "#forms"},
        {"label": _("Reference"), "value": "DSR-2026-000042"},
    ]


def _timeline() -> list[dict[str, str]]:
    return [
        {
            "state": "done",
            "title": _("Your request arrived"),
            "time": _("1 April 2026"),
            "machine_time": "2026-04-01",
        },
        {
            "state": "done",
            "title": _("The fee was paid"),
            "time": _("1 April 2026"),
            "machine_time": "2026-04-01",
            "href": "#downloads",
            "link_text": _("See the receipt"),
        },
        {
            "state": "current",
            "title": _("We are confirming your identity"),
            "text": _("We usually finish this within three business days."),
        },
        {"state": "upcoming", "title": _("We collect your information")},
        {"state": "upcoming", "title": _("You receive our answer")},
    ]


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "title": _("See what the company holds about you"),
            "text": _("You receive your information as files or on paper."),
            "href": "#cards",
            "facts": [_("Fee: 1,000 yen"), _("About ten minutes")],
        },
        {
            "title": _("Have it corrected"),
            "text": _("For information that is wrong or missing."),
            "href": "#cards",
            "meta": _("Free of charge"),
        },
        {
            "title": _("A request you have made"),
            "tag": _("In progress"),
            "tag_kind": "info",
            "facts": ["DSR-2026-000042", _("1 April 2026")],
        },
    ]


def _table() -> dict[str, Any]:
    reference, arrived, state, fee = _("Reference"), _("Arrived on"), _("State"), _("Fee")
    entries = [
        ("DSR-2026-000042", _("1 April 2026"), _("In progress"), "info", _("1,000 yen")),
        ("DSR-2026-000017", _("3 March 2026"), _("Answered"), "success", _("Free of charge")),
    ]
    return {
        "columns": [
            {"text": reference},
            {"text": arrived},
            {"text": state},
            {"text": fee, "number": True},
        ],
        "rows": [
            [
                {"label": reference, "text": number, "href": "#table"},
                {"label": arrived, "text": day},
                {"label": state, "text": words, "tag_kind": kind},
                {"label": fee, "text": amount, "number": True},
            ]
            for number, day, words, kind, amount in entries
        ],
    }


def _downloads() -> list[dict[str, Any]]:
    return [
        {
            "name": _("Your information, to read"),
            "format": "PDF",
            "size": 482_133,
            "note": _("Available until 30 April 2026."),
        },
        {"name": _("Registration details"), "format": "CSV", "size": 9_214},
    ]


def _wrong_answers() -> SampleForm:
    """The same form after a careless visit: what errors look like."""
    return SampleForm(
        {"full_name": "", "postal_code": "12", "email": "hanako@", "remarks": "…"},
        auto_id="id_wrong_%s",
    )


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """GET /demo/styleguide/: for engineers and designers, in the language of the session."""
    return render(
        request,
        "demo/styleguide.html",
        {
            "breadcrumbs": _breadcrumbs(),
            "notifications": _notifications(),
            "tags": _tags(),
            "answers": _answers(),
            "timeline": _timeline(),
            "cards": _cards(),
            "table": _table(),
            "downloads": _downloads(),
            "sample_form": SampleForm(),
            "wrong_form": _wrong_answers(),
            "birth_date": SampleBirthDateForm(auto_id="id_birth_%s"),
            "wrong_birth_date": SampleBirthDateForm(
                {"year": "1990", "month": "13", "day": ""}, auto_id="id_wrong_birth_%s"
            ),
        },
    )
