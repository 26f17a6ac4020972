"""Mail leaves once, in the person's language, without personal data, whatever breaks on the way."""

import smtplib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from accounts.enums import CodePurpose, MailTemplate
from accounts.models import OutboxMessage, User
from accounts.selectors.outbox import forgotten_mails
from accounts.services.deliveries import UnableToDeliverMail, deliver_mail
from accounts.services.one_time_codes import issue_code
from accounts.services.outbox import UnableToClaimMail, claim_mail, queue_mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
HERE = "tests.accounts.services.test_deliveries"


class ServerDown(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("Connection to hanako@mail.example lost")


def queue(
    language: str = "ja", template: MailTemplate = MailTemplate.REQUEST_RECEIVED
) -> OutboxMessage:
    user, _ = User.objects.get_or_create(
        email="hanako@mail.example", defaults={"display_name": "窓口 花子"}
    )
    user.language = language
    return queue_mail(
        recipient=user,
        template=template,
        reference="DSR-2026-000042",
        path="/requests/DSR-2026-000042/",
        now=NOW,
    )


def deliver(message: OutboxMessage, at: datetime = NOW) -> OutboxMessage:
    deliver_mail(message_id=message.pk, clock=lambda: at)
    message.refresh_from_db()
    return message


ABOUT_NO_REQUEST = {MailTemplate.POLICY_ANNOUNCED}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("template", [t for t in MailTemplate if t != MailTemplate.ONE_TIME_CODE])
def test_every_mail_says_reference_and_link_and_nothing_personal(
    settings: Settings, template: MailTemplate, language: str
) -> None:
    settings.SITE_URL = "https://desk.example"
    assert deliver(queue(language, template)).status == "SENT"
    (sent,) = mail.outbox
    text = f"{sent.subject}\n{sent.body}"
    assert ("DSR-2026-000042" in sent.subject) is (template not in ABOUT_NO_REQUEST)
    assert "https://desk.example/requests/DSR-2026-000042/" in sent.body
    assert not [word for word in ("hanako", "窓口 花子", "{{", "{%", "&#") if word in text]
    japanese = any("\u3041" <= letter <= "\u30ff" for letter in text)
    assert japanese is (language == "ja")
    assert "\n" not in sent.subject
    assert sent.to == ["hanako@mail.example"]


def test_mail_is_sent_once_however_often_its_job_runs() -> None:
    message = queue()
    for _ in range(3):
        deliver(message)
    assert len(mail.outbox) == 1
    assert (message.status, message.attempts, message.sent_at) == ("SENT", 1, NOW)


def test_server_down_is_shown_without_an_address_and_a_later_try_sends_once(
    settings: Settings,
) -> None:
    message = queue()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{HERE}.ServerDown"
    for minute in range(3):
        with pytest.raises(UnableToDeliverMail):
            deliver(message, NOW + timedelta(minutes=minute))
    message.refresh_from_db()
    assert (message.status, message.attempts, message.failure) == (
        "FAILED", 3, "SMTPServerDisconnected",
    )  # fmt: skip
    settings.EMAIL_BACKEND = working
    deliver(message, NOW + timedelta(hours=1))
    assert (message.status, message.failure, len(mail.outbox)) == ("SENT", "", 1)


def test_worker_that_died_mid_call_delays_a_mail_by_five_minutes_and_loses_none() -> None:
    message = queue()
    claim_mail(message_id=message.pk, now=NOW)  # and the worker is gone
    with pytest.raises(UnableToClaimMail):
        deliver(message, NOW + timedelta(minutes=4))
    deliver(message, NOW + timedelta(minutes=5))
    assert (message.status, len(mail.outbox)) == ("SENT", 1)


def test_second_sending_after_a_crash_carries_the_same_message_id() -> None:
    message = queue()
    deliver(message)
    first = mail.outbox[0].extra_headers["Message-ID"]
    OutboxMessage.objects.update(status="QUEUED", sent_at=None)  # the crash: sent, never settled
    deliver(message)
    assert mail.outbox[1].extra_headers["Message-ID"] == first


def test_code_that_ran_out_is_not_sent_and_is_forgotten() -> None:
    user = User.objects.create_user("hanako@mail.example")
    issue_code(user=user, purpose=CodePurpose.DOWNLOAD, context="x", address=None, now=NOW)
    message = deliver(OutboxMessage.objects.get(), NOW + timedelta(minutes=10))
    assert (message.status, message.secret_sealed, mail.outbox) == ("FAILED", None, [])


def test_queueing_defers_exactly_one_job_with_nothing_but_the_number() -> None:
    message = queue()
    job = ProcrastinateJob.objects.get(task_name="accounts.deliver_mail")
    assert job.args == {"message_id": message.pk}


def test_sweeper_finds_what_has_no_job_and_only_that() -> None:
    lost, held = queue(), queue()
    connection.cursor().execute(
        "DELETE FROM procrastinate_jobs WHERE args->>'message_id' = %s", [str(lost.pk)]
    )
    later = NOW + timedelta(minutes=10, seconds=1)
    assert list(forgotten_mails(before=NOW)) == []
    assert [row.pk for row in forgotten_mails(before=later)] == [lost.pk]
    assert held.pk != lost.pk


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_one_mail() -> None:
    message = queue()

    def work(_: int) -> str:
        try:
            deliver_mail(message_id=message.pk, clock=lambda: NOW)
        except UnableToClaimMail:
            return "busy"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=8) as crowd:
        verdicts = Counter(crowd.map(work, range(8)))
    assert len(mail.outbox) == 1
    assert verdicts["done"] >= 1
