"""The sandbox's console: what it offers is what can be done."""

import re

import pytest
from django.test import Client

from config.stripe_sandbox.enums import CardOutcome, Control
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.payments import issue_voucher, pay_by_card
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form

DASHBOARD = "/sandbox/stripe/"
GENERAL = ["PAY_OUT", "BOOK_CHARGES", "DELIVER"]


def page_of(base: str) -> str:
    return str(call(base, "POST", "/v1/checkout/sessions", data=session_form()).json()["id"])


def offered(client: Client) -> list[str]:
    html = client.get(DASHBOARD).content.decode()
    return list(re.findall(r'name="control" value="(\w+)"', html))[len(GENERAL) :]


def press(client: Client, control: str, target: str = "") -> str:
    sent = {"control": control, "target": target}
    return client.post(f"{DASHBOARD}act/", sent, follow=True).content.decode()


def newest(kind: str) -> SandboxObject:
    return SandboxObject.objects.filter(kind=kind).order_by("-number")[0]


def test_dashboard_without_anything_offers_only_the_general_buttons(
    sandbox: str, client: Client
) -> None:
    html = client.get(DASHBOARD).content.decode()
    assert re.findall(r'name="control" value="(\w+)"', html) == GENERAL
    assert html.count("まだありません。") == 4


def test_dashboard_plays_a_konbini_payment_through(sandbox: str, client: Client) -> None:
    page = page_of(sandbox)
    assert offered(client) == []
    issue_voucher(session_id=page, now=now())
    assert offered(client) == ["SETTLE_VOUCHER", "LAPSE_VOUCHER"]
    press(client, "SETTLE_VOUCHER", page)
    assert offered(client) == ["REFUND"]
    press(client, "REFUND", newest("payment_intent").stripe_id)
    assert offered(client) == ["SUPPLY_ACCOUNT", "FAIL_REFUND"]
    press(client, "SUPPLY_ACCOUNT", newest("refund").stripe_id)
    assert offered(client) == ["FAIL_REFUND"]
    press(client, "FAIL_REFUND", newest("refund").stripe_id)
    assert offered(client) == ["REFUND"]


def test_dashboard_plays_a_dispute_and_a_payout_through(sandbox: str, client: Client) -> None:
    pay_by_card(session_id=page_of(sandbox), outcome=CardOutcome.PAYS, now=now())
    assert offered(client) == ["REFUND", "OPEN_DISPUTE"]
    press(client, "PAY_OUT")
    assert offered(client) == ["REFUND", "OPEN_DISPUTE", "LAND_PAYOUT", "FAIL_PAYOUT"]
    assert newest("payout").body["amount"] == 964
    press(client, "LAND_PAYOUT", newest("payout").stripe_id)
    press(client, "OPEN_DISPUTE", newest("payment_intent").stripe_id)
    assert offered(client) == ["WIN_DISPUTE", "LOSE_DISPUTE", "FAIL_PAYOUT"]
    press(client, "LOSE_DISPUTE", newest("dispute").stripe_id)
    assert offered(client) == ["WIN_DISPUTE", "FAIL_PAYOUT"]
    press(client, "WIN_DISPUTE", newest("dispute").stripe_id)
    assert newest("dispute").body["status"] == "won"


def test_dashboard_says_when_a_button_came_too_late(sandbox: str, client: Client) -> None:
    page = page_of(sandbox)
    issue_voucher(session_id=page, now=now())
    press(client, "SETTLE_VOUCHER", page)
    assert "その操作は、今はできません" in press(client, "LAPSE_VOUCHER", page)
    assert "その操作は、今はできません" in press(client, "REFUND", "pi_none")


@pytest.mark.parametrize("control", Control.values)
def test_every_button_survives_a_target_that_is_gone(
    sandbox: str, client: Client, control: str
) -> None:
    answer = client.post(f"{DASHBOARD}act/", {"control": control, "target": "x_none"})
    assert (answer.status_code, answer["Location"]) == (302, DASHBOARD)


def test_dashboard_knows_no_other_button_and_no_get(sandbox: str, client: Client) -> None:
    assert client.post(f"{DASHBOARD}act/", {"control": "FORGE"}).status_code == 404
    assert client.get(f"{DASHBOARD}act/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{DASHBOARD}act/", {"control": "PAY_OUT"}).status_code == 403


@pytest.mark.parametrize("pages", [1, 3])
def test_dashboard_asks_the_same_number_of_questions_for_one_page_and_three(
    sandbox: str, client: Client, django_assert_num_queries: object, pages: int
) -> None:
    for _ in range(pages):
        pay_by_card(session_id=page_of(sandbox), outcome=CardOutcome.PAYS, now=now())
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(DASHBOARD)


def test_dashboard_speaks_english_too(sandbox: str, client: Client) -> None:
    html = client.get(DASHBOARD, headers={"Accept-Language": "en"}).content.decode()
    assert "Sandbox console" in html
    assert not re.search("[ぁ-んァ-ヶ一-龠]", html)
