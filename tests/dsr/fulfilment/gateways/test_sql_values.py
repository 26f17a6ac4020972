"""Every PostgreSQL type arrives as JSON without losing anything."""

import json

import pytest

from dsr.fulfilment.gateways.source_protocol import JSON
from dsr.fulfilment.gateways.sql_values import UnsupportedType, to_json
from tests.dsr.fulfilment.gateways.company import Company, collected, mapped, member


def value_of(company: Company, expression: str) -> JSON:
    sql = "SELECT <expression> AS value FROM people WHERE <who>"
    query = mapped("PROFILE", sql.replace("<expression>", expression), "value")
    (record,) = collected(company.source(query), member("M-1"), "PROFILE")["PROFILE"]
    json.dumps(record, allow_nan=False)
    return record["value"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("NULL::text", None),
        ("''::text", ""),
        ("'𠮷野家 髙﨑 ﾊﾝｶｸ が'::text", "𠮷野家 髙﨑 ﾊﾝｶｸ が"),
        ("'padded'::char(8)", "padded  "),
        ("true", True),
        ("'-9223372036854775808'::bigint", -(2**63)),
        ("32767::smallint", 32767),
        ("1.10::numeric", "1.10"),
        ("123456789012345678901234567890.000000000001::numeric",
         "123456789012345678901234567890.000000000001"),
        ("'NaN'::numeric", "NaN"),
        ("0.1::double precision", 0.1),
        ("35.6812362::double precision", 35.6812362),
        ("'NaN'::double precision", "nan"),
        ("'-Infinity'::real", "-inf"),
        ("'2026-02-28'::date", "2026-02-28"),
        ("'infinity'::date", "infinity"),
        ("'0044-03-15 BC'::date", "0044-03-15 BC"),
        ("'20000-01-01'::date", "20000-01-01"),
        ("'2026-04-01 14:30:00+00'::timestamptz", "2026-04-01T23:30:00+09:00"),
        ("'2026-04-01 14:30:00.123456+00'::timestamptz", "2026-04-01T23:30:00.123456+09:00"),
        ("'1880-01-01 00:00:00+00'::timestamptz", "1880-01-01T09:18:59+09:18:59"),
        ("'infinity'::timestamptz", "infinity"),
        ("'2026-04-01 14:30:00'::timestamp", "2026-04-01T14:30:00"),
        ("'-infinity'::timestamp", "-infinity"),
        ("'23:59:60'::time", "24:00:00"),
        ("'12:30:00+09'::timetz", "12:30:00+09"),
        ("'1 year 2 months 3 days 04:05:06.7'::interval", "P1Y2M3DT4H5M6.7S"),
        ("'\\x00ff10'::bytea", "AP8Q"),
        ("''::bytea", ""),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("'203.0.113.7'::inet", "203.0.113.7"),
        ("'2001:db8::/32'::cidr", "2001:db8::/32"),
        ("'[2026-01-01,2026-02-01)'::daterange", "[2026-01-01,2026-02-01)"),
        ("'{[1,3),[5,7)}'::int4multirange", "{[1,3),[5,7)}"),
        ("ROW(1, 'two')", "(1,two)"),
        ("'(1.5,2)'::point", "(1.5,2)"),
        ("ARRAY['a', NULL, '𠮷']", ["a", None, "𠮷"]),
        ("ARRAY[]::int[]", []),
        ("ARRAY[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("ARRAY[1.10, 2]::numeric[]", ["1.10", "2"]),
        ("ARRAY['2026-04-01 14:30:00+00'::timestamptz]", ["2026-04-01T23:30:00+09:00"]),
        ("ARRAY['\\xff'::bytea]", ["/w=="]),
        ("""'{"a": [1, null, true], "b": {"c": "𠮷"}}'::jsonb""",
         {"a": [1, None, True], "b": {"c": "𠮷"}}),
        ("""'{"rate": 0.5, "exact": 12345678901234567890.123, "huge": 1e999}'::json""",
         {"rate": 0.5, "exact": "12345678901234567890.123", "huge": "1e999"}),
        ("'null'::jsonb", None),
        ("to_jsonb(ARRAY[1])", [1]),
    ],
)  # fmt: skip
def test_value_is_faithful(company: Company, expression: str, value: JSON) -> None:
    found = value_of(company, expression)
    assert found == value
    assert type(found) is type(value)


def test_type_of_the_company_is_read_as_printed(company: Company) -> None:
    company.run("CREATE TYPE mood AS ENUM ('うれしい'); CREATE TYPE pair AS (a int, b mood)")
    assert value_of(company, "'うれしい'::mood") == "うれしい"
    assert value_of(company, "ARRAY['うれしい'::mood]::text[]") == ["うれしい"]
    assert value_of(company, "ROW(1, 'うれしい')::pair") == "(1,うれしい)"


def test_value_without_a_form_in_json_is_refused() -> None:
    with pytest.raises(UnsupportedType, match="bytes"):
        to_json([{"a": b"raw"}])
