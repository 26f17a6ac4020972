"""Answers as the person checks them: question, answer, a way to change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dsr.portal.domain.pages import WAYS_WITH_FILES
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS, title_of
from dsr.portal.selectors.drafts import PageAnswers
from dsr.portal.selectors.questions import PageFacts
from policies.enums import DeliveryMethod


def summary_of(
    saved: Mapping[str, PageAnswers], *, pages: Sequence[Page], facts: PageFacts
) -> list[dict[str, Any]]:
    """One section a page that says something: title and rows for components/summary_list.html."""
    sections = [
        {
            "title": title_of(page, for_another=facts.for_another),
            "rows": page_rows(page, saved[page].answers, facts=facts),
        }
        for page in pages
        if page in saved
    ]
    return [section for section in sections if section["rows"]]


def page_rows(page: Page, answers: Mapping[str, Any], *, facts: PageFacts) -> list[dict[str, Any]]:
    """What was answered on one page, each row with the way to change it."""
    change = f"{reverse('portal_question', kwargs={'slug': page.value})}?change=1"
    rows = _corrections(answers) if page == Page.CORRECTION else []
    for name, field in FORMS[page](initial=dict(answers), facts=facts).fields.items():
        if not _is_row(name, answers):
            continue
        start, _part, _end = name.rpartition("birth_year")
        is_birth = name.endswith("birth_year")
        value = answers.get(f"{start}birth_date" if is_birth else name)
        label = _("Date of birth") if is_birth else field.label
        shown = {"value": _day(value)} if is_birth else _shown(field, value)
        rows.append({"label": label, **shown, "name": name})
    return [{**row, "change_href": change} for row in rows]


def _is_row(name: str, answers: Mapping[str, Any]) -> bool:
    """Whether a field is a row: not a part of one, and not of another way of delivery."""
    if name == "revision" or name.endswith(("birth_month", "birth_day")):
        return False
    if name.startswith("correction_") and name != "correction_basis":
        return False
    way = answers.get("delivery_method")
    if name == "formats":
        return way in WAYS_WITH_FILES
    return name != "delivery_address" or way != DeliveryMethod.DOWNLOAD


def _corrections(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return correction_rows(answers.get("corrections") or [])


def correction_rows(corrections: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """A row an item: what we have now, what is right."""
    return [
        {
            "label": row["field"],
            "lines": [
                _("Now: %(content)s") % {"content": row["current"] or _("(nothing)")},
                _("Right: %(content)s") % {"content": row["right"] or _("(to be deleted)")},
            ],
        }
        for row in corrections
    ]


def _shown(field: forms.Field, value: Any) -> dict[str, Any]:
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[union-attr, misc]
        values = value if isinstance(value, list) else [value]
        return {"lines": [labels.get(str(code), str(code)) for code in values if code]}
    return {"value": _day(value) if isinstance(field, forms.DateField) else str(value or "")}


def _day(value: Any) -> str:
    day = parse_date(str(value or ""))
    return date_format(day, "DATE_FORMAT") if day else ""
