import pytest

from config.stripe_sandbox.domain.form_encoding import decode_form, name_of
from config.stripe_sandbox.domain.refusals import Refused


@pytest.mark.parametrize(
    ("encoded", "tree"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ("a=", {"a": ""}),
        ("a[b]=1&a[c]=2", {"a": {"b": "1", "c": "2"}}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[1]=y&a[0]=x", {"a": ["x", "y"]}),
        ("a[0][b]=1&a[1][b]=2", {"a": [{"b": "1"}, {"b": "2"}]}),
        ("a[2]=x", {"a": {"2": "x"}}),
        ("expand%5B%5D=a.b", {"expand": ["a.b"]}),
        ("n=%E9%96%8B%E7%A4%BA", {"n": "開示"}),
        ("a=1&a=2", {"a": "2"}),
    ],
)
def test_form_names_nest(encoded: str, tree: dict[str, object]) -> None:
    assert decode_form(encoded) == tree


@pytest.mark.parametrize(
    "encoded",
    ["a[b=1", "[a]=1", "a]b[=1", "=1", "a=1&a[b]=2", "a=%FF", "a=%00", "a" + "[x]" * 10 + "=1"],
)
def test_form_that_makes_no_sense_is_refused(encoded: str) -> None:
    with pytest.raises(Refused):
        decode_form(encoded)


def test_form_of_too_many_fields_is_refused() -> None:
    with pytest.raises(Refused):
        decode_form("&".join(f"a{number}=1" for number in range(1001)))


def test_name_is_written_as_stripe_writes_it() -> None:
    assert name_of(["line_items", 0, "price_data", "currency"]) == (
        "line_items[0][price_data][currency]"
    )
