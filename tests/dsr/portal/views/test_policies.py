"""Policies as people read them: in force, to come, compared, kept for ever, agreed to."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from policies.models import (
    Country,
    ExternalTransmission,
    PolicyAcceptance,
    PolicyVersion,
    Recipient,
)
from policies.selectors.organisations import organisation
from policies.selectors.policy_versions import blocked_matters
from policies.services.acceptances import record_acceptance
from policies.services.seeding import seed_external_transmissions
from tests.consent.people import make_item
from tests.desk import NOW, make_requester, make_staff
from tests.dsr.portal.walk import client_of, set_up_company
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
OLD, NEW = "2023-09-01", "2026-05-01"


@pytest.fixture(autouse=True)
def desk() -> Any:
    set_up_company()
    with time_machine.travel(NOW, tick=False):
        yield


def revision(**facts: Any) -> None:
    words = {
        "text_ja": "## 第1条\n個人データの**新しい**取扱いを定めます。\n",
        "text_en": "## Article 1\nHow we handle data now.\n",
        "summary_ja": "取扱いを改めました。", "summary_en": "Handling has changed.",
    }  # fmt: skip
    # announced on 2026-04-01, as NOW is
    published(date(2026, 5, 1), **{**words, "number": NEW, **facts})


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    html = re.sub(r"\s+", " ", answer.content.decode())
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", html)


def test_revision_is_announced_before_its_day_and_in_force_on_it() -> None:
    revision()
    html = page(Client(), "/policy/")
    assert "2023-09-01版（2023年9月1日施行）" in html
    assert "2026-05-01版は、2026年5月1日に効力が発生します。" in html
    assert "<strong>新しい</strong>" not in html
    assert "<strong>新しい</strong>" in page(Client(), f"/policy/versions/{NEW}/")
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert "<strong>新しい</strong>" in page(Client(), "/policy/")


def test_every_version_stays_in_the_archive() -> None:
    revision(requires_consent=True)
    html = page(Client(), "/policy/versions/")
    assert html.index(NEW) < html.index(OLD)
    assert "同意された方にだけ適用" in html
    for number in (OLD, NEW):
        assert "SHA-256" in page(Client(), f"/policy/versions/{number}/")
    page(Client(), "/policy/versions/1999-01-01/", 404)


def test_version_not_yet_announced_is_not_found() -> None:
    published(date(2027, 1, 1), number="later")
    for path in ("/policy/versions/later/", "/policy/versions/later.pdf"):
        page(Client(), path, 404)
    assert "later" not in page(Client(), "/policy/versions/")
    assert "later" not in page(client_of(make_requester()), "/")


def test_change_is_shown_side_by_side_in_the_readers_language() -> None:
    revision()
    html = page(Client(), f"/policy/versions/{OLD}/{NEW}/")
    assert "個人データの<strong>新しい</strong>取扱いを定めます。" in re.sub(
        "</?ins>|<span.*?</span>", "", html
    )
    assert "<del>お問い合わせに応じます。</del>" in html
    assert "**" not in html
    assert "##" not in html
    client = Client()
    client.cookies["django_language"] = "en"
    assert "How we handle " in page(client, f"/policy/versions/{OLD}/{NEW}/")


def test_changed_words_are_told_to_the_eye_and_to_the_ear() -> None:
    revision(text_ja="## 第2条\n方針に関する**新しい**取扱いを定めます。\n")
    published(
        date(2026, 4, 20), number="third", text_ja="## 第2条\n方針に関する取扱いを定めます。\n"
    )
    html = page(Client(), f"/policy/versions/{NEW}/third/")
    assert (
        '方針に関する<del><span class="visually-hidden">［ここから削除］</span>'
        '<strong>新しい</strong><span class="visually-hidden">［削除ここまで］</span></del>取扱い'
    ) in html
    assert html.count('role="heading" aria-level="3"') == 1  # one side alone is in the outline
    same = page(Client(), f"/policy/versions/{NEW}/{NEW}/")
    assert "この言語の本文は、どちらの版も同じです。" in same


def test_versions_of_two_documents_are_not_compared() -> None:
    revision(number="terms-1", document="TERMS")
    page(Client(), f"/policy/versions/{OLD}/terms-1/", 404)


def test_terms_have_a_page_of_their_own() -> None:
    assert "この文書は、まだ公表していません。" in page(Client(), "/terms/")
    published(date(2026, 3, 1), number="terms-1", document="TERMS", text_ja="会員の約束")
    assert "会員の約束" in page(Client(), "/terms/")
    assert "会員の約束" not in page(Client(), "/policy/")


def test_version_is_printed_in_the_readers_language() -> None:
    import pypdfium2

    for language, words in (("ja", "お問い合わせに応じます。"), ("en", "We answer inquiries.")):
        client = Client()
        client.cookies["django_language"] = language
        answer = client.get(f"/policy/versions/{OLD}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
        assert words in text
        assert OLD in text


def test_printed_version_names_the_company_as_it_was_called_then() -> None:
    import pypdfium2

    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        company = organisation()
        before, company.name_ja = company.name_ja, "株式会社改称後"
        company.save()
        published(date(2027, 9, 1), number="2027-09-01")
    with time_machine.travel(NOW + timedelta(days=600), tick=False):
        for number, name, other in (
            (OLD, before, "株式会社改称後"), ("2027-09-01", "株式会社改称後", before),
        ):  # fmt: skip
            answer = Client().get(f"/policy/versions/{number}.pdf")
            pages = pypdfium2.PdfDocument(answer.content)
            text = "".join(page.get_textpage().get_text_range() for page in pages)
            assert (name in text, other in text) == (True, False)


@pytest.mark.parametrize(
    ("document", "name"), [("PRIVACY_POLICY", "プライバシーポリシー"), ("TERMS", "利用規約")]
)
def test_art_13_banner_asks_until_the_person_agrees_on_the_page(document: str, name: str) -> None:
    published(date(2023, 9, 1), number="terms-1", document="TERMS")
    revision(requires_consent=True, introduces=["PURPOSE:PARTNER_REPORT"], document=document)
    user = make_requester()
    client = client_of(user)
    asked = f"{name}の改定について、同意をお願いしています"
    assert asked in page(client, "/")
    html = page(client, f"/policy/versions/{NEW}/")
    assert "利用状況を提携先に報告するため" in html
    assert asked not in html  # the question itself is on this page
    # It stands below a long text: the head of the page leads to it.
    assert html.index('href="#decision"') < html.index('class="policy-text"')
    assert html.index('class="policy-text"') < html.index('id="decision"')
    assert asked in page(
        client, f"/policy/versions/{OLD}/{NEW}/" if document != "TERMS" else "/terms/"
    )
    found = re.search(r'name="text_sha256" value="([0-9a-f]{64})"', html)
    assert found is not None
    path = f"/policy/versions/{NEW}/accept/"
    refused = client.post(path, {"text_sha256": ""}, follow=True)
    assert "もう一度お決めください" in refused.content.decode()
    assert not PolicyAcceptance.objects.exists()
    assert '<input type="hidden" name="language" value="ja">' in html
    client.cookies["django_language"] = "en"  # switched in another tab
    client.post(path, {"text_sha256": found[1], "language": "ja"})
    client.cookies["django_language"] = "ja"
    row = PolicyAcceptance.objects.get()
    assert (row.subject.user, row.source, row.language) == (user, "PORTAL", "ja")
    assert asked not in page(client, "/")
    assert "この版には、2026年4月1日に同意されました。" in page(client, f"/policy/versions/{NEW}/")


def test_notice_only_is_told_until_a_month_after_its_day() -> None:
    revision()
    client = client_of(make_requester())
    told = "プライバシーポリシーを改定します"
    html = page(client, "/")
    assert (told in html, f"{NEW}版を、2026年5月1日から適用します。" in html) == (True, True)
    html = page(client, "/policy/")  # says so itself
    assert (told in html, html.count("改定の内容を読む")) == (False, 1)
    assert told in page(client, "/terms/")
    assert told not in page(Client(), "/")
    for days, shown in ((60, True), (62, False)):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            assert (told in page(client_of(User.objects.get()), "/")) is shown


def test_first_text_is_no_revision_to_tell_of() -> None:
    published(date(2026, 5, 1), number="terms-1", document="TERMS")
    assert "利用規約を改定" not in page(client_of(make_requester()), "/")


def test_only_requesters_agree() -> None:
    revision(requires_consent=True)
    path = f"/policy/versions/{NEW}/accept/"
    assert Client().post(path)["Location"].endswith(f"?next={path}")
    back = client_of(make_requester()).get(path, follow=True)  # where signing in leads to
    assert back.redirect_chain == [(f"/policy/versions/{NEW}/", 302)]
    assert "本文を読み、もう一度お決めください。" in back.content.decode()
    assert not PolicyAcceptance.objects.exists()
    assert client_of(make_staff("manager")).post(path).status_code == 404


def test_register_names_everybody_who_handles_data_and_how_to_opt_out() -> None:
    from config.demo.milly_app import sources

    seed_external_transmissions(rows=sources.transmission_rows())
    country = Country.objects.create(
        code="US", name_ja="アメリカ合衆国", name_en="United States", regime_ja="包括的な法はない"
    )
    Recipient.objects.create(
        code="r", position=1, name_ja="見本リサーチ", name_en="Mihon", purpose_ja="市場調査",
        purpose_en="Research", country=country,
    )  # fmt: skip
    html = page(Client(), "/register/")
    for words in ("見本リサーチ", "市場調査", "アメリカ合衆国", "包括的な法はない"):
        assert words in html
    for row in ExternalTransmission.objects.all():
        assert all(words in html for words in (row.name_ja, row.recipient_ja)), row.code
    assert 'href="/register/"' in page(Client(), "/")


def test_missing_fact_is_shown_to_staff_and_to_nobody_else() -> None:
    assert "未設定" not in page(Client(), "/register/")
    assert "未設定" not in page(client_of(make_requester()), "/register/")
    html = page(client_of(make_staff("administrator")), "/register/")
    assert html.count("未設定") == 3  # representative, manager, security measures
    assert "/console/policies/organisation/1/change/" in html


def test_holder_without_a_country_is_shown_as_such_to_staff_alone() -> None:
    Recipient.objects.create(
        code="r", position=1, name_ja="見本リサーチ", name_en="Mihon", purpose_ja="市場調査",
        purpose_en="Research",
    )  # fmt: skip
    assert "国・地域：" not in page(Client(), "/register/")
    assert "国・地域：未設定" in page(client_of(make_staff("administrator")), "/register/")


def test_acceptance_before_the_day_settles_the_question() -> None:
    from accounts.domain.actor import system_actor
    from accounts.services.data_subjects import ensure_subject

    revision(requires_consent=True)
    user = make_requester()
    record_acceptance(
        subject_id=ensure_subject(user=user, now=NOW).pk, number=NEW, language="ja",
        source="API:x", actor=system_actor("test"), now=NOW,
    )  # fmt: skip
    assert "同意をお願いしています" not in page(client_of(user), "/")


def two_revisions() -> None:
    """One that needed consent, and a later one in force that needed none."""
    published(
        date(2026, 2, 1), number="consent", requires_consent=True,
        introduces=["ITEM:OTHER", "PURPOSE:PARTNER_REPORT"],
    )  # fmt: skip
    published(date(2026, 3, 1), number="newest")


def somebody(joined_on: date) -> tuple[User, Client]:
    user = make_requester()
    User.objects.filter(pk=user.pk).update(
        date_joined=datetime.combine(joined_on, time(12), tzinfo=UTC)
    )
    return user, client_of(User.objects.get(pk=user.pk))


def post_acceptance(client: Client, number: str, **more: str) -> str:
    html = page(client, f"/policy/versions/{number}/")
    found = re.search(r'name="text_sha256" value="([0-9a-f]{64})"', html)
    assert found is not None
    answer = client.post(
        f"/policy/versions/{number}/accept/", {"text_sha256": found[1], **more}, follow=True
    )
    return re.sub(r"\s+", " ", answer.content.decode())


def test_person_who_joins_is_told_what_joining_is_and_accepts_the_whole_text() -> None:
    two_revisions()
    user, client = somebody(joined_on=date(2026, 3, 1))
    assert "同意をお願いしています" in page(client, "/")
    make_item("OTHER")
    html = page(client, "/policy/versions/newest/")
    assert "入会とは、サービスに初めて登録することです。" in html
    # What consent is needed for, by name.
    assert "<li>位置情報</li><li>利用状況を提携先に報告するため</li>" in html
    assert 'href="/policy/versions/newest/"' in page(client, "/policy/versions/consent/")
    html = post_acceptance(client, "newest", joining="yes")
    assert "newest版のもとで入会し、全文に同意しました。" in html
    assert "2026年4月1日にこの版のもとで入会し、全文に同意されました。" in html
    row = PolicyAcceptance.objects.get()
    assert (row.subject.user, row.version.number, row.joined) == (user, "newest", True)
    assert blocked_matters(row.subject, on=date(2026, 4, 1)) == frozenset()
    assert "同意をお願いしています" not in page(client, "/")
    assert "同意します" not in page(client, "/policy/versions/consent/")  # nothing more to agree to


def test_member_of_before_says_yes_to_a_revision_and_cannot_join_under_it() -> None:
    two_revisions()
    user, client = somebody(joined_on=date(2026, 2, 28))
    assert "入会とは" not in page(client, "/policy/versions/newest/")
    html = page(client, "/policy/versions/consent/")
    assert "ほかの版で新しく定めたものへの同意にはなりません。" in html
    version = PolicyVersion.objects.get(number="newest")
    refused = client.post(
        "/policy/versions/newest/accept/",
        {"text_sha256": version.sha256, "joining": "yes"}, follow=True,
    )  # fmt: skip
    assert "現在の版のもとで新しく登録される方だけのものです。" in refused.content.decode()
    assert not PolicyAcceptance.objects.exists()
    assert "consent版に同意しました" in post_acceptance(client, "consent")
    row = PolicyAcceptance.objects.get()
    assert (row.subject.user, row.joined) == (user, None)
    assert blocked_matters(row.subject, on=date(2026, 4, 1)) == frozenset()


def test_known_member_and_who_accepted_before_are_not_asked_to_join() -> None:
    from accounts.services.data_subjects import ensure_subject, match_member

    two_revisions()
    _user, client = somebody(joined_on=date(2026, 3, 15))
    post_acceptance(client, "consent")
    assert "入会とは" not in page(client, "/policy/versions/newest/")
    other = make_requester("other@mail.example")
    member = ensure_subject(user=other, now=NOW)
    assert "入会とは" in page(client_of(other), "/policy/versions/newest/")
    match_member(subject=member, member_id="M-1", now=NOW)
    assert "入会とは" not in page(client_of(other), "/policy/versions/newest/")
