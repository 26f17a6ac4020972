"""A master key can be replaced: what was sealed opens with the new one alone."""

import base64
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.gateways.sealing import seal_text, unseal_text
from accounts.models import DataKey
from accounts.services.data_keys import create_data_key, destroy_data_key

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
CONTEXT = "accounts.outboxmessage.address:1"


def _entry(name: str, letter: bytes) -> str:
    return f"{name}:{base64.b64encode(letter * 32).decode()}"


def _said() -> str:
    out = io.StringIO()
    call_command("rewrap_data_keys", stdout=out)
    return out.getvalue().splitlines()[-1]


def test_old_master_key_retires_once_everything_is_rewrapped(settings: Any) -> None:
    DataKey.objects.all().delete()
    old, new = _entry("old", b"o"), _entry("new", b"n")
    settings.ENCRYPTION_KEY_RING = [old]
    keys = [create_data_key(now=NOW) for _ in range(3)]
    sealed = seal_text(keys[0], "hanako", context=CONTEXT)
    destroy_data_key(data_key_id=keys[2].pk, now=NOW)
    settings.ENCRYPTION_KEY_RING = [new, old]
    created = create_data_key(now=NOW)
    assert _said() == "2 rewrapped; the ring needs: new"
    assert _said() == "0 rewrapped; the ring needs: new"
    settings.ENCRYPTION_KEY_RING = [new]
    keys[0].refresh_from_db()
    assert unseal_text(keys[0], sealed, context=CONTEXT) == "hanako"
    created.refresh_from_db()
    assert unseal_text(created, seal_text(created, "x", context=CONTEXT), context=CONTEXT) == "x"
    assert bytes(DataKey.objects.get(pk=keys[2].pk).wrapped) == b""


def test_missing_master_key_is_said(settings: Any) -> None:
    settings.ENCRYPTION_KEY_RING = [_entry("old", b"o")]
    create_data_key(now=NOW)
    settings.ENCRYPTION_KEY_RING = [_entry("new", b"n")]
    with pytest.raises(CommandError, match="does not hold this key"):
        call_command("rewrap_data_keys", stdout=io.StringIO())
