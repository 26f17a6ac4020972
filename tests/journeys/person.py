"""What a person does on their pages, from the front door to the letter."""

import io
import re
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
from django.utils import timezone

from config.demo.milly_app.persona import Persona
from dsr.cases.models import Case
from tests.accounts.mailbox import read_code
from tests.journeys.traveller import Traveller

SEND = "main form button.button:not(.button--secondary, .button--text)"
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Filing:
    """What somebody files. `chosen` and `typed` are by page; `rows` are those of a correction."""

    kinds: tuple[str, ...]
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: Mapping[str, Fields] = field(default_factory=dict)
    rows: tuple[Fields, ...] = ()
    by: str = "SELF"


def about(person: Persona) -> dict[str, Fields]:
    """The pages on which a person says who they are."""
    return {
        "name": {
            "family_name": person.family_name, "given_name": person.given_name,
            "birth_year": str(person.birth_date.year),
            "birth_month": str(person.birth_date.month),
            "birth_day": str(person.birth_date.day),
        },
        "contact": {"postal_code": person.postal_code, "address": person.address},
        "membership": {"member_id": person.member_id or ""},
    }  # fmt: skip


def about_agent(person: Persona, relationship: str) -> dict[str, Fields]:
    """The pages on which a representative says who they are."""
    return {
        "agent": {
            "agent_family_name": person.family_name, "agent_given_name": person.given_name,
            "agent_birth_year": str(person.birth_date.year),
            "agent_birth_month": str(person.birth_date.month),
            "agent_birth_day": str(person.birth_date.day), "relationship": relationship,
        },
        "agent-contact": {"agent_postal_code": person.postal_code,
                          "agent_address": person.address},
    }  # fmt: skip


def sign_in(requester: Traveller, email: str) -> None:
    """By the code in the mail."""
    requester.fill(login=email)
    requester.press(SEND)
    requester.fill(code=read_code(timezone.now()))
    requester.press(SEND)


def file_request(requester: Traveller, signer: Persona, filing: Filing) -> Case:
    """From the front door through every question and the check page to the filed case."""
    page = requester.page
    requester.go("/")
    requester.press("main a.button >> nth=0")
    sign_in(requester, signer.email)
    chosen = {
        "who": (filing.by,), "kinds": filing.kinds, "delivery": ("DOWNLOAD",),
        "identity": ("MEMBER_MATCH",), **filing.chosen,
    }  # fmt: skip
    while (slug := urlsplit(page.url).path.rstrip("/").split("/")[-1]) != "check":
        if slug in filing.chosen and page.locator("[value=ALL]").count():
            page.uncheck("[value=ALL]")
        for value in chosen.get(slug, ()):
            page.check(f"[value='{value}']")
        requester.fill(**filing.typed.get(slug, {}))
        if slug == "correction":
            _type_rows(requester, filing.rows)
        requester.press(SEND)
        assert urlsplit(page.url).path.strip("/").split("/")[-1] != slug, requester.text()
    requester.press(SEND)
    found = re.search(r"DSR-\d{4}-\d{6}", requester.text())
    assert found is not None
    return Case.objects.get(reference=found.group())


def _type_rows(requester: Traveller, rows: tuple[Fields, ...]) -> None:
    for number, row in enumerate(rows, start=1):
        if number > 1:
            requester.press("[name=add_row]")
        requester.fill(**{f"correction_{number}_{part}": words for part, words in row.items()})


def prove(requester: Traveller, case: Case) -> None:
    """A code to the address on file."""
    requester.press(f"main a[href='/requests/{case.reference}/identity/'] >> nth=0")
    requester.press(SEND)
    requester.fill(code=read_code(timezone.now()))
    requester.press("main form:has([name=code]) button")
    requester.go(f"/requests/{case.reference}/")


def pay(requester: Traveller, case: Case) -> None:
    """By card."""
    from tests.journeys.worker import do_jobs

    requester.go(f"/requests/{case.reference}/fee/")
    requester.press(SEND)
    requester.tick(method="PAYS")
    requester.press("form.pay button[type=submit]")
    do_jobs()
    requester.go(f"/requests/{case.reference}/fee/")


def send_message(requester: Traveller, case: Case, text: str, **files: Any) -> None:
    """On the page of the request, with a file."""
    requester.go(f"/requests/{case.reference}/")
    requester.fill(text=text)
    requester.page.set_input_files("[name=files]", [
        {"name": name, "mimeType": "image/png", "buffer": content}
        for name, content in files.items()
    ])  # fmt: skip
    requester.press("main form[enctype] button.button")


def read_letter(requester: Traveller, case: Case, language: str = "ja") -> str:
    """The answer page, and what the letter says."""
    requester.go(f"/requests/{case.reference}/answer/")
    link = f"a[href='/requests/{case.reference}/answer/letter/{language}/']"
    return pdf_text(requester.download(link))


def download(requester: Traveller, case: Case) -> zipfile.ZipFile:
    """The package, behind a fresh code."""
    requester.go(f"/requests/{case.reference}/answer/")
    requester.press("main form button.button")
    requester.fill(code=read_code(timezone.now()))
    requester.press("main form:has([name=code]) button")
    package = requester.download(f"a[href='/requests/{case.reference}/answer/package/']")
    deadline = time.monotonic() + 20  # the server notes the last byte after the browser has it
    while not Case.objects.get(pk=case.pk).delivered_at and time.monotonic() < deadline:
        time.sleep(0.1)
    return zipfile.ZipFile(io.BytesIO(package))


def pdf_text(content: bytes) -> str:
    """Every page, without the spaces that lines end with."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))
