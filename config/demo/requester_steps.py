"""What requesters do in the seeded stories: each step walks the real services at its moment."""

import io
import uuid
from datetime import datetime
from typing import Any

from accounts.selectors.actors import actor_of
from accounts.services.data_subjects import ensure_subject
from config.demo.licence import draw_licence
from config.demo.walk import Walk, carry_mail, set_sandbox_time
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.services import payments
from consent.enums import ConsentAction
from consent.models import ConsentText
from consent.services.consents import give_consent, withdraw_consent
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.message_attachments import Upload
from dsr.cases.services.messages import send_message, send_message_with_files
from dsr.fees.models import PaymentAttempt
from dsr.fees.selectors.fees import fee_of
from dsr.fees.services.checkouts import begin_checkout
from dsr.fees.services.receipts import issue_receipt
from dsr.fees.services.refund_settlement import send_refund
from dsr.fees.services.refunds import apply_refund_rule
from dsr.fees.services.settlement import sync_attempt
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.deliveries import (
    confirm_download_code,
    open_delivery,
    record_download,
    record_letter_opened,
    request_download_code,
)
from dsr.identity.enums import DocumentClass, DocumentSide
from dsr.identity.services.contact_codes import confirm_contact_code, send_contact_code
from dsr.identity.services.documents import hand_in_documents, upload_document
from policies.domain.calendar import jst_date
from policies.selectors.policy_versions import effective_versions
from policies.services.acceptances import record_joining


def prove(walk: Walk, now: datetime) -> None:
    """Ask for the code to the contact on file, and type it."""
    send_contact_code(case_id=walk.case_id, actor_user=walk.user, now=now)
    digits = carry_mail(now)
    confirm_contact_code(case_id=walk.case_id, typed=digits, actor_user=walk.user, now=now)


def ask_for_code(walk: Walk, now: datetime) -> None:
    """Ask for the code to the contact on file, and go away."""
    send_contact_code(case_id=walk.case_id, actor_user=walk.user, now=now)


def pay(walk: Walk, now: datetime) -> None:
    """Pay by card."""
    attempt = open_payment_page(walk, now)
    real = set_sandbox_time(now)
    payments.pay_by_card(session_id=attempt.session_id, outcome=CardOutcome.PAYS, now=real)
    sync_attempt(attempt_id=attempt.pk, now=now)


def pay_after_decline(walk: Walk, now: datetime) -> None:
    """The first card is declined, the second pays."""
    attempt = open_payment_page(walk, now)
    real = set_sandbox_time(now)
    payments.pay_by_card(session_id=attempt.session_id, outcome=CardOutcome.DECLINED, now=real)
    payments.pay_by_card(session_id=attempt.session_id, outcome=CardOutcome.PAYS, now=real)
    sync_attempt(attempt_id=attempt.pk, now=now)


def take_voucher(walk: Walk, now: datetime) -> None:
    """Choose to pay at a convenience store: a voucher is out, nothing is paid yet."""
    attempt = open_payment_page(walk, now)
    real = set_sandbox_time(now)
    payments.issue_voucher(session_id=attempt.session_id, now=real)
    sync_attempt(attempt_id=attempt.pk, now=now)


def pay_voucher(walk: Walk, now: datetime) -> None:
    """Pay the voucher at the shop."""
    attempt = _latest_attempt(walk)
    payments.settle_voucher(session_id=attempt.session_id, now=set_sandbox_time(now))
    sync_attempt(attempt_id=attempt.pk, now=now)


def let_voucher_lapse(walk: Walk, now: datetime) -> None:
    """Never go to the shop."""
    attempt = _latest_attempt(walk)
    payments.lapse_voucher(session_id=attempt.session_id, now=set_sandbox_time(now))
    sync_attempt(attempt_id=attempt.pk, now=now)


def upload_licence(walk: Walk, now: datetime, *, address: str = "") -> None:
    """Upload a sample licence, with another address on it where one is given, and hand it in."""
    picture = draw_licence(walk.person, address=address or walk.person.address)
    upload_document(
        case_id=walk.case_id, document_class=DocumentClass.DRIVERS_LICENCE,
        side=DocumentSide.FRONT, moved=False, upload=io.BytesIO(picture),
        file_name="licence.png", now=now,
    )  # fmt: skip
    hand_in_documents(case_id=walk.case_id, now=now)


def open_payment_page(walk: Walk, now: datetime) -> PaymentAttempt:
    """Open the payment page, and leave it open."""
    set_sandbox_time(now)
    fee = fee_of(walk.case)
    assert fee is not None  # noqa: S101 -- stories pay only what bears a fee
    begin_checkout(fee_id=fee.pk, locale=walk.language, now=now)
    return _latest_attempt(walk)


def _latest_attempt(walk: Walk) -> PaymentAttempt:
    attempts = PaymentAttempt.objects.filter(fee__case_id=walk.case_id)
    return attempts.order_by("-created_at")[0]


def take_receipt(walk: Walk, now: datetime) -> None:
    """Take the receipt."""
    fee = fee_of(walk.case)
    assert fee is not None  # noqa: S101 -- as above
    issue_receipt(fee_id=fee.pk, addressee=walk.person.full_name, language=walk.language, now=now)


def write(walk: Walk, now: datetime, *, text: str) -> None:
    """Write to the desk; answers a request for completion."""
    send_message(text=text, send_token=uuid.uuid4(), actor=walk.requester, **walk.facts(now))


def write_with_picture(walk: Walk, now: datetime, *, text: str, name: str) -> None:
    """Write to the desk with a picture attached."""
    picture = io.BytesIO(draw_licence(walk.person, address=walk.person.address))
    send_message_with_files(
        text=text, uploads=[Upload(name=name, content=picture)], send_token=uuid.uuid4(),
        actor=walk.requester, **walk.facts(now),
    )  # fmt: skip


def withdraw(walk: Walk, now: datetime) -> None:
    """Take the request back; what the refund rule gives back is asked of Stripe at once."""
    withdraw_case(actor=walk.requester, **walk.facts(now))
    return_money(walk, now)


def return_money(walk: Walk, now: datetime) -> None:
    """Do the jobs of the refund rule for a case that ended or was answered."""
    set_sandbox_time(now)
    apply_refund_rule(**walk.facts(now))
    fee = fee_of(walk.case)
    for payment in fee.payments.all() if fee else ():
        for refund in payment.refunds.filter(status="REQUESTED"):
            send_refund(refund_id=refund.pk, now=now)


def download(walk: Walk, now: datetime) -> None:
    """Ask for a fresh code, type it, and take the package."""
    delivery = _delivery(walk)
    request_download_code(delivery_id=delivery.pk, actor=walk.requester, now=now)
    session = f"seed-{walk.case_id}"
    confirm_download_code(
        delivery_id=delivery.pk, typed=carry_mail(now), session_key=session,
        actor=walk.requester, now=now,
    )  # fmt: skip
    open_delivery(
        delivery_id=delivery.pk, session_key=session, start=0, actor=walk.requester, now=now
    )
    record_download(delivery_id=delivery.pk, actor=walk.requester, now=now)


def read_letter(walk: Walk, now: datetime) -> None:
    """Open the letter."""
    record_letter_opened(delivery_id=_delivery(walk).pk, actor=walk.requester, now=now)


def _delivery(walk: Walk) -> Delivery:
    delivery = delivery_of(Case.objects.get(pk=walk.case_id))
    assert delivery is not None  # noqa: S101 -- stories receive only what was released
    return delivery


def consent(walk: Walk, now: datetime, *, item: str, action: ConsentAction) -> None:
    """Say yes or no to a consent item, in the service's settings."""
    subject = ensure_subject(user=walk.user, now=now)
    where: dict[str, Any] = {
        "subject_id": subject.pk, "item_code": item, "language": walk.language,
    }  # fmt: skip
    if action == ConsentAction.GIVEN:
        text = ConsentText.objects.filter(item__code=item).latest("published_at")
        give_consent(text_version=text.version, source="SERVICE_SETTINGS", now=now, **where)
    else:
        withdraw_consent(source="SERVICE_SETTINGS", now=now, **where)


def accept_policy(walk: Walk, now: datetime) -> None:
    """Say yes to the policy in force, as on joining the service."""
    subject = ensure_subject(user=walk.user, now=now)
    record_joining(
        subject_id=subject.pk,
        number=effective_versions(on=jst_date(now))[0].number,
        language=walk.language,
        source="SERVICE_REGISTRATION",
        actor=actor_of(walk.user),
        now=now,
    )
