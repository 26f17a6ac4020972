"""Leaving the service: read what it means, prove it is you, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.personal_data.registry import holdings
from accounts.services.data_subjects import ensure_subject
from config.demo.milly_app import sources
from config.demo.milly_app.categories import CATEGORIES
from config.demo.milly_app.register import RETENTIONS, Holder
from consent.enums import Verdict
from consent.models import ConsentEvent
from consent.selectors.consents import check_consent
from consent.services.consents import give_consent
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import IdentityCheck
from dsr.portal.models import Leaving
from dsr.portal.selectors.leaving import KeptByLaw
from dsr.portal.services.leaving import leave_service
from policies.services.seeding import seed_holders, seed_register
from tests.consent.people import make_item
from tests.desk import make_requester
from tests.dsr.identity.people import fresh_client
from tests.dsr.portal.walk import client_of, set_up_company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
WHO = {"family_name": "窓口", "given_name": "花子", "understood": "on"}


@pytest.fixture
def person() -> User:
    set_up_company()
    seed_register(purposes=sources.purpose_rows(), categories=sources.category_rows())
    seed_holders(
        processors=sources.processor_rows(), recipients=sources.recipient_rows(),
        retentions=sources.retention_rows(),
    )  # fmt: skip
    make_item("SERVICE", prerequisite=True)
    make_item("LOCATION")
    make_item("PARTNER")
    user = make_requester()
    for code in ("SERVICE", "LOCATION"):
        give_consent(
            subject_id=ensure_subject(user=user, now=NOW).pk, item_code=code, text_version="1",
            language="ja", source="PREFERENCE_CENTRE", now=NOW,
        )  # fmt: skip
    return user


@pytest.fixture
def client(person: User) -> Client:
    return fresh_client(person)


def leave(user: User, **changes: Any) -> Leaving:
    facts = {"family_name": "窓口", "given_name": "花子", "language": "ja", "now": NOW}
    return leave_service(user_id=user.pk, **{**facts, **changes})


def test_leaving_ends_every_consent_and_files_one_erasure(person: User, client: Client) -> None:
    answer = client.post("/leaving/", WHO)
    case = Case.objects.get()
    assert answer["Location"] == f"/requests/{case.reference}/submitted/"
    assert "退会のお申し出を受け付けました。" in client.get(answer["Location"]).content.decode()
    item = case.items.get()
    assert (item.kind, item.scope) == ("ERASURE", ["ALL"])
    assert item_detail(item) == {
        "grounds": ["POLICY"], "ground_detail": "退会するためです。", "extent": "",
    }  # fmt: skip
    claims = claims_of(case)
    assert (claims["family_name"], claims["given_name"]) == ("窓口", "花子")
    assert claims["email"] == person.email
    assert (case.fee_gate, case.identity_gate) == ("NOT_NEEDED", "OPEN")
    assert IdentityCheck.objects.get(case=case).method == IdentityMethod.MEMBER_MATCH
    for code in ("SERVICE", "LOCATION"):
        found = check_consent(subject_id=case.subject_id, item_code=code, on=date(2026, 4, 1))
        assert found.verdict == Verdict.WITHDRAWN
    ended = ConsentEvent.objects.filter(action="WITHDRAWN").values_list("item__code", "source")
    assert sorted(ended) == [("LOCATION", "LEAVING"), ("SERVICE", "LEAVING")]
    never = check_consent(subject_id=case.subject_id, item_code="PARTNER", on=date(2026, 4, 1))
    assert never.verdict == Verdict.NO_RECORD


def test_leaving_asks_for_a_fresh_code_and_changes_nothing_without(person: User) -> None:
    stale = client_of(person)
    for answer in (stale.get("/leaving/"), stale.post("/leaving/", WHO)):
        assert answer["Location"] == "/accounts/reauthenticate/code/?next=%2Fleaving%2F"
    assert Client().get("/leaving/").status_code == 302
    assert not Case.objects.exists()
    assert not ConsentEvent.objects.filter(action="WITHDRAWN").exists()


def test_page_says_what_ends_what_is_erased_and_what_is_kept(client: Client) -> None:
    html = client.get("/leaving/").content.decode()
    ends, erased, kept = (html.index(f"<h2>{title}</h2>") for title in (
        "すぐに終了すること", "消去するもの", "残すものと、その理由",
    ))  # fmt: skip
    assert html[ends:erased].count("<li>") == 2
    laws = list(RETENTIONS)
    retained = {code for law in laws for code in law.categories}
    for category in CATEGORIES:
        where = html[erased:kept]
        is_erased = f"<li>{category.name_ja}</li>" in where
        own = any(category.code in holding.erase for holding in holdings())
        apart = category.holder == Holder.NOT_SEARCHED
        assert is_erased != (category.code in retained or own or apart), category.code
        if apart:
            assert f"<strong>{category.name_ja}</strong>" in html[kept:]
            assert category.note_ja in html[kept:]
        if own:
            assert f"<li>{category.name_ja}</li>" in html[kept:]
    assert all(law.law_ja in html[kept:] for law in laws)
    assert 'name="understood" required id="id_understood" checked' not in html
    english = client.get("/leaving/", headers={"accept-language": "en"}).content.decode()
    assert "What is kept, and why" in english
    assert all(law.law_en in english for law in laws)


@pytest.mark.parametrize(
    "changes", [{"understood": ""}, {"family_name": ""}, {"given_name": "123456789018"}]
)
def test_incomplete_wish_changes_nothing(changes: dict[str, str], client: Client) -> None:
    assert client.post("/leaving/", {**WHO, **changes}).status_code == 422
    assert not Case.objects.exists()
    assert not Leaving.objects.exists()


def test_second_wish_leads_to_the_first_while_it_is_open(person: User, client: Client) -> None:
    first = leave(person)
    assert leave(person, now=NOW + timedelta(minutes=1)) == first
    html = client.get("/leaving/").content.decode()
    assert f'href="/requests/{first.case.reference}/"' in html
    assert 'name="understood"' not in html
    assert Case.objects.count() == 1


def test_yes_given_after_leaving_ends_by_leaving_again(person: User, client: Client) -> None:
    first = leave(person)
    give_consent(
        subject_id=first.case.subject_id, item_code="SERVICE", text_version="1", language="ja",
        source="PREFERENCE_CENTRE", now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert 'name="understood"' in client.get("/leaving/").content.decode()
    answer = client.post("/leaving/", WHO)
    assert answer["Location"] == f"/requests/{first.case.reference}/submitted/"
    found = check_consent(
        subject_id=first.case.subject_id, item_code="SERVICE", on=date(2026, 4, 2)
    )
    assert found.verdict == Verdict.WITHDRAWN
    assert 'name="understood"' not in client.get("/leaving/").content.decode()
    assert Leaving.objects.get() == first


def test_failure_midway_leaves_everything_as_it_was(person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dsr_portal_leaving ADD CONSTRAINT no CHECK (case_id < 0)")
    with pytest.raises(Exception, match="violates check"):
        leave(person)
    assert not Case.objects.exists()
    assert not ConsentEvent.objects.filter(action="WITHDRAWN").exists()


@pytest.mark.parametrize(
    ("days", "years"), [(2557, 7), (365, 1), (1096, 3), (400, None), (90, None)]
)
def test_time_a_law_gives_is_told_in_years_where_it_is_whole_years(
    days: int, years: int | None
) -> None:
    assert KeptByLaw("law", "what", "start", days, []).years == years


def test_page_says_seven_years_not_their_days(client: Client) -> None:
    page = client.get("/leaving/").content.decode()
    assert "から7年間" in page
    assert "2557" not in page
