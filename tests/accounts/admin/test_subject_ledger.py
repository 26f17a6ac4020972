"""Ledgers in the console: who asks for a person sees what is from before they came."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.domain.actor import system_actor
from accounts.enums import AccessAction
from accounts.models import DataSubject
from accounts.services.access_records import record_access
from accounts.services.data_subjects import ensure_member, match_person
from consent.services.consents import give_consent
from policies.services.acceptances import record_acceptance
from tests.accounts.console import open_console
from tests.consent.people import make_item, make_subject
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
LEDGERS = ("accounts/accessrecord", "consent/consentevent", "policies/policyacceptance")


def leaves_a_line_in_each(subject: DataSubject) -> None:
    give_consent(
        subject_id=subject.pk, item_code="LOCATION", text_version="1", language="ja", source="APP",
        now=NOW,
    )  # fmt: skip
    record_acceptance(
        subject_id=subject.pk, number="2026-04-01", language="ja", source="APP",
        actor=system_actor("test"), now=NOW,
    )  # fmt: skip
    record_access(
        subject_id=subject.pk, action=AccessAction.VIEWED, object_kind="consents",
        object_reference="", actor=system_actor("test"), now=NOW,
    )  # fmt: skip


def test_ledgers_found_by_a_person_name_the_former_subject_of_each_row(client: Client) -> None:
    make_item()
    published(NOW.date(), number="2026-04-01", requires_consent=True)
    made = DataSubject.objects.get(pk=ensure_member(member_id="M-000042", now=NOW))
    own, other = make_subject(), make_subject("taro@mail.example")
    for subject in (made, own, other):
        leaves_a_line_in_each(subject)
    match_person(subject=own, member_id="M-000042", now=NOW)
    open_console(client, "auditor")
    for ledger in LEDGERS:
        for asked, found in ((own, {own, made}), (made, {made}), (other, {other})):
            page = client.get(f"/console/{ledger}/", {"q": str(asked.pk)})
            rows = page.context["cl"].result_list
            assert {row.subject_id for row in rows} == {subject.pk for subject in found}
