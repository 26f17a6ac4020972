"""Refunds of two people, and a fee asked for before release, in a browser: axe finds nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dsr.fees.models import RefundLimit
from dsr.fees.services.refund_proposals import propose_refund
from tests.accounts.console import open_console
from tests.config.stripe_sandbox.views.test_browser import VIEWS, Visitor
from tests.desk import staff_actor
from tests.dsr.fees.paying import now, paid_fee
from tests.dsr.fees.services.test_before_release import bench, company, company_database, prepared
from tests.dsr.fees.views.test_browser import sign_in, visitor
from tests.dsr.fulfilment.bench import Bench

__all__ = ["bench", "company", "company_database", "visitor"]
pytestmark = pytest.mark.usefixtures("till")
LIMIT = "/console/dsr_fees/refundlimit/1/change/"


def test_pages_of_a_refund_of_two_people_are_sound(visitor: Visitor, till: str) -> None:
    RefundLimit.objects.update_or_create(pk=1, defaults={"alone_up_to": 300})
    fee = paid_fee()
    propose_refund(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=400, reason="申出による",
        actor=staff_actor("finance", email="first@milly.example"), now=now(),
    )  # fmt: skip
    client = Client()
    open_console(client, "finance", "administrator")
    sign_in(visitor, client, till)
    at = f"/console/dsr_fees/fee/{fee.reference}"
    steps = [f"{at}/step/{slug}/" for slug in ("refund", "approve-refund", "decline-refund")]
    for path in (f"{at}/change/", *steps, LIMIT):
        answer = visitor.page.goto(f"{till}{path}")
        assert (answer and answer.status) == 200, path
        visitor.must_be_sound(path.strip("/").replace("/", "_"))
    assert visitor.page.locator("main h1").text_content() != "300"  # a page is called by its name


def test_pages_of_a_fee_before_release_are_sound(
    bench: Bench, browser: Any, till: str, tmp_path: Path
) -> None:
    case = prepared(bench)
    person, manager = Client(), Client()
    person.force_login(bench.requester)
    open_console(manager, "manager", "finance")
    fee = case.fee.reference
    for client, paths in (
        (person, (f"/requests/{case.reference}/fee/", f"/requests/{case.reference}/")),
        (
            manager,
            (
                f"/console/dsr_fees/fee/{fee}/change/",
                f"/console/dsr_cases/case/{case.reference}/change/",
            ),
        ),
    ):
        window = browser.new_context(viewport=VIEWS["phone"], locale="ja-JP")
        phone = Visitor(window.new_page(), "ja", tmp_path)
        sign_in(phone, client, till)
        for path in paths:
            answer = phone.page.goto(f"{till}{path}")
            assert (answer and answer.status) == 200, path
            phone.must_be_sound(path.strip("/").replace("/", "_"))
        window.close()
