"""A mail that comes back is known: by the report of the server, whoever else may write to us."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.domain.actor import STAFF, Actor
from accounts.enums import MailTemplate, OutboxStatus
from accounts.models import OutboxMessage, User
from accounts.services.deliveries import deliver_mail
from accounts.services.outbox import queue_mail, resend_mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
OPERATOR = Actor(kind=STAFF, permissions=frozenset({"accounts.resend_mail"}))
HEADERS = "Content-Type: text/rfc822-headers"
WHOLE = "Content-Type: message/rfc822"


def _sent() -> OutboxMessage:
    user, _ = User.objects.get_or_create(email="hanako@mail.example")
    message = queue_mail(
        recipient=user, template=MailTemplate.POLICY_ANNOUNCED, reference="",
        path="/policy/versions/2026-06-01/", now=NOW,
    )  # fmt: skip
    return _deliver(message, NOW)


def _deliver(message: OutboxMessage, at: datetime) -> OutboxMessage:
    deliver_mail(message_id=message.pk, clock=lambda: at)
    message.refresh_from_db()
    assert message.status == OutboxStatus.SENT
    return message


def _name() -> str:
    """The Message-ID of the mail that left last."""
    return str(mail.outbox[-1].extra_headers["Message-ID"])


def _report(
    name: str, action: str = "failed", status: str = "5.1.1", given: str = HEADERS
) -> bytes:
    """As Postfix writes one."""
    return f"""From: MAILER-DAEMON@mx.example
To: privacy@milly.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

<hanako@mail.example>: no such mailbox

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; hanako@mail.example
Original-Recipient: rfc822;hanako@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 hanako@mail.example unknown

--cut
{given}

From: privacy@milly.example
To: hanako@mail.example
Message-ID: {name}
Subject: =?utf-8?b?44GK55+l44KJ44Gb?=

--cut--
""".encode()


def _hand_over(report: bytes, monkeypatch: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report)))
    said = io.StringIO()
    call_command("record_bounces", stdout=said)
    return said.getvalue().strip()


@pytest.mark.parametrize("given", [HEADERS, WHOLE])
def test_mail_that_came_back_is_failed_once_and_can_be_sent_again(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = _sent()
    report = _report(_name(), given=given)
    assert _hand_over(report, monkeypatch) == "1 recorded"
    message.refresh_from_db()
    assert (message.status, message.failure, message.sent_at) == ("FAILED", "RETURNED 5.1.1", None)
    assert "hanako" not in str(vars(message))
    assert _hand_over(report, monkeypatch) == "1 known already"
    again = NOW + timedelta(days=1)
    resend_mail(message_id=message.pk, reason="mended", actor=OPERATOR, now=again)
    _deliver(message, again)
    assert _hand_over(report, monkeypatch) == "1 known already"  # it speaks of the first time
    message.refresh_from_db()
    assert message.status == OutboxStatus.SENT
    assert _hand_over(_report(_name()), monkeypatch) == "1 recorded"


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_report_of_no_failure_changes_nothing(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = _sent()
    assert _hand_over(_report(_name(), action, "4.4.1"), monkeypatch) == "1 no failure"
    message.refresh_from_db()
    assert message.status == OutboxStatus.SENT


def test_mail_is_known_where_the_sender_of_mails_wrote_a_message_id_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = _sent()
    report = _report(f"<0100019@relay.example>\nX-Madoguchi-Mail: {_name()}")
    assert _hand_over(report, monkeypatch) == "1 recorded"
    message.refresh_from_db()
    assert message.status == OutboxStatus.FAILED
    assert mail.outbox[-1].message()["X-Madoguchi-Mail"] == _name()


def test_report_about_a_mail_we_never_named_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = _sent()
    domain = _name().rpartition("@")[2]
    for name in (
        f"<madoguchi-{message.pk}@{domain}",
        f"<madoguchi-{message.pk}-{'0' * 32}@{domain}",
    ):
        assert _hand_over(_report(name), monkeypatch) == "1 of no mail of ours"
    message.refresh_from_db()
    assert message.status == OutboxStatus.SENT


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\x00", b"Subject: Out of office\n\nI am away.", b"a" * (1024 * 1024 + 1),
        _report("no name"), b"Content-Type: message/delivery-status\n\nAction: failed\n",
        b"Content-Type: multipart/report; boundary=a\n\n"
        + b"--a\nContent-Type: message/rfc822\n\n" * 3000,
    ],
    ids=["empty", "noise", "away", "long", "nameless", "alone", "nested"],
)  # fmt: skip
def test_what_is_no_report_is_left_alone(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _hand_over(raw, monkeypatch) == "1 no report of a delivery"


def test_folder_is_read_once(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("record_bounces", maildir=tmp_path)
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    messages = [_sent(), _sent()]
    names = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    for place, name in enumerate(names):
        (tmp_path / "new" / f"{place}.mx").write_bytes(_report(name))
    (tmp_path / "new" / "9.mx").write_bytes(b"Subject: hello\n\nhello")
    said = io.StringIO()
    call_command("record_bounces", maildir=tmp_path, stdout=said)
    call_command("record_bounces", maildir=tmp_path, stdout=said)
    assert said.getvalue().split("\n") == ["1 no report of a delivery, 2 recorded", "", ""]
    rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
    assert set(rows.values_list("status", flat=True)) == {"FAILED"}
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == [
        "0.mx:2,S", "1.mx:2,S", "9.mx:2,S",
    ]  # fmt: skip
