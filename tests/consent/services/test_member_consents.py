"""What a service recorded becomes the person's own: also while they are clicking."""

import threading
import time

import pytest
from django.db import connection, transaction

from accounts.services.data_subjects import ensure_member, match_member
from consent.enums import Verdict
from consent.selectors.member_checks import check_members
from consent.services.consents import withdraw_consent
from tests.consent.api.service import MEMBER, toggle
from tests.consent.people import NOW, make_item, make_subject
from tests.consent.toggling import fold_difference


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_said_while_the_person_proves_to_be_the_member_is_not_passed_over() -> None:
    make_item()
    toggle(MEMBER)  # the service's yes
    made, person = ensure_member(member_id=MEMBER, now=NOW), make_subject()
    said, go_on = threading.Event(), threading.Event()

    def click() -> None:
        try:
            with transaction.atomic():
                withdraw_consent(
                    subject_id=person.pk, item_code="LOCATION", language="ja",
                    source="PREFERENCE_CENTRE", now=NOW.replace(hour=4),
                )  # fmt: skip
                said.set()
                go_on.wait(10)
        finally:
            connection.close()

    def prove() -> None:
        try:
            match_member(subject=person, member_id=MEMBER, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=verb) for verb in (click, prove)]
    threads[0].start()
    assert said.wait(10)
    threads[1].start()
    _wait_until_one_waits()
    go_on.set()
    for thread in threads:
        thread.join()
    found = check_members(member_ids=[MEMBER], item_code="LOCATION", now=NOW)
    assert (found, made != person.pk) == ({Verdict.WITHDRAWN: [MEMBER]}, True)
    assert fold_difference() == 0


def _wait_until_one_waits() -> None:
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
