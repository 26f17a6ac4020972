import pytest

from dsr.fulfilment.domain.coverage import covers


@pytest.mark.parametrize(
    ("kind", "scopes", "code", "scope", "recorded", "covered"),
    [
        ("DISCLOSURE", [], "PROFILE", "PROFILE", True, True),
        ("DISCLOSURE", ["ALL"], "USAGE", "USAGE", True, True),
        ("DISCLOSURE", ["PROFILE"], "USAGE", "USAGE", True, False),
        ("ERASURE", ["USAGE", "PROFILE"], "USAGE", "USAGE", True, True),
        ("DISCLOSURE", ["ALL"], "PROVISION_RECORDS", "OTHER", True, False),
        ("PROVISION_RECORDS", ["PROFILE"], "PROVISION_RECORDS", "OTHER", True, True),
        ("PROVISION_RECORDS", ["ALL"], "PROFILE", "PROFILE", True, False),
        ("PROVISION_RECORDS", ["ALL"], "PROFILE", "PROFILE", False, True),
        ("INQUIRY", ["ALL"], "PROFILE", "PROFILE", True, False),
        ("INQUIRY", [], "PROFILE", "PROFILE", False, False),
    ],
)
def test_a_request_is_about_what_it_asks(
    kind: str, scopes: list[str], code: str, scope: str, recorded: bool, covered: bool
) -> None:
    assert covers(kind, scopes, code=code, scope=scope, recorded=recorded) == covered
