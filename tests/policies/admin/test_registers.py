"""Registers in the console: rows are chosen by name, and a new one comes last."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from dsr.cases.enums import Scope
from policies.domain.seeded_rules import DEADLINES, RETENTIONS
from policies.enums import DataScope
from policies.models import Country, DataCategory, DeadlineRule, Processor, PurposeOfUse
from tests.accounts.console import open_console

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    open_console(client, "administrator")
    purpose = PurposeOfUse.objects.create(
        code="SUPPORT", position=3, text_ja="お問い合わせへの回答", text_en="To answer"
    )
    category = DataCategory.objects.create(
        code="CONTACT", position=8, name_ja="連絡先", name_en="Contact", collected_how="GIVEN",
        scope="PROFILE",
    )  # fmt: skip
    category.purposes.add(purpose)
    Country.objects.create(code="US", name_ja="アメリカ合衆国", name_en="United States")
    return client


def test_scopes_of_categories_are_the_choices_of_the_request_form() -> None:
    asked = [(scope.value, str(scope.label)) for scope in Scope if scope != Scope.ALL]
    assert [(scope.value, str(scope.label)) for scope in DataScope] == asked


def test_category_is_added_by_choosing_words_and_comes_last(administrator: Client) -> None:
    path = "/console/policies/datacategory/add/"
    html = administrator.get(path).content.decode()
    assert re.findall(r'name="purposes"[^>]*>\s*([^<]+?)\s*</label>', html) == [
        "お問い合わせへの回答"
    ]
    assert re.search(r'<option value="DEVICE"\s*>端末・アクセス情報</option>', html)
    assert 'name="position" value="9"' in html
    assert "related-widget" not in html
    purpose = PurposeOfUse.objects.get()
    facts = {
        "code": "NOTES", "position": "9", "name_ja": "覚え書き", "name_en": "Notes",
        "collected_how": "GIVEN", "scope": "OTHER", "purposes": [str(purpose.pk)],
    }  # fmt: skip
    assert administrator.post(path, {**facts, "scope": "typed"}).status_code == 200
    assert administrator.post(path, facts).status_code == 302
    assert list(DataCategory.objects.get(code="NOTES").purposes.all()) == [purpose]
    rows = administrator.get("/console/policies/datacategory/").content.decode()
    assert ("登録情報" in rows, "覚え書き" in rows, "Notes" in rows) == (True, True, False)


def test_who_may_only_read_reads_names(administrator: Client) -> None:
    reader = Client()
    open_console(reader, "auditor")
    category = DataCategory.objects.get()
    html = reader.get(f"/console/policies/datacategory/{category.pk}/change/").content.decode()
    assert ("お問い合わせへの回答" in html, "SUPPORT" in html) == (True, False)
    assert re.findall(r"<h1>\s*(.*?)\s*</h1>", html) == ["連絡先"]
    assert re.findall(r'lang="(ja|en)">(連絡先|Contact)<', html) == [
        ("ja", "連絡先"), ("en", "Contact"),
    ]  # fmt: skip


def test_processor_is_asked_for_by_names_in_the_readers_language(administrator: Client) -> None:
    administrator.cookies["django_language"] = "en"
    html = administrator.get("/console/policies/processor/add/").content.decode()
    assert ">United States</option>" in html
    assert ">Not set</option>" in html
    assert re.findall(r'name="categories"[^>]*>\s*([^<]+?)\s*</label>', html) == ["Contact"]
    assert not Processor.objects.exists()


def test_sources_of_the_first_rules_have_japanese(administrator: Client) -> None:
    sources = {row[-1] for row in (*DEADLINES, *RETENTIONS)}
    with translation.override("ja"):
        assert [
            text for text in sources if re.search(r"[A-Za-z]{3}", translation.gettext(text))
        ] == []
    rule = DeadlineRule.objects.create(
        code="ART_39", days=15, day_kind="CALENDAR", effective_from=date(2023, 9, 1),
        source=next(row[3] for row in DEADLINES if row[0] == "ART_39"),
    )  # fmt: skip
    for path in ("", f"{rule.pk}/change/"):
        html = administrator.get(f"/console/policies/deadlinerule/{path}").content.decode()
        assert ("到達から2週間" in html, "APPI" in html, "ART_39<" in html) == (True, False, False)
    assert (
        'name="source"' in administrator.get("/console/policies/deadlinerule/add/").content.decode()
    )
