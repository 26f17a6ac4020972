"""Promises of the fees app."""

from dsr.fees.jobs import fee_reminders, payments, receipts, reconciliation

__all__ = ["fee_reminders", "payments", "receipts", "reconciliation"]
