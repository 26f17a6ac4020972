"""Answers as the person checks them: question, answer, a way to change it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.selectors.drafts import PageAnswers
from policies.enums import DeliveryMethod

BIRTH_PARTS = ("birth_year", "birth_month", "birth_day")


def summary_of(saved: Mapping[str, PageAnswers]) -> list[dict[str, Any]]:
    """One section a page: title and rows for components/summary_list.html."""
    return [
        {"title": page.label, "rows": _rows(page, saved[page].answers)}
        for page in Page
        if page in saved and _rows(page, saved[page].answers)
    ]


def _rows(page: Page, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    change = f"{reverse('portal_question', kwargs={'slug': page.value})}?change=1"
    rows = []
    for name, field in FORMS[page].base_fields.items():
        if name == "revision" or name in BIRTH_PARTS[1:] or name in _of_the_other_way(answers):
            continue
        value = answers.get("birth_date" if name == BIRTH_PARTS[0] else name)
        label = _("Date of birth") if name == BIRTH_PARTS[0] else field.label
        rows.append({"label": label, **_shown(field, value), "change_href": change, "name": name})
    return rows


def _of_the_other_way(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """A question that does not matter for the chosen way of delivery."""
    by_way = {DeliveryMethod.DOWNLOAD: ("delivery_address",), DeliveryMethod.PAPER: ("formats",)}
    return by_way.get(answers.get("delivery_method", ""), ())


def _shown(field: forms.Field, value: Any) -> dict[str, Any]:
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[union-attr, misc]
        values = value if isinstance(value, list) else [value]
        return {"lines": [labels.get(str(code), str(code)) for code in values if code]}
    day = parse_date(value) if isinstance(value, str) and len(value) == len("2026-04-01") else None
    if day is not None:
        return {"value": date_format(day, "DATE_FORMAT")}
    return {"value": str(value or "")}
