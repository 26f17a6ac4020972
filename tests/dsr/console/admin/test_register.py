"""Register, figures and complaint log: pages, files and what may not be in them."""

import csv
import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AccessRecord
from dsr.cases.enums import Outcome
from dsr.cases.services.filing import AskedItem
from dsr.console.selectors.register import COLUMNS
from policies.enums import RequestKind
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk
from tests.dsr.console.answers import answered_case

pytestmark = pytest.mark.django_db
BASE = "/console/dsr_cases/case/"
REGISTER = f"{BASE}register/"
ENGLISH = {"accept-language": "en"}
PERSONAL = ("花子", "窓口", "hanako@mail.example", "taro@mail.example")


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_rows(client: Client, query: str = "") -> list[list[str]]:
    raw = body(client.get(f"{BASE}register.csv{query}", headers=ENGLISH))
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_page_lists_lines_and_no_personal_data(client: Client) -> None:
    case = answered_case("hanako@mail.example")
    open_console(client, "manager", email="m@milly.example")
    page = client.get(REGISTER, headers=ENGLISH).content.decode()
    assert case.reference in page
    assert "Disclosed in full" in page
    assert [words for words in PERSONAL if words in page] == []


def test_csv_holds_a_line_an_item_in_the_readers_language(client: Client) -> None:
    case = answered_case("hanako@mail.example", answered_at=NOW + timedelta(days=3))
    open_console(client, "auditor")
    head, line = csv_rows(client)
    assert len(head) == len(line) == len(COLUMNS)
    assert (line[0], line[3], line[12], line[13]) == (
        case.reference, "Disclosure of retained personal data", "3", "yes",
    )  # fmt: skip
    japanese = body(client.get(f"{BASE}register.csv", headers={"accept-language": "ja"})).decode()
    assert "保有個人データの開示" in japanese


def test_x1_leaves_the_house_as_n1_and_stays_inside_for_those_who_may(client: Client) -> None:
    answered_case("hanako@mail.example", outcome=Outcome.DOES_NOT_EXIST, code="X1")
    open_console(client, "manager")
    assert "<td>X1</td>" in client.get(REGISTER).content.decode()
    files = {kind: body(client.get(f"{BASE}register.{kind}")) for kind in ("csv", "pdf")}
    assert b"X1" not in files["csv"]
    assert ",N1," in files["csv"].decode()
    text = pypdfium2.PdfDocument(files["pdf"])[0].get_textpage().get_text_range()
    assert "N1" in text
    assert "X1" not in text
    figures = client.get(f"{BASE}figures.csv?period=2026").content.decode()
    assert "X1" not in figures


def test_xlsx_opens_with_the_same_lines_and_no_formula(client: Client) -> None:
    case = answered_case("hanako@mail.example", answered_at=NOW + timedelta(days=3))
    open_console(client, "manager")
    book = load_workbook(io.BytesIO(body(client.get(f"{BASE}register.xlsx", headers=ENGLISH))))
    (sheet,) = book.worksheets
    rows = list(sheet.iter_rows())
    assert rows[1][0].value == case.reference
    assert rows[1][12].value == 3
    assert not any(cell.data_type == "f" for row in rows for cell in row)


def test_pdf_names_every_line(client: Client) -> None:
    cases = [answered_case(f"r{n}@mail.example") for n in range(3)]
    open_console(client, "manager")
    document = pypdfium2.PdfDocument(body(client.get(f"{BASE}register.pdf")))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert [case.reference for case in cases if case.reference not in text] == []
    assert "開示等請求台帳" in text


def test_register_too_long_to_print_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsr.console.admin.register.MOST_PRINTED", 2)
    for number in range(3):
        file_disclosure(make_requester(f"r{number}@mail.example"))
    open_console(client, "manager")
    answer = client.get(f"{BASE}register.pdf?year=2026", headers=ENGLISH, follow=True)
    assert answer.redirect_chain == [(f"{REGISTER}?year=2026", 302)]
    assert "A PDF holds up to 2 lines." in answer.content.decode()
    assert not AccessRecord.objects.filter(action="EXPORTED").exists()


def test_file_follows_the_filter_of_the_page(client: Client) -> None:
    answered_case("hanako@mail.example")
    erasure = file_disclosure(
        make_requester("taro@mail.example"), items=[AskedItem(kind=RequestKind.ERASURE)]
    )
    open_console(client, "manager")
    lines = csv_rows(client, "?kind=ERASURE&year=2026&status=&outcome=")[1:]
    assert [line[0] for line in lines] == [erasure.reference]
    page = client.get(f"{REGISTER}?kind=ERASURE").content.decode()
    assert "register.csv?kind=ERASURE" in page
    assert page.count("DSR-2026-") == 2  # its link and its words


@pytest.mark.parametrize("query", ["?kind=NONE", "?year=1999", "?outcome=X1", "?status=%00"])
def test_filter_without_sense_makes_no_file_and_no_error(client: Client, query: str) -> None:
    open_console(client, "manager")
    assert client.get(f"{BASE}register.csv{query}").status_code == 404
    assert client.get(f"{REGISTER}{query}").status_code == 200


@pytest.mark.parametrize(
    ("path", "kind", "reference"),
    [("register.csv", "register", "csv"), ("register.xlsx", "register", "xlsx"),
     ("register.pdf", "register", "pdf"), ("figures.csv?period=FY2026", "figures", "FY2026")],
)  # fmt: skip
def test_exports_are_on_record(client: Client, path: str, kind: str, reference: str) -> None:
    user = open_console(client, "auditor")
    body(client.get(f"{BASE}{path}"))
    record = AccessRecord.objects.get(action="EXPORTED")
    assert (record.actor_id, record.object_kind, record.object_reference) == (
        user.pk, kind, reference,
    )  # fmt: skip


@pytest.mark.parametrize("path", ["register/", "register.csv", "complaints/"])
def test_pages_ask_the_same_number_of_questions_for_any_number_of_lines(
    client: Client, path: str
) -> None:
    open_console(client, "manager", email="m@milly.example")
    counts = []
    for batch in ("a", "bc"):
        for name in batch:
            asked = AskedItem(kind=RequestKind.INQUIRY, detail={"nature": "COMPLAINT"})
            file_disclosure(make_requester(f"{name}@mail.example"), items=[asked])
        body(client.get(f"{BASE}{path}"))
        with CaptureQueriesContext(connection) as queries:
            body(client.get(f"{BASE}{path}"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 14, [query["sql"][:120] for query in queries]


def test_long_register_has_pages(client: Client) -> None:
    hanako = make_requester()
    for _ in range(17):
        items = [AskedItem(kind=RequestKind.DISCLOSURE)] * 3
        file_disclosure(hanako, items=items)
    open_console(client, "manager")
    first = client.get(REGISTER, headers=ENGLISH).content.decode()
    second = client.get(f"{REGISTER}?p=2", headers=ENGLISH).content.decode()
    assert "Page 1 of 2" in first
    assert 'rel="prev"' in second
    assert second.count("/change/") == 1


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("?period=2026", 200), ("?period=FY2026", 200),
                          ("?period=x", 404), ("?period=99999", 404)],
)  # fmt: skip
def test_figures_are_of_a_year_that_makes_sense(client: Client, query: str, status: int) -> None:
    file_disclosure(make_requester())
    open_console(client, "manager")
    assert client.get(f"{BASE}figures/{query}").status_code == status


def test_complaint_log_shows_no_word_and_no_name(client: Client) -> None:
    detail = {"nature": "COMPLAINT", "about_reference": "", "text": "返事が遅いです。"}
    case = file_disclosure(
        make_requester(), items=[AskedItem(kind=RequestKind.INQUIRY, detail=detail)]
    )
    open_console(client, "auditor")
    page = client.get(f"{BASE}complaints/").content.decode()
    assert case.reference in page
    assert [words for words in (*PERSONAL[:1], PERSONAL[2], "遅い") if words in page] == []
