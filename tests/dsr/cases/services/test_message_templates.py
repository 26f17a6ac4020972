"""Templates: checked when kept, checked when used, never asking for less or for a reason."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from dsr.cases.domain.message_variables import (
    SAMPLE,
    VARIABLES,
    UnableToFill,
    fill,
    has_loose_brace,
    unknown_names,
)
from dsr.cases.domain.seeded_message_templates import TEMPLATES
from dsr.cases.models import CaseMessage, MessageTemplate
from dsr.cases.selectors.message_templates import filled_template, template_choices
from dsr.cases.services.message_templates import seed_message_templates
from dsr.cases.services.messages import UnableToSendMessage, send_message
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor

pytestmark = pytest.mark.django_db
# Words that would ask a person to want less of their data, or why they want it.
NARROWING = re.compile(
    r"絞|範囲を|限定|一部だけ|目的をお|理由をお|使い道|なぜ|取り下げ|"
    r"narrow|limit your|reduce|only part|why you|reason for your|withdraw",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()
    seed_message_templates()


@pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row.code)
def test_seeded_template_is_sound_in_both_languages(row: object) -> None:
    for language in ("ja", "en"):
        title, text = getattr(row, f"title_{language}"), getattr(row, f"text_{language}")
        assert unknown_names(text) == ()
        assert not has_loose_brace(text)
        assert NARROWING.search(title + text) is None
        filled = fill(text, SAMPLE[language])
        assert "{" not in filled
    japanese = set(re.findall(r"\{(\w+)\}", getattr(row, "text_ja", "")))
    english = set(re.findall(r"\{(\w+)\}", getattr(row, "text_en", "")))
    assert "reference" in japanese & english


def test_seeding_again_keeps_what_staff_changed() -> None:
    MessageTemplate.objects.filter(code="delay").update(text_ja="変更", active=False)
    seed_message_templates()
    row = MessageTemplate.objects.get(code="delay")
    assert (row.text_ja, row.active) == ("変更", False)
    assert MessageTemplate.objects.count() == len(TEMPLATES)


@pytest.mark.parametrize("text", ["{reference", "reference}", "{{reference}}", "a } b {"])
def test_loose_brace_is_noticed(text: str) -> None:
    assert has_loose_brace(text)


def test_unknown_name_is_noticed_once_and_never_filled() -> None:
    assert unknown_names("{name} {reference} {name} { kind}") == ("name", " kind")
    with pytest.raises(UnableToFill) as refused:
        fill("{name} {reference}", SAMPLE["ja"])
    assert refused.value.names == ("name",)


def test_template_is_filled_with_the_cases_own_facts_in_its_language() -> None:
    case = file_disclosure(make_requester(), language="en")
    text = filled_template(case=case, code="delay")
    assert case.reference in text
    assert "1 April 2026" in text
    assert "Disclosure of retained personal data" in text
    assert ("delay", "It takes longer") in template_choices("en")
    assert ("delay", "お時間をいただくお知らせ") in template_choices("ja")
    assert filled_template(case=case, code="no-such") == ""


def test_template_without_its_value_refuses_to_be_used() -> None:
    case = file_disclosure(make_requester())
    with pytest.raises(UnableToFill) as refused:
        filled_template(case=case, code="complete-by")
    assert "due_date" in refused.value.names


def test_switched_off_template_is_not_offered() -> None:
    MessageTemplate.objects.filter(code="delay").update(active=False)
    case = file_disclosure(make_requester())
    assert "delay" not in dict(template_choices("ja"))
    assert filled_template(case=case, code="delay") == ""


@pytest.mark.parametrize("name", VARIABLES)
def test_message_with_a_name_left_in_it_is_not_sent(name: str) -> None:
    case = file_disclosure(make_requester())
    with pytest.raises(UnableToSendMessage) as refused:
        send_message(
            case_id=case.pk, text=f"期限は {{{name}}} です", send_token=uuid.uuid4(),
            actor=staff_actor("reviewer"), now=NOW,
        )  # fmt: skip
    assert refused.value.code == "UNFILLED"


def write_url(reference: str) -> str:
    return reverse("admin:dsr_cases_case_step", args=[reference, "write-message"])


def test_staff_choose_a_template_read_it_and_send_it(client: Client) -> None:
    case = file_disclosure(make_requester())
    open_console(client, "reviewer")
    token = str(uuid.uuid4())
    first = {"template": "delay", "use_template": "1", "text": "", "send_token": token, "seen": "1"}
    page = client.post(write_url(case.reference), first)
    assert page.status_code == 200
    text = page.context["form"]["text"].value()
    assert case.reference in text
    assert CaseMessage.objects.count() == 0
    sent = client.post(
        write_url(case.reference), {**first, "use_template": "", "text": text + "\n追伸"}
    )
    assert sent.status_code == 200  # "use_template" alone makes it a choice, whatever its value
    data = {"text": text, "send_token": token, "seen": str(case.events.count()), "template": ""}
    assert client.post(write_url(case.reference), data).status_code == 302
    assert CaseMessage.objects.count() == 1


def test_template_that_cannot_be_filled_says_what_is_missing_and_keeps_the_text(
    client: Client,
) -> None:
    case = file_disclosure(make_requester())
    open_console(client, "reviewer")
    data = {
        "template": "complete-by", "use_template": "1", "text": "書きかけ",
        "send_token": str(uuid.uuid4()), "seen": "1",
    }  # fmt: skip
    page = client.post(write_url(case.reference), data)
    assert page.status_code == 409
    html = page.content.decode()
    assert "due_date" in html
    assert "書きかけ" in html


def template_data(**changed: str) -> dict[str, str]:
    return {
        "code": "own-one", "title_ja": "題", "title_en": "Title", "text_ja": "{reference} です",
        "text_en": "This is {reference}", "active": "on", **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{name} さま", "使えない差し込み項目があります"),
        ("{reference", "波かっこが対になっていません"),
    ],
)
def test_wrong_template_is_refused_with_its_reason(client: Client, text: str, words: str) -> None:
    open_console(client, "manager")
    page = client.post(reverse("admin:dsr_cases_messagetemplate_add"), template_data(text_ja=text))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not MessageTemplate.objects.filter(code="own-one").exists()


def test_manager_adds_and_mends_templates_and_each_change_is_kept(client: Client) -> None:
    user = open_console(client, "manager")
    add = reverse("admin:dsr_cases_messagetemplate_add")
    assert client.post(add, template_data()).status_code == 302
    row = MessageTemplate.objects.get(code="own-one")
    change = reverse("admin:dsr_cases_messagetemplate_change", args=[row.pk])
    page = client.get(change).content.decode()
    assert "DSR-2026-000042 です" in page
    changed = template_data(text_ja="{reference} の件です", code="another")
    assert client.post(change, changed).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.text_ja) == ("own-one", "{reference} の件です")
    assert [one.history_user_id for one in row.history.all()] == [user.pk, user.pk]


def test_reviewer_reads_templates_and_changes_none(client: Client) -> None:
    open_console(client, "reviewer")
    row = MessageTemplate.objects.get(code="delay")
    change = reverse("admin:dsr_cases_messagetemplate_change", args=[row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, template_data()).status_code == 403
    assert client.get(reverse("admin:dsr_cases_messagetemplate_add")).status_code == 403
