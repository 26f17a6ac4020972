"""A later disclosure holds how identity was checked: kinds and results, no picture, no staff."""

import pytest

from dsr.identity.enums import IdentityMethod
from dsr.identity.personal_data.holding import FIELDS, collect
from tests.desk import set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case
from tests.dsr.identity.review import SAME, decide, waiting_case

pytestmark = pytest.mark.django_db


def test_check_is_collected_without_picture_or_staff() -> None:
    set_up_desk()
    case = waiting_case()
    checked_case(IdentityMethod.DOCUMENT, email="taro@mail.example")
    decide(case, staff_actor("reviewer"))
    (part,) = collect(case.subject)
    (record,) = part.records
    assert part.category == "REQUESTS"
    assert record.keys() == {name for name, _, _ in FIELDS}
    assert {key: record[key] for key in ("reference", "identity_status", "matches")} == {
        "reference": case.reference, "identity_status": "VERIFIED", "matches": SAME,
    }  # fmt: skip
    (document,) = record["documents"]
    assert (document["document_class"], document["side"]) == ("DRIVERS_LICENCE", "FRONT")
    assert "milly.example" not in str(part)
