"""Promises of the fees app."""

from dsr.fees.jobs import payments, receipts, reconciliation

__all__ = ["payments", "receipts", "reconciliation"]
