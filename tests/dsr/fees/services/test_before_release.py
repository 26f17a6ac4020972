"""A fee that is charged before release: raised with the prepared answer, and the answer waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.gateways.sealing import seal_text
from dsr.cases.enums import Gate, Outcome
from dsr.cases.models import Case
from dsr.cases.selectors.principals import principal_address_context
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fees.models import Fee
from dsr.fees.services.offline_payments import record_offline_payment, record_offline_refund
from dsr.fees.services.refunds import apply_refund_rule, refund_fee
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.waivers import waive_fee
from dsr.fulfilment.services.decisions import return_to_review, submit_for_approval
from dsr.fulfilment.services.releases import release_package
from policies.models import FeeScheduleRow
from tests.desk import NOW, staff_actor
from tests.dsr.fees.paying import mails, now, open_page, pay_card, till, work
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.gateways.company import Company
from tests.dsr.fulfilment.gateways.conftest import company, company_database

__all__ = ["company", "company_database", "till"]
REASON = "第三者の権利を害するおそれがあるため。"


@pytest.fixture
def bench(till: str, company: Company, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A desk that charges 800 yen before release for a download."""
    desk = Bench()
    desk.portal()
    desk.database(company, monkeypatch)
    FeeScheduleRow.objects.create(
        kind="DISCLOSURE", delivery_method="DOWNLOAD", amount=800, charged="BEFORE_RELEASE",
        effective_from=date(2026, 1, 1), published_at=NOW,
    )  # fmt: skip
    return desk


def prepared(bench: Bench, outcome: Outcome = Outcome.FULL, code: str = "", **facts: str) -> Case:
    case = bench.collected()
    if facts:
        to_principal(case)
    bench.decide(case, outcome, code, reason=REASON if code else "")
    return submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)


def to_principal(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(
        requester_kind="MANDATED", authority_gate=Gate.PASSED, authority_checked_on=NOW.date(),
        answer_goes_to="PRINCIPAL",
        principal_address_sealed=seal_text(
            case.data_key, "150-0001 東京都渋谷区見本町1-2-3",
            context=principal_address_context(case),
        ),
    )  # fmt: skip


def gate(case: Case) -> str:
    return Case.objects.get(pk=case.pk).fee_gate


def release(bench: Bench, case: Case) -> Case:
    bench.build_packages()
    return release_package(case_id=case.pk, actor=bench.manager, now=NOW)


def refused_guards(bench: Bench, case: Case) -> tuple[str, ...]:
    with pytest.raises(UnableToTakeStep) as refusal:
        release(bench, case)
    return refusal.value.guards


def test_prepared_answer_raises_the_fee_and_waits_for_the_money(bench: Bench) -> None:
    case = prepared(bench)
    fee = Fee.objects.get()
    assert (fee.amount, fee.status, case.fee_gate) == (800, "DUE", "OPEN")
    assert mails(case, "FEE_DUE") == 1
    assert refused_guards(bench, case) == ("FEE_PASSED",)
    person = Client()
    person.force_login(bench.requester)
    page = person.get(f"/requests/{case.reference}/fee/").content.decode()
    assert "800" in page
    assert "お支払いを確認した後に" in page
    pay_card(open_page(fee))
    sync_attempt(attempt_id=fee.attempts.get().pk, now=now())
    assert release(bench, case).status == "RELEASED"


def test_answer_prepared_again_owes_the_same_fee_once(bench: Bench) -> None:
    case = prepared(bench)
    return_to_review(case_id=case.pk, reason="直してください。", actor=bench.manager, now=NOW)
    submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert (Fee.objects.count(), mails(case, "FEE_DUE"), gate(case)) == (1, 1, "OPEN")


def test_refusal_in_full_owes_nothing(bench: Bench) -> None:
    case = prepared(bench, Outcome.REFUSED, "D1")
    assert (Fee.objects.count(), case.fee_gate) == (0, "NOT_NEEDED")
    assert release(bench, case).status == "RELEASED"


def test_answer_that_became_a_refusal_owes_nothing_any_more(bench: Bench) -> None:
    case = prepared(bench)
    return_to_review(case_id=case.pk, reason="不開示です。", actor=bench.manager, now=NOW)
    bench.decide(case, Outcome.REFUSED, "D1", reason=REASON)
    submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert gate(case) == "PASSED"
    release(bench, case)
    apply_refund_rule(case_id=case.pk, now=now())
    assert Fee.objects.get().status == "CANCELLED"


def test_bill_tells_nothing_to_an_agent_who_does_not_receive_the_answer(bench: Bench) -> None:
    """Whoever pays is asked also where nothing is given; the money comes back without a word."""
    case = prepared(bench, Outcome.REFUSED, "D1", goes="PRINCIPAL")
    fee = Fee.objects.get()
    assert (fee.status, case.fee_gate) == ("DUE", "OPEN")
    pay_card(open_page(fee))
    sync_attempt(attempt_id=fee.attempts.get().pk, now=now())
    agent = Client()
    agent.force_login(bench.requester)
    release(bench, case)
    before = agent.get(f"/requests/{case.reference}/fee/").content.decode()
    receipt = receipt_for(agent, case)
    work()
    fee.refresh_from_db()
    assert (fee.status, fee.payments.get().refunds.get().status) == ("REFUNDED", "SUCCEEDED")
    assert mails(case, "FEE_REFUNDED") == 0
    after = agent.get(f"/requests/{case.reference}/fee/").content.decode()
    assert main_of(after) == main_of(before)
    assert "返金しました" not in after
    assert receipt_for(agent, case) == receipt


def receipt_for(agent: Client, case: Case) -> bytes:
    answer: Any = agent.post(
        f"/requests/{case.reference}/receipt/", {"addressee": "見本法律事務所"}
    )
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.getvalue())


def main_of(page: str) -> str:
    return page[page.index("<h1") : page.index("</main>")]


def test_full_refund_before_release_closes_the_gate_until_it_is_waived(bench: Bench) -> None:
    case = prepared(bench)
    finance = staff_actor("finance")
    fee = Fee.objects.get()
    payment = record_offline_payment(
        fee_id=fee.pk, method="BANK_TRANSFER", amount=800, paid_on=now().date() - timedelta(days=1),
        offline_reference="3行目", reason="着金", actor=finance, now=now(),
    )  # fmt: skip
    assert gate(case) == "PASSED"
    refund = refund_fee(
        fee_id=fee.pk, payment_id=payment.pk, amount=800, reason="誤入金", actor=finance, now=now()
    )
    record_offline_refund(
        refund_id=refund.pk, offline_reference="4行目", reason="送金した", actor=finance, now=now()
    )
    assert (gate(case), mails(case, "FEE_DUE")) == ("OPEN", 2)
    assert refused_guards(bench, case) == ("FEE_PASSED",)
    waived = waive_fee(fee_id=fee.pk, reason="再度は請求しない", actor=finance, now=now())
    assert (waived.status, gate(case)) == ("REFUNDED", "PASSED")
    assert release(bench, case).status == "RELEASED"
