"""People who owe a fee, the practice Stripe they pay at, and the worker that keeps the promises.

Real HTTP through stripe-python, a real worker; nothing sets a status.
"""

import gc
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.periodic import PeriodicRegistry
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import OutboxMessage, User
from config.management.commands.run_worker import worker_of
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services import payments as stripe_side
from config.stripe_sandbox.services.deliveries import (
    DeliveryResult,
    deliver_pending_webhooks,
)
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.fees.gateways.stripe_client import close_stripe_clients
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.checkouts import begin_checkout
from dsr.fees.services.fees import raise_fee
from dsr.fees.services.settlement import sync_attempt
from tests.config.stripe_sandbox.stripe_over_http import KEY, sandbox_server
from tests.conftest import STANDING_TABLES
from tests.desk import file_disclosure, make_requester, set_up_desk

__all__ = ["db", "sandbox_server", "till"]


def now() -> datetime:
    return datetime.now(tz=UTC)


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database, committed to for real; afterwards every row a test left is deleted.

    In place of `transactional_db`, which truncates every table of the product: that takes longer
    than the test.
    """
    with django_db_blocker.unblock():
        yield
        empty_tables()
        connection.close()


def empty_tables() -> None:
    """Delete all rows but Django's own and roles, the ledgers' triggers off in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        kept = {"django_migrations", *STANDING_TABLES}
        tables = [name for name in connection.introspection.table_names() if name not in kept]
        quoted = {name: connection.ops.quote_name(name) for name in tables}
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted[name]})" for name in tables
        )
        cursor.execute(asked)
        filled = sorted((row[0] for row in cursor.fetchall()), key=_procrastinate_order)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in filled:
            cursor.execute(f"ALTER TABLE {quoted[name]} DISABLE TRIGGER USER")
        for name in filled:
            cursor.execute(f"DELETE FROM {quoted[name]}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in filled:
            cursor.execute(f"ALTER TABLE {quoted[name]} ENABLE TRIGGER USER")


def _procrastinate_order(name: str) -> tuple[bool, str]:
    return (name in ("procrastinate_jobs", "procrastinate_workers"), name)  # last: referred to


@pytest.fixture
def till(db: None, sandbox_server: str, settings: Settings) -> Iterator[str]:
    """A desk that charges, and the practice Stripe on the same server. The server's address."""
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_API_BASE = f"{sandbox_server}/sandbox/stripe"
    settings.SITE_URL = sandbox_server
    set_up_desk(now())
    yield sandbox_server
    close_stripe_clients()


def owe(email: str = "", *, addressee: str = "", **facts: Any) -> Fee:
    """A filed disclosure request whose fee is due."""
    requester = make_requester(email or f"{uuid.uuid4().hex}@mail.example")
    return owe_as(requester, addressee=addressee, **facts)


def owe_as(requester: User, *, addressee: str = "", **facts: Any) -> Fee:
    """The same for this person."""
    case = file_disclosure(requester, now=facts.pop("now", now()), fee_gate=Gate.OPEN, **facts)
    fee = raise_fee(case=case, now=now(), receipt_addressee=addressee)
    assert fee is not None
    return fee


def open_page(fee: Fee) -> PaymentAttempt:
    """The person presses the button; the attempt whose page opened."""
    url = begin_checkout(fee_id=fee.pk, locale="ja", now=now())
    return PaymentAttempt.objects.get(page_url=url)


def pay_card(attempt: PaymentAttempt, outcome: CardOutcome = CardOutcome.PAYS) -> SandboxObject:
    """The person types a practice card on the page. Nobody tells us."""
    return stripe_side.pay_by_card(session_id=attempt.session_id, outcome=outcome, now=now())


def take_voucher(attempt: PaymentAttempt) -> None:
    """The person chooses the convenience store."""
    stripe_side.issue_voucher(session_id=attempt.session_id, now=now())


def pay_voucher(attempt: PaymentAttempt) -> None:
    """And pays there."""
    stripe_side.settle_voucher(session_id=attempt.session_id, now=now())


def paid_fee(email: str = "", *, addressee: str = "", **facts: Any) -> Fee:
    """A fee paid by card, and settled."""
    fee = owe(email, addressee=addressee, **facts)
    attempt = open_page(fee)
    pay_card(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    fee.refresh_from_db()
    return fee


def ring() -> list[DeliveryResult]:
    """Stripe delivers every webhook it still holds, over HTTP."""
    return deliver_pending_webhooks(now=now())


def work() -> None:
    """A real worker, until nothing is left to do now. What the clock begins, a test begins."""
    with ThreadPoolExecutor(max_workers=1) as pool:  # a browser's event loop holds this thread
        pool.submit(_work_once).result(timeout=60)


def _work_once() -> None:
    worker = worker_of(jobs)
    worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]  # theirs
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()
    gc.collect()  # the jobs' threads are gone; their connections must not outlive the test


def at_once(verbs: list[Callable[[], Any]]) -> list[Any]:
    """Run every verb in a thread with its own connection; results and raised errors, in order."""

    def run(verb: Callable[[], Any]) -> Any:
        try:
            return verb()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(verbs)) as pool:
        return list(pool.map(run, verbs))


def mails(case: Case, template: str) -> int:
    """How many mails of this kind the person was sent."""
    return OutboxMessage.objects.filter(reference=case.reference, template=template).count()


def stands(fee: Fee) -> tuple[str, int, str, int]:
    """Status of the fee, its payments, the gate of its case, mails saying it is settled."""
    fee.refresh_from_db()
    case = Case.objects.get(pk=fee.case_id)
    return (fee.status, fee.payments.count(), case.fee_gate, mails(case, "FEE_SETTLED"))


SETTLED = ("PAID", 1, "PASSED", 1)
OWED = ("DUE", 0, "OPEN", 0)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
