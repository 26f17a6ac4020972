"""手数料: what finance sees."""

from dsr.fees.admin.fee import FeeAdmin
from dsr.fees.admin.refund_limit import RefundLimitAdmin

__all__ = ["FeeAdmin", "RefundLimitAdmin"]
