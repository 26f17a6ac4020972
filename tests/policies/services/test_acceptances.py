"""The company's policy, Art 13: whom a revision governs, and what stays blocked for the others."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from accounts.domain.actor import requester_actor, system_actor
from accounts.models import DataSubject
from accounts.selectors.ledgers import verify_ledger
from accounts.services.data_subjects import (
    ensure_member,
    ensure_subject,
    match_member,
    new_subject,
)
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance, PolicyVersion
from policies.personal_data.holding import collect
from policies.selectors.policy_versions import (
    blocked_matters,
    governing_version,
    reconsent_required,
    versions_to_accept,
)
from policies.services.acceptances import (
    UnableToRecordAcceptance,
    record_acceptance,
    record_joining,
)
from tests.desk import NOW, make_requester
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
FIRST, NOTICE, CONSENT, LATER = (
    date(2023, 9, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 15),
)  # fmt: skip
TODAY = date(2026, 4, 1)


@pytest.fixture(params=PolicyDocument)
def document(request: Any) -> Any:
    """Art 13 holds for the terms of service as for the policy: each case is tried with both."""
    return request.param


@pytest.fixture
def person(document: PolicyDocument) -> DataSubject:
    published(FIRST, document=document)
    return ensure_subject(user=make_requester(), now=NOW - timedelta(days=400))


def needing_consent(
    document: PolicyDocument, effective_from: date = CONSENT, **facts: Any
) -> PolicyVersion:
    return published(
        effective_from, document=document, requires_consent=True,
        introduces=["PURPOSE:PARTNER_REPORT"], **facts,
    )  # fmt: skip


def accept(
    subject: DataSubject, number: str, now: datetime = NOW, record: Any = record_acceptance
) -> PolicyAcceptance:
    row: PolicyAcceptance = record(
        subject_id=subject.pk, number=number, language="ja", source="PORTAL",
        actor=system_actor("test"), now=now,
    )  # fmt: skip
    return row


def join(subject: DataSubject, number: str) -> PolicyAcceptance:
    return accept(subject, number, record=record_joining)


def stands(subject: DataSubject, on: date = TODAY) -> tuple[str, bool, frozenset[str]]:
    (document,) = PolicyVersion.objects.values_list("document", flat=True).distinct()
    return (
        governing_version(subject, on=on, document=document).number,
        reconsent_required(subject, on=on, document=document),
        blocked_matters(subject, on=on),
    )


def test_art_13_notice_only_governs_everyone_from_its_day(
    person: DataSubject, document: PolicyDocument
) -> None:
    published(NOTICE, document=document)
    assert stands(person, NOTICE - timedelta(days=1)) == ("2023-09-01", False, frozenset())
    assert stands(person, NOTICE) == ("2026-02-01", False, frozenset())


def test_art_13_consented_is_governed_from_the_effective_date(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    accept(person, "2026-03-01", now=datetime(2026, 2, 20, tzinfo=UTC))
    before = CONSENT - timedelta(days=1)
    assert stands(person, before) == (
        "2023-09-01", False, frozenset({"PURPOSE:PARTNER_REPORT"}),
    )  # fmt: skip
    assert stands(person, CONSENT) == ("2026-03-01", False, frozenset())


def test_art_13_not_consented_keeps_the_last_version_and_what_is_new_stays_blocked(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    expected = ("2023-09-01", True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    assert stands(person) == expected
    assert stands(person, date(2036, 4, 1)) == expected  # silence never becomes a yes
    accept(person, "2026-03-01")
    assert stands(person) == ("2026-03-01", False, frozenset())
    assert stands(person, TODAY - timedelta(days=1)) == expected  # as it stood the day before


def test_art_13_joined_later_and_accepted_the_whole_text(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    newcomer = new_subject(now=NOW)
    assert stands(newcomer) == ("2026-03-15", True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    join(newcomer, "2026-03-15")
    assert stands(newcomer) == ("2026-03-15", False, frozenset())
    assert stands(person)[1:] == (True, frozenset({"PURPOSE:PARTNER_REPORT"}))


def test_art_13_joining_covers_nothing_that_was_announced_after_the_text(
    person: DataSubject, document: PolicyDocument
) -> None:
    """Who joins under a text that is to come has not read what is announced later, for sooner."""
    published(date(2026, 6, 1), document=document, requires_consent=True, number="to-come",
              introduces=["RECIPIENT:OTHER"], announced_at=NOW - timedelta(days=9))  # fmt: skip
    newcomer = new_subject(now=NOW)
    join(newcomer, "to-come")
    needing_consent(document, date(2026, 5, 1), announced_at=NOW + timedelta(days=1))
    assert stands(newcomer, date(2026, 6, 1)) == (
        "to-come", True, frozenset({"PURPOSE:PARTNER_REPORT"}),
    )  # fmt: skip
    accept(newcomer, "2026-05-01", now=NOW + timedelta(days=2))
    assert stands(newcomer, date(2026, 6, 1)) == ("to-come", False, frozenset())


def test_art_13_later_notice_does_not_slip_in_what_was_not_consented_to(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    assert stands(person) == ("2026-03-15", True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    waiting = versions_to_accept(person, on=TODAY, document=document)
    assert [version.number for version in waiting] == ["2026-03-01"]


def test_art_13_yes_to_a_later_version_is_no_yes_to_an_earlier_one(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    published(
        date(2026, 3, 20), document=document, requires_consent=True,
        introduces=["RECIPIENT:OTHER"], number="last",
    )  # fmt: skip
    accept(person, "2026-03-15")  # acknowledging what needed notice only unlocks nothing
    accept(person, "last")
    assert stands(person) == ("last", True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    accept(person, "2026-03-01")
    assert stands(person) == ("last", False, frozenset())


def test_art_13_mixed_change_split_in_two_on_one_day(
    person: DataSubject, document: PolicyDocument
) -> None:
    published(CONSENT, document=document, number="2026-03-01")
    needing_consent(document, number="2026-03-01-B")
    assert stands(person) == ("2026-03-01", True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    accept(person, "2026-03-01-B")
    assert stands(person) == ("2026-03-01-B", False, frozenset())


@pytest.mark.parametrize("document", [PolicyDocument.PRIVACY_POLICY])
def test_terms_are_another_document(person: DataSubject, document: PolicyDocument) -> None:
    published(LATER, number="terms-1", document=PolicyDocument.TERMS, requires_consent=True)
    assert governing_version(person, on=TODAY).number == "2023-09-01"
    assert not reconsent_required(person, on=TODAY)
    assert reconsent_required(person, on=TODAY, document=PolicyDocument.TERMS)
    join(person, "2023-09-01")  # the policy, not the terms
    assert reconsent_required(person, on=TODAY, document=PolicyDocument.TERMS)
    accept(person, "terms-1")
    assert not reconsent_required(person, on=TODAY, document=PolicyDocument.TERMS)


def test_joining_after_a_mere_yes_covers_the_whole_text(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    yes = accept(person, "2026-03-15")
    assert stands(person)[1:] == (True, frozenset({"PURPOSE:PARTNER_REPORT"}))
    joined = join(person, "2026-03-15")
    assert (yes.joined, joined.joined) == (None, True)
    assert stands(person) == ("2026-03-15", False, frozenset())
    assert [join(person, "2026-03-15"), accept(person, "2026-03-15")] == [joined, yes]
    assert PolicyAcceptance.objects.count() == 2
    (held,) = [found for found in collect(person) if found.category == "CONSENTS"]
    assert [record["action"] for record in held.records] == ["ACCEPTED", "JOINED"]


def test_acceptance_is_one_chained_row_with_the_hash_of_its_text(
    person: DataSubject, document: PolicyDocument
) -> None:
    version = needing_consent(document)
    first = accept(person, "2026-03-01")
    assert accept(person, "2026-03-01", now=NOW + timedelta(days=1)) == first
    first.refresh_from_db()
    assert (first.chain, first.sequence, first.language, first.text_sha256) == (
        f"subject:{person.pk}", 1, "ja", version.sha256,
    )  # fmt: skip
    assert list(verify_ledger("policies_policyacceptance").faults) == []
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE policies_policyacceptance SET source = 'X'")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"number": "1999-01-01"}, "UNKNOWN_VERSION"),
        ({"now": datetime(2026, 1, 1, tzinfo=UTC)}, "NOT_ANNOUNCED"),
        ({"text_sha256": "0" * 64}, "OTHER_TEXT"),
    ],
)
def test_acceptance_of_what_nobody_could_have_read_is_refused(
    person: DataSubject, document: PolicyDocument, facts: dict[str, Any], code: str
) -> None:
    needing_consent(document)
    asked = {
        "subject_id": person.pk, "number": "2026-03-01", "language": "ja", "source": "API:x",
        "actor": requester_actor(1), "now": NOW, **facts,
    }  # fmt: skip
    with pytest.raises(UnableToRecordAcceptance) as refused:
        record_acceptance(**asked)
    assert refused.value.code == code
    assert not PolicyAcceptance.objects.exists()


def test_acceptance_told_by_a_service_becomes_the_persons_own(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    member = DataSubject.objects.get(pk=ensure_member(member_id="M-1", now=NOW))
    accept(member, "2026-03-01")
    match_member(subject=person, member_id="M-1", now=NOW)
    assert stands(person) == ("2026-03-01", False, frozenset())
    assert list(verify_ledger("policies_policyacceptance").faults) == []


def test_joining_told_by_a_service_is_carried_beside_the_persons_own_yes(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    member = DataSubject.objects.get(pk=ensure_member(member_id="M-1", now=NOW))
    accept(member, "2026-03-15")
    join(member, "2026-03-15")
    accept(person, "2026-03-15")
    match_member(subject=person, member_id="M-1", now=NOW)
    own = PolicyAcceptance.objects.filter(subject=person).order_by("sequence")
    assert [row.joined for row in own] == [None, True]
    assert stands(person) == ("2026-03-15", False, frozenset())


def test_disclosure_tells_what_a_service_told_before_the_person_came_each_once(
    person: DataSubject, document: PolicyDocument
) -> None:
    needing_consent(document)
    published(LATER, document=document)
    member = DataSubject.objects.get(pk=ensure_member(member_id="M-1", now=NOW))
    accept(member, "2026-03-15", now=NOW - timedelta(days=2))  # not carried: theirs is there
    accept(member, "2026-03-01", now=NOW - timedelta(days=1))  # carried
    accept(person, "2026-03-15")
    match_member(subject=person, member_id="M-1", now=NOW)
    told = [row["version"] for part in collect(person) for row in part.records]
    assert told == ["2026-03-15", "2026-03-01", "2026-03-15"]
