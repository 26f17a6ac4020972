"""The registration number (登録番号) of an issuer of qualified invoices (適格請求書)."""

from accounts.domain.corporate_number import is_corporate_number


def valid_invoice_number(number: str) -> bool:
    """Whether `number` is T and thirteen ASCII digits that begin with their check digit.

    Only the form: whether the company is registered is known to the National Tax Agency.
    """
    return number.startswith("T") and is_corporate_number(number[1:])
