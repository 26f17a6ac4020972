"""Who left stays gone: also where the desk learns later which member they were."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.services.data_subjects import ensure_subject, match_member
from consent.enums import Verdict
from consent.models import ConsentEvent
from consent.selectors.member_checks import check_members
from consent.services.bulk import import_consents
from consent.services.consents import give_consent
from consent.services.member_consents import give_member_consent
from dsr.portal.services.leaving import leave_service
from tests.consent.people import make_item
from tests.desk import make_requester
from tests.dsr.portal.walk import set_up_company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
MEMBER = "M-000042"


def _told_by_the_service(code: str, day: int) -> None:
    give_member_consent(
        member_id=MEMBER, item_code=code, text_version="1", language="ja", source="APP",
        now=NOW + timedelta(days=day),
    )  # fmt: skip


def _verdict(code: str) -> Verdict:
    ((verdict, members),) = check_members(member_ids=[MEMBER], item_code=code, now=NOW).items()
    assert members == [MEMBER]
    return verdict


def test_yes_the_service_had_recorded_ends_when_who_left_proves_to_be_the_member() -> None:
    set_up_company()
    for code in ("LOCATION", "PARTNER", "NEWS", "SERVICE"):
        make_item(code, prerequisite=code == "SERVICE")
    user = make_requester()
    person = ensure_subject(user=user, now=NOW)
    for code in ("LOCATION", "SERVICE"):
        _told_by_the_service(code, -2)
    leave_service(
        user_id=user.pk, family_name="窓口", given_name="花子", language="en", now=NOW
    )  # not a member's yet: nothing of the desk's own stood
    _told_by_the_service("PARTNER", 1)  # clicked after leaving: a word of its own
    give_consent(
        subject_id=person.pk, item_code="NEWS", text_version="1", language="ja",
        source="PREFERENCE_CENTRE", now=NOW + timedelta(days=1),
    )  # fmt: skip
    match_member(subject=person, member_id=MEMBER, now=NOW + timedelta(days=2))
    found = {code: _verdict(code) for code in ("LOCATION", "SERVICE", "PARTNER", "NEWS")}
    assert found == {
        "LOCATION": Verdict.WITHDRAWN, "SERVICE": Verdict.WITHDRAWN,
        "PARTNER": Verdict.GIVEN, "NEWS": Verdict.GIVEN,
    }  # fmt: skip
    ended = ConsentEvent.objects.filter(action="WITHDRAWN").order_by("item__code")
    assert [(row.item.code, row.subject_id, row.source, row.language, row.at) for row in ended] == [
        (code, person.pk, "LEAVING", "en", NOW) for code in ("LOCATION", "SERVICE")
    ]


def test_yes_of_before_the_leaving_stays_out_when_an_old_file_is_imported() -> None:
    set_up_company()
    for code in ("LOCATION", "PARTNER"):
        make_item(code)
    user = make_requester()
    match_member(subject=ensure_subject(user=user, now=NOW), member_id=MEMBER, now=NOW)
    leave_service(
        user_id=user.pk, family_name="窓口", given_name="花子", language="ja", now=NOW
    )  # they had said neither yes nor no
    days = {"LOCATION": NOW - timedelta(days=2), "PARTNER": NOW + timedelta(days=1)}
    rows = [(MEMBER, code, "GIVEN", "1", "ja", "APP", at.isoformat()) for code, at in days.items()]
    rows += [("M-000043", "LOCATION", "GIVEN", "1", "ja", "APP", days["LOCATION"].isoformat())]
    done = import_consents(rows=rows, said=lambda count: None, now=NOW + timedelta(days=3))
    assert (done.recorded, done.known) == (2, 1)
    assert {code: _verdict(code) for code in days} == {
        "LOCATION": Verdict.NO_RECORD, "PARTNER": Verdict.GIVEN,
    }  # fmt: skip
