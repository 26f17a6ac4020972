"""Records of provision in the console: one index finds them, and looking at one is on record."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessRecord
from accounts.services.data_subjects import ensure_member
from policies.domain.provision_rows import ProvisionRow
from policies.models import ProvisionRecord
from policies.services.provision_records import record_provisions
from policies.services.seeding import seed_rules
from tests.accounts.console import open_console
from tests.consent.api.service import make_client
from tests.desk import NOW

pytestmark = pytest.mark.django_db
LIST = "/console/policies/provisionrecord/"


def keep(*members: str, source: str = "book.csv") -> None:
    seed_rules(now=NOW)
    rows = [
        ProvisionRow(
            key=f"{source}-{number}", direction="PROVIDED", provided_on=date(2026, 1, 15),
            member_id=member, recipient="", party_name=f"会社{number}", party_address="東京都",
            party_representative="", items="年代", basis="CONSENT", circumstances="",
        )
        for number, member in enumerate(members, start=1)
    ]  # fmt: skip
    record_provisions(rows=rows, source=source, now=NOW)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_little_for_many_records_as_for_one(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    keep(*[f"M-{number}" for number in range(rows)])
    open_console(client, "manager")
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).status_code == 200


def test_records_of_a_member_are_found_by_the_whole_id_and_shown_without_it(client: Client) -> None:
    keep("M-1", "M-1", "M-10")
    open_console(client, "manager")
    found = client.get(f"{LIST}?q=M-1")
    assert [row.party_name for row in found.context["cl"].result_list] == ["会社2", "会社1"]
    (one,) = client.get(f"{LIST}?q=book.csv-3").context["cl"].result_list
    assert one.party_name == "会社3"
    assert "M-1" not in client.get(LIST).content.decode()


def test_page_says_which_service_sent_it_and_who_looked_is_on_record(client: Client) -> None:
    service, _key = make_client(name="会員アプリ")
    keep("M-1", source=f"api:{service.pk}")
    subject = ensure_member(member_id="M-1", now=NOW)
    staff = open_console(client, "auditor")
    key = ProvisionRecord.objects.get().key
    page = client.get(f"{LIST}{key}/change/").content.decode()
    assert ("会員アプリ" in page, "M-1" in page) == (True, False)
    looked = AccessRecord.objects.get(subject_id=subject, object_kind="provisionrecord")
    assert (looked.action, looked.actor_id) == ("VIEWED", staff.pk)
