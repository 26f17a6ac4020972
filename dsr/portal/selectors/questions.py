"""Facts the questions show: fee, refund rule, dates, register. Nothing is typed into a template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dsr.cases.models import Case
from dsr.fees.selectors.fees import charged_row, quotes
from dsr.portal.domain.pages import (
    KINDS,
    asked_by,
    hands_data_over,
    kinds_of,
    may_receive,
    only_asks_us,
)
from dsr.portal.enums import AskedBy
from policies.enums import DeadlineCode, DeliveryMethod, FeeCharged, RequestKind, RetentionCode
from policies.models import FeeScheduleRow
from policies.selectors.rules import due_date, retention_until

OFFERED_REFERENCES = 50


@dataclass(frozen=True)
class PageFacts:
    """What a filing with these answers costs, asks and offers, filed on the JST date `on`.

    `fee` is integer yen for the whole filing, `fees` by kind alone, `fee_waits` whether it is paid
    only before release; dates are JST; `target_days` and `image_days` count calendar days;
    `references` are (reference, arrival date) of the person's own requests.
    """

    on: date
    fee: int
    fees: Mapping[str, int]
    target_date: date
    target_days: int
    identity_date: date
    image_days: int
    answers: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[tuple[str, date], ...] = ()
    fee_waits: bool = False

    @property
    def kinds(self) -> tuple[RequestKind, ...]:
        """What is asked."""
        return kinds_of(self.answers)

    @property
    def asked_by(self) -> AskedBy:
        """As what somebody asks."""
        return asked_by(self.answers)

    @property
    def for_another(self) -> bool:
        """Whether a representative asks about somebody else."""
        return self.asked_by != AskedBy.SELF

    @property
    def mandated(self) -> bool:
        """Whether the representative asks by a letter of mandate."""
        return self.asked_by == AskedBy.MANDATE

    @property
    def may_receive(self) -> bool:
        """Whether the answer may be given to who asks."""
        return may_receive(self.answers)

    @property
    def only_inquiry(self) -> bool:
        """Whether nothing but an inquiry is asked."""
        return only_asks_us(self.answers)

    @property
    def hands_data_over(self) -> bool:
        """Whether the answer may hold data."""
        return hands_data_over(self.answers)


def fee_for(answers: Mapping[str, Any], *, on: date) -> int:
    """Yen that a filing with these answers costs; of a disclosure until the kinds are chosen."""
    row = _row_for(answers, on=on)
    return row.amount if row else 0


def _row_for(answers: Mapping[str, Any], *, on: date) -> FeeScheduleRow | None:
    method = answers.get("delivery_method") or DeliveryMethod.DOWNLOAD
    kinds = kinds_of(answers) or (RequestKind.DISCLOSURE,)
    return charged_row(kinds, delivery_method=method, on=on)


def page_facts(answers: Mapping[str, Any], *, on: date, user_id: int | None = None) -> PageFacts:
    """Facts for a draft with these answers, filed on the JST date `on`. Raises RuleMissing."""
    target = due_date(DeadlineCode.DECISION_TARGET, start=on)
    row = _row_for(answers, on=on)
    return PageFacts(
        on=on,
        fee=row.amount if row else 0,
        fee_waits=row is not None and row.charged == FeeCharged.BEFORE_RELEASE,
        fees=quotes(KINDS, delivery_method=DeliveryMethod.DOWNLOAD, on=on),
        target_date=target.date,
        target_days=(target.date - on).days,
        identity_date=due_date(DeadlineCode.IDENTITY_RESULT, start=on).date,
        image_days=(retention_until(RetentionCode.IDENTITY_IMAGE, start=on) - on).days,
        answers=answers,
        references=_references(user_id) if RequestKind.INQUIRY in kinds_of(answers) else (),
    )


def _references(user_id: int | None) -> tuple[tuple[str, date], ...]:
    rows = Case.objects.of_requester(user_id).order_by("-pk") if user_id else Case.objects.none()
    return tuple(rows.values_list("reference", "arrival_date")[:OFFERED_REFERENCES])
