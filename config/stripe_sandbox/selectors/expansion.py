"""`expand[]`: ids replaced by their objects. Source: https://docs.stripe.com/expand."""

from copy import deepcopy
from typing import Any, Final

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.selectors.lists import list_of

Body = dict[str, Any]
MAX_DEPTH: Final = 4
REFERENCES: Final = {
    "balance_transaction": {"source"},
    "charge": {"balance_transaction", "customer", "failure_balance_transaction", "payment_intent"},
    "checkout.session": {"customer", "payment_intent"},
    "dispute": {"charge", "payment_intent"},
    "payment_intent": {"customer", "latest_charge"},
    "payout": {"balance_transaction", "failure_balance_transaction"},
    "refund": {"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"},
}
INCLUDABLE: Final = {"charge": {"refunds"}, "checkout.session": {"line_items"}}


def expanded(body: Body, paths: list[str]) -> Body:
    """A copy of an object or list with the named references expanded, up to four levels deep.

    Raises Refused for a property that cannot be expanded.
    """
    body = deepcopy(body)
    for path in paths:
        steps = path.split(".")
        depth = len(steps) - (steps[0] == "data")
        if depth > MAX_DEPTH:
            raise Refused(
                f"You cannot expand more than {MAX_DEPTH} levels of a property ({path}).",
                param="expand",
            )
        _expand(body, steps, path)
    return body


def _expand(body: Body, steps: list[str], path: str) -> None:
    step, *rest = steps
    if body["object"] == "list" and step == "data":
        for item in body["data"]:
            _expand(item, rest, path)
        return
    body[step] = _value(body, step, path)
    if rest and isinstance(body[step], dict):
        _expand(body[step], rest, path)


def _value(body: Body, step: str, path: str) -> Any:
    kind = body["object"]
    if step in INCLUDABLE.get(kind, set()):
        return body[step] if step in body else _included(kind, body["id"])
    if step not in REFERENCES.get(kind, set()):
        raise Refused(f"This property cannot be expanded ({path}).", param="expand")
    current = body.get(step)
    if not isinstance(current, str):
        return current
    return SandboxObject.objects.get(stripe_id=current).body


def _included(kind: str, stripe_id: str) -> Body:
    if kind == "checkout.session":
        session = SandboxObject.objects.get(stripe_id=stripe_id)
        url = f"/v1/checkout/sessions/{stripe_id}/line_items"
        return list_of(session.hidden["line_items"], url=url)
    refunds = SandboxObject.objects.filter(kind="refund", body__contains={"charge": stripe_id})
    bodies = [row.body for row in refunds.order_by("-number")]
    return list_of(bodies, url=f"/v1/charges/{stripe_id}/refunds")
