"""Lists as Stripe pages and filters them. Source: https://docs.stripe.com/api/pagination."""

from typing import Any, Final

from django.db.models import Q, QuerySet

from config.stripe_sandbox.domain.refusals import Refused, missing
from config.stripe_sandbox.models import SandboxObject

Params = dict[str, Any]
DEFAULT_LIMIT: Final = 10
LIMITS: Final = range(1, 101)
PAGING: Final = {"limit", "starting_after", "ending_before", "expand"}
RANGES: Final = {"created", "arrival_date"}
BY_FIELD: Final = {
    "charge",
    "currency",
    "customer",
    "destination",
    "payment_intent",
    "source",
    "status",
    "type",
}
COMPARISONS: Final = {"gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte"}


def page_of(kind: str, params: Params, *, url: str) -> Params:
    """One page of the objects of a kind, newest first, in Stripe's list envelope."""
    rows = _filtered(kind, params)
    limit = params.get("limit", DEFAULT_LIMIT)
    if limit not in LIMITS:
        raise Refused(
            "Invalid limit: must be between 1 and 100.",
            code="parameter_invalid_integer",
            param="limit",
        )
    found, more = _slice(rows, kind, params, limit)
    return list_of([row.body for row in found], url=url, more=more)


def list_of(bodies: list[Params], *, url: str, more: bool = False) -> Params:
    """Stripe's list envelope."""
    return {"object": "list", "data": bodies, "has_more": more, "url": url}


def _slice(
    rows: QuerySet[SandboxObject], kind: str, params: Params, limit: int
) -> tuple[list[SandboxObject], bool]:
    if "starting_after" in params and "ending_before" in params:
        raise Refused("You cannot parameterize both starting_after and ending_before.")
    if "ending_before" in params:
        cursor = _cursor(kind, params["ending_before"], "ending_before")
        newer = list(rows.filter(number__gt=cursor).order_by("number")[: limit + 1])
        return newer[:limit][::-1], len(newer) > limit
    if "starting_after" in params:
        cursor = _cursor(kind, params["starting_after"], "starting_after")
        rows = rows.filter(number__lt=cursor)
    found = list(rows.order_by("-number")[: limit + 1])
    return found[:limit], len(found) > limit


def _cursor(kind: str, stripe_id: str, param: str) -> int:
    row = SandboxObject.objects.filter(kind=kind, stripe_id=stripe_id).first()
    if row is None:
        raise missing(kind, stripe_id, param=param, status=400)
    return row.number


def _filtered(kind: str, params: Params) -> QuerySet[SandboxObject]:
    rows = SandboxObject.objects.filter(kind=kind)
    for name, value in params.items():
        if name not in PAGING:
            rows = rows.filter(_condition(kind, name, value))
    return rows


def _condition(kind: str, name: str, value: Any) -> Q:
    if name in RANGES:
        return _range(name, value)
    if name == "payout":
        return Q(hidden__contains={"payout": value})
    if name == "types":
        return Q(body__type__in=value)
    if name == "delivery_success":
        return Q(delivery__delivered_at__isnull=not value)
    if name == "type" and kind == "event" and "*" in value:
        return Q(body__type__startswith=value.split("*")[0])
    if name in BY_FIELD:
        return Q(body__contains={name: value})
    raise Refused(f"The sandbox does not filter by {name}.", param=name)


def _range(name: str, value: Any) -> Q:
    column = "created" if name == "created" else f"body__{name}"
    if isinstance(value, int):
        return Q(**{column: value})
    condition = Q()
    for comparison, bound in value.items():
        condition &= Q(**{f"{column}__{COMPARISONS[comparison]}": bound})
    return condition
