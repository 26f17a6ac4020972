"""The message form says what the service says."""

import uuid

import pytest

from dsr.cases.services import messages as service
from dsr.portal.forms.messages import MAX_LENGTH, REFUSALS, MessageForm


def form(text: str) -> MessageForm:
    return MessageForm({"text": text, "send_token": str(uuid.uuid4())})


def test_form_and_service_allow_the_same_length() -> None:
    assert MAX_LENGTH == service.MAX_LENGTH
    assert form("𠮷" * MAX_LENGTH).is_valid()
    assert form("a" * (MAX_LENGTH + 1)).errors["text"] == [REFUSALS["TOO_LONG"]]


@pytest.mark.parametrize("code", ["EMPTY", "TOO_LONG", "MY_NUMBER"])
def test_every_refusal_of_the_service_has_words(code: str) -> None:
    bound = form("hello")
    assert bound.is_valid()
    bound.add_refusal(code)
    assert bound.errors["text"] == [REFUSALS[code]]


def test_control_characters_are_dropped_and_line_breaks_kept() -> None:
    bound = form("a\x00b\r\nc\x07 🗝")
    assert bound.is_valid()
    assert bound.cleaned_data["text"] == "ab\nc 🗝"
