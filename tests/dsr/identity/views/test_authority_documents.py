"""The representative's page: upload, see, take back, hand in; guided before, told after."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr.cases.models import Case
from dsr.identity.models import AuthorityCheck, AuthorityDocument
from tests.desk import file_disclosure, make_requester, set_up_desk, staff_actor
from tests.dsr.identity.people import picture
from tests.dsr.identity.representatives import (
    MANDATE,
    adult_ward,
    judge,
    represented_case,
    show,
    shown_case,
)

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 6  # one of them: is there a policy to agree to


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


@pytest.fixture
def case() -> Case:
    return represented_case()


def client_of(case: Case) -> Client:
    client = Client()
    client.force_login(case.requester)
    return client


def page_of(case: Case) -> str:
    return f"/requests/{case.reference}/authority/"


def file(text: str = "a") -> SimpleUploadedFile:
    return SimpleUploadedFile("書類.jpg", picture(text).getvalue(), "image/jpeg")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({}, ["戸籍謄本・戸籍抄本", "住民票の写し", "本籍は隠してください"]),
        (adult_ward(), ["登記事項証明書（成年後見）", "法務局"]),
        (MANDATE, ["委任状", "回答を受領する権限の有無", "弁護士など"]),
    ],
)
def test_page_asks_for_the_documents_of_the_basis(claims: dict[str, str], words: list[str]) -> None:
    case = represented_case(claims=claims)
    answer = client_of(case).get(page_of(case))
    html = answer.content.decode()
    assert [word for word in words if word not in html] == []
    assert "保佐人、補助人、相続人、配偶者の方は法定代理人にあたらない" in html
    assert "no-store" in answer["Cache-Control"]


def test_page_in_english_holds_no_japanese(case: Case) -> None:
    client = client_of(case)
    client.cookies["django_language"] = "en"
    main = client.get(page_of(case)).content.decode().partition("<main")[2].partition("</main")[0]
    assert "husbands or wives" in main
    assert [letter for letter in main if "\u3040" <= letter <= "\u9fff"] == []


def test_upload_hand_in_and_wait(case: Case) -> None:
    client = client_of(case)
    form = {"document_class": "FAMILY_REGISTER", "file": file()}
    assert client.post(page_of(case), form)["Location"] == page_of(case)
    assert "戸籍謄本・戸籍抄本" in client.get(page_of(case)).content.decode()
    done = client.post(f"{page_of(case)}done/")
    assert done["Location"] == f"/requests/{case.reference}/"
    assert AuthorityCheck.objects.get(case=case).status == "AWAITING_REVIEW"
    html = client.get(page_of(case)).content.decode()
    assert "お送りいただいた書類を確認しています" in html
    assert 'type="file"' not in html


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "ファイルを選んでください"),
        ({"file": SimpleUploadedFile("a.jpg", b"MZ no picture")}, "この種類のファイルは"),
        ({"document_class": "MANDATE", "file": file()}, "正しく選択してください"),
    ],
)
def test_refused_upload_is_explained_and_nothing_is_kept(
    case: Case, facts: dict[str, object], words: str
) -> None:
    if "file" in facts:
        facts["file"].seek(0)  # type: ignore[attr-defined]
    answer = client_of(case).post(page_of(case), {"document_class": "FAMILY_REGISTER", **facts})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert AuthorityDocument.objects.count() == 0


def test_upload_is_taken_back_before_review_only(case: Case) -> None:
    client = client_of(case)
    document = show(case)
    assert client.post(f"{page_of(case)}{document.pk}/delete/").status_code == 302
    assert client.post(f"{page_of(case)}{document.pk}/delete/").status_code == 404
    document.refresh_from_db()
    assert document.removed_at is not None
    late = show(case, "二つ目")
    client.post(f"{page_of(case)}done/")
    client.post(f"{page_of(case)}{late.pk}/delete/")
    late.refresh_from_db()
    assert late.removed_at is None


def test_nothing_uploaded_is_not_handed_in(case: Case) -> None:
    answer = client_of(case).post(f"{page_of(case)}done/", follow=True)
    assert "先に、書類を1点以上アップロードしてください" in answer.content.decode()


def test_page_is_the_representatives_alone(case: Case) -> None:
    stranger = Client()
    stranger.force_login(make_requester("stranger@mail.example"))
    document = show(case)
    paths = (page_of(case), f"{page_of(case)}done/", f"{page_of(case)}{document.pk}/delete/")
    assert [stranger.post(path).status_code for path in paths] == [404, 404, 404]
    own = file_disclosure(make_requester())
    assert client_of(own).get(page_of(own)).status_code == 404
    assert Client().get(page_of(case)).status_code == 302


def test_failed_authority_leads_to_another_upload_and_confirmed_is_told() -> None:
    case = shown_case()
    judge(case, staff_actor("reviewer"), confirmed=False, reason="続柄の記載がありません")
    client = client_of(case)
    html = client.get(page_of(case)).content.decode()
    assert "まだ代理人であることを確認できていません" in html
    assert 'type="file"' in html
    person = client.get(f"/requests/{case.reference}/").content.decode()
    assert page_of(case) in person
    assert "続柄の記載がありません" in person
    show(case, "新しい")
    client.post(f"{page_of(case)}done/")
    judge(case, staff_actor("reviewer", email="b@milly.example"))
    assert "代理人であることを確認しました" in client.get(page_of(case)).content.decode()


def test_page_needs_as_many_queries_for_three_files_as_for_one(case: Case) -> None:
    client, counts = client_of(case), []
    for texts in (["一"], ["二", "三"]):
        for text in texts:
            show(case, text)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(case)).status_code == 200
        counts.append(len(seen))
    assert counts == [PAGE_QUERIES, PAGE_QUERIES]
