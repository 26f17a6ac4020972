"""Every call of Stripe's API that the sandbox serves: path template and method → what it does."""

from collections.abc import Callable
from typing import Any, Final

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.selectors.expansion import expanded
from config.stripe_sandbox.selectors.lists import list_of, page_of
from config.stripe_sandbox.world import customers, objects, refunds, sessions
from config.stripe_sandbox.world.moment import World

Body = dict[str, Any]
Operation = Callable[[World, dict[str, str], Body], Body]
SESSIONS: Final = "/v1/checkout/sessions"


def run_operation(
    world: World, template: str, method: str, *, ids: dict[str, str], params: Body
) -> Body:
    """The body that answers this call. `ids` are the path's, `params` are typed and valid."""
    body = OPERATIONS[template, method](world, ids, params)
    return expanded(body, params.get("expand", []))


def _lister(kind: str, url: str) -> Operation:
    def run(world: World, ids: dict[str, str], params: Body) -> Body:
        return page_of(kind, params, url=url)

    return run


def _getter(kind: str, name: str) -> Operation:
    def run(world: World, ids: dict[str, str], params: Body) -> Body:
        return _body(objects.get(kind, ids[name], param=name))

    return run


def _create_session(world: World, ids: dict[str, str], params: Body) -> Body:
    return _body(sessions.create_session(world, params))


def _update_session(world: World, ids: dict[str, str], params: Body) -> Body:
    session = objects.get("checkout.session", ids["session"], param="session")
    return _body(sessions.update_session(world, session, params))


def _expire_session(world: World, ids: dict[str, str], params: Body) -> Body:
    session = objects.get("checkout.session", ids["session"], param="session")
    return _body(sessions.expire_session(world, session))


def _line_items(world: World, ids: dict[str, str], params: Body) -> Body:
    if set(params) & {"starting_after", "ending_before"}:
        raise Refused("The sandbox gives all line items on one page.", param="starting_after")
    session = objects.get("checkout.session", ids["session"], param="session")
    url = f"{SESSIONS}/{session.stripe_id}/line_items"
    return list_of(session.hidden["line_items"], url=url)


def _create_refund(world: World, ids: dict[str, str], params: Body) -> Body:
    return _body(refunds.create_refund(world, params))


def _create_customer(world: World, ids: dict[str, str], params: Body) -> Body:
    return _body(customers.create_customer(world, params))


def _body(row: SandboxObject) -> Body:
    body: Body = row.body
    return body


def _both(path: str, kind: str, name: str) -> dict[tuple[str, str], Operation]:
    """List and retrieve of one kind of object."""
    return {
        (path, "get"): _lister(kind, path),
        (f"{path}/{{{name}}}", "get"): _getter(kind, name),
    }


OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    **_both(SESSIONS, "checkout.session", "session"),
    (SESSIONS, "post"): _create_session,
    (f"{SESSIONS}/{{session}}", "post"): _update_session,
    (f"{SESSIONS}/{{session}}/expire", "post"): _expire_session,
    (f"{SESSIONS}/{{session}}/line_items", "get"): _line_items,
    **_both("/v1/payment_intents", "payment_intent", "intent"),
    **_both("/v1/charges", "charge", "charge"),
    **_both("/v1/refunds", "refund", "refund"),
    ("/v1/refunds", "post"): _create_refund,
    **_both("/v1/balance_transactions", "balance_transaction", "id"),
    **_both("/v1/payouts", "payout", "payout"),
    **_both("/v1/disputes", "dispute", "dispute"),
    **_both("/v1/events", "event", "id"),
    ("/v1/customers", "post"): _create_customer,
}
