"""The reviewer's section: from the list to the verdict, and pictures only for those who decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessRecord
from accounts.services.files import purge_files
from dsr.cases.models import Case
from dsr.identity.models import IdentityCheck, IdentityDocument
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case
from tests.dsr.identity.review import DIFFERENT, SAME, decide, waiting_case

pytestmark = pytest.mark.django_db
LIST = "/console/dsr_identity/identitycheck/"
LIST_QUERIES = 7


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def step_of(case: Case) -> str:
    return f"{LIST}{case.reference}/step/decide/"


def picture_of(case: Case) -> str:
    document = IdentityDocument.objects.get(identity_check__case=case)
    return reverse("admin:dsr_identity_document", args=[document.pk])


def answers(case: Case, matches: dict[str, str] = SAME, **facts: str) -> dict[str, Any]:
    return {
        **{f"match_{name}": result for name, result in matches.items()},
        "document_class": "DRIVERS_LICENCE",
        "expiry_seen": "2030-07-15",
        "issued_seen": "",
        "verdict": "yes",
        "reason": "",
        "seen": str(case.events.count()),
        **facts,
    }


def looks(case: Case, kind: str) -> int:
    return AccessRecord.objects.filter(
        action="VIEWED", object_kind=kind, subject_id=case.subject_id
    ).count()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions_for_any_number_of_rows(
    client: Client, count: int
) -> None:
    for number in range(count):
        waiting_case(email=f"r{number}@mail.example")
    open_console(client, "reviewer")
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        html = client.get(LIST).content.decode()
    assert html.count("/step/decide/") == count
    assert len(seen) == LIST_QUERIES


def test_list_leads_to_the_verdict_only_where_one_waits(client: Client) -> None:
    waiting = waiting_case()
    decided = waiting_case(email="b@mail.example")
    decide(decided, staff_actor("reviewer", email="first@milly.example"))
    open_case, _check, _user = checked_case(email="c@mail.example")
    open_console(client, "reviewer")
    html = client.get(LIST).content.decode()
    shown = {case.reference: step_of(case) in html for case in (waiting, decided, open_case)}
    assert shown == {waiting.reference: True, decided.reference: False, open_case.reference: False}
    assert "花子" not in html


def test_auditor_sees_the_list_but_no_way_to_decide(client: Client) -> None:
    case = waiting_case()
    open_console(client, "auditor")
    html = client.get(LIST).content.decode()
    assert case.reference in html
    assert "/step/decide/" not in html
    assert client.get(step_of(case)).status_code == 403
    assert client.get(picture_of(case)).status_code == 403
    assert looks(case, "identity_document") == 0


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_see_nothing(client: Client, role: str) -> None:
    case = waiting_case()
    open_console(client, role)
    paths = (LIST, f"{LIST}{case.reference}/change/", step_of(case), picture_of(case))
    assert [client.get(path).status_code for path in paths] == [403] * 4


def test_review_page_shows_claim_and_picture_and_is_on_record(client: Client) -> None:
    case = waiting_case()
    open_console(client, "reviewer")
    html = client.get(step_of(case)).content.decode()
    for words in ("窓口 花子", "1988-07-15", "東京都千代田区緑町4丁目2番1号", picture_of(case)):
        assert words in html
    assert looks(case, "identitycheck") == 1


def test_reviewer_decides_end_to_end(client: Client) -> None:
    case = waiting_case()
    user = open_console(client, "reviewer")
    answer = client.post(step_of(case), answers(case))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{case.reference}/change/")
    check = IdentityCheck.objects.get(case=case)
    case.refresh_from_db()
    assert (check.status, check.decided_by_id, check.matches) == ("VERIFIED", user.pk, SAME)
    assert (case.identity_gate, case.status) == ("PASSED", "ACCEPTED")
    page = client.get(answer["Location"]).content.decode()
    assert "氏名: 一致 / 生年月日: 一致 / 住所: 一致" in page
    assert step_of(case) not in page


def test_difference_goes_to_a_second_person_who_reads_the_first_reason(client: Client) -> None:
    case = waiting_case()
    first = open_console(client, "reviewer")
    client.post(step_of(case), answers(case, DIFFERENT, reason="転居届の写しを確認した"))
    case.refresh_from_db()
    assert IdentityCheck.objects.get(case=case).status == "AWAITING_SECOND_PERSON"
    again = client.post(step_of(case), answers(case, DIFFERENT, reason="同じ"))
    assert again.status_code == 409
    assert "別の担当者が確認してください" in again.content.decode()
    other = Client()
    second = open_console(other, "reviewer", email="second@milly.example")
    assert "転居届の写しを確認した" in other.get(step_of(case)).content.decode()
    other.post(step_of(case), answers(case, DIFFERENT, reason="同じく確認した"))
    check = IdentityCheck.objects.get(case=case)
    assert (check.status, check.first_reviewer_id, check.decided_by_id) == (
        "VERIFIED", first.pk, second.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({"expiry_seen": "2020-01-01"}, 409, "有効期限が切れている"),
        ({"expiry_seen": ""}, 409, "有効期限を入力してください"),
        ({"verdict": "no"}, 409, "理由を入力してください"),
        ({"match_NAME": ""}, 422, "氏名"),
        ({"seen": "0"}, 409, "ほかの人が"),
    ],
)
def test_refused_verdict_is_explained_and_typed_words_are_kept(
    client: Client, facts: dict[str, str], status: int, words: str
) -> None:
    case = waiting_case()
    open_console(client, "reviewer")
    answer = client.post(step_of(case), answers(case) | facts)
    html = answer.content.decode()
    assert answer.status_code == status
    assert 'role="alert"' in html
    assert words in html
    assert IdentityCheck.objects.get(case=case).status == "AWAITING_REVIEW"


def test_not_confirmed_asks_the_person_and_shows_them_the_reason(client: Client) -> None:
    case = waiting_case()
    open_console(client, "reviewer")
    client.post(step_of(case), answers(case, verdict="no", reason="写真が不鮮明です"))
    case.refresh_from_db()
    assert (case.status, case.identity_gate) == ("RECEIVED", "FAILED")
    person = Client()
    person.force_login(case.requester)
    assert "写真が不鮮明です" in person.get(f"/requests/{case.reference}/").content.decode()


def test_picture_is_served_uncached_to_the_reviewer_and_is_on_record(client: Client) -> None:
    case = waiting_case()
    open_console(client, "reviewer")
    answer = client.get(picture_of(case))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert (body[:2], len(body)) == (b"\xff\xd8", int(answer["Content-Length"]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert looks(case, "identity_document") == 1


def test_picture_is_gone_for_everybody_once_deleted(client: Client) -> None:
    case = waiting_case()
    decide(case, staff_actor("reviewer", email="first@milly.example"))
    purge_files(on=jst_date(NOW) + timedelta(days=7), now=NOW + timedelta(days=7))
    open_console(client, "reviewer")
    assert client.get(picture_of(case)).status_code == 404
    assert looks(case, "identity_document") == 0
