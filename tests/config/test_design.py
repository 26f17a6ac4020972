"""The design system: what every template keeps, and how fields, errors and the shell are built."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as project_settings
from django.core.files.storage import storages
from django.template import Context, Engine, Node, Variable
from django.template.loader import render_to_string
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django.fixtures import Settings

from config.demo.forms.styleguide import SampleForm

TEMPLATES = Path(project_settings.BASE_DIR) / "templates"
STATIC = Path(project_settings.BASE_DIR) / "config" / "static" / "madoguchi"
HTML_FILES = sorted(TEMPLATES.rglob("*.html"))
MAX_CSS_BYTES = 40_000

pytestmark = pytest.mark.urls("tests.config.design_urls")


class _Elements(HTMLParser):
    """Every start tag of a page as (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def attributes(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.found
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.found if "id" in attrs]


@pytest.mark.parametrize("path", HTML_FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_carry_nothing_the_content_security_policy_refuses(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    inline_script = r"<script(?![^>]*\bsrc=)"
    found = re.findall(rf"\sstyle=|<style|{inline_script}|\son[a-z]+=|javascript:", text)
    assert found == []
    assert re.findall(r"\|\s*safe\b|autoescape off|mark_safe", text) == []
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text) == []


def test_stylesheets_stay_small_and_fetch_nothing() -> None:
    sheets = {path.name: path.read_text() for path in (STATIC / "css").glob("*.css")}
    assert sorted(sheets) == [
        "base.css", "components.css", "forms.css", "layout.css", "print.css", "tokens.css",
    ]  # fmt: skip
    assert sum(len(text.encode()) for text in sheets.values()) <= MAX_CSS_BYTES
    assert [
        name for name, text in sheets.items() if re.search(r"@import|url\(|@font-face", text)
    ] == []


class _AwkwardForm(forms.Form):
    """A label and a hint that would be markup if anything forgot to escape."""

    name = forms.CharField(
        label="<b>Name</b>",
        help_text="<i>hint</i>",
        widget=forms.TextInput(attrs={"placeholder": "gone"}),
    )


def test_field_is_wired_to_its_hint_and_error_and_escapes_them() -> None:
    html = str(_AwkwardForm({"name": ""}))
    page = _Elements(html)
    (control,) = page.attributes("input", name="name")
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["aria-invalid"] == "true"
    assert "placeholder" not in control
    assert {"id_name", "id_name_helptext", "id_name_error"} <= set(page.ids())
    assert len(page.ids()) == len(set(page.ids()))
    assert (len(page.attributes("b")), len(page.attributes("i"))) == (0, 0)
    assert "&lt;b&gt;Name&lt;/b&gt;" in html
    assert "&lt;i&gt;hint&lt;/i&gt;" in html


def test_error_summary_links_every_error_to_a_control_that_exists() -> None:
    page = _Elements(str(SampleForm({"postal_code": "1", "email": "@"})))
    targets = [attrs["href"] for attrs in page.attributes("a")]
    assert targets == [
        "#id_full_name", "#id_postal_code", "#id_email", "#id_delivery_0", "#id_scope_0",
        "#id_document", "#id_notice_read",
    ]  # fmt: skip
    assert [target for target in targets if str(target)[1:] not in page.ids()] == []


def test_choices_are_a_named_group_and_speak_their_hints() -> None:
    page = _Elements(str(SampleForm()))
    radios = page.attributes("input", type="radio")
    assert [radio["aria-describedby"] for radio in radios] == [
        "id_delivery_0_hint",
        "id_delivery_1_hint",
    ]
    assert [radio["value"] for radio in radios] == ["download", "post"]
    assert len(page.attributes("fieldset")) == 2
    assert page.attributes("fieldset")[1]["aria-describedby"] == "id_scope_helptext"


def test_chosen_answers_stay_chosen_when_a_form_comes_back() -> None:
    page = _Elements(str(SampleForm({"delivery": "post", "scope": ["location", "inquiries"]})))
    chosen = [attrs["value"] for tag, attrs in page.found if "checked" in attrs]
    assert chosen == ["post", "location", "inquiries"]


@pytest.mark.parametrize(
    ("language", "required", "optional"), [("ja", "※必須", "任意"), ("en", "*Required", "Optional")]
)
def test_field_says_whether_an_answer_is_needed(
    language: str, required: str, optional: str
) -> None:
    with translation.override(language):
        html = render_to_string("components/field.html", {"field": SampleForm()["full_name"]})
        assert required in html
        html = render_to_string("components/field.html", {"field": SampleForm()["postal_code"]})
        assert optional in html
        html = render_to_string(
            "components/field.html", {"field": SampleForm()["full_name"], "plain": True}
        )
        assert required not in html


@pytest.mark.parametrize(
    ("kind", "role"),
    [("error", "alert"), ("warning", "status"), ("success", "status"), ("info", "status")],
)
def test_notification_is_announced_by_its_kind(kind: str, role: str) -> None:
    html = render_to_string("components/notification.html", {"kind": kind, "text": "<script>"})
    assert _Elements(html).attributes("div", role=role) != []
    assert "&lt;script&gt;" in html


def test_summary_list_keeps_line_breaks_and_names_what_is_changed() -> None:
    rows = [
        {"label": "A", "value": "one\ntwo", "change_href": "/a/"},
        {"label": "B", "lines": ["three", "four"]},
        {"label": "C", "value": ""},
    ]
    with translation.override("en"):
        html = render_to_string("components/summary_list.html", {"rows": rows})
    assert "one<br>two" in html
    assert re.sub(r"<[^>]+>", "", html).split() == [
        "A", "onetwo", "Change:", "A", "B", "three", "four", "C", "Not", "entered",
    ]  # fmt: skip


FAILURES = [400, 403, 404, 429, 500]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("status", FAILURES)
def test_failure_page_is_ours_and_in_the_visitors_language(status: int, language: str) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    response = client.get(f"/fail/{status}/")
    page = _Elements(response.content.decode())
    assert response.status_code == status
    assert page.attributes("html")[0]["lang"] == language
    assert len(page.attributes("h1")) == 1


@pytest.mark.django_db
def test_missing_page_does_not_repeat_what_was_asked_for(client: Client) -> None:
    response = client.get("/nowhere/<script>alert(1)</script>/")
    assert response.status_code == 404
    assert b"alert(1)" not in response.content.split(b'name="next"')[0]
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_last_resort_pages_need_no_database_request_or_hashed_files(
    template: str, settings: Settings, tmp_path: Path
) -> None:
    """No `django_db` mark: a query would fail. The hashed storage has no manifest: a lookup too."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **project_settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        storages["staticfiles"].url("madoguchi/css/base.css")
    html = Engine.get_default().get_template(template).render(Context())
    assert "/static/madoguchi/css/base.css" in html


@pytest.mark.django_db
def test_csrf_failure_explains_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "ja"})
    response = client.post(reverse("set_language"), {"language": "en"})
    assert response.status_code == 403
    assert "もう一度送信してください" in response.content.decode()


@pytest.mark.django_db
def test_language_switch_comes_back_to_the_same_page_in_the_other_language(client: Client) -> None:
    page = _Elements(client.get("/demo/styleguide/?a=1").content.decode())
    assert page.attributes("button", name="language")[0]["value"] == "en"
    back = page.attributes("input", name="next")[0]["value"]
    response = client.post(reverse("set_language"), {"language": "en", "next": back}, follow=True)
    assert response.redirect_chain == [("/demo/styleguide/?a=1", 302)]
    assert _Elements(response.content.decode()).attributes("html")[0]["lang"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("ja", "株式会社 例"), ("en", "Example Inc.")])
def test_header_names_the_organisation_in_the_pages_language(language: str, name: str) -> None:
    from policies.models import Organisation

    Organisation.objects.update_or_create(
        pk=1, defaults={"name_ja": "株式会社 例", "name_en": "Example Inc."}
    )
    request = RequestFactory().get("/")
    with translation.override(language):
        html = render_to_string("429.html", request=request)
    assert html.count(name) == 3  # title, header, footer
    others = {"株式会社 例", "Example Inc."} - {name}
    assert [other for other in others if other in html] == []


@pytest.mark.django_db
def test_pages_open_before_the_organisation_is_set_up(client: Client) -> None:
    from policies.models import Organisation

    Organisation.objects.all().delete()
    assert client.get("/demo/styleguide/").status_code == 200


def _english(nodes: Iterable[Node], context: Context) -> Iterator[tuple[str | None, str]]:
    """Every (context, English message) that a compiled template may show."""
    for node in nodes:
        if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, Variable):
            words = node.filter_expression.var.literal
            hint = node.message_context.resolve(context) if node.message_context else None
            if isinstance(words, str):
                yield hint, words.replace("%", "%%")
        elif isinstance(node, BlockTranslateNode):
            yield None, node.render_token_list(node.singular)[0]


@pytest.mark.parametrize("path", HTML_FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_phrase_of_the_shared_templates_has_japanese(path: Path) -> None:
    template = Engine.get_default().get_template(str(path.relative_to(TEMPLATES)))
    nodes = [
        *template.nodelist.get_nodes_by_type(TranslateNode),
        *template.nodelist.get_nodes_by_type(BlockTranslateNode),
    ]
    catalogue = vars(trans_real.translation("ja"))["_catalog"]  # gettext() cannot say "not there"
    keys = [f"{hint}\x04{words}" if hint else words for hint, words in _english(nodes, Context())]
    assert [key for key in keys if key not in catalogue and (key, 0) not in catalogue] == []
