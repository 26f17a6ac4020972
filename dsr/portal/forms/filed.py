"""What was filed, as rows the person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dsr.cases.enums import FileFormat, Scope
from dsr.cases.models import Case, CaseItem


def filed_rows(
    *,
    claims: Mapping[str, str],
    items: Sequence[tuple[CaseItem, Mapping[str, Any]]],
    case: Case,
) -> list[dict[str, Any]]:
    """Rows for components/summary_list.html, in the order of the form."""

    def said(name: str) -> str:
        return claims.get(name, "")  # what the desk filed from a letter may say less

    birth = parse_date(said("birth_date")) if said("birth_date") else None
    rows: list[dict[str, Any]] = [
        {"label": _("Full name"), "value": f"{said('family_name')} {said('given_name')}"},
        {
            "label": _("Name in kana"),
            "value": f"{said('family_name_kana')} {said('given_name_kana')}".strip(),
        },
        {"label": _("Former name, or the name you registered with"), "value": said("former_name")},
        {
            "label": _("Date of birth"),
            "value": date_format(birth, "DATE_FORMAT") if birth else "",
        },
        {"label": _("Address"), "value": f"{said('postal_code')} {said('address')}".strip()},
        {"label": _("Address you registered with"), "value": said("registered_address")},
        {"label": _("Phone number"), "value": said("phone")},
        {"label": _("E-mail address"), "value": said("email")},
        {"label": _("Member number"), "value": said("member_id")},
        {"label": _("E-mail address you registered with"), "value": said("registered_email")},
    ]
    for item, detail in items:
        rows += _item_rows(item, detail)
    formats = [FileFormat(code).label for code in case.formats]
    rows.append(
        {"label": _("How you want to receive it"), "value": case.get_delivery_method_display()}
    )
    if formats:
        rows.append({"label": _("File formats"), "lines": formats})
    return rows


def _item_rows(item: CaseItem, detail: Mapping[str, Any]) -> list[dict[str, Any]]:
    scope = [Scope(code).label for code in item.scope]
    period = [date_format(day, "DATE_FORMAT") for day in (item.period_from, item.period_to) if day]
    return [
        {"label": _("Kind of request"), "value": item.get_kind_display()},
        {"label": pgettext("request", "What you ask for"), "lines": scope},
        {"label": _("Period"), "value": " – ".join(period) or _("The whole time")},
        {"label": _("In your words"), "value": detail.get("scope_detail", "")},
        *_paper(detail.get("delivery_address", "")),
    ]


def _paper(address: str) -> list[dict[str, Any]]:
    return [{"label": _("Address the paper is sent to"), "value": address}] if address else []
