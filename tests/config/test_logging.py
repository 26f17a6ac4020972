"""What reaches a log line, and what must not."""

import io
import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.logging import ALLOWED_KEYS, JsonFormatter, keep_allowed_keys

SECRETS = ("hanako@mail.example", "203.0.113.9", "窓口花子")


class Lines:
    """A handler's output, parsed line by line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The root logger's output through the production formatter."""
    found = Lines()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


def test_structlog_event_keeps_listed_keys_and_names_the_dropped(lines: Lines) -> None:
    structlog.get_logger("accounts.test").info("mail_sent", outbox_id=3, email=SECRETS[0])
    (line,) = lines.read()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "mail_sent",
        "level": "info",
        "logger": "accounts.test",
        "outbox_id": 3,
        "dropped_keys": ["email"],
    }


def test_standard_message_keeps_its_constant_part_only(lines: Lines) -> None:
    logging.getLogger("accounts.test").warning("mail to %s failed", SECRETS[0])
    (line,) = lines.read()
    assert line["event"] == "mail to %s failed"
    assert SECRETS[0] not in lines.stream.getvalue()


def test_library_that_formats_its_own_text_is_withheld(lines: Lines) -> None:
    its_own_text = f"cannot read {SECRETS[2]}"
    logging.getLogger("imaging.library").warning(its_own_text)
    (line,) = lines.read()
    assert line["event"] == "text withheld"
    assert line["logger"] == "imaging.library"
    assert line["where"].startswith("test_logging:")


@pytest.mark.parametrize("logger", ["structlog", "standard"])
def test_exception_is_named_with_its_place_but_not_its_words(lines: Lines, logger: str) -> None:
    try:
        int(SECRETS[0])  # quotes what it cannot read
    except ValueError:
        if logger == "structlog":
            structlog.get_logger("accounts.test").exception("filing_failed")
        else:
            logging.getLogger("accounts.test").exception("filing_failed")
    (line,) = lines.read()
    assert line["error"] == "builtins.ValueError"
    assert line["event"] == "filing_failed"
    assert [frame.split(" ")[0].split(":")[0] for frame in line["frames"]] == ["test_logging.py"]
    assert SECRETS[0] not in lines.stream.getvalue()


@pytest.mark.django_db
def test_request_is_logged_by_route_without_path_query_or_address(
    lines: Lines, client: Client
) -> None:
    client.get(f"/nowhere/{SECRETS[0]}?mail={SECRETS[0]}", REMOTE_ADDR=SECRETS[1])
    (line,) = lines.read()
    assert (line["method"], line["route"], line["status_code"]) == ("GET", None, 404)
    assert not [secret for secret in SECRETS if secret in lines.stream.getvalue()]


def test_matched_route_is_logged_as_its_pattern(lines: Lines) -> None:
    request = RequestFactory().get("/cases/DSR-2026-000042/?code=123456")
    request.resolver_match = type("Match", (), {"route": "cases/<str:reference>/"})()
    logging.getLogger("django.request").error(
        "%s: %s", "x", request.path, extra={"status_code": 500, "request": request}
    )
    (line,) = lines.read()
    assert (line["route"], line["status_code"]) == ("cases/<str:reference>/", 500)
    assert "123456" not in lines.stream.getvalue()


def test_job_is_logged_by_name_and_number_without_arguments(lines: Lines) -> None:
    job = {"id": 7, "task_name": "accounts.deliver", "attempts": 2, "queue": "default"}
    its_own_text = f"Starting job accounts.deliver[7](mail={SECRETS[0]})"
    logging.getLogger("procrastinate.worker").info(
        its_own_text,
        extra={"action": "start_job", "job": {**job, "task_kwargs": {"mail": SECRETS[0]}}},
    )
    (line,) = lines.read()
    assert (line["event"], line["job_id"], line["task"]) == ("start_job", 7, "accounts.deliver")
    assert (line["attempt"], line["queue"]) == (2, "default")
    assert SECRETS[0] not in lines.stream.getvalue()


def test_crash_told_by_the_server_is_reduced_to_type_and_places(lines: Lines) -> None:
    try:
        int(SECRETS[0])
    except ValueError:
        its_own_text = f"Application callable raised an exception\n{traceback.format_exc()}"
    logging.getLogger("_granian.utils").error(its_own_text)
    (line,) = lines.read()
    assert line["event"] == "Application callable raised an exception"
    assert line["error"] == "ValueError"
    assert [frame.partition(":")[0] for frame in line["frames"]] == ["test_logging.py"]
    assert SECRETS[0] not in lines.stream.getvalue()


@given(st.dictionaries(st.text(min_size=1), st.text() | st.binary() | st.integers(), max_size=8))
def test_any_values_make_one_line_of_json(values: dict[str, Any]) -> None:
    record = logging.LogRecord("accounts", logging.INFO, "x.py", 1, "said", (), None)
    record.msg = {**values, "event": "said\r\n\x1b[31m\u2028", "code": "a\nb"}
    record._from_structlog = True
    record._logger, record._name = None, "info"
    text = JsonFormatter().format(record)
    assert len(text.splitlines()) == 1
    assert json.loads(text)["code"] == "a b"


@given(st.dictionaries(st.text(min_size=1), st.integers(), max_size=8))
def test_no_key_outside_the_list_survives(values: dict[str, int]) -> None:
    kept = keep_allowed_keys(None, "info", dict(values))
    assert kept.keys() <= ALLOWED_KEYS
    assert {k: v for k, v in values.items() if k in ALLOWED_KEYS} == {
        k: v for k, v in kept.items() if k != "dropped_keys"
    }
