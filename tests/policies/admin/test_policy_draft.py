"""Drafting in the console: write, be told of faults, preview, hand over, publish by another."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from policies.models import Organisation, PolicyDraft, PolicyVersion, PurposeOfUse
from tests.accounts.console import open_console
from tests.desk import NOW, make_staff, set_up_desk

pytestmark = pytest.mark.django_db
LIST = "/console/policies/policydraft/"
WRITTEN = {
    "document": "PRIVACY_POLICY", "number": "2026-06-01", "effective_from": "2026-06-01",
    "nature": "NEEDS_CONSENT", "consent_triggers": ["NEW_PURPOSE"],
    "introduces": ["PURPOSE:PARTNER_REPORT"], "seen": "0",
    "summary_ja": "提携先に報告します。", "summary_en": "We report to partners.",
    "text_ja": "## 第1条\n報告します。<script>x</script>\n",
    "text_en": "## Article 1\nWe report.\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def desk() -> Any:
    set_up_desk()
    PurposeOfUse.objects.create(
        code="PARTNER_REPORT", position=7, text_ja="提携先への報告", text_en="Partners"
    )
    with time_machine.travel(NOW, tick=False):
        yield


def console(role: str) -> Client:
    client = Client()
    open_console(client, role)
    return client


def drafted(client: Client, **facts: Any) -> PolicyDraft:
    answer = client.post(f"{LIST}add/", {**WRITTEN, **facts})
    assert answer.status_code == 302, answer.context["errors"]
    return PolicyDraft.objects.get()


def test_new_draft_begins_with_the_words_in_force() -> None:
    html = console("administrator").get(f"{LIST}add/").content.decode()
    assert "プライバシーポリシー</textarea>" in html
    assert "提携先への報告" in html
    assert "選んでください</option>" in html  # not Django's row of dashes


def test_draft_shows_faults_preview_and_what_changes() -> None:
    client = console("administrator")
    draft = drafted(client, text_ja="## 第1条\n第9条のとおり。<script>x</script>\n")
    html = client.get(f"{LIST}{draft.pk}/change/").content.decode()
    assert "日本語の本文、2行目：「第9条」の条は存在しません。" in html
    assert "二つに分ける" not in html
    assert '<h2 id="article-1">第1条</h2>' in html
    assert "<del>プライバシーポリシー</del>" in html or "2023-09-01版との比較" in html
    assert "<script>x" not in html


def test_draft_is_read_first_and_written_where_one_asks_to() -> None:
    client = console("administrator")
    facts = {"text_ja": "## 第1条\n**第9条**のとおり。\n", "nature": "MIXED"}
    answer = client.post(f"{LIST}add/", {**WRITTEN, **facts}, follow=True)
    draft = PolicyDraft.objects.get()
    page = f"{LIST}{draft.pk}/change/"
    assert answer.redirect_chain == [(page, 302)]
    html = answer.content.decode()
    assert "下書きを保存しました。" in html
    in_order = (
        "「第9条」の条は存在しません。", "先に二つに分けてください", 'href="?edit=yes"', "作成中",
        "<strong>第9条</strong>", "2023-09-01版との比較",
    )  # fmt: skip
    order = [html.index(words) for words in in_order]
    assert order == sorted(order)
    assert "**" not in html
    assert "<textarea" not in html
    form = client.get(f"{page}?edit=yes").content.decode()
    assert "**第9条**のとおり。" in form
    assert "「第9条」の条は存在しません。" in form
    assert f'href="{LIST}{draft.pk}/step/' not in form  # a step would lose what is typed
    faulty = client.post(page, {**WRITTEN, **facts, "summary_ja": ""})
    assert faulty.status_code == 200
    assert "**第9条**のとおり。" in faulty.content.decode()


def test_published_draft_is_compared_with_what_stood_before_it() -> None:
    writer, manager = console("administrator"), console("manager")
    draft = drafted(writer)
    writer.post(f"{LIST}{draft.pk}/step/submit/", {"seen": "0"})
    assert manager.post(f"{LIST}{draft.pk}/step/publish/", {"seen": "1"}).status_code == 302
    html = writer.get(f"{LIST}{draft.pk}/change/?edit=yes").content.decode()
    assert "この本文は公表済みで、変わることはありません。" in html
    assert "2023-09-01版との比較" in html
    assert "<textarea" not in html


def test_draft_is_written_handed_over_and_published_by_another() -> None:
    writer, manager = console("administrator"), console("manager")
    draft = drafted(writer)
    assert draft.introduces == ["PURPOSE:PARTNER_REPORT"]
    change = f"{LIST}{draft.pk}/change/"
    stale = writer.post(change, {**WRITTEN, "seen": "7", "summary_ja": "別"})
    assert "ほかの人がこの下書きを変更しました" in stale.content.decode()
    assert writer.post(change, {**WRITTEN, "summary_ja": "改めて書きました"}).status_code == 302
    step = f"{LIST}{draft.pk}/step"
    assert writer.post(f"{step}/submit/", {"seen": "1"}).status_code == 302
    assert writer.get(f"{step}/publish/").status_code == 403
    read = manager.get(change).content.decode()
    assert "<textarea" not in read
    assert "提携先への報告" in read
    assert "alone_reason" not in manager.get(f"{step}/publish/").content.decode()
    assert manager.post(f"{step}/publish/", {"seen": "2"}).status_code == 302
    version = PolicyVersion.objects.get(number="2026-06-01")
    assert (version.summary_ja, version.requires_consent) == ("改めて書きました", True)
    page = manager.get("/console/policies/policyversion/2026-06-01/change/").content.decode()
    assert "変わったところ" in page
    told = manager.get("/console/policies/policyannouncement/").content.decode()
    assert "2026-06-01" in told
    (row,) = version.announcement.__class__.objects.all()
    assert (
        "0人中0人あてのメールを作成しました。"
        in manager.get(f"/console/policies/policyannouncement/{row.pk}/change/").content.decode()
    )


def test_own_draft_is_refused_in_words() -> None:
    manager = console("manager")
    draft = drafted(manager)
    step = f"{LIST}{draft.pk}/step"
    manager.post(f"{step}/submit/", {"seen": "0"})
    refused = "下書きを書いた人は公表できません"
    for alone in (False, True):  # a company of one publishes its own draft, with a reason
        Organisation.objects.update(works_alone=alone)
        page = manager.get(f"{step}/publish/").content.decode()
        assert ("alone_reason" in page, refused in page) == (alone, not alone)
        button = (
            f'href="{step}/publish/"' in manager.get(f"{LIST}{draft.pk}/change/").content.decode()
        )
        assert button is alone
    Organisation.objects.update(works_alone=False)
    answer = manager.post(f"{step}/publish/", {"seen": "1"})
    assert answer.status_code == 409
    assert refused in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [("2023-09-01", "公表済みの版が使っています"), ("第二版", "半角の英数字とハイフン")],
)
def test_number_is_free_and_fit_for_an_address(number: str, words: str) -> None:
    answer = console("administrator").post(f"{LIST}add/", {**WRITTEN, "number": number})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not PolicyDraft.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_queries(number: int, django_assert_num_queries: Any) -> None:
    client = console("manager")
    make_staff("administrator")
    for position in range(number):
        client.post(f"{LIST}add/", {**WRITTEN, "number": f"v{position}"})
    with django_assert_num_queries(7):
        client.get(LIST)
