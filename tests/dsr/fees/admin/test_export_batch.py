"""Exports in the console: what is left, one form, each file as it left."""

import pytest
from django.test import Client

from accounts.models import AccessRecord, User
from dsr.fees.models import Account, ExportBatch
from tests.accounts.console import open_console
from tests.desk import set_up_desk
from tests.dsr.fees.paying import now, owe
from tests.dsr.fees.services.test_exports import payment

LIST = "/console/dsr_fees/exportbatch/"
NEW = f"{LIST}new/"
CHOICE = {"month": "2026-11-01", "export_format": "YAYOI"}


@pytest.fixture
def finance(db: None, client: Client) -> User:
    set_up_desk(now())
    fee = owe()
    payment("a", fee)
    payment("b")
    return open_console(client, "finance")


def test_month_leaves_once_and_is_given_out_again_byte_for_byte(
    client: Client, finance: User
) -> None:
    assert next(left for _row, left in client.get(NEW).context["months"])[0] == (2, "YAYOI")
    answer = client.post(NEW, CHOICE, follow=True)
    batch = ExportBatch.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{batch.reference}/change/", 302)]
    assert "出力ファイルができました" in answer.content.decode()

    again = client.post(NEW, CHOICE)
    assert again.status_code == 422
    assert "すべて出力済み" in again.content.decode()
    assert next(left for _row, left in again.context["months"])[0] == (0, "YAYOI")

    file = f"{LIST}{batch.reference}/file/"
    bodies = {b"".join(client.get(file).streaming_content) for _ in range(2)}  # type: ignore[attr-defined]  # streamed
    assert len(bodies) == 1
    assert bodies.pop().count(b"\r\n") == 2
    assert client.get(file)["Content-Disposition"] == (
        'attachment; filename="EXP-YAYOI-00001.csv"'
    )  # fmt: skip
    assert AccessRecord.objects.filter(object_kind="journal", action="DOWNLOADED").count() == 3


def test_row_that_cannot_be_written_is_named_in_words(client: Client, finance: User) -> None:
    client.get(NEW)
    Account.objects.filter(code="CLEARING").update(yayoi_name="売掛金—é")
    answer = client.post(NEW, CHOICE)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "1行目（仕訳 2026-11-00001）" in words
    assert "「—」" in words
    assert ExportBatch.objects.count() == 0


def test_choice_that_is_none_is_refused(client: Client, finance: User) -> None:
    for wrong in ({}, {**CHOICE, "month": "2026-13-01"}, {**CHOICE, "export_format": "PDF"}):
        assert client.post(NEW, wrong).status_code == 422
    assert ExportBatch.objects.count() == 0
