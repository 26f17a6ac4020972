"""What was filed, as rows the person reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dsr.cases.enums import FileFormat, Gate, InquiryNature, RequesterKind, Scope, StopGround
from dsr.cases.models import Case, CaseItem
from dsr.portal.enums import AskedBy
from dsr.portal.forms.summaries import correction_rows
from policies.enums import RequestKind

Row = dict[str, Any]


def filed_sections(
    *,
    claims: Mapping[str, str],
    items: Sequence[tuple[CaseItem, Mapping[str, Any]]],
    case: Case,
) -> list[dict[str, Any]]:
    """Sections {title, rows} for components/summary_list.html: who, what item by item, how."""
    sections = []
    if case.requester_kind != RequesterKind.SELF:
        sections.append({"title": _("About you who ask"), "rows": _agent(claims)})
    sections.append({"title": _about(case), "rows": _person(claims, case)})
    sections += [
        {"title": str(item.get_kind_display()), "rows": asked_rows(item, detail)}
        for item, detail in items
    ]
    rows = _delivery(case)
    if rows:
        sections.append({"title": _("How you want to receive it"), "rows": rows})
    return sections


def _about(case: Case) -> str:
    own = case.requester_kind == RequesterKind.SELF
    return _("About you") if own else _("About the person")


def _person(claims: Mapping[str, str], case: Case) -> list[Row]:
    def said(name: str) -> str:
        return claims.get(name, "")  # what the desk filed from a letter may say less

    name = f"{said('family_name')} {said('given_name')}".strip()
    mail = {"label": _("E-mail address"), "value": said("email")}
    if case.identity_gate == Gate.NOT_NEEDED:  # nothing but an inquiry: no more was asked
        return [{"label": _("Full name"), "value": name}, mail]
    return [
        {"label": _("Full name"), "value": name},
        {"label": _("Name in kana"), "value": _kana(claims, "")},
        {"label": _("Former name, or the name registered with us"), "value": said("former_name")},
        {"label": _("Date of birth"), "value": _day(said("birth_date"))},
        {"label": _("Address"), "value": _home(claims, "")},
        {"label": _("Address registered with us"), "value": said("registered_address")},
        {"label": _("Phone number"), "value": said("phone")},
        *([mail] if case.requester_kind == RequesterKind.SELF else []),
        {"label": _("Member number"), "value": said("member_id")},
        {"label": _("E-mail address registered with us"), "value": said("registered_email")},
    ]


def _agent(claims: Mapping[str, str]) -> list[Row]:
    def said(name: str) -> str:
        return claims.get(name, "")

    basis = said("basis")
    rows: list[Row] = [
        {"label": _("You ask as"), "value": AskedBy(basis).label if basis else ""},
        {
            "label": _("Full name"),
            "value": f"{said('agent_family_name')} {said('agent_given_name')}".strip(),
        },
        {"label": _("Name in kana"), "value": _kana(claims, "agent_")},
        {"label": _("Date of birth"), "value": _day(said("agent_birth_date"))},
        {"label": _("What you are to the person"), "value": said("relationship")},
        {"label": _("Address"), "value": _home(claims, "agent_")},
        {"label": _("Phone number"), "value": said("agent_phone")},
    ]
    if basis != AskedBy.MANDATE:
        return rows
    kinds = [RequestKind(code).label for code in said("mandate_kinds").split(",") if code]
    yes, no = pgettext("may receive", "Yes"), pgettext("may receive", "No")
    return [
        *rows,
        {"label": _("What the letter of mandate names"), "lines": kinds},
        {"label": _("May receive the answer"), "value": yes if said("may_receive") else no},
    ]


def _kana(claims: Mapping[str, str], start: str) -> str:
    names = (claims.get(f"{start}{part}_name_kana", "") for part in ("family", "given"))
    return " ".join(names).strip()


def _home(claims: Mapping[str, str], start: str) -> str:
    return " ".join(claims.get(f"{start}{part}", "") for part in ("postal_code", "address")).strip()


def _day(value: str) -> str:
    day = parse_date(value) if value else None
    return date_format(day, "DATE_FORMAT") if day else ""


def asked_rows(item: CaseItem, detail: Mapping[str, Any]) -> list[Row]:
    """What was asked in one item, by kind."""
    if item.kind == RequestKind.INQUIRY:
        return _inquiry(detail)
    if item.kind == RequestKind.CORRECTION:
        basis = {"label": _("How we can see that it is so"), "value": detail.get("basis", "")}
        return [*correction_rows(detail.get("corrections") or []), basis, *_mailed(detail)]
    return [*_data(item), *_words(detail), *_mailed(detail)]


def _inquiry(detail: Mapping[str, Any]) -> list[Row]:
    nature, about = detail.get("nature", ""), detail.get("about_reference", "")
    return [
        {"label": _("What it is"), "value": InquiryNature(nature).label if nature else ""},
        *([{"label": _("About your request"), "value": about}] if about else []),
        {"label": _("Your words"), "value": detail.get("text", "")},
    ]


def _data(item: CaseItem) -> list[Row]:
    period = [date_format(day, "DATE_FORMAT") for day in (item.period_from, item.period_to) if day]
    return [
        {
            "label": pgettext("request", "Which data"),
            "lines": [Scope(code).label for code in item.scope],
        },
        {"label": _("Period"), "value": " – ".join(period) or _("The whole time")},
    ]


def _words(detail: Mapping[str, Any]) -> list[Row]:
    if "grounds" not in detail:
        return [{"label": _("In your words"), "value": detail.get("scope_detail", "")}]
    return [
        {"label": _("Only this part"), "value": detail.get("extent") or _("No, all of it")},
        {
            "label": pgettext("request", "Grounds"),
            "lines": [StopGround(code).label for code in detail["grounds"]],
        },
        {"label": _("In your words"), "value": detail.get("ground_detail", "")},
    ]


def _mailed(detail: Mapping[str, Any]) -> list[Row]:
    address = detail.get("delivery_address", "")
    return [{"label": _("Address we send it to"), "value": address}] if address else []


def _delivery(case: Case) -> list[Row]:
    if case.identity_gate == Gate.NOT_NEEDED:
        return []
    formats = [FileFormat(code).label for code in case.formats]
    way = {"label": _("How you want to receive it"), "value": case.get_delivery_method_display()}
    return [way, {"label": _("File formats"), "lines": formats}] if formats else [way]
