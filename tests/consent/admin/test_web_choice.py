"""Choices on the website in the console: in words, found by the browser's number, few queries."""

from typing import Any

import pytest
from django.test import Client

from tests.accounts.console import open_console
from tests.consent.jobs.test_web_choices import OLD, YOUNG, choices, choose
from tests.desk import set_up_desk

__all__ = ["choices"]  # a browser of long ago, one of lately, and one that came back
pytestmark = pytest.mark.django_db
LIST = "/console/consent/webchoice/"


@pytest.fixture
def auditor(client: Client) -> Client:
    set_up_desk()
    open_console(client, "auditor")
    return client


def test_choices_are_shown_in_words_and_found_by_browser(auditor: Client) -> None:
    whole = auditor.get(LIST)
    assert [str(row.pk) for row in whole.context["cl"].result_list] == sorted(
        (str(row.pk) for row in whole.context["cl"].result_list), reverse=True, key=int
    )
    found = auditor.get(LIST, {"q": str(OLD).upper()})
    assert [row.allowed for row in found.context["cl"].result_list] == [["ANALYTICS"], []]
    text = found.content.decode()
    assert text.count("利用状況の測定") == 3  # asked twice, allowed once
    assert text.count("許可なし") == 1
    assert "ANALYTICS" not in text
    row = found.context["cl"].result_list[0]
    page = auditor.get(f"{LIST}{row.pk}/change/").content.decode()
    assert str(OLD) in page
    assert row.notice_sha256 in page
    assert '<input type="submit"' not in page


@pytest.mark.parametrize("more", [0, 3])
def test_list_asks_the_same_number_of_queries(
    auditor: Client, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        choose(YOUNG, 1, *["ANALYTICS"][: number % 2])
    with django_assert_num_queries(8):  # one of them: is there a rule
        assert auditor.get(LIST).status_code == 200
