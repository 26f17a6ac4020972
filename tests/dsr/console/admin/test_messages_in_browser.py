"""Conversation, templates, postings and the medium's password in a real browser, both languages."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.domain.actor import requester_actor
from dsr.cases.models import Case, MessageTemplate
from dsr.cases.services.message_attachments import Upload
from dsr.cases.services.message_templates import seed_message_templates
from dsr.cases.services.messages import send_message_with_files
from dsr.fulfilment.models import PostalCopy
from dsr.fulfilment.services.postal_copies import build_postal_copy
from policies.models import DataCategory
from tests.accounts.mailbox import read_code
from tests.config.visitor import Visitor
from tests.desk import NOW, file_disclosure, make_requester
from tests.dsr.cases.services.test_message_attachments import photo, text_file
from tests.dsr.console.admin.test_console_browser import enter
from tests.dsr.fulfilment.bench import Bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class DeskVisitor(Visitor):
    """The console is dense, for a mouse; everything else holds there too."""

    def small_targets(self) -> list[tuple[str, float]]:
        """Only the person's pages are measured."""
        return [] if "/console/" in self.page.url else super().small_targets()


@pytest.fixture(params=["ja", "en"])
def visitor(request: Any, browser: Any, live_server: Any) -> Any:
    visit = DeskVisitor(browser, live_server.url, request.param)
    yield visit
    visit.window.close()


def sign_in(visit: Visitor, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    cookies = {"sessionid": value, "django_language": visit.language}
    visit.window.add_cookies(
        [{"name": name, "value": text, "url": live_server.url} for name, text in cookies.items()]
    )


def talk(case: Case, bench: Bench) -> None:
    """The person sends two files; the desk answers with one."""
    for actor, text, files in (
        (
            requester_actor(case.requester_id),
            "住所を確認できる資料をお送りします。\nよろしくお願いいたします。",
            [
                photo("住民票の写し（とても長い名前のファイルです）2026年4月1日交付.jpg"),
                text_file(b"memo"),
            ],
        ),
        (bench.reviewer, "資料を受け取りました。記入例をお送りします。", [photo("記入例.jpg")]),
    ):
        uploads: list[Upload] = files
        send_message_with_files(
            case_id=case.pk, text=text, uploads=uploads, send_token=uuid.uuid4(), actor=actor,
            now=NOW,
        )  # fmt: skip


def test_conversation_is_clean_and_sends_a_file_by_keyboard(
    visitor: Visitor, live_server: Any, tmp_path: Any
) -> None:
    bench = Bench()
    case = file_disclosure(bench.requester)
    talk(case, bench)
    sign_in(visitor, live_server, bench.requester)
    visitor.look(f"/requests/{case.reference}/", name="conversation")
    page = visitor.page
    letter = tmp_path / "手紙.txt"
    letter.write_text("追加の資料です。", encoding="utf-8")
    page.locator("#id_text").focus()
    page.keyboard.type("追加でお送りします。")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_files"
    page.set_input_files("#id_files", str(letter))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("手紙.txt").wait_for()
    program = tmp_path / "program.exe"
    program.write_bytes(b"MZ\x00")
    page.fill("#id_text", "これもお願いします。")
    page.set_input_files("#id_files", str(program))
    page.locator("main form[enctype] button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert page.locator("#id_text").input_value() == "これもお願いします。"
    visitor.look(name="conversation-refused")


def test_desk_writes_from_a_template_and_edits_it(
    visitor: Visitor, live_server: Any, client: Client
) -> None:
    bench = Bench()
    seed_message_templates()
    case = file_disclosure(make_requester("taro@mail.example"))
    talk(case, bench)
    enter(visitor.page, client, live_server, "manager")
    visitor.window.add_cookies(
        [{"name": "django_language", "value": visitor.language, "url": live_server.url}]
    )
    base = f"/console/dsr_cases/case/{case.reference}"
    visitor.look(f"{base}/step/write-message/", name="write-message")
    page = visitor.page
    page.select_option("#id_template", "delay")
    visitor.press("button[name=use_template]")
    assert case.reference in page.locator("#id_text").input_value()
    visitor.look(name="write-message-filled")
    visitor.look(f"{base}/change/", name="case-conversation")
    row = MessageTemplate.objects.get(code="delay")
    visitor.look(f"/console/dsr_cases/messagetemplate/{row.pk}/change/", name="template")
    visitor.look("/console/dsr_cases/messagetemplate/add/", name="template-add")
    visitor.look("/console/dsr_cases/messagetemplate/", name="templates")


@pytest.mark.parametrize("method", ["PAPER", "MEDIA"])
def test_posting_pages_are_clean(
    visitor: Visitor, live_server: Any, client: Client, method: str
) -> None:
    bench = Bench()
    bench.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    seed_message_templates()
    case = bench.released(delivery_method=method, formats=[])
    build_postal_copy(copy_id=PostalCopy.objects.get().pk, now=NOW)
    enter(visitor.page, client, live_server, "manager")
    visitor.window.add_cookies(
        [{"name": "django_language", "value": visitor.language, "url": live_server.url}]
    )
    base = f"/console/dsr_fulfilment/collection/{case.reference}"
    visitor.look(f"{base}/change/", name=f"posting-{method}")
    visitor.look(f"{base}/step/make-copy-again/", name=f"make-again-{method}")
    visitor.look(f"/console/dsr_cases/case/{case.reference}/step/record-delivery/", name="posted")
    if method == "MEDIA":
        visitor.window.clear_cookies()
        sign_in(visitor, live_server, bench.requester)
        visitor.look(f"/requests/{case.reference}/answer/", name="answer-medium")
        page = visitor.page
        page.locator("form[action$='medium/send-code/'] button").click()
        page.locator("#id_code").wait_for()
        visitor.look(name="medium-code")
        page.fill("#id_code", read_code(NOW))
        page.locator("form[action$='answer/medium/'] button").click()
        page.locator("output").wait_for()
        visitor.look(name="medium-password")
