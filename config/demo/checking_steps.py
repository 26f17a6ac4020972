"""What reviewers and finance do in the seeded stories, beside the case itself."""

from datetime import datetime, timedelta

from config.demo.accounts import FINANCE, REVIEWER, Account
from config.demo.walk import Walk
from dsr.fees.enums import PaymentMethod
from dsr.fees.models import Fee
from dsr.fees.selectors.fees import fee_of
from dsr.fees.services.offline_payments import record_offline_payment
from dsr.fees.services.waivers import waive_fee
from dsr.identity.enums import Attribute, DocumentClass, MatchResult
from dsr.identity.services.reviews import decide_identity
from policies.domain.calendar import jst_date

STILL_VALID = timedelta(days=700)


def verify(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """The document shows the person: every attribute matches the member they name."""
    decide_identity(
        case_id=walk.case_id,
        verified=True,
        matches=dict.fromkeys(Attribute.values, MatchResult.MATCH),
        document_class=DocumentClass.DRIVERS_LICENCE,
        expiry_seen=jst_date(now) + STILL_VALID,
        reason="",
        member_id=walk.about.member_id,
        actor=walk.staff(by),
        now=now,
    )


def doubt(walk: Walk, now: datetime, *, reason: str, by: Account = REVIEWER) -> None:
    """The address differs: the person is asked to act, nothing is refused yet."""
    differs = {Attribute.ADDRESS.value: MatchResult.DIFFERS}
    decide_identity(
        case_id=walk.case_id,
        verified=False,
        matches=dict.fromkeys(Attribute.values, MatchResult.MATCH) | differs,
        document_class=DocumentClass.DRIVERS_LICENCE,
        expiry_seen=jst_date(now) + STILL_VALID,
        reason=reason,
        actor=walk.staff(by),
        now=now,
    )


def record_transfer(walk: Walk, now: datetime) -> None:
    """The fee came by bank transfer, and finance saw it on the statement."""
    fee = _fee(walk)
    record_offline_payment(
        fee_id=fee.pk,
        method=PaymentMethod.BANK_TRANSFER,
        amount=fee.amount,
        paid_on=jst_date(now),
        offline_reference=f"SAMPLE-{walk.case_id:04}",
        reason="入出金明細で入金を確認しました。",
        actor=walk.staff(FINANCE),
        now=now,
    )


def waive(walk: Walk, now: datetime, *, reason: str) -> None:
    """Finance waives the fee."""
    waive_fee(fee_id=_fee(walk).pk, reason=reason, actor=walk.staff(FINANCE), now=now)


def _fee(walk: Walk) -> Fee:
    fee = fee_of(walk.case)
    assert fee is not None  # noqa: S101 -- stories pay only what bears a fee
    return fee
