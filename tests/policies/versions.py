"""Published versions to test with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from policies.models import PolicyVersion
from policies.services.seeding import publish_policy_version


def published(effective_from: date, **facts: Any) -> PolicyVersion:
    """One version, announced a month before its day; `facts` as of publish_policy_version."""
    announced = datetime(
        effective_from.year, effective_from.month, effective_from.day, 3, tzinfo=UTC
    ) - timedelta(days=30)
    number = facts.pop("number", effective_from.isoformat())
    return publish_policy_version(
        **{
            "number": number, "text_ja": f"{number}の方針", "text_en": f"Policy {number}",
            "announced_at": announced, "effective_from": effective_from, "now": announced, **facts,
        }
    )  # fmt: skip
