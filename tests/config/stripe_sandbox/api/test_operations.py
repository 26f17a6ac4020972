"""Lists, filters and expansion, as https://docs.stripe.com/api/pagination and /expand say."""

from typing import Any

import pytest
import stripe

from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.services import disputes, refunds
from config.stripe_sandbox.services.clock import book_charges
from config.stripe_sandbox.services.payments import pay_by_card, take_outside_payment
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form

SESSIONS = "/v1/checkout/sessions"


def paid_session(base: str) -> dict[str, Any]:
    made = call(base, "POST", SESSIONS, data=session_form()).json()
    pay_by_card(session_id=made["id"], outcome=CardOutcome.PAYS, now=now())
    answer: dict[str, Any] = call(base, "GET", f"{SESSIONS}/{made['id']}").json()
    return answer


def ids(base: str, path: str) -> list[str]:
    answer = call(base, "GET", path).json()
    assert answer["object"] == "list", answer
    return [row["id"] for row in answer["data"]]


def test_list_is_newest_first_and_pages_both_ways(sandbox: str) -> None:
    made = [take_outside_payment(amount=1000, now=now()).stripe_id for _ in range(5)][::-1]
    first = call(sandbox, "GET", "/v1/charges?limit=2").json()
    assert [row["id"] for row in first["data"]] == made[:2]
    assert first["has_more"] is True
    assert ids(sandbox, f"/v1/charges?limit=2&starting_after={made[1]}") == made[2:4]
    last = call(sandbox, "GET", f"/v1/charges?limit=2&starting_after={made[3]}").json()
    assert ([row["id"] for row in last["data"]], last["has_more"]) == (made[4:], False)
    assert ids(sandbox, f"/v1/charges?limit=2&ending_before={made[3]}") == made[1:3]
    assert call(sandbox, "GET", "/v1/charges?limit=5").json()["has_more"] is False
    assert call(sandbox, "GET", "/v1/charges?limit=4").json()["has_more"] is True


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("starting_after=ch_none", "starting_after"),
        ("colour=red", "colour"),
        ("transfer_group=x", "transfer_group"),
    ],
)
def test_list_refuses_what_it_cannot_do(sandbox: str, query: str, param: str) -> None:
    answer = call(sandbox, "GET", f"/v1/charges?{query}")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_list_is_filtered_by_time_and_by_what_it_belongs_to(sandbox: str) -> None:
    mine, other = paid_session(sandbox), paid_session(sandbox)
    book_charges(now=now())
    intent = mine["payment_intent"]
    charge = call(sandbox, "GET", f"/v1/payment_intents/{intent}").json()["latest_charge"]
    assert ids(sandbox, f"/v1/charges?payment_intent={intent}") == [charge]
    assert ids(sandbox, f"{SESSIONS}?payment_intent={intent}") == [mine["id"]]
    assert ids(sandbox, f"{SESSIONS}?status=complete") == [other["id"], mine["id"]]
    assert ids(sandbox, f"{SESSIONS}?status=open") == []
    assert len(ids(sandbox, f"/v1/balance_transactions?source={charge}")) == 1
    assert len(ids(sandbox, "/v1/balance_transactions?type=charge&currency=jpy")) == 2
    assert ids(sandbox, "/v1/balance_transactions?type=refund") == []
    start = mine["created"]
    assert len(ids(sandbox, f"/v1/charges?created[gte]={start}")) == 2
    assert ids(sandbox, f"/v1/charges?created[lt]={start}") == []
    assert ids(sandbox, f"/v1/charges?created[gt]={start + 3600}") == []


def test_events_are_filtered_by_type_and_delivery(sandbox: str) -> None:
    paid_session(sandbox)
    assert len(ids(sandbox, "/v1/events?type=charge.succeeded")) == 1
    assert len(ids(sandbox, "/v1/events?type=checkout.session.*")) == 1
    both = "types[]=charge.succeeded&types[]=payment_intent.succeeded"
    assert len(ids(sandbox, f"/v1/events?{both}")) == 2
    assert len(ids(sandbox, "/v1/events?delivery_success=false")) == 4
    assert ids(sandbox, "/v1/events?delivery_success=true") == []


def test_expand_replaces_ids_down_to_the_balance(sandbox: str) -> None:
    session = paid_session(sandbox)
    book_charges(now=now())
    path = f"{SESSIONS}/{session['id']}"
    query = "?expand[]=payment_intent.latest_charge.balance_transaction&expand[]=line_items"
    body = call(sandbox, "GET", path + query).json()
    charge = body["payment_intent"]["latest_charge"]
    assert charge["balance_transaction"]["net"] == 964
    assert [item["description"] for item in body["line_items"]["data"]] == ["開示手数料"]
    plain = call(sandbox, "GET", path).json()
    assert (plain["payment_intent"], "line_items" in plain) == (body["payment_intent"]["id"], False)


def test_expand_goes_four_levels_deep_and_no_further(sandbox: str) -> None:
    session = paid_session(sandbox)
    book_charges(now=now())
    four = "payment_intent.latest_charge.balance_transaction.source"
    path = f"{SESSIONS}/{session['id']}?expand[]={four}"
    body = call(sandbox, "GET", path).json()
    line = body["payment_intent"]["latest_charge"]["balance_transaction"]
    assert line["source"]["object"] == "charge"
    deeper = call(sandbox, "GET", f"{path}.payment_intent")
    assert (deeper.status_code, deeper.json()["error"]["param"]) == (400, "expand")
    listed = call(sandbox, "GET", f"{SESSIONS}?expand[]=data.{four}")
    assert listed.status_code == 200


def test_expand_reaches_into_lists(sandbox: str) -> None:
    session = paid_session(sandbox)
    body = call(sandbox, "GET", f"{SESSIONS}?expand[]=data.payment_intent").json()
    assert body["data"][0]["payment_intent"]["id"] == session["payment_intent"]


@pytest.mark.parametrize(
    "path", ["metadata", "payment_intent.invoice", "data.payment_intent", "a.b.c.d.e"]
)
def test_expand_refuses_what_is_no_reference(sandbox: str, path: str) -> None:
    session = paid_session(sandbox)
    answer = call(sandbox, "GET", f"{SESSIONS}/{session['id']}?expand[]={path}")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "expand")


def test_line_items_show_the_price_with_tax_inside(sandbox: str) -> None:
    session = paid_session(sandbox)
    body = call(sandbox, "GET", f"{SESSIONS}/{session['id']}/line_items").json()
    price = body["data"][0]["price"]
    assert (price["unit_amount"], price["tax_behavior"]) == (1000, "inclusive")


def test_every_kind_is_retrieved_through_stripes_own_client(
    sandbox: str, client_of_stripe: stripe.StripeClient
) -> None:
    session = paid_session(sandbox)
    intent = session["payment_intent"]
    dispute = disputes.open_dispute(payment_intent_id=intent, now=now())
    outside = take_outside_payment(amount=700, now=now())
    refund = refunds.refund_payment(
        payment_intent_id=outside.body["payment_intent"], amount=700, now=now()
    )
    v1 = client_of_stripe.v1
    assert v1.checkout.sessions.retrieve(session["id"]).payment_status == "paid"
    assert v1.payment_intents.retrieve(intent).status == "succeeded"
    assert v1.disputes.retrieve(dispute.stripe_id).status == "needs_response"
    assert v1.refunds.retrieve(refund.stripe_id).status == "succeeded"
    charge = v1.charges.retrieve(outside.stripe_id, {"expand": ["refunds"]})
    assert charge.refunds is not None
    assert [item.id for item in charge.refunds.data] == [refund.stripe_id]
    assert v1.customers.create({"name": "x"}).name == "x"
    first = v1.events.list({"limit": 1}).data[0]
    assert v1.events.retrieve(first.id).type == first.type
