"""Ids that look like Stripe's, so that a log line tells what it is about."""

import secrets
import string
from typing import Final

ALPHABET: Final = string.ascii_letters + string.digits
PREFIXES: Final = {
    "checkout.session": ("cs_test_a1", 56),
    "payment_intent": ("pi_3", 23),
    "charge": ("ch_3", 23),
    "payment": ("py_3", 23),  # a charge that is not a card's
    "refund": ("re_3", 23),
    "payment_refund": ("pyr_1", 23),
    "balance_transaction": ("txn_3", 23),
    "payout": ("po_1", 23),
    "dispute": ("du_1", 23),
    "event": ("evt_1", 23),
    "customer": ("cus_", 14),
    "item": ("li_1", 23),
    "price": ("price_1", 23),
    "product": ("prod_", 14),
    "payment_method": ("pm_1", 23),
    "bank_account": ("ba_1", 23),
    "request": ("req_", 14),
}


def new_id(kind: str) -> str:
    """A fresh random id of this kind."""
    prefix, length = PREFIXES[kind]
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))
