"""Shared by fulfilment's tests: a desk with a register, sources and a company's own database."""

from tests.dsr.fulfilment.gateways.conftest import company, company_database

__all__ = ["company", "company_database"]
