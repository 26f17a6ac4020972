"""What the SQL connector reads, and what it never does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    Identifier,
    IdentifierKind,
    IdentifierUnusable,
    SourceFailed,
    SourceMisconfigured,
)
from tests.dsr.fulfilment.gateways.company import (
    PEOPLE,
    VISITS,
    Company,
    collected,
    fields,
    member,
)

BY_EMAIL = CategoryQuery(
    "PROFILE", "SELECT name FROM people WHERE email = ANY(%(email)s)", fields("name")
)


def failure_of(
    company: Company, *queries: CategoryQuery, who: list[Identifier] | None = None
) -> SourceFailed:
    with pytest.raises(SourceFailed) as raised:
        collected(company.source(*queries), who or member("M-1"), *(q.category for q in queries))
    return raised.value


def test_records_are_all_of_the_person_and_none_of_others(company: Company) -> None:
    assert collected(company.source(PEOPLE, VISITS), member("M-1"), "PROFILE", "USAGE") == {
        "PROFILE": [{"member_id": "M-1", "name": "窓口 花子"}],
        "USAGE": [
            {"at": "2026-04-01T23:30:00+09:00", "path": "/"},
            {"at": "2026-04-02T00:30:00+09:00", "path": "/about"},
        ],
    }


def test_records_of_several_identifiers_are_collected_once_each(company: Company) -> None:
    found = collected(company.source(PEOPLE), member("M-2", "M-1", "M-2"), "PROFILE")
    assert [record["member_id"] for record in found["PROFILE"]] == ["M-1", "M-2"]


def test_records_follow_the_order_of_the_fields(company: Company) -> None:
    turned = CategoryQuery("PROFILE", PEOPLE.sql, fields("name", "member_id"))
    (record,) = collected(company.source(turned), member("M-2"), "PROFILE")["PROFILE"]
    assert list(record.items()) == [("name", "𠮷野 﨑"), ("member_id", "M-2")]


def test_rare_characters_are_found_and_returned(company: Company) -> None:
    by_name = CategoryQuery(
        "PROFILE", "SELECT name FROM people WHERE name = ANY(%(member_id)s)", fields("name")
    )
    for name in ("𠮷野 﨑", "髙橋 健一"):
        found = collected(company.source(by_name), member(name), "PROFILE")
        assert found == {"PROFILE": [{"name": name}]}
    for neighbour in ("吉野 崎", "高橋 健一"):
        found = collected(company.source(by_name), member(neighbour), "PROFILE")
        assert found == {"PROFILE": []}


def test_unknown_member_is_nothing_found(company: Company) -> None:
    assert collected(company.source(PEOPLE), member("M-404"), "PROFILE") == {"PROFILE": []}


def test_missing_identifier_is_not_nothing_found(company: Company) -> None:
    mail_only = [Identifier(IdentifierKind.EMAIL, "hanako@mail.example")]
    visits = CategoryQuery("USAGE", VISITS.sql, VISITS.fields)
    with pytest.raises(IdentifierUnusable) as raised:
        company.source(BY_EMAIL, visits).collect(
            identifiers=mail_only, categories=["PROFILE", "USAGE"]
        )
    assert raised.value.fault == SourceFault.NO_IDENTIFIER
    assert raised.value.categories == ("USAGE",)


def test_query_by_two_kinds_is_searched_by_the_one_at_hand(company: Company) -> None:
    either = CategoryQuery(
        "PROFILE",
        "SELECT name FROM people WHERE member_id = ANY(%(member_id)s) OR email = ANY(%(email)s)",
        fields("name"),
    )
    mail = Identifier(IdentifierKind.EMAIL, "saki@mail.example")
    assert collected(company.source(either), [mail], "PROFILE") == {
        "PROFILE": [{"name": "𠮷野 﨑"}]
    }
    assert collected(company.source(either), member("M-1"), "PROFILE") == {
        "PROFILE": [{"name": "窓口 花子"}]
    }


@pytest.mark.parametrize("value", ["", " ", "　", "M-\0", "M-\ud842"])
def test_identifier_that_could_match_anybody_or_nothing_is_refused(
    company: Company, value: str
) -> None:
    failure = failure_of(company, BY_EMAIL, who=[Identifier(IdentifierKind.EMAIL, value)])
    assert isinstance(failure, IdentifierUnusable)
    assert failure.fault == SourceFault.IDENTIFIER_UNFIT


@pytest.mark.parametrize(
    "value",
    [
        "' OR '1'='1",
        "M-1' OR 1=1 --",
        "M-1'; DROP TABLE people; --",
        "%",
        "M-_",
        "{M-1,M-2}",
        '{"M-1"}',
        "M-1,M-2",
        "NULL",
        "%(email)s",
        "$1",
        "\\' OR true --",
        "M-1 ",
        "m-1",
    ],
)
def test_hostile_identifier_finds_nobody_and_changes_nothing(company: Company, value: str) -> None:
    assert collected(company.source(PEOPLE), member(value), "PROFILE") == {"PROFILE": []}
    assert company.rows("SELECT count(*) FROM people") == [(3,)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=st.text(min_size=1, max_size=40))
def test_identifier_finds_exactly_the_row_that_equals_it(company: Company, value: str) -> None:
    try:
        found = collected(company.source(PEOPLE), member(value), "PROFILE")
    except IdentifierUnusable:
        assert "\0" in value or not value.strip()
    else:
        assert found == {"PROFILE": []} or value in {"M-1", "M-2", "M-3"}


def test_number_column_is_searched_by_a_cast(company: Company) -> None:
    numbered = CategoryQuery(
        "PROFILE",
        "SELECT name FROM people WHERE number = ANY(%(user_id)s::bigint[])",
        fields("name"),
    )
    two = [Identifier(IdentifierKind.USER_ID, "2")]
    assert collected(company.source(numbered), two, "PROFILE") == {"PROFILE": [{"name": "𠮷野 﨑"}]}
    failure = failure_of(company, numbered, who=[Identifier(IdentifierKind.USER_ID, "hanako")])
    assert isinstance(failure, IdentifierUnusable)
    assert failure.fault == SourceFault.IDENTIFIER_UNFIT
    assert "hanako" not in f"{failure} {failure.__cause__} {failure.detail}"


def test_all_categories_show_one_moment(company: Company) -> None:
    source = company.source(PEOPLE, VISITS)
    batches = source.collect(identifiers=member("M-1"), categories=["PROFILE", "USAGE"])
    assert len(list(next(batches).records)) == 1
    company.run("DELETE FROM visits; UPDATE people SET name = 'changed'")
    assert len(list(next(batches).records)) == 2
    assert next(batches, None) is None
    assert collected(source, member("M-1"), "USAGE") == {"USAGE": []}


def test_records_left_unread_are_not_lost_silently(company: Company) -> None:
    batches = company.source(PEOPLE, VISITS).collect(
        identifiers=member("M-1"), categories=["PROFILE", "USAGE"]
    )
    next(batches)
    with pytest.raises(RuntimeError, match="read the records"):
        next(batches)


def test_records_stream_through_a_cursor_of_the_server(company: Company) -> None:
    company.run("INSERT INTO visits SELECT 'M-9', now(), n::text FROM generate_series(1, 100) n")
    source = company.source(VISITS, records_per_fetch=10)
    batches = source.collect(identifiers=member("M-9"), categories=["USAGE"])
    next(iter(next(batches).records))
    assert company.readers() == ['FETCH FORWARD 10 FROM "category_usage"']


def test_limit_of_records_fails_instead_of_cutting_off(company: Company) -> None:
    limited = company.source(VISITS, records_per_category=2)
    assert len(collected(limited, member("M-1"), "USAGE")["USAGE"]) == 2
    company.run("INSERT INTO visits VALUES ('M-1', now(), '/third')")
    with pytest.raises(SourceMisconfigured) as raised:
        collected(limited, member("M-1"), "USAGE")
    assert raised.value.fault == SourceFault.TOO_MANY_RECORDS
    assert raised.value.categories == ("USAGE",)


def test_category_needs_exactly_one_query(company: Company) -> None:
    for queries in ((), (PEOPLE, BY_EMAIL)):
        with pytest.raises(SourceMisconfigured) as raised:
            company.source(*queries).collect(identifiers=member("M-1"), categories=["PROFILE"])
        assert raised.value.fault == SourceFault.CATEGORY_NOT_MAPPED


def test_columns_must_be_the_fields(company: Company) -> None:
    for names in (("member_id",), ("member_id", "name", "email"), ("member_id", "email")):
        failure = failure_of(company, CategoryQuery("PROFILE", PEOPLE.sql, fields(*names)))
        assert failure.fault == SourceFault.FIELDS_DIFFER
    twice = PEOPLE.sql.replace("member_id, name", "name, name")
    failure = failure_of(company, CategoryQuery("PROFILE", twice, fields("name")))
    assert failure.fault == SourceFault.FIELDS_DIFFER


def test_connection_is_closed_when_reading_ends_early(company: Company) -> None:
    batches = company.source(PEOPLE).collect(identifiers=member("M-1"), categories=["PROFILE"])
    next(batches)
    batches.close()
    assert company.readers() == []


def test_connection_is_closed_when_reading_fails(company: Company) -> None:
    broken = CategoryQuery(
        "PROFILE",
        "SELECT 1 / (number - 1) AS n FROM people WHERE member_id = ANY(%(member_id)s)",
        fields("n"),
    )
    batches = company.source(broken).collect(identifiers=member("M-1"), categories=["PROFILE"])
    records = iter(next(batches).records)
    with pytest.raises(SourceMisconfigured) as raised:
        next(records)
    assert raised.value.fault == SourceFault.QUERY_MALFORMED
    assert company.readers() == []
