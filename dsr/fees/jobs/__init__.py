"""Promises of the fees app."""

from dsr.fees.jobs import payments

__all__ = ["payments"]
