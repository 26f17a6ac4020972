"""What staff write about a breach, sealed with its key."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from accounts.domain.actor import Actor
from accounts.domain.my_number import contains_my_number
from accounts.gateways.sealing import seal_json, seal_text
from accounts.models import DataKey
from dsr.breaches.models import Breach, BreachText


class UnableToKeepText(Exception):
    """The text was not kept. `code`: MY_NUMBER (it holds a My Number) or TOO_LONG."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


MOST = 10_000  # characters of one text


def check_text(text: str) -> str:
    """`text` without blanks around it. Raises UnableToKeepText."""
    if len(text) > MOST:
        raise UnableToKeepText("TOO_LONG")
    if contains_my_number(text):
        raise UnableToKeepText("MY_NUMBER")
    return text.strip()


def keep_text(*, breach: Breach, text: str, actor: Actor, now: datetime) -> BreachText:
    """Seal one text beside the ledger. Raises UnableToKeepText."""
    text_id = uuid.uuid4()
    context = f"dsr_breaches.breachtext.text:{text_id}"
    return BreachText.objects.create(
        id=text_id,
        breach=breach,
        text_sealed=seal_text(breach.data_key, check_text(text), context=context),
        author_id=actor.user_id,
        written_at=now,
    )


def sealed_facts(*, reference: str, data_key: DataKey, facts: Mapping[str, str]) -> bytes:
    """The facts of a breach, sealed for its row. Raises UnableToKeepText."""
    checked = {name: check_text(text) for name, text in facts.items()}
    return seal_json(data_key, checked, context=f"dsr_breaches.breach.facts:{reference}")
