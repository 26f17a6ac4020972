"""手数料: what finance sees."""

from dsr.fees.admin.fee import FeeAdmin

__all__ = ["FeeAdmin"]
