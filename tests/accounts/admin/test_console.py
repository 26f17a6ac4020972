"""The console's base: deny first, steps on their own pages, looks on record."""

import csv
import io
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.admin.base import ReadOnlyAdmin
from accounts.domain.actor import system_actor
from accounts.enums import AccessAction, MailTemplate
from accounts.models import AccessRecord, OutboxMessage, StaffChange, User
from accounts.services.access_records import record_access
from accounts.services.data_subjects import ensure_subject
from accounts.services.outbox import claim_mail, queue_mail, settle_failed
from accounts.services.sign_in import set_language
from consent.models import ConsentEvent, ConsentItem
from policies.models import Closure, FeeScheduleRow, Organisation
from tests.accounts.console import open_console
from tests.desk import set_up_desk

pytestmark = pytest.mark.django_db
OURS = ("accounts", "policies", "consent")
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
# Role -> the models of these three sections it sees. Written by hand from docs and HOUSE §4.8.
RULES = {
    "closure", "datacategory", "deadlinerule", "feeschedulerow", "organisation", "policyversion",
    "purposeofuse", "retentionrule", "consentitem", "processor", "recipient", "legalretention",
    "policydraft", "policyannouncement", "country", "externaltransmission",
}  # fmt: skip
SEEN = {
    "manager": RULES
    | {"accessrecord", "outboxmessage", "storedfile", "provisionrecord"}
    | {"webchoice"},
    "reviewer": RULES,
    "finance": {"feeschedulerow"},
    "auditor": RULES
    | {"accessrecord", "outboxmessage", "storedfile", "user", "consentevent", "policyacceptance"}
    | {"provisionrecord", "apiclient", "webhookendpoint", "webhookdelivery", "webchoice"},
    "administrator": RULES
    | {"user", "outboxmessage", "apiclient", "webhookendpoint", "webhookdelivery"},
}
ADDED = {
    "administrator": {
        "closure", "datacategory", "deadlinerule", "feeschedulerow", "purposeofuse",
        "retentionrule", "processor", "recipient", "legalretention", "policydraft", "country",
        "externaltransmission",
    },
    "manager": {"policydraft"},
}  # fmt: skip
CHANGED = {
    "administrator": {
        "organisation", "closure", "datacategory", "purposeofuse", "processor", "recipient",
        "legalretention", "policydraft", "country", "externaltransmission",
    },
    "manager": {"policydraft"},
}  # fmt: skip


def our_admins() -> Iterator[ReadOnlyAdmin]:
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in OURS:
            assert isinstance(model_admin, ReadOnlyAdmin)
            yield model_admin


def name_of(model_admin: ReadOnlyAdmin) -> str:
    return str(model_admin.opts.model_name)


def url(model_admin: ReadOnlyAdmin, page: str, *arguments: Any) -> str:
    opts = model_admin.opts
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("role", sorted(SEEN))
def test_each_role_sees_its_lists_and_no_other(client: Client, role: str) -> None:
    set_up_desk()
    open_console(client, role)
    statuses = {
        name_of(page): client.get(url(page, "changelist"), follow=True).status_code
        for page in our_admins()
    }
    assert {name for name, status in statuses.items() if status == 200} == SEEN[role]
    assert set(statuses.values()) <= {200, 403}


@pytest.mark.parametrize("role", sorted(SEEN))
def test_each_role_adds_and_changes_only_what_it_may(client: Client, role: str) -> None:
    set_up_desk()
    Closure.objects.create(on="2026-08-14", reason="夏季休業")
    open_console(client, role)
    added, changed = set(), set()
    for page in our_admins():
        if "_add" in page.kept_urls and client.post(url(page, "add"), {}).status_code != 403:
            added.add(name_of(page))
        row = page.model._default_manager.order_by("pk").first()
        if row is not None:
            answer = client.post(url(page, "change", getattr(row, page.reference_field)), {})
            if answer.status_code != 403:
                changed.add(name_of(page))
    assert added == ADDED.get(role, set())
    assert changed <= CHANGED.get(role, set())
    assert {"organisation", "closure"} & changed == CHANGED.get(role, set()) & {
        "organisation", "closure",
    }  # fmt: skip


def test_no_page_deletes_or_acts_on_many_rows(client: Client) -> None:
    for page in our_admins():
        assert page.actions is None
        deletes = [u.name for u in page.get_urls() if str(u.name).endswith("_delete")]
        assert deletes == (["policies_closure_delete"] if name_of(page) == "closure" else [])


def test_searches_survive_naughty_text(client: Client) -> None:
    set_up_desk()
    open_console(client, "auditor", "administrator")
    for page in our_admins():
        if page.search_exactly:
            for term in ("\x00", "𠮷野家", "' OR 1=1 --", "%", "a" * 5000):
                answer = client.get(url(page, "changelist"), {"q": term})
                assert answer.status_code == 200, (name_of(page), term)


def test_unknown_object_is_a_404(client: Client) -> None:
    set_up_desk()
    open_console(client, "auditor")
    for page in our_admins():
        if client.get(url(page, "changelist"), follow=True).status_code == 200:
            for reference in ("999999", "nothing", str(uuid.uuid4())):
                answer = client.get(url(page, "change", reference))
                assert answer.status_code in (302, 404), (name_of(page), reference)


def make_mail(number: int) -> OutboxMessage:
    user, _ = User.objects.get_or_create(email="hanako@mail.example")
    return queue_mail(
        recipient=user,
        template=MailTemplate.REQUEST_UPDATED,
        reference=f"DSR-2026-{number:06d}",
        path="/requests/",
        now=timezone.now(),
    )


def make_look(number: int) -> AccessRecord:
    return record_access(
        subject_id=uuid.UUID(int=7),
        action=AccessAction.VIEWED,
        object_kind="case",
        object_reference=f"DSR-2026-{number:06d}",
        actor=system_actor("test"),
        now=timezone.now(),
    )


@pytest.mark.parametrize(
    ("make", "page"),
    [(make_mail, "accounts_outboxmessage"), (make_look, "accounts_accessrecord")],
)
def test_lists_ask_as_much_for_three_rows_as_for_one(client: Client, make: Any, page: str) -> None:
    set_up_desk()
    open_console(client, "auditor")
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            make(number)
        client.get(reverse(f"admin:{page}_changelist"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"admin:{page}_changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_yes_and_no_are_words_of_the_page(client: Client) -> None:
    """Django draws them as pictures named "True" and "False", on Japanese pages too."""
    typed = '<img src="/icon-yes.svg" alt="True">'
    for code, prerequisite, active in (("A", True, False), ("B", False, True)):
        ConsentItem.objects.create(
            code=code, name_ja=typed, name_en=typed, prerequisite=prerequisite, active=active
        )
    open_console(client, "auditor")
    for language, yes, no in (("ja", "はい", "いいえ"), ("en", "Yes", "No")):
        client.cookies["django_language"] = language
        rows = client.get(reverse("admin:consent_consentitem_changelist")).content.decode()
        page = client.get(reverse("admin:consent_consentitem_change", args=["A"])).content.decode()
        assert re.findall(rf"<td[^>]*>({yes}|{no})</td>", rows) == [yes, no, no, yes]
        assert re.findall(rf">({yes}|{no})</div>", page) == [yes, no]
        for text in (rows, page):
            assert "alt=&quot;True&quot;" in text  # what was typed stays as typed
            assert 'alt="' not in text.partition("<main")[2]


def test_looking_at_a_persons_consent_is_on_record(client: Client) -> None:
    subject = ensure_subject(user=User.objects.create_user("hanako@mail.example"), now=NOW)
    item = ConsentItem.objects.create(code="LOCATION", name_ja="位置情報", name_en="Location")
    event = ConsentEvent.objects.create(
        chain=f"subject:{subject.pk}", at=NOW, subject=subject, item=item, action="GIVEN",
        text_version="1", text_sha256="0" * 64, language="ja", source="test",
    )  # fmt: skip
    auditor = open_console(client, "auditor")
    assert (
        client.get(reverse("admin:consent_consentevent_change", args=[event.pk])).status_code == 200
    )
    looks = AccessRecord.objects.filter(chain=f"subject:{subject.pk}")
    assert [(look.actor_id, look.action, look.object_kind) for look in looks] == [
        (auditor.pk, "VIEWED", "consentevent")
    ]


def failed_mail() -> OutboxMessage:
    message = make_mail(42)
    claim_mail(message_id=message.pk, now=timezone.now())
    settle_failed(message_id=message.pk, failure="SMTPServerDisconnected", now=timezone.now())
    message.refresh_from_db()
    return message


def resend_url(message: OutboxMessage) -> str:
    return reverse("admin:accounts_outboxmessage_step", args=[message.pk, "resend"])


def test_failed_mail_is_sent_again_with_a_reason(client: Client) -> None:
    message = failed_mail()
    manager = open_console(client, "manager")
    page = client.get(reverse("admin:accounts_outboxmessage_change", args=[message.pk]))
    assert resend_url(message) in page.content.decode()
    assert client.get(resend_url(message)).status_code == 200
    refused = client.post(resend_url(message), {"seen": message.attempts, "reason": ""})
    assert refused.status_code == 422
    client.post(resend_url(message), {"seen": message.attempts, "reason": "サーバー復旧"})
    message.refresh_from_db()
    assert (message.status, message.resent_by, message.resend_reason) == (
        "QUEUED", manager, "サーバー復旧",
    )  # fmt: skip


def test_stale_step_is_a_conflict_that_keeps_what_was_typed(client: Client) -> None:
    message = failed_mail()
    open_console(client, "manager")
    answer = client.post(resend_url(message), {"seen": 0, "reason": "書いた理由"})
    assert answer.status_code == 409
    assert "書いた理由" in answer.content.decode()
    message.refresh_from_db()
    assert message.status == "FAILED"


def test_step_that_cannot_be_done_says_so_kindly(client: Client) -> None:
    message = make_mail(1)
    open_console(client, "manager")
    answer = client.post(resend_url(message), {"seen": 0, "reason": "もう一度"})
    assert answer.status_code == 409
    assert "もう一度" in answer.content.decode()


@pytest.mark.parametrize("role", ["auditor", "administrator", "reviewer", "finance"])
def test_step_needs_its_permission(client: Client, role: str) -> None:
    message = failed_mail()
    open_console(client, role)
    for answer in (
        client.get(resend_url(message)),
        client.post(resend_url(message), {"seen": 1, "reason": "x"}),
    ):
        assert answer.status_code == 403
    message.refresh_from_db()
    assert message.status == "FAILED"


def test_access_records_are_exported_for_the_regulator(client: Client) -> None:
    make_look(1)
    record_access(
        subject_id=None, action=AccessAction.SEARCHED, object_kind="case",
        object_reference="=cmd|' /C calc'!A0", actor=system_actor("test"), now=timezone.now(),
    )  # fmt: skip
    open_console(client, "auditor")
    answer = client.get(reverse("admin:accounts_accessrecord_export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["object_reference"] for row in rows][:2] == [
        "DSR-2026-000001", "'=cmd|' /C calc'!A0",
    ]  # fmt: skip
    assert rows[-1]["action"] == "EXPORTED"
    assert answer["Content-Disposition"].startswith("attachment")
    open_console(client, "manager")
    assert client.get(reverse("admin:accounts_accessrecord_export")).status_code == 403


STAFF = {
    "address": "Reviewer@Milly.example",
    "display_name": "審査 次郎",
    "language": "ja",
    "roles": ["reviewer"],
    "reason": "入社",
    "seen": 0,
}


def test_administrator_makes_changes_and_ends_staff_with_reasons(client: Client) -> None:
    boss = open_console(client, "administrator")
    add = reverse("admin:accounts_user_add_staff")
    assert client.get(add).status_code == 200
    assert client.post(add, STAFF).status_code == 302
    user = User.objects.get(email="reviewer@milly.example")
    assert (user.is_staff, user.has_usable_password()) == (True, False)
    assert OutboxMessage.objects.get(recipient=user).template == "STAFF_NOTICE"

    def step(slug: str, **data: Any) -> int:
        address = reverse("admin:accounts_user_step", args=[user.pk, slug])
        assert client.get(address).status_code == 200
        return client.post(address, {"seen": 0, "reason": slug, **data}).status_code

    assert step("roles", roles=["manager", "finance"]) == 302
    assert set(user.groups.values_list("name", flat=True)) == {"manager", "finance"}
    assert step("deactivate") == 302
    user.refresh_from_db()
    assert user.is_active is False
    assert step("reactivate") == 302
    assert step("reset-second-factor") == 302
    changes = StaffChange.objects.order_by("pk").values_list("kind", "roles", "reason", "actor")
    assert list(changes) == [
        ("CREATED", "reviewer", "入社", boss.pk),
        ("ROLES_SET", "finance,manager", "roles", boss.pk),
        ("DEACTIVATED", "finance,manager", "deactivate", boss.pk),
        ("REACTIVATED", "finance,manager", "reactivate", boss.pk),
        ("FACTOR_RESET", "finance,manager", "reset-second-factor", boss.pk),
    ]
    proof = AccessRecord.objects.filter(actor=boss).order_by("sequence")
    assert [row.object_kind for row in proof] == [
        "staff:CREATED", "staff:ROLES_SET", "staff:DEACTIVATED", "staff:REACTIVATED",
        "staff:FACTOR_RESET",
    ]  # fmt: skip


def test_administrator_neither_changes_nor_ends_themselves(client: Client) -> None:
    boss = open_console(client, "administrator")
    address = reverse("admin:accounts_user_step", args=[boss.pk, "roles"])
    client.post(address, {"seen": 0, "reason": "x", "roles": ["manager"]})
    assert set(boss.groups.values_list("name", flat=True)) == {"administrator"}


def test_requesters_are_not_listed_among_staff(client: Client) -> None:
    User.objects.create_user("hanako@mail.example")
    open_console(client, "administrator")
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": "hanako@mail.example"})
    assert "/console/accounts/user/" in page.content.decode()
    assert "花子" not in page.content.decode()
    assert page.context["cl"].result_count == 0


def test_taken_address_is_explained_and_what_was_typed_stays(client: Client) -> None:
    User.objects.create_user("reviewer@milly.example")
    open_console(client, "administrator")
    answer = client.post(reverse("admin:accounts_user_add_staff"), STAFF)
    assert answer.status_code == 409
    assert "審査 次郎" in answer.content.decode()


def test_organisation_says_what_is_not_set_and_remembers_who_set_it(client: Client) -> None:
    set_up_desk()
    open_console(client, "auditor")
    address = reverse("admin:policies_organisation_change", args=[1])
    assert 'class="unset"' in client.get(address).content.decode()
    boss = open_console(client, "administrator")
    page = client.get(address)
    data = {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if value not in (None, False)
    }
    assert client.post(address, {**data, "representative_ja": "見本 一郎"}).status_code == 302
    organisation = Organisation.objects.get()
    assert organisation.representative_ja == "見本 一郎"
    last = organisation.history.latest()
    assert last.history_user == boss
    assert "見本 一郎" in client.get(address).content.decode()


def test_fee_schedule_grows_and_its_past_stays(client: Client) -> None:
    set_up_desk()
    open_console(client, "administrator")
    data = {
        "kind": "DISCLOSURE", "delivery_method": "", "amount": 800, "charged": "AT_FILING",
        "effective_from": "2027-04-01",
    }  # fmt: skip
    assert client.post(reverse("admin:policies_feeschedulerow_add"), data).status_code == 302
    assert list(FeeScheduleRow.objects.order_by("pk").values_list("amount", flat=True)) == [
        1000,
        800,
    ]
    wrong = {**data, "kind": "ERASURE", "effective_from": "2027-05-01"}
    assert client.post(reverse("admin:policies_feeschedulerow_add"), wrong).status_code == 200
    first = FeeScheduleRow.objects.earliest("pk")
    address = reverse("admin:policies_feeschedulerow_change", args=[first.pk])
    assert client.post(address, {**data, "amount": 1}).status_code == 403


JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_console_pages_speak_one_language(client: Client, language: str) -> None:
    set_up_desk()
    make_mail(1)
    user = open_console(client, "auditor", "administrator", "manager")
    set_language(user=user, language=language)
    client.cookies.load({"django_language": language})
    for page in our_admins():
        html = client.get(url(page, "changelist"), follow=True).content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        heading = re.search(r"<h1>(.*?)</h1>", main, re.DOTALL)
        assert heading is not None
        assert f'<html lang="{language}"' in html
        if name_of(page) != "organisation":  # its heading is the company's own name
            assert bool(JAPANESE.search(heading[1])) is (language == "ja"), (
                name_of(page),
                heading[1],
            )


def test_pages_carry_nothing_inline(client: Client) -> None:
    set_up_desk()
    message = failed_mail()
    open_console(client, "auditor", "administrator", "manager")
    addresses = [
        "/console/",
        *(url(page, "changelist") for page in our_admins()),
        reverse("admin:accounts_outboxmessage_change", args=[message.pk]),
        resend_url(message),
        reverse("admin:accounts_user_add_staff"),
        reverse("admin:policies_feeschedulerow_add"),
        reverse("admin:policies_organisation_change", args=[1]),
    ]
    for address in addresses:
        html = client.get(address, follow=True).content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]+src=)|\son[a-z]+=", html), address


def test_codes_have_words_in_both_languages() -> None:
    with translation.override("ja"):
        assert str(AccessAction.DELETED.label) == "削除"
    with translation.override("en"):
        assert str(AccessAction.DELETED.label) == "Deleted"
