"""The preference centre: plain switches, nothing preselected, the same steps for yes and no."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.actor import system_actor
from accounts.domain.clock import jst_date
from accounts.models import User
from accounts.services.data_subjects import ensure_member, match_person
from consent.enums import Verdict
from consent.models import ConsentEvent
from consent.selectors.consents import check_consent
from consent.services.member_consents import give_member_consent
from policies.models import PolicyVersion
from policies.services.acceptances import record_acceptance
from policies.services.seeding import set_up_organisation
from tests.consent.people import TODAY, make_item, make_subject, publish_words
from tests.policies.versions import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> Any:
    subject = make_subject()
    client.force_login(User.objects.get(data_subject=subject))
    return subject


def text_of(client: Client, path: str = "/preferences/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    html = str(answer.content.decode())
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", html)


def test_switches_are_for_signed_in_people_only(client: Client) -> None:
    make_item()
    for path in ("/preferences/", "/preferences/history/"):
        assert client.get(path).status_code == 302
    for path in ("/preferences/LOCATION/give/", "/preferences/LOCATION/withdraw/"):
        assert client.post(path, {"text_version": "1"}).status_code == 302
    assert not ConsentEvent.objects.exists()


def test_nothing_is_on_before_a_click_and_yes_and_no_are_one_click_each(
    client: Client, person: Any
) -> None:
    make_item()
    assert "まだ選択していません" in text_of(client)
    assert not ConsentEvent.objects.exists()
    html = client.post(
        "/preferences/LOCATION/give/", {"text_version": "1"}, follow=True
    ).content.decode()
    assert "「位置情報」に同意しました" in html
    assert "1版の文面に同意しました" in html
    html = client.post("/preferences/LOCATION/withdraw/", follow=True).content.decode()
    assert "「位置情報」をオフにしました" in html
    assert [event.action for event in ConsentEvent.objects.order_by("sequence")] == [
        "GIVEN", "WITHDRAWN",
    ]  # fmt: skip
    history = text_of(client, "/preferences/history/")
    assert history.index("位置情報：撤回") < history.index("位置情報：同意")


def test_yes_to_words_that_changed_meanwhile_shows_them_again(client: Client, person: Any) -> None:
    make_item()
    publish_words("LOCATION", "2")
    html = client.post(
        "/preferences/LOCATION/give/", {"text_version": "1"}, follow=True
    ).content.decode()
    assert "文面が変わりました" in html
    assert "同意します 2" in html
    assert not ConsentEvent.objects.exists()


def test_what_the_service_needs_has_no_button_to_switch_it_off(client: Client, person: Any) -> None:
    make_item(prerequisite=True)
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    html = text_of(client)
    assert "退会が必要です" in html
    assert "/preferences/LOCATION/withdraw/" not in html
    client.post("/preferences/LOCATION/withdraw/")
    verdict = check_consent(subject_id=person.pk, item_code="LOCATION", on=TODAY).verdict
    assert verdict == Verdict.GIVEN


def test_unknown_item_is_not_found_and_get_changes_nothing(client: Client, person: Any) -> None:
    make_item()
    assert client.post("/preferences/NOTHING/give/", {"text_version": "1"}).status_code == 404
    for step in ("give", "withdraw"):
        assert client.get(f"/preferences/LOCATION/{step}/").status_code == 302
    assert not ConsentEvent.objects.exists()


def test_no_items_is_said(client: Client, person: Any) -> None:
    assert "選択できる項目はありません" in text_of(client)
    assert "まだ何も選択していません" in text_of(client, "/preferences/history/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_number_of_queries_for_any_number_of_items(
    client: Client, person: Any, number: int, django_assert_num_queries: Any
) -> None:
    for code in range(number):
        make_item(f"ITEM_{code}")
    with django_assert_num_queries(15):
        text_of(client)


def test_receipt_of_each_decision_can_be_read_and_kept(client: Client, person: Any) -> None:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    make_item()
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    assert 'href="/preferences/receipts/1/"' in text_of(client)
    client.post("/preferences/LOCATION/withdraw/")
    assert 'href="/preferences/receipts/2/"' in text_of(client, "/preferences/history/")
    html = text_of(client, "/preferences/receipts/1/")
    assert "「位置情報」の受領証" in html
    assert "同意します 1" in html
    assert "I agree" not in html
    jws = client.get("/preferences/receipts/1/receipt.jws")
    assert jws["Content-Disposition"] == 'attachment; filename="consent-receipt-1.jws"'
    assert jws.content.count(b".") == 2
    document = client.get("/preferences/receipts/1/receipt.json").json()
    assert document["consent_record"]["events"][0]["event_state"] == "consent given"
    keys = Client().get("/.well-known/jwks.json")
    assert (keys["Content-Type"], len(keys.json()["keys"])) == ("application/jwk-set+json", 1)
    assert b'"d"' not in keys.content  # the private half


def test_receipts_of_others_are_not_found(client: Client, person: Any) -> None:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    make_item()
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    other = Client()
    for ending in ("", "receipt.json", "receipt.jws"):
        assert other.get(f"/preferences/receipts/1/{ending}").status_code == 302
    other.force_login(User.objects.get(data_subject=make_subject("taro@mail.example")))
    for number in ("1", "2", "9" * 30):
        for ending in ("", "receipt.json", "receipt.jws"):
            assert other.get(f"/preferences/receipts/{number}/{ending}").status_code == 404


def test_receipts_from_before_the_person_came_are_theirs_alone(client: Client, person: Any) -> None:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    make_item()
    give_member_consent(
        member_id="M-000042", item_code="LOCATION", text_version="1", language="ja", source="APP",
        now=timezone.now(),
    )  # fmt: skip
    former = ensure_member(member_id="M-000042", now=timezone.now())
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    place = f"/preferences/receipts/{former}/1/"
    assert client.get(place).status_code == 404  # nobody knows yet that it is theirs
    match_person(subject=person, member_id="M-000042", now=timezone.now())
    assert f'href="{place}"' in text_of(client, "/preferences/history/")
    html = text_of(client, place)
    assert "同意します 1" in html
    assert f'href="{place}receipt.jws"' in html
    assert client.get(f"{place}receipt.jws").content.count(b".") == 2
    document = client.get(f"{place}receipt.json").json()
    assert document["consent_record"]["events"][0]["event_state"] == "consent given"
    other = Client()
    other.force_login(User.objects.get(data_subject=make_subject("taro@mail.example")))
    for ending in ("", "receipt.json", "receipt.jws"):
        assert other.get(f"{place}{ending}").status_code == 404


def test_yes_and_no_take_the_same_steps(client: Client, person: Any) -> None:
    """One page, one form with one button and nothing to fill in, either way (DOMAIN §9)."""
    make_item()

    def form_of(verb: str) -> dict[str, int]:
        form = re.search(rf'<form[^>]*/LOCATION/{verb}/".*?</form>', text_of(client), re.DOTALL)
        assert form
        asked = re.findall(r"<(button|select|textarea|input(?! type=\"hidden\"))", form.group())
        return {kind: asked.count(kind) for kind in asked}

    assert form_of("give") == {"button": 1}
    answer = client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    assert answer["Location"] == "/preferences/"
    assert form_of("withdraw") == {"button": 1}
    answer = client.post("/preferences/LOCATION/withdraw/")
    assert answer["Location"] == "/preferences/"


def test_what_the_service_needs_leads_to_leaving(client: Client, person: Any) -> None:
    make_item(prerequisite=True)
    assert text_of(client).count('href="/leaving/"') == 1  # for everybody, below the items
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    assert text_of(client).count('href="/leaving/"') == 2


def test_item_that_waits_for_a_policy_says_so_and_leads_to_it(client: Client, person: Any) -> None:
    today = jst_date(timezone.now())
    make_item()
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    published(today - timedelta(days=900), number="first")
    published(
        today - timedelta(days=9), number="new", requires_consent=True,
        introduces=["ITEM:LOCATION"],
    )  # fmt: skip
    html = text_of(client)
    assert (
        "プライバシーポリシーのnew版で新しく定めたもので、その版への同意をお待ちしています" in html
    )
    assert 'href="/policy/versions/new/"' in html
    assert (
        "「位置情報」への同意を取り消す" in html
    )  # a yes that does not count yet can be taken back
    assert "/preferences/LOCATION/give/" not in html
    text = PolicyVersion.objects.get(number="new").sha256
    client.post("/policy/versions/new/accept/", {"text_sha256": text})
    html = text_of(client)
    assert "お待ちしています" not in html
    assert "「位置情報」をオフにする" in html


def test_item_of_an_accepted_policy_that_is_to_come_says_from_when(
    client: Client, person: Any
) -> None:
    day = jst_date(timezone.now()) + timedelta(days=5)
    make_item()
    published(day, number="new", requires_consent=True, introduces=["ITEM:LOCATION"])
    record_acceptance(
        subject_id=person.pk, number="new", language="ja", source="PORTAL",
        actor=system_actor("test"), now=timezone.now(),
    )  # fmt: skip
    html = text_of(client)
    assert f"その版が効力を生じる{day.year}年{day.month}月{day.day}日までは" in html
    assert "/preferences/LOCATION/give/" in html


def test_language_kept_is_that_of_the_page_the_person_read(client: Client, person: Any) -> None:
    make_item()
    field = '<input type="hidden" name="language" value="ja">'
    assert text_of(client).count(field) == 1
    client.cookies["django_language"] = "en"  # switched in another tab
    client.post("/preferences/LOCATION/give/", {"text_version": "1", "language": "ja"})
    client.cookies["django_language"] = "ja"
    assert text_of(client).count(field) == 1
    client.cookies["django_language"] = "en"
    client.post("/preferences/LOCATION/withdraw/", {"language": "ja"})
    client.post("/preferences/LOCATION/give/", {"text_version": "1", "language": "xx"})
    rows = ConsentEvent.objects.order_by("sequence").values_list("action", "language")
    assert list(rows) == [("GIVEN", "ja"), ("WITHDRAWN", "ja"), ("GIVEN", "en")]


@pytest.mark.parametrize("step", ["give", "withdraw"])
def test_who_was_signed_out_comes_back_to_the_choices_and_nothing_is_recorded(
    step: str, client: Client
) -> None:
    make_item()
    path = f"/preferences/LOCATION/{step}/"
    assert client.post(path, {"text_version": "1"})["Location"].endswith(f"?next={path}")
    client.force_login(User.objects.get(data_subject=make_subject()))
    answer = client.get(path, follow=True)  # where signing in leads to
    assert answer.redirect_chain == [("/preferences/", 302)]
    assert "ログインが切れていたため、何も記録していません。" in answer.content.decode()
    assert not ConsentEvent.objects.exists()


def test_item_that_is_offered_no_more_is_named_and_nothing_is_recorded(
    client: Client, person: Any
) -> None:
    item = make_item()
    client.post("/preferences/LOCATION/give/", {"text_version": "1"})
    item.active = False
    item.save()
    html = client.post("/preferences/LOCATION/withdraw/", follow=True).content.decode()
    assert "「位置情報」をオフにしました" in html
    answer = client.post("/preferences/LOCATION/give/", {"text_version": "1"}, follow=True)
    assert (
        "「位置情報」は現在お選びいただけないため、何も記録していません。"
        in answer.content.decode()
    )
    assert client.post("/preferences/NOTHING/give/", {"text_version": "1"}).status_code == 404
    actions = ConsentEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["GIVEN", "WITHDRAWN"]
