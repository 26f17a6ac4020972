"""The API's door: keys, versions, addresses, formats, and the words of its refusals."""

import pytest
import requests

from config.stripe_sandbox.models import SandboxObject
from tests.config.stripe_sandbox.stripe_over_http import call, session_form

SESSIONS = "/v1/checkout/sessions"


def error_of(answer: requests.Response) -> tuple[int, str, str | None, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["type"], error.get("code"), error.get("param")


def refused_form(base: str, **changes: str) -> tuple[int, str, str | None, str | None]:
    return error_of(call(base, "POST", SESSIONS, data=session_form(**changes)))


@pytest.mark.parametrize("key", ["", "sk_live_x", "pk_test_x", "sk_test_wrong", "sk_test_\xe9"])
def test_api_takes_its_own_test_key_only(sandbox: str, key: str) -> None:
    answer = call(sandbox, "GET", SESSIONS, key=key)
    assert error_of(answer) == (401, "invalid_request_error", None, None)


def test_api_refuses_a_live_key_in_so_many_words(sandbox: str) -> None:
    answer = call(sandbox, "GET", SESSIONS, key="sk_live_x")
    assert (
        answer.json()["error"]["message"] == "The sandbox takes test keys only, never a live one."
    )


def test_api_serves_one_version(sandbox: str) -> None:
    answer = call(sandbox, "GET", SESSIONS, headers={"Stripe-Version": "2020-08-27"})
    assert answer.status_code == 400
    fine = call(sandbox, "GET", SESSIONS, headers={"Stripe-Version": "2026-10-28.endive"})
    assert fine.headers["Stripe-Version"] == "2026-10-28.endive"
    assert fine.headers["Request-Id"].startswith("req_")
    assert fine.json() == {
        "object": "list",
        "data": [],
        "has_more": False,
        "url": "/v1/checkout/sessions",
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nothing"),
        ("GET", "/v1/"),
        ("DELETE", "/v1/charges"),
        ("PUT", SESSIONS),
        ("GET", "/v1/charges/ch_1/more"),
        ("POST", "/v1/payouts"),
    ],
)
def test_api_unknown_address_is_404(sandbox: str, method: str, path: str) -> None:
    assert error_of(call(sandbox, method, path)) == (404, "invalid_request_error", None, None)


@pytest.mark.parametrize(
    ("path", "param"),
    [
        (f"{SESSIONS}/cs_none", "session"),
        ("/v1/payment_intents/pi_none", "intent"),
        ("/v1/charges/ch_none", "charge"),
        ("/v1/refunds/re_none", "refund"),
        ("/v1/balance_transactions/txn_none", "id"),
        ("/v1/payouts/po_none", "payout"),
        ("/v1/disputes/du_none", "dispute"),
        ("/v1/events/evt_none", "id"),
    ],
)
def test_api_unknown_object_is_resource_missing(sandbox: str, path: str, param: str) -> None:
    answer = call(sandbox, "GET", path)
    assert error_of(answer) == (404, "invalid_request_error", "resource_missing", param)


def test_api_takes_forms_not_json(sandbox: str) -> None:
    answer = call(
        sandbox, "POST", SESSIONS, data="{}", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert not SandboxObject.objects.exists()


@pytest.mark.parametrize("body", [b"mode=\xff\xfe", b"mode=%FF", b"mode=pay%00ment", b"a[b=1"])
def test_api_hostile_form_is_400(sandbox: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert call(sandbox, "POST", SESSIONS, data=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"payment_method_types[0]": "card"}, "parameter_unknown", "payment_method_types"),
        (
            {"line_items[0][price_data][vat]": "1"},
            "parameter_unknown",
            "line_items[0][price_data][vat]",
        ),
        (
            {"line_items[0][quantity]": "1.5"},
            "parameter_invalid_integer",
            "line_items[0][quantity]",
        ),
        (
            {"line_items[0][price_data][unit_amount]": "1000.0"},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            {"line_items[0][price_data][currency]": "-"},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
        ({"line_items[0][price_data][unit_amount]": "49"}, "amount_too_small", None),
        ({"line_items[0][price_data][unit_amount]": "100000000"}, "amount_too_large", None),
        (
            {"line_items[0][price_data][currency]": "xyz"},
            None,
            "line_items[0][price_data][currency]",
        ),
        ({"success_url": "-"}, "parameter_missing", "success_url"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"success_url": ""}, "url_invalid", "success_url"),
        ({"locale": "xx"}, None, "locale"),
        ({"mode": "subscription"}, None, "mode"),
        ({"mode": "-"}, None, "mode"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"expires_at": "1"}, None, "expires_at"),
        ({"expires_at": "99999999999"}, None, "expires_at"),
        (
            {"client_reference_id": "x" * 201},
            "parameter_invalid_string_length",
            "client_reference_id",
        ),
        ({"metadata[fee]": "x" * 501}, None, "metadata[fee]"),
        ({"metadata[" + "k" * 41 + "]": "1"}, None, "metadata[" + "k" * 40 + "]"),
        ({"customer": "cus_none"}, "resource_missing", "customer"),
        (
            {"payment_method_options[konbini][expires_after_days]": "61"},
            None,
            "payment_method_options[konbini][expires_after_days]",
        ),
        (
            {"allowed_payment_method_types[2]": "customer_balance"},
            None,
            "allowed_payment_method_types[2]",
        ),
        ({"allow_promotion_codes": "true"}, None, "allow_promotion_codes"),
    ],
)
def test_api_names_the_parameter_at_fault(
    sandbox: str, changes: dict[str, str], code: str | None, param: str | None
) -> None:
    assert refused_form(sandbox, **changes) == (400, "invalid_request_error", code, param)
    assert not SandboxObject.objects.exists()


def test_api_offers_konbini_only_where_it_can_be_paid_in(sandbox: str) -> None:
    def methods(**changes: str) -> list[str]:
        answer = call(sandbox, "POST", SESSIONS, data=session_form(**changes)).json()
        return list(answer["allowed_payment_method_types"])

    assert methods() == ["card", "konbini"]
    assert methods(**{"line_items[0][price_data][unit_amount]": "119"}) == ["card"]
    assert methods(**{"line_items[0][price_data][unit_amount]": "300001"}) == ["card"]
    assert methods(**{"line_items[0][price_data][currency]": "usd"}) == ["card"]


def test_api_metadata_is_merged_and_emptied(sandbox: str) -> None:
    made = call(sandbox, "POST", SESSIONS, data=session_form()).json()
    path = f"{SESSIONS}/{made['id']}"
    merged = call(sandbox, "POST", path, data={"metadata[a]": "1", "metadata[fee]": ""})
    assert merged.json()["metadata"] == {"a": "1"}
    assert call(sandbox, "POST", path, data={"metadata": ""}).json()["metadata"] == {}


def test_api_makes_customers_without_asking_for_anyone(sandbox: str) -> None:
    made = call(sandbox, "POST", "/v1/customers", data={"metadata[fee]": "F"}).json()
    assert (made["object"], made["email"], made["metadata"]) == ("customer", None, {"fee": "F"})


def test_api_needs_no_csrf_token_and_sets_no_cookie(sandbox: str) -> None:
    answer = call(sandbox, "POST", SESSIONS, data=session_form())
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
