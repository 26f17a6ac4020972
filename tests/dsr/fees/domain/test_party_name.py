"""One spelling for a name however it is typed."""

import pytest

from dsr.fees.domain.party_name import party_key


@pytest.mark.parametrize(
    "typed",
    ["株式会社ＡＢＣ 窓口", "株式会社abc窓口", " 株式会社　ABC窓口 御中", "株式会社ABC窓口様"],
)
def test_party_is_the_same_however_it_is_typed(typed: str) -> None:
    assert party_key(typed) == "株式会社abc窓口"


@pytest.mark.parametrize(("typed", "key"), [("", ""), (" 様 ", "様"), ("窓口 花子", "窓口花子")])
def test_blank_and_honorific_alone_stay_what_they_are(typed: str, key: str) -> None:
    assert party_key(typed) == key
