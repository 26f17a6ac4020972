"""The OpenAPI document is kept, its page can be read, and the examples of the handbook run."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from consent.api import api
from policies.services.seeding import seed_rules
from tests.consent.api.service import make_client
from tests.consent.people import NOW, make_item
from tests.policies.versions import published

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "integration.md"
OPERATIONS = sorted(
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
)


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """What Django's own test client does: a request does not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_connection")
def test_every_operation_keeps_its_contract_whatever_is_sent() -> None:
    """One document, one key and one world for all of them: reading it costs more than asking."""
    from config.wsgi import application

    make_item()
    seed_rules(now=NOW)
    published(date(2023, 9, 1))
    headers = {"Authorization": f"Bearer {make_client()[1]}"}
    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    answered: dict[tuple[str, str], set[int]] = {}

    def send(case: Any) -> None:
        of = (case.operation.method.upper(), case.operation.path)
        # HTTP passes over parameters of an address that nobody knows, and so do we.
        passed_over = [negative_data_rejection] if of[0] == "GET" else []
        answer = case.call_and_validate(headers=headers, excluded_checks=passed_over)
        answered.setdefault(of, set()).add(answer.status_code)

    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _given(found.ok(), send, mode)
    assert sorted(answered) == OPERATIONS  # each of them was called
    assert {of: max(statuses) for of, statuses in answered.items() if max(statuses) >= 500} == {}


def _given(operation: Any, send: Any, mode: GenerationMode) -> None:
    from hypothesis import given

    strategy = operation.as_strategy(generation_mode=mode)
    settings(
        max_examples=8, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )(given(case=strategy)(lambda case: send(case)))()  # fmt: skip


@pytest.mark.django_db
def test_page_shows_every_operation_without_anything_of_others(client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert {path for _method, path in OPERATIONS if path not in text} == set()
    assert "会員が同意した" in text
    assert not re.search(r"<script(?! src=\"/static)", text)
    assert "https://" not in re.sub(r"href=\"https://[^\"]+\"", "", text)


def example(kind: str) -> str:
    found = re.search(rf"<!-- example: {kind} -->\n```\w+\n(.*?)```", HANDBOOK.read_text(), re.S)
    assert found is not None
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_examples_of_the_handbook_run(live_server: Any) -> None:
    make_item()
    seed_rules(now=NOW)
    surroundings = {**os.environ, "DESK": live_server.url, "KEY": make_client()[1]}
    asked = subprocess.run(
        ["sh", "-c", example("curl")], env=surroundings, capture_output=True, check=True, timeout=30
    )
    assert b'"verdict": "NO_RECORD"' in asked.stdout
    ran = subprocess.run(
        [sys.executable, "-c", example("python")],
        env=surroundings, capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.splitlines() == [
        "before False", "shown 同意します 1", "after True", "withdrawn False",
        "1 text.published", "2 consent.given", "3 consent.withdrawn",
    ]  # fmt: skip
    sent = subprocess.run(
        ["sh", "-c", example("curl provisions")],
        env=surroundings, capture_output=True, check=True, text=True, timeout=30,
    )  # fmt: skip
    assert json.loads(sent.stdout) == {"recorded": 1, "known": 0}
    ran = subprocess.run(
        [sys.executable, "-c", example("python provisions")],
        env=surroundings, capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.splitlines() == [
        "{'faults': [('/body/asked/records/0/circumstances', 'MISSING')]}",
        "{'recorded': 1, 'known': 0}",
        "{'recorded': 0, 'known': 1}",
    ]
