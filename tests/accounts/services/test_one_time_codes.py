"""One-time codes (SECURITY 1, 2): three tries whatever the crowd, ten minutes, once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.enums import CodePurpose
from accounts.models import OneTimeCode, OutboxMessage, User
from accounts.services.one_time_codes import (
    UnableToIssueCode,
    UnableToUseCode,
    issue_code,
    use_code,
)
from tests.accounts.mailbox import read_code

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return User.objects.create_user("hanako@mail.example")


def issue(user: User, context: str = "delivery:1", at: datetime = NOW) -> OneTimeCode:
    return issue_code(
        user=user, purpose=CodePurpose.DOWNLOAD, context=context, address=None, now=at
    )


def use(user: User, typed: str, context: str = "delivery:1", at: datetime = NOW) -> None:
    use_code(user=user, purpose=CodePurpose.DOWNLOAD, context=context, typed=typed, now=at)


def refusal(attempt: Callable[[], None]) -> tuple[str, int]:
    with pytest.raises(UnableToUseCode) as refused:
        attempt()
    return refused.value.code.value, refused.value.tries_left


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_code_works_at_599_seconds_and_not_at_601(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    assert refusal(lambda: use(user, code, at=NOW + timedelta(seconds=601))) == ("EXPIRED", 0)
    use(user, code, at=NOW + timedelta(seconds=599))


def test_code_works_once(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    use(user, code)
    assert refusal(lambda: use(user, code)) == ("NONE", 0)


def test_third_wrong_try_kills_the_code(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    assert [refusal(lambda: use(user, wrong(code))) for _ in range(3)] == [
        ("WRONG", 2), ("WRONG", 1), ("WRONG", 0),
    ]  # fmt: skip
    assert refusal(lambda: use(user, code)) == ("DEAD", 0)


def test_code_of_another_context_purpose_or_person_opens_nothing(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    other = User.objects.create_user("taro@mail.example")
    assert refusal(lambda: use(user, code, context="delivery:2")) == ("NONE", 0)
    assert refusal(lambda: use(other, code)) == ("NONE", 0)
    assert refusal(
        lambda: use_code(
            user=user,
            purpose=CodePurpose.CONTACT_ON_FILE,
            context="delivery:1",
            typed=code,
            now=NOW,
        )
    ) == ("NONE", 0)


def test_new_code_revokes_the_earlier_of_the_same_context_only(user: User) -> None:
    issue(user)
    first = read_code(NOW)
    issue(user, context="delivery:2")
    other = read_code(NOW)
    issue(user)
    second = read_code(NOW)
    assert first == second or refusal(lambda: use(user, first)) == ("WRONG", 2)
    use(user, second)
    use(user, other, context="delivery:2")


def test_full_width_digits_and_blanks_are_forgiven(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    use(user, f" {wide[:3]}\u3000{wide[3:]} ")


@pytest.mark.parametrize("typed", ["", "\x00", "𠮷", "１２３", "\ud800", "9" * 10_000])
def test_naughty_text_is_simply_wrong(user: User, typed: str) -> None:
    issue(user)
    assert refusal(lambda: use(user, typed)) == ("WRONG", 2)


def test_sixth_code_within_an_hour_is_refused_until_the_first_is_an_hour_old(user: User) -> None:
    for minute in range(5):
        issue(user, at=NOW + timedelta(minutes=minute))
    with pytest.raises(UnableToIssueCode) as refused:
        issue(user, context="delivery:2", at=NOW + timedelta(minutes=59))
    assert refused.value.wait_until == NOW + timedelta(hours=1)
    issue(user, at=NOW + timedelta(hours=1))


def test_code_goes_to_the_address_on_file_and_rests_hashed_and_sealed(user: User) -> None:
    from django.core import mail

    issued = issue_code(
        user=user,
        purpose=CodePurpose.CONTACT_ON_FILE,
        context="case:1",
        address="on-file@member.example",
        now=NOW,
    )
    queued = OutboxMessage.objects.get()
    assert queued.address_sealed is not None
    assert b"on-file" not in bytes(queued.address_sealed)
    code = read_code(NOW)
    assert mail.outbox[-1].to == ["on-file@member.example"]
    assert code.encode() not in bytes(issued.code_hash)
    queued.refresh_from_db()
    assert queued.secret_sealed is None
    assert queued.data_key is not None
    assert queued.data_key.destroyed_at == NOW


@pytest.mark.django_db(transaction=True)
def test_failed_try_refuses_to_hide_in_a_transaction(user: User) -> None:
    issue(user)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        use(user, "000000")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_hundred_parallel_guesses_get_three_tries(user: User) -> None:
    issue(user)
    code = read_code(NOW)
    guesses = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 200)]

    def guess(typed: str) -> str:
        try:
            use(user, typed)
        except UnableToUseCode as refused:
            return refused.code.value
        finally:
            connection.close()
        return "RIGHT"

    with ThreadPoolExecutor(max_workers=16) as crowd:
        verdicts = Counter(crowd.map(guess, [*guesses, wrong(code)]))
    assert verdicts == {"WRONG": 3, "DEAD": 197}
    assert refusal(lambda: use(user, code)) == ("DEAD", 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_right_code_in_parallel_opens_once(user: User) -> None:
    issue(user)
    code = read_code(NOW)

    def attempt(_: int) -> str:
        try:
            use(user, code)
        except UnableToUseCode as refused:
            return refused.code.value
        finally:
            connection.close()
        return "RIGHT"

    with ThreadPoolExecutor(max_workers=8) as crowd:
        assert Counter(crowd.map(attempt, range(8))) == {"RIGHT": 1, "NONE": 7}
