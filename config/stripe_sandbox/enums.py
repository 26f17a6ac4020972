"""Codes of the sandbox."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Fault(models.TextChoices):
    """What may go wrong with one of the next calls (services.faults.inject_fault)."""

    LOST_RESPONSE = "LOST_RESPONSE"  # executed and kept, the answer breaks off
    BAD_GATEWAY = "BAD_GATEWAY"  # executed and kept, a proxy answers 502 in its place
    TIME_OUT = "TIME_OUT"  # executed and kept, the answer comes after `seconds`
    SERVER_ERROR = "SERVER_ERROR"  # 500 before anything ran: nothing kept
    SAVED_SERVER_ERROR = "SAVED_SERVER_ERROR"  # 500 kept under the idempotency key and replayed
    RATE_LIMIT = "RATE_LIMIT"  # 429 before anything ran
    CONFLICT = "CONFLICT"  # 409: another request with the same key is running


class CardOutcome(models.TextChoices):
    """What the practice card does on the hosted page."""

    PAYS = "PAYS"
    DECLINED = "DECLINED"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"


class Control(models.TextChoices):
    """The buttons of the sandbox's console."""

    SETTLE_VOUCHER = "SETTLE_VOUCHER", pgettext_lazy("practice payment", "Pay at the shop")
    LAPSE_VOUCHER = "LAPSE_VOUCHER", pgettext_lazy("practice payment", "Let it lapse")
    REFUND = "REFUND", pgettext_lazy("practice payment", "Refund in full")
    OPEN_DISPUTE = "OPEN_DISPUTE", pgettext_lazy("practice payment", "Dispute")
    WIN_DISPUTE = "WIN_DISPUTE", pgettext_lazy("practice payment", "Decide for the company")
    LOSE_DISPUTE = "LOSE_DISPUTE", pgettext_lazy("practice payment", "Decide for the cardholder")
    SUPPLY_ACCOUNT = "SUPPLY_ACCOUNT", pgettext_lazy("practice payment", "Name a bank account")
    FAIL_REFUND = "FAIL_REFUND", pgettext_lazy("practice payment", "Let the refund fail")
    PAY_OUT = "PAY_OUT", pgettext_lazy("practice payment", "Pay out to the bank")
    LAND_PAYOUT = "LAND_PAYOUT", pgettext_lazy("practice payment", "Arrive at the bank")
    FAIL_PAYOUT = "FAIL_PAYOUT", pgettext_lazy("practice payment", "Let the payout fail")
    BOOK_CHARGES = "BOOK_CHARGES", pgettext_lazy("practice payment", "Book waiting charges now")
    DELIVER = "DELIVER", pgettext_lazy("practice payment", "Deliver notices again")
