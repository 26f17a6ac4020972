"""SECURITY 13, 16 and 17 for the console: every address × role as this table says, and no other."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from accounts.models import AccessRecord, StaffChange
from dsr.cases.enums import Gate
from dsr.cases.models import Case, CaseEvent
from dsr.fees.services.fees import raise_fee
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
ROLES = {
    "m": "manager", "r": "reviewer", "f": "finance", "a": "auditor", "d": "administrator",
}  # fmt: skip
ALL = "mrfad"
# Written by hand from HOUSE §4.8 and the table of roles: who reads the lists and pages of a model.
VIEW = {
    "dsr_cases_case": "mra",
    "dsr_cases_messagetemplate": "mra",
    "dsr_identity_identitycheck": "mra",
    "dsr_identity_authoritycheck": "mra",
    "dsr_breaches_breach": "mra",
    "dsr_fulfilment_collection": "mra",
    "dsr_fulfilment_datasource": "mad",
    "dsr_fulfilment_actiontask": "mr",
    "dsr_fulfilment_promise": "ma",
    "dsr_fees_fee": "mfa",
    "dsr_fees_account": "mfa",
    "dsr_fees_taxname": "mfa",
    "dsr_fees_journalentry": "mfa",
    "dsr_fees_accountingperiod": "mfa",
    "dsr_fees_reconciliationbreak": "fa",
    "dsr_fees_bankimport": "f",
    "dsr_fees_payout": "fa",
    "dsr_fees_stripepull": "f",
    "dsr_fees_refundlimit": "fd",
    "dsr_fees_exportbatch": "f",
    "dsr_console_job": "mad",
    "consent_consentevent": "a",
    "consent_consentitem": "mrad",
    "consent_webchoice": "ma",
    "policies_organisation": "mrad",
    "policies_policyversion": "mrad",
    "policies_policyacceptance": "a",
    "policies_datacategory": "mrad",
    "policies_purposeofuse": "mrad",
    "policies_processor": "mrad",
    "policies_recipient": "mrad",
    "policies_legalretention": "mrad",
    "policies_policydraft": "mrad",
    "policies_policyannouncement": "mrad",
    "policies_country": "mrad",
    "policies_externaltransmission": "mrad",
    "policies_provisionrecord": "ma",
    "policies_feeschedulerow": ALL,
    "policies_deadlinerule": "mrad",
    "policies_retentionrule": "mrad",
    "policies_closure": "mrad",
    "accounts_accessrecord": "ma",
    "accounts_outboxmessage": "mad",
    "accounts_storedfile": "ma",
    "accounts_user": "ad",
    "accounts_apiclient": "ad",
    "consent_webhookendpoint": "ad",
    "consent_webhookdelivery": "ad",
}
ADD = (
    "policies_datacategory", "policies_purposeofuse", "policies_processor", "policies_recipient",
    "policies_legalretention", "policies_country", "policies_externaltransmission",
    "policies_feeschedulerow",
    "policies_deadlinerule", "policies_retentionrule", "policies_closure",
)  # fmt: skip
PAGES = {
    **{f"{model}_{page}": roles for model, roles in VIEW.items()
       for page in ("changelist", "change", "step")},
    **{f"{model}_add": "d" for model in ADD},
    "dsr_cases_messagetemplate_add": "m",
    "dsr_cases_case_message_file": "mra",
    "policies_closure_delete": "d",
    "policies_policydraft_add": "md",
    "accounts_accessrecord_export": "a",
    "accounts_user_add_staff": "d",
    "accounts_apiclient_add_client": "d",
    "consent_webhookendpoint_add_webhook": "d",
    "dsr_fulfilment_datasource_add": "md",
    "dsr_identity_document": "mr",
    "dsr_identity_authority_document": "mr",
    "dsr_identity_principal_notice": "mr",
    "dsr_fulfilment_collection_records": "mr",
    "dsr_fulfilment_collection_document": "mr",
    "dsr_fulfilment_collection_masking": "mr",
    "dsr_fulfilment_collection_page": "mr",
    "dsr_fulfilment_collection_letter": "mr",
    "dsr_fulfilment_collection_index": "mr",
    "dsr_fulfilment_collection_package": "mr",
    "dsr_fulfilment_collection_archive": "mra",
    "dsr_fulfilment_actiontask_proof": "mr",
    "dsr_fulfilment_collection_postal_file": "m",
    "dsr_cases_case_letter": "mra",
    "dsr_fees_reconciliationbreak_month": "fa",
    "dsr_fees_bankimport_upload": "f",
    "dsr_fees_stripepull_read_now": "f",
    "dsr_fees_stripepull_import_report": "f",
    "dsr_breaches_breach_open": "mr",
    "dsr_breaches_breach_report": "mra",
    "dsr_fees_exportbatch_export": "f",
    "dsr_fees_exportbatch_file": "f",
    "dsr_fees_receipt_changelist": "f",
    "dsr_fees_receipt_file": "f",
    "dsr_fees_receipt_document": "f",
    "dsr_console_finance": "mfa",
    "dsr_console_register": "mra",
    "dsr_console_register_file": "mra",
    "dsr_console_figures": "mra",
    "dsr_console_figures_file": "mra",
    "dsr_console_complaints": "mra",
    "dsr_console_calendar": "mra",
    "dsr_console_calendar_feed": "mra",
    "index": ALL,
    "jsi18n": ALL,
    "logout": ALL,
    "login": "",  # staff are signed in elsewhere; who is signed in already is refused
    "autocomplete": "",  # no field of this console uses it
    "app_list": ALL,  # a section without anything for the role is a 404
}  # fmt: skip
# Who may take which step: (model, step) -> roles, for the steps outside the workflow table.
STEPS = {
    ("outboxmessage", "resend"): "m",
    ("user", "roles"): "d",
    ("user", "deactivate"): "d",
    ("user", "reactivate"): "d",
    ("user", "reset-second-factor"): "d",
    ("apiclient", "change"): "d",
    ("apiclient", "rotate"): "d",
    ("apiclient", "revoke"): "d",
    ("webhookendpoint", "rotate"): "d",
    ("webhookendpoint", "switch-off"): "d",
    ("webhookendpoint", "switch-on"): "d",
    ("webhookendpoint", "replay"): "d",
    ("webhookdelivery", "send-again"): "d",
    ("identitycheck", "decide"): "mr",
    ("authoritycheck", "decide"): "mr",
    ("authoritycheck", "recheck"): "mr",
    ("authoritycheck", "rely-on-mandate"): "mr",
    ("authoritycheck", "write-notice"): "mr",
    ("authoritycheck", "record-notice"): "mr",
    ("job", "retry"): "md",
    ("promise", "keep"): "m",
    ("actiontask", "confirm"): "mr",
    ("actiontask", "nothing-held"): "mr",
    ("actiontask", "try-again"): "mr",
    ("actiontask", "by-hand"): "mr",
    ("actiontask", "assign"): "mr",
    ("actiontask", "call-off"): "m",
    ("policydraft", "submit"): "md",
    ("policydraft", "publish"): "m",
    ("policydraft", "return"): "m",
    ("policydraft", "split"): "md",
    ("policydraft", "discard"): "md",
    ("datasource", "test"): "md",
    ("datasource", "switch-on"): "md",
    ("datasource", "switch-off"): "md",
    ("case", "unlink-case"): "mr",
    ("case", "report-wrong-recipient"): "mr",
    ("case", "suspect-impostor"): "mr",
    ("fee", "resolve-suspense"): "f",
    ("account", "cash-postal-orders"): "f",
    ("accountingperiod", "close"): "f",
    ("accountingperiod", "ask-reopening"): "mf",
    ("accountingperiod", "reopen"): "mf",
    ("accountingperiod", "keep-closed"): "mf",
    ("reconciliationbreak", "assign"): "f",
    ("reconciliationbreak", "note"): "f",
    ("reconciliationbreak", "resolve"): "f",
    ("bankimport", "import"): "f",
    ("bankimport", "discard"): "f",
    ("breach", "describe"): "m",
    ("breach", "concern-person"): "mr",
    ("breach", "assess-reportable"): "m",
    ("breach", "judge-not-reportable"): "m",
    ("breach", "report-preliminary"): "m",
    ("breach", "report-final"): "m",
    ("breach", "supplement-report"): "m",
    ("breach", "record-notice"): "m",
    ("breach", "close"): "m",
}
ARGUMENTS: dict[str, Any] = {
    "number": 1, "issue": 1,
    "object_id": "DSR-2026-999999", "slug": "no-such-step", "reference": "DSR-2026-999999",
    "letter_id": uuid.UUID(int=1),
    "part_id": uuid.UUID(int=1), "task_id": uuid.UUID(int=1), "file_id": uuid.UUID(int=1),
    "position": 1, "document_id": uuid.UUID(int=1),
    "language": "ja",
    "app_label": "policies", "kind": "csv",
}  # fmt: skip


def patterns(found: Any = None) -> Iterator[URLPattern]:
    for pattern in admin.site.get_urls() if found is None else found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


def addresses() -> dict[str, str]:
    return {
        str(pattern.name): reverse(
            f"admin:{pattern.name}",
            kwargs={name: ARGUMENTS[name] for name in pattern.pattern.converters}
            or ({"app_label": "policies"} if pattern.name == "app_list" else None),
        )
        for pattern in patterns()
    }


def test_every_address_of_the_console_is_in_the_table() -> None:
    assert {str(pattern.name) for pattern in patterns()} == set(PAGES)


@pytest.mark.parametrize("letter", ROLES)
def test_each_role_opens_its_pages_and_no_other(client: Client, letter: str) -> None:
    set_up_desk()
    open_console(client, ROLES[letter])
    wrong = {}
    for name, address in addresses().items():
        if name == "logout":
            continue
        status = client.get(address).status_code
        if (status != 403) != (letter in PAGES[name]) or status >= 500:
            wrong[name] = status
    assert wrong == {}


def test_strangers_and_requesters_open_nothing(client: Client) -> None:
    set_up_desk()
    for name, address in addresses().items():
        answer = client.get(address)
        if name == "logout":
            continue
        assert answer.status_code == 302, name
        assert "/staff/" in answer["Location"] or "login" in answer["Location"], name
    client.force_login(make_requester())
    statuses = {
        name: client.get(address).status_code
        for name, address in addresses().items()
        if name != "logout"
    }
    assert set(statuses.values()) <= {302, 403}
    assert client.get("/console/", follow=True).status_code == 403


def test_auditor_posts_nothing_anywhere(client: Client) -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    open_console(client, "auditor")
    kept = (CaseEvent.objects.count(), StaffChange.objects.count(), case.status)
    wrong = {}
    for name, address in addresses().items():
        if name.endswith(("_change", "_add", "_delete", "_add_staff", "_step")):
            status = client.post(address, {"status": "CLOSED", "post": "yes"}).status_code
            if status not in (403, 404):
                wrong[name] = status
    assert wrong == {}
    case.refresh_from_db()
    assert (CaseEvent.objects.count(), StaffChange.objects.count(), case.status) == kept


@pytest.mark.parametrize(("model", "slug"), sorted(STEPS))
def test_step_outside_the_workflow_is_taken_by_its_roles(model: str, slug: str) -> None:
    from accounts.domain.roles import ROLES as TABLE

    (page,) = [p for p in admin.site._registry.values() if p.opts.model_name == model]
    (step,) = [step for step in page.steps if step.slug == slug]  # type: ignore[attr-defined]
    holders = {letter for letter, role in ROLES.items() if step.permission in TABLE[role]}
    assert holders == set(STEPS[(model, slug)])


def test_finance_reads_no_personal_data_anywhere(client: Client) -> None:
    set_up_desk()
    case = file_disclosure(make_requester(), fee_gate=Gate.OPEN)
    fee = raise_fee(case=case, now=NOW)
    assert fee is not None
    open_console(client, "finance")
    pages = [
        "/console/",
        reverse("admin:dsr_fees_fee_changelist"),
        reverse("admin:dsr_fees_fee_change", args=[fee.reference]),
        reverse("admin:policies_feeschedulerow_changelist"),
        reverse("admin:dsr_console_finance"),
        reverse("admin:dsr_fees_receipt_changelist"),
        reverse("admin:dsr_fees_exportbatch_changelist"),
        reverse("admin:dsr_fees_exportbatch_export"),
        reverse("admin:dsr_fees_journalentry_changelist"),
        reverse("admin:dsr_fees_reconciliationbreak_changelist"),
        reverse("admin:dsr_fees_payout_changelist"),
    ]
    texts = {page: client.get(page, follow=True) for page in pages}
    assert {page: answer.status_code for page, answer in texts.items()} == dict.fromkeys(pages, 200)
    found = {
        (page, words)
        for page, answer in texts.items()
        for words in ("花子", "窓口花子", "窓口 花子", "hanako@mail.example")
        if words in answer.content.decode()
    }
    assert found == set()
    search = client.get(pages[1], {"q": "hanako@mail.example"})
    assert search.context["cl"].result_count == 0
    assert not AccessRecord.objects.filter(action="VIEWED").exists()


def test_finance_is_refused_the_case_itself(client: Client) -> None:
    set_up_desk()
    case: Case = file_disclosure(make_requester())
    open_console(client, "finance")
    for page in ("change/", "step/assign/", "step/write-note/"):
        assert client.get(f"/console/dsr_cases/case/{case.reference}/{page}").status_code == 403
