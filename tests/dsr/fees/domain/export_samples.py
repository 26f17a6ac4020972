"""Entries of a journal as each bookkeeping software would be given them."""

from datetime import date

from dsr.fees.domain.export_entries import ExportEntry, ExportSide

SALES, PURCHASE, NONE = "課税売上込10%", "課対仕入込10%適格", "対象外"


def side(account: str, amount: int, tax: str = NONE, tax_amount: int = 0) -> ExportSide:
    return ExportSide(account=account, amount=amount, tax=tax, tax_amount=tax_amount)


def clearing(amount: int) -> ExportSide:
    return ExportSide(account="売掛金", sub_account="Stripe", amount=amount, tax=NONE)


PAYMENT = ExportEntry(
    number="2026-03-00041",
    slip=41,
    booked_on=date(2026, 3, 31),
    debits=(clearing(1000),),
    credits=(side("雑収入", 1000, SALES, 90),),
    description="FEE-2026-000042",
)
REFUND = ExportEntry(
    number="2026-04-00001",
    slip=1,
    booked_on=date(2026, 4, 1),
    debits=(side("雑収入", 1000, SALES, 90),),
    credits=(clearing(1000),),
    description="FEE-2026-000042",
)
TWO_ROWS = ExportEntry(
    number="2026-04-1000043",
    slip=1_000_043,
    booked_on=date(2026, 4, 2),
    debits=(clearing(964), side("支払手数料", 36, PURCHASE, 3)),
    credits=(side("雑収入", 1000, SALES, 90),),
    description="FEE-2026-000043",
)
THREE_ROWS = ExportEntry(
    number="2026-04-00044",
    slip=44,
    booked_on=date(2026, 4, 3),
    debits=(
        side("普通預金", 8140), side("支払手数料", 360, PURCHASE, 32), side("雑損失", 1500),
    ),
    credits=(clearing(10000),),
)  # fmt: skip
ALL = (PAYMENT, REFUND, TWO_ROWS, THREE_ROWS)
