"""What a migration of the books may take back."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.exceptions import IrreversibleError

from accounts.domain.actor import system_actor
from dsr.fees.domain.postings import Line
from dsr.fees.services.journal import post_entry
from tests.dsr.fees.paying import now


@pytest.mark.django_db
def test_books_in_use_are_not_taken_back() -> None:
    last = import_module("dsr.fees.migrations.0005_the_books").Migration.operations[-1]
    assert isinstance(last, RunPython)  # undone first, so nothing is gone when it refuses
    take_back: Any = last
    take_back.reverse_code(apps, connection.schema_editor())
    post_entry(
        key="payment:1", kind="PAYMENT", booked_on=date(2026, 3, 31),
        lines=(Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000)),
        actor=system_actor("fees.bookkeeping"), now=now(),
    )  # fmt: skip
    with pytest.raises(IrreversibleError, match="JournalEntry"):
        take_back.reverse_code(apps, connection.schema_editor())
