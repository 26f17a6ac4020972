"""代理権の確認 in the console: from the list to the verdict, on record, for reviewers only."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.actor import requester_actor
from accounts.models import AccessRecord
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.identity.models import AuthorityCheck, AuthorityDocument, IdentityCheck
from tests.accounts.console import open_console
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.representatives import (
    MANDATE,
    both_upload,
    judge,
    shown_case,
    verify_both,
)
from tests.dsr.identity.review import waiting_case

pytestmark = pytest.mark.django_db
LIST = "/console/dsr_identity/authoritycheck/"
LIST_QUERIES = 7


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def step_of(case: Case, slug: str = "decide") -> str:
    return f"{LIST}{case.reference}/step/{slug}/"


def picture_of(case: Case) -> str:
    document = AuthorityDocument.objects.get(authority_check__case=case)
    return reverse("admin:dsr_identity_authority_document", args=[document.pk])


def answers(case: Case, **facts: Any) -> dict[str, Any]:
    return {
        "point_RELATION": "SHOWN", "document_class": "FAMILY_REGISTER",
        "issued_on": "2026-04-01", "expires_on": "", "birth_date": "2015-05-20",
        "notice": "DO_NOT_TELL", "verdict": "yes", "reason": "戸籍で母と確認した",
        "seen": str(case.events.count()), **facts,
    }  # fmt: skip


def looks(case: Case, kind: str) -> int:
    return AccessRecord.objects.filter(
        action="VIEWED", object_kind=kind, subject_id=case.subject_id
    ).count()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions_for_any_number_of_rows(
    client: Client, count: int
) -> None:
    for number in range(count):
        shown_case(email=f"r{number}@mail.example")
    open_console(client, "reviewer")
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        html = client.get(LIST).content.decode()
    assert html.count("/step/decide/") == count
    assert len(seen) == LIST_QUERIES
    assert "次郎" not in html


def test_reviewer_decides_end_to_end_with_claims_and_pictures_on_record(client: Client) -> None:
    case = shown_case()
    user = open_console(client, "reviewer")
    html = client.get(step_of(case)).content.decode()
    for words in ("窓口 次郎", "代理 花子", "母", "2033年5月20日", picture_of(case)):
        assert words in html
    assert looks(case, "authoritycheck") == 1
    answer = client.post(step_of(case), answers(case))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{case.reference}/change/")
    check = AuthorityCheck.objects.get(case=case)
    assert (check.status, check.decided_by_id) == ("CONFIRMED", user.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "ご本人が18歳未満である: 確認できる" in page
    assert step_of(case) not in page


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({"point_RELATION": ""}, 422, "関係が記載されている"),
        ({"point_RELATION": "NOT_SHOWN"}, 409, "配偶者の方は、委任状が必要です"),
        ({"issued_on": "2025-12-31"}, 409, "3か月を過ぎています"),
        ({"birth_date": "2005-05-20"}, 409, "生年月日が、請求書の生年月日と異なります"),
        ({"notice": ""}, 409, "お知らせするかどうか"),
        ({"reason": ""}, 409, "理由を入力してください"),
        ({"seen": "0"}, 409, "ほかの人が"),
    ],
)
def test_refused_verdict_is_explained(
    client: Client, facts: dict[str, str], status: int, words: str
) -> None:
    case = shown_case()
    open_console(client, "reviewer")
    answer = client.post(step_of(case), answers(case) | facts)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert AuthorityCheck.objects.get(case=case).status == "AWAITING_REVIEW"


def test_auditor_reads_and_decides_nothing(client: Client) -> None:
    case = shown_case()
    open_console(client, "auditor")
    html = client.get(LIST).content.decode()
    assert case.reference in html
    assert "/step/decide/" not in html
    assert client.get(step_of(case)).status_code == 403
    assert client.get(picture_of(case)).status_code == 403


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_see_nothing(client: Client, role: str) -> None:
    case = shown_case()
    open_console(client, role)
    paths = (LIST, f"{LIST}{case.reference}/change/", step_of(case), picture_of(case))
    assert [client.get(path).status_code for path in paths] == [403] * 4


def test_principal_is_written_to_printed_and_recorded(client: Client) -> None:
    case = shown_case(claims=MANDATE)
    somebody = staff_actor("reviewer", email="first@milly.example")
    verify_both(case, somebody)
    judge(case, somebody)
    open_console(client, "reviewer")
    seen = {"seen": str(case.events.count())}
    assert client.post(step_of(case, "write-notice"), seen).status_code == 302
    letter = reverse("admin:dsr_identity_principal_notice", args=[case.reference, "ja"])
    assert letter in client.get(f"{LIST}{case.reference}/change/").content.decode()
    answer = client.get(letter)
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert looks(case, "principal_notice") == 1
    from django.utils import timezone

    from policies.domain.calendar import jst_date

    today = jst_date(timezone.now()).isoformat()
    posted = client.post(step_of(case, "record-notice"), seen | {"posted_on": today})
    assert posted.status_code == 302
    assert Case.objects.get(pk=case.pk).principal_notice_gate == "PASSED"


def test_recheck_page_says_what_to_do_when_the_child_came_of_age(client: Client) -> None:
    from datetime import date

    case = shown_case(claims={"birth_date": "2008-04-02"})
    judge(case, staff_actor("reviewer", email="a@milly.example"), birth_date=date(2008, 4, 2))
    open_console(client, "reviewer")  # the real clock is long past that birthday
    html = client.get(step_of(case, "recheck")).content.decode()
    assert "2026年4月2日に成年に達しています" in html
    assert "ご本人の意思を確認してください" in html
    form = {"seen": str(case.events.count()), "verdict": "yes", "reason": ""}
    refused = client.post(step_of(case, "recheck"), form)
    assert refused.status_code == 409
    assert "代理権がなくなったことを記録してください" in refused.content.decode()
    ended = client.post(step_of(case, "recheck"), form | {"verdict": "no", "reason": "18歳"})
    assert ended.status_code == 302
    page = client.get(f"{LIST}{case.reference}/change/").content.decode()
    assert step_of(case, "rely-on-mandate") in page
    form = {"seen": str(case.events.count()), "reason": "本人が希望"}
    assert client.post(step_of(case, "rely-on-mandate"), form).status_code == 302
    assert AuthorityCheck.objects.get(case=case).basis == "MANDATE"


def test_identity_page_shows_both_people_side_by_side(client: Client) -> None:
    case = shown_case()
    both_upload(case)
    open_console(client, "reviewer")
    address = f"/console/dsr_identity/identitycheck/{case.reference}/step/decide/"
    html = client.get(address).content.decode()
    for words in ("窓口 次郎", "代理 花子", "東京都渋谷区見本1丁目", picture_of(case)):
        assert words in html
    assert html.count("<figure") == 3
    match = {
        f"{prefix}_{name}": "MATCH"
        for prefix in ("match", "agent_match")
        for name in ("NAME", "BIRTH_DATE", "ADDRESS")
    }
    seen = {
        "document_class": "DRIVERS_LICENCE", "expiry_seen": "2030-07-15", "issued_seen": "",
        "agent_document_class": "DRIVERS_LICENCE", "agent_expiry_seen": "2031-07-15",
        "agent_issued_seen": "", "verdict": "yes", "reason": "",
        "seen": str(case.events.count()),
    }  # fmt: skip
    assert client.post(address, match | seen).status_code == 302
    check = IdentityCheck.objects.get(case=case)
    assert (check.status, check.agent_document_class) == ("VERIFIED", "DRIVERS_LICENCE")
    assert str(check.agent_expiry_seen) == "2031-07-15"


def test_ended_request_waits_for_no_verdict(client: Client) -> None:
    own, represented = waiting_case(), shown_case(email="b@mail.example")
    for case in (own, represented):
        withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    open_console(client, "reviewer")
    for name, case in (("identitycheck", own), ("authoritycheck", represented)):
        base = f"/console/dsr_identity/{name}/"
        assert "/step/decide/" not in client.get(base).content.decode()
        page = client.get(f"{base}{case.reference}/change/").content.decode()
        assert "/step/decide/" not in page


def test_case_page_says_what_a_representatives_case_lacks(client: Client) -> None:
    case = shown_case()
    open_console(client, "reviewer")
    page = f"/console/dsr_cases/case/{case.reference}/change/"
    html = client.get(page).content.decode()
    assert "審査担当者が代理権を示す書類を確認する必要があります" in html
    assert f"{LIST}{case.reference}/change/" in html
    judge(case, staff_actor("reviewer", email="a@milly.example"))
    assert "代理権の再確認が必要です" in client.get(page).content.decode()
