from collections.abc import Iterator

import pytest

from dsr.fees.selectors.reconciliation import may_close
from dsr.fees.services.periods import close_only_if
from tests.dsr.fees.paying import db, sandbox_server, till

__all__ = ["any_month_closes", "db", "sandbox_server", "till"]


@pytest.fixture
def any_month_closes() -> Iterator[None]:
    """Months close whether or not they balance with Stripe: for tests of the books alone."""
    close_only_if("fees.reconciliation", lambda month: True)
    yield
    close_only_if("fees.reconciliation", may_close)
