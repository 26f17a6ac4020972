"""The hash of what the snippet shows, and how a choice comes in. Pure."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 2048


class UnableToReadChoice(ValueError):
    """What was sent is no choice."""


@dataclass(frozen=True)
class SentChoice:
    """A choice as a browser sends it."""

    id: uuid.UUID
    version: str
    language: str
    allowed: tuple[str, ...]
    by_signal: bool


def notice_digest(groups: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """SHA-256, in hexadecimal, over what is shown, by language."""
    text = json.dumps(groups, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_choice(body: bytes) -> SentChoice:
    """The choice in the body of a request. Raises UnableToReadChoice."""
    if len(body) > MOST_BYTES:
        raise UnableToReadChoice("too long")
    try:
        sent = json.loads(body)
        if not isinstance(sent["allowed"], list):  # {"ANALYTICS": false} is no yes
            raise UnableToReadChoice("no choice")
        choice = SentChoice(
            id=uuid.UUID(sent["id"]),
            version=sent["version"],
            language=sent["language"],
            allowed=tuple(sent["allowed"]),
            by_signal=sent.get("gpc") is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnableToReadChoice("no choice") from error
    texts = (choice.version, *choice.allowed)
    if choice.language not in ("ja", "en") or not all(isinstance(text, str) for text in texts):
        raise UnableToReadChoice("no choice")
    return choice
