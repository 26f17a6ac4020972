"""Facts the questions show: fee, refund rule, dates, register. Nothing is typed into a template."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from dsr.fees.selectors.fees import quote
from policies.enums import DeadlineCode, DeliveryMethod, RequestKind, RetentionCode
from policies.models import PurposeOfUse
from policies.selectors.rules import due_date, retention_until


@dataclass(frozen=True)
class PageFacts:
    """What a filing would cost and when it would be answered, filed on that day.

    `fee` is integer yen; dates are JST; `target_days` and `image_days` count calendar days.
    """

    fee: int
    target_date: date
    target_days: int
    identity_date: date
    image_days: int


def page_facts(answers: dict[str, Any], *, on: date) -> PageFacts:
    """Facts for a draft with these answers, filed on the JST date `on`. Raises RuleMissing."""
    method = answers.get("delivery_method") or DeliveryMethod.DOWNLOAD
    target = due_date(DeadlineCode.DECISION_TARGET, start=on)
    return PageFacts(
        fee=quote([RequestKind.DISCLOSURE], delivery_method=method, on=on),
        target_date=target.date,
        target_days=(target.date - on).days,
        identity_date=due_date(DeadlineCode.IDENTITY_RESULT, start=on).date,
        image_days=(retention_until(RetentionCode.IDENTITY_IMAGE, start=on) - on).days,
    )


def purposes() -> list[str]:
    """The purposes of use, in order, in the active language."""
    field = "text_en" if get_language() == "en" else "text_ja"
    return list(PurposeOfUse.objects.order_by("position").values_list(field, flat=True))
