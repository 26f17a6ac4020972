"""Promises of the fees app."""

from dsr.fees.jobs import payments, receipts

__all__ = ["payments", "receipts"]
