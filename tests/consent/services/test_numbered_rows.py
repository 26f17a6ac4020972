"""Who numbers the rows of a ledger: it does, or its intake. A row that brings a hash is refused.

What a service computes wrongly, or somebody writes by hand in SQL, must not get into a ledger.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from accounts.selectors.ledgers import Fault, verify_ledger
from accounts.services.ledger_rows import take_in
from accounts.services.members import ensure_members
from consent.domain.consent_intake_sql import FACTS
from consent.models import ConsentEvent, ConsentState
from consent.services.member_consents import give_member_consent
from tests.consent.people import NOW, make_item

pytestmark = pytest.mark.django_db
TABLE = "consent_consentevent"
ROLE = "test_taking_in_role"
Line = dict[str, Any]


class Chain:
    """The next rows of one person's chain, as somebody might bring them who knows all about it."""

    def __init__(self) -> None:
        self.item = make_item()
        give_member_consent(
            member_id="M-1", item_code="LOCATION", text_version="1", language="ja", source="APP",
            now=NOW,
        )  # fmt: skip
        event = ConsentEvent.objects.get()
        self.subject_id, self.head = event.subject_id, (event.sequence, bytes(event.hash))

    def row(self, minute: int, action: str = "WITHDRAWN") -> Line:
        return {
            "chain": f"subject:{self.subject_id}", "at": NOW + timedelta(minutes=minute),
            "subject_id": self.subject_id, "item_id": self.item.pk, "action": action,
            "text_version": "1", "text_sha256": "00", "language": "ja", "source": "API:APP",
        }  # fmt: skip

    def lines(self, count: int = 2) -> list[Line]:
        return linked([self.row(minute + 1) for minute in range(count)], *self.head)

    def taken(self, minute: int) -> tuple[datetime, tuple[Any, ...]]:
        """The moment and the facts of a row for the intake; every text needs care as JSON."""
        at = NOW + timedelta(minutes=minute, microseconds=120)
        return at, (self.item.pk, "WITHDRAWN", '"1"', "00", "ja", 'IMPORT:"\\é\n')


def linked(rows: list[Line], sequence: int, previous: bytes) -> list[Line]:
    """Rows with the very numbers and hashes the ledger would give them."""
    lines = []
    for place, row in enumerate(rows, 1):
        line = {
            "id": 900_000 + place, "sequence": sequence + place, "previous_hash": previous, **row,
        }  # fmt: skip
        previous = digest_of(line)
        lines.append({**line, "hash": previous})
    return lines


def digest_of(line: Line) -> bytes:
    named = ", ".join(f"%s::{kind} AS {name}" for name, kind in kinds(line))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone TO 'UTC'")
        cursor.execute(
            f"SELECT ledger_row_hash(%s, to_jsonb(line)) FROM (SELECT {named}) line",
            [line["previous_hash"], *line.values()],
        )
        return bytes(cursor.fetchone()[0])


def kinds(line: Line) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0",
            [TABLE],
        )
        known = dict(cursor.fetchall())
    return [(name, known[name]) for name in line]


def insert(lines: list[Line]) -> None:
    """All in one statement."""
    names = ", ".join(lines[0])
    row = f"({', '.join(['%s'] * len(lines[0]))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({names}) VALUES {', '.join([row] * len(lines))}",
            [value for line in lines for value in line.values()],
        )


def take(*rows: tuple[str, tuple[datetime, tuple[Any, ...]]]) -> int:
    """Let the intake have rows of members."""
    index = ensure_members(member_ids=sorted({member for member, _ in rows}), now=NOW)
    told = [(index[member], at, facts) for member, (at, facts) in rows]
    return take_in(model=ConsentEvent, facts=FACTS, rows=told)


def faults() -> list[Fault]:
    return verify_ledger(TABLE).faults


def test_intake_numbers_links_and_hashes_rows_of_many_people_in_their_order() -> None:
    chain = Chain()
    rows = [("M-1", chain.taken(1)), ("M-2", chain.taken(1)), ("M-1", chain.taken(2)),
            ("M-1", chain.taken(3))]  # fmt: skip
    assert take(*rows) == 4
    told = ConsentEvent.objects.order_by("id").values_list("subject_id", "sequence", "source")
    stranger = told[2][0]
    assert [(subject, number) for subject, number, _ in told] == [
        (chain.subject_id, 1), (chain.subject_id, 2), (stranger, 1), (chain.subject_id, 3),
        (chain.subject_id, 4),
    ]  # fmt: skip
    assert {source for _, _, source in told[1:]} == {'IMPORT:"\\é\n'}
    assert faults() == []
    assert ConsentState.objects.get(subject_id=chain.subject_id).sequence == 4
    assert take(*rows) == 0
    give_member_consent(
        member_id="M-1", item_code="LOCATION", text_version="1", language="ja", source="APP",
        now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert take(*[("M-1", chain.taken(5_000 + minute)) for minute in range(1201)]) == 1201
    assert (ConsentEvent.objects.count(), faults()) == (5 + 1 + 1201, [])


def test_person_who_is_nobody_or_a_number_that_is_taken_is_refused_with_all_rows() -> None:
    chain = Chain()
    at, facts = chain.taken(1)
    with pytest.raises(psycopg.errors.NotNullViolation), transaction.atomic():
        take_in(model=ConsentEvent, facts=FACTS, rows=[(b"nobody", at, facts)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_ledgerhead SET sequence = 0, hash = '' WHERE sequence = 1")
    with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
        take(("M-2", chain.taken(1)), ("M-1", chain.taken(1)))
    assert ConsentEvent.objects.count() == 1


def test_role_of_the_application_fills_the_ledger_by_the_intake_only() -> None:
    chain = Chain()
    (line,) = chain.lines(1)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT {ROLE} TO CURRENT_USER WITH SET TRUE")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        # As if it were an intake: a trigger of the role's own brings a row with its numbers.
        cursor.execute(f"CREATE TEMP TABLE forged (LIKE {TABLE} INCLUDING DEFAULTS)")
        cursor.execute(
            "CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN INSERT INTO public.{TABLE} VALUES (NEW.*); RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER forging BEFORE INSERT ON forged FOR EACH ROW"
            " EXECUTE FUNCTION pg_temp.forge()"
        )
        with pytest.raises(IntegrityError, match="its own intake only"), transaction.atomic():
            cursor.execute(
                f"INSERT INTO forged ({', '.join(line)}) VALUES ({', '.join(['%s'] * len(line))})",
                list(line.values()),
            )
        assert take(("M-1", chain.taken(0))) == 1
        cursor.execute("RESET ROLE")
    assert (ConsentEvent.objects.count(), faults()) == (2, [])


def forged_hash(chain: Chain) -> list[Line]:
    good, bad = chain.lines()
    return [good, {**bad, "hash": b"\x01" * 32}]


def changed_value(chain: Chain) -> list[Line]:
    good, bad = chain.lines()
    return [good, {**bad, "action": "GIVEN"}]


def skipped_number(chain: Chain) -> list[Line]:
    return linked([chain.row(1)], chain.head[0] + 1, chain.head[1])


def skipped_within(chain: Chain) -> list[Line]:
    first, _, third = chain.lines(3)
    return [first, third]


def earlier_number(chain: Chain) -> list[Line]:
    return linked([chain.row(1)], -5, chain.head[1])


def wrong_previous(chain: Chain) -> list[Line]:
    return linked([chain.row(1)], chain.head[0], b"\x02" * 32)


def second_beginning(chain: Chain) -> list[Line]:
    return linked([chain.row(1)], 0, b"")


def two_of_one_number(chain: Chain) -> list[Line]:
    one, other = chain.lines(1), linked([chain.row(7)], *chain.head)
    return [*one, {**other[0], "id": 900_009}]


def nothing_wrong(chain: Chain) -> list[Line]:
    return chain.lines(3)


def beginning_of_another(chain: Chain) -> list[Line]:
    return linked([{**chain.row(1), "chain": "subject:another"}], 0, b"")


def one_without_a_hash(chain: Chain) -> list[Line]:
    good, _ = chain.lines()
    return [{**good, "hash": b""}, {**good, "id": 900_009}]


@pytest.mark.parametrize(
    "forge",
    [
        forged_hash, changed_value, skipped_number, skipped_within, earlier_number, wrong_previous,
        second_beginning, two_of_one_number, beginning_of_another, one_without_a_hash,
        nothing_wrong,
    ],
)  # fmt: skip
def test_statement_with_a_row_that_brings_a_hash_is_refused_whole(
    forge: Callable[[Chain], list[Line]],
) -> None:
    chain = Chain()
    lines = forge(chain)
    with pytest.raises(IntegrityError, match="a hash of its own"):
        insert(lines)
    assert (ConsentEvent.objects.count(), ConsentState.objects.get().sequence) == (1, 1)
    assert faults() == []


def test_number_without_a_hash_is_not_believed() -> None:
    chain = Chain()
    lines = [{**line, "sequence": 40 + line["sequence"]} for line in chain.lines()]
    unwanted = ("previous_hash", "hash")
    insert([{key: line[key] for key in line if key not in unwanted} for line in lines])
    assert list(ConsentEvent.objects.order_by("id").values_list("sequence", flat=True)) == [1, 2, 3]
    assert faults() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("subject_id", "00000000-0000-4000-8000-000000000000"), ("item_id", 0)],
)
def test_row_about_nobody_or_nothing_is_refused(column: str, value: str | int) -> None:
    chain = Chain()
    with pytest.raises(IntegrityError, match=f'null value in column "{column}"'):
        insert([{**chain.row(1), column: value}])
    assert ConsentEvent.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM accounts_datasubject", "DELETE FROM consent_consentitem",
        "UPDATE accounts_datasubject SET id = gen_random_uuid()",
        "UPDATE consent_consentitem SET id = id + 1",
    ],
)  # fmt: skip
def test_whom_and_what_consents_are_about_stays(sql: str) -> None:
    Chain()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="stays"):
        cursor.execute(sql)


def test_ledger_that_takes_numbered_rows_is_unguarded_without_their_check() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_linked")
    assert faults() == [Fault(TABLE, "", 0, "UNGUARDED", None, 0)]
