"""Promises: made on release, reminded of, kept by saying how; they outlive the case."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from accounts.domain.actor import requester_actor
from accounts.models import OutboxMessage
from dsr.cases.models import Case
from dsr.cases.selectors.messages import messages_of
from dsr.fulfilment.models import Delivery, Promise
from dsr.fulfilment.selectors.promises import promise_words
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.deliveries import record_letter_opened
from dsr.fulfilment.services.promises import (
    UnableToKeepPromise,
    keep_promise,
    remind_of_promises,
)
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from policies.enums import RetentionCode
from policies.models import RetentionRule
from policies.selectors.rules import retention_until
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import REASON, SOON, DecidingBench, asked, doing, promise
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
ALTERNATIVE = {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON}


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def promised(bench: DecidingBench) -> Promise:
    case = bench.asking(asked("SUSPENSION"))
    bench.given(case, {**ALTERNATIVE, "promises": (promise(),)})
    return Promise.objects.get()


def noon(on: date) -> datetime:
    return datetime.combine(on, NOW.timetz())


def staff_mails() -> int:
    return OutboxMessage.objects.filter(template="STAFF_NOTICE").count()


def test_a_promise_is_made_by_the_release_and_not_before(bench: DecidingBench) -> None:
    case = bench.asking(asked("SUSPENSION"))
    bench.answer(case, {**ALTERNATIVE, "promises": (promise(),)})
    bench.submitted(case)
    assert not Promise.objects.exists()
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    made = Promise.objects.get()
    assert (made.item, made.due_date, made.made_at, made.owner_id) == (
        case.items.get(), SOON, NOW, bench.reviewer.user_id,
    )  # fmt: skip
    assert promise_words(made).en == "We move to a new system."


def test_a_promise_whose_day_is_past_is_not_released(bench: DecidingBench) -> None:
    case = bench.asking(asked("SUSPENSION"))
    bench.answer(case, {**ALTERNATIVE, "promises": (promise(),)})
    bench.submitted(case)
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=noon(SOON))
    assert refusal.value.code == "PROMISE_PAST"
    assert Case.objects.get(pk=case.pk).status == "AWAITING_APPROVAL"


def test_the_owner_is_reminded_before_on_and_daily_after_the_day(bench: DecidingBench) -> None:
    """DeadlineCode.PROMISE_REMINDER: seven days before."""
    made = promised(bench)
    mails = {}
    for days in (-8, -7, -6, -1, 0, 1, 2):
        before = staff_mails()
        remind_of_promises(now=noon(made.due_date + timedelta(days=days)))
        mails[days] = staff_mails() - before
    assert mails == {-8: 0, -7: 1, -6: 0, -1: 0, 0: 1, 1: 1, 2: 1}


def test_a_reminder_twice_a_day_is_one_mail_and_goes_to_whoever_may_keep_it(
    bench: DecidingBench,
) -> None:
    """The owner is a reviewer, who may not keep promises: the manager hears of it."""
    made = promised(bench)
    assert remind_of_promises(now=noon(made.due_date)) == 1
    assert remind_of_promises(now=noon(made.due_date)) == 0
    mail = OutboxMessage.objects.filter(template="STAFF_NOTICE").latest("pk")
    assert mail.recipient_id == bench.manager.user_id


def test_a_kept_promise_is_told_on_the_page_and_by_mail(bench: DecidingBench) -> None:
    made = promised(bench)
    kept = keep_promise(
        promise_id=made.pk, note="移行を確認した。", actor=bench.manager, now=noon(SOON)
    )
    assert (kept.kept_at, kept.kept_by_id) == (noon(SOON), bench.manager.user_id)
    [message] = messages_of(made.item.case)
    assert "新しい仕組みに移します。" in message.text
    assert "2026年9月1日までに行うとお約束した" in message.text
    assert "移行を確認した。" not in message.text
    assert OutboxMessage.objects.filter(template="MESSAGE_RECEIVED").count() == 1
    assert remind_of_promises(now=noon(SOON + timedelta(days=3))) == 0


@pytest.mark.parametrize(
    ("note", "role", "code"),
    [(" ", "manager", "REASON_MISSING"), ("した。", "reviewer", "NOT_PERMITTED")],
)
def test_a_promise_is_kept_only_by_saying_how_and_by_who_may(
    bench: DecidingBench, note: str, role: str, code: str
) -> None:
    made = promised(bench)
    with pytest.raises(UnableToKeepPromise) as refusal:
        keep_promise(promise_id=made.pk, note=note, actor=getattr(bench, role), now=NOW)
    assert refusal.value.code == code
    assert Promise.objects.filter(kept_at=None).count() == 1


def test_a_promise_is_kept_once(bench: DecidingBench) -> None:
    made = promised(bench)
    keep_promise(promise_id=made.pk, note="した。", actor=bench.manager, now=NOW)
    with pytest.raises(UnableToKeepPromise) as refusal:
        keep_promise(promise_id=made.pk, note="した。", actor=bench.manager, now=NOW)
    assert refusal.value.code == "KEPT"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_promise_kept_by_four_at_once_is_told_once(bench: DecidingBench) -> None:
    made = promised(bench)
    gate = threading.Barrier(4)
    ends: list[str] = []

    def keep() -> None:
        gate.wait()
        try:
            keep_promise(promise_id=made.pk, note="した。", actor=bench.manager, now=NOW)
            ends.append("DONE")
        except UnableToKeepPromise as refusal:
            ends.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["DONE", "KEPT", "KEPT", "KEPT"]
    assert len(messages_of(made.item.case)) == 1


def test_a_promise_outlives_the_case_and_keeps_its_file(bench: DecidingBench) -> None:
    RetentionRule.objects.create(
        code=RetentionCode.CASE_FILE, days=30, effective_from=NOW.date(), source="A short one"
    )
    made = promised(bench)
    case = made.item.case
    record_letter_opened(
        delivery_id=Delivery.objects.get().pk, actor=requester_actor(case.requester_id), now=NOW
    )  # fmt: skip
    closed = close_case(case_id=case.pk, actor=bench.manager, now=NOW + timedelta(days=7))
    after = retention_until(RetentionCode.CASE_FILE, start=SOON)
    assert (closed.status, closed.purge_on) == ("CLOSED", after)
    assert Promise.objects.filter(kept_at=None).count() == 1
    late = noon(SOON + timedelta(days=90))
    keep_promise(promise_id=made.pk, note="した。", actor=bench.manager, now=late)
    kept_until = retention_until(RetentionCode.CASE_FILE, start=SOON + timedelta(days=90))
    assert Case.objects.get(pk=case.pk).purge_on == kept_until


def test_a_later_erasure_names_its_law_in_the_database(bench: DecidingBench) -> None:
    promised(bench)
    with pytest.raises(IntegrityError, match="names_the_law"), transaction.atomic():
        Promise.objects.update(kind="ERASE_AFTER_RETENTION")


def test_an_interim_measure_may_stand_beside_a_promise(bench: DecidingBench) -> None:
    case = bench.asking(asked("ERASURE"))
    released = bench.given(
        case, {**ALTERNATIVE, "measures": (doing("SUSPEND"),), "promises": (promise(),)}
    )
    assert (released.status, released.actions_gate) == ("RELEASED", "PASSED")
