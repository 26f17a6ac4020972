"""Rows that bring number and hash: taken where every one is right, refused whole where one is not.

What a service computes wrongly, or somebody writes by hand in SQL, must not get into a ledger.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.ledger_row import EMPTY, row_hasher, written_moment
from accounts.selectors.ledgers import Fault, verify_ledger
from accounts.services.ledger_rows import append_rows
from consent.models import ConsentEvent, ConsentState
from consent.services.consents import give_consent
from tests.consent.people import NOW, make_item, make_subject

pytestmark = pytest.mark.django_db
TABLE = "consent_consentevent"
COLUMNS = (
    "chain", "at", "subject_id", "item_id", "action", "text_version", "text_sha256", "language",
    "source",
)  # fmt: skip
Line = dict[str, Any]


class Chain:
    """The next rows of one person's chain, as a careful writer would bring them."""

    def __init__(self) -> None:
        self.item, self.subject = make_item(), make_subject()
        first = give_consent(
            subject_id=self.subject.pk, item_code="LOCATION", text_version="1", language="ja",
            source="PREFERENCE_CENTRE", now=NOW,
        )  # fmt: skip
        self.head = (first.sequence, bytes(ConsentEvent.objects.get().hash))

    def row(self, minute: int, action: str = "WITHDRAWN") -> tuple[Any, ...]:
        at = written_moment(NOW + timedelta(minutes=minute, microseconds=120))
        return (
            f"subject:{self.subject.pk}", at, str(self.subject.pk), self.item.pk, action, "1",
            "00", "ja", 'IMPORT:"\\é',
        )  # fmt: skip

    def lines(self, count: int = 2) -> list[Line]:
        return linked([self.row(minute + 1) for minute in range(count)], *self.head)


def linked(rows: list[tuple[Any, ...]], sequence: int, previous: bytes) -> list[Line]:
    hashed, lines = row_hasher(COLUMNS), []
    for place, row in enumerate(rows, 1):
        digest = hashed(900_000 + place, sequence + place, previous, row)
        lines.append({
            "id": 900_000 + place, "sequence": sequence + place, "previous_hash": previous,
            "hash": digest, **dict(zip(COLUMNS, row, strict=True)),
        })  # fmt: skip
        previous = digest
    return lines


def insert(lines: list[Line]) -> None:
    """All in one statement."""
    names = ", ".join(lines[0])
    row = f"({', '.join(['%s'] * len(lines[0]))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({names}) VALUES {', '.join([row] * len(lines))}",
            [value for line in lines for value in line.values()],
        )


def faults() -> list[Fault]:
    return verify_ledger(TABLE).faults


def test_rows_that_go_on_from_the_head_are_taken_and_projected() -> None:
    chain = Chain()
    insert(chain.lines(3))
    assert faults() == []
    state = ConsentState.objects.get()
    assert (state.action, state.sequence) == ("WITHDRAWN", 4)
    give_consent(
        subject_id=chain.subject.pk, item_code="LOCATION", text_version="1", language="ja",
        source="PREFERENCE_CENTRE", now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert (ConsentState.objects.get().sequence, faults()) == (5, [])


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
    return linked([chain.row(1)], 0, EMPTY)


def two_of_one_number(chain: Chain) -> list[Line]:
    one, other = chain.lines(1), linked([chain.row(7)], *chain.head)
    return [*one, {**other[0], "id": 900_009}]


def beginning_of_nothing(chain: Chain) -> list[Line]:
    stranger = make_subject("taro@mail.example")
    row = list(chain.row(1))
    row[0], row[2] = f"subject:{stranger.pk}", str(stranger.pk)
    return linked([tuple(row)], 1, EMPTY)


def one_good_chain_one_bad(chain: Chain) -> list[Line]:
    return [*chain.lines(1), {**beginning_of_nothing(chain)[0], "id": 900_009}]


@pytest.mark.parametrize(
    "forge",
    [
        forged_hash, changed_value, skipped_number, skipped_within, earlier_number, wrong_previous,
        second_beginning, two_of_one_number, beginning_of_nothing, one_good_chain_one_bad,
    ],
)  # fmt: skip
def test_statement_with_one_wrong_row_is_refused_whole(
    forge: Callable[[Chain], list[Line]],
) -> None:
    chain = Chain()
    lines = forge(chain)
    with pytest.raises(IntegrityError):
        insert(lines)
    assert (ConsentEvent.objects.count(), ConsentState.objects.get().sequence) == (1, 1)
    assert faults() == []


def test_number_without_a_hash_is_not_believed() -> None:
    chain = Chain()
    lines = [{**line, "sequence": 40 + line["sequence"]} for line in chain.lines()]
    insert([{key: line[key] for key in ("id", "sequence", *COLUMNS)} for line in lines])
    assert list(ConsentEvent.objects.order_by("id").values_list("sequence", flat=True)) == [1, 2, 3]
    assert faults() == []


def test_ledger_that_takes_numbered_rows_is_unguarded_without_their_check() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_linked")
    assert faults() == [Fault(TABLE, "", 0, "UNGUARDED", None, 0)]


def test_rows_of_many_people_come_by_copy_in_their_order() -> None:
    chain = Chain()
    stranger = make_subject("taro@mail.example")
    rows = [chain.row(minute) for minute in range(1, 4)]
    other = (f"subject:{stranger.pk}", rows[0][1], str(stranger.pk), *rows[0][3:])
    append_rows(model=ConsentEvent, columns=COLUMNS, rows=[rows[0], other, *rows[1:]])
    told = ConsentEvent.objects.order_by("id").values_list("subject_id", "sequence", "source")
    ours = chain.subject.pk
    assert [(subject, number) for subject, number, _ in told] == [
        (ours, 1), (ours, 2), (stranger.pk, 1), (ours, 3), (ours, 4),
    ]  # fmt: skip
    assert {source for _, _, source in told[1:]} == {'IMPORT:"\\é'}
    append_rows(model=ConsentEvent, columns=COLUMNS, rows=[chain.row(9)] * 1201)
    assert (ConsentEvent.objects.count(), ConsentState.objects.get(subject_id=ours).sequence) == (
        1206, 1205,
    )  # fmt: skip
    assert faults() == []
