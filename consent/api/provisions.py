"""Records of provision to third parties and of receipt from them (APPI Arts 29, 30)."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema
from pydantic import BeforeValidator

from accounts.enums import ApiScope
from consent.api.answers import EVERYWHERE, PROBLEM, IdempotencyKey, written
from consent.api.keys import Asking, Scoped
from consent.api.problems import Problem
from consent.api.schemas import VISIBLE, Asked, MemberId
from policies.domain.provision_rows import LONGEST, ProvisionRow
from policies.services.provision_records import UnableToRecordProvision, record_provisions

router = Router()

MOST_RECORDS = 1000
MOST_FAULTS = 20
LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"  # one line: no control characters


def _day(value: Any) -> Any:
    """A day as JSON can say it, and no other way of writing one."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    raise ValueError("no day")


Day = Annotated[date, BeforeValidator(_day)]


def _line(column: str, description: str, *, least: int = 1) -> Any:
    return Field(
        min_length=least, max_length=LONGEST[column], pattern=LINE, description=description
    )


class ProvisionIn(Asked):
    """One provision of one member's data, or one receipt of it."""

    key: Annotated[
        str,
        Field(
            min_length=1, max_length=LONGEST["key"], pattern=VISIBLE, examples=["APP-2026-000017"],
            description=_("Your number of the record; of all your services, no other has it."),
        ),
    ]  # fmt: skip
    direction: Annotated[
        Literal["PROVIDED", "RECEIVED"],
        Field(description=_("Given to the other party (Art 29), or received from them (Art 30).")),
    ]
    provided_on: Annotated[
        Day, Field(description=_("The day it was provided or received, in Japan."))
    ]
    member_id: MemberId
    recipient: Annotated[
        str,
        Field(
            max_length=LONGEST["recipient"], pattern=r"^[A-Za-z0-9_-]*$",
            description=_("Code of the recipient in the desk's register, if it is one of these."),
        ),
    ] = ""  # fmt: skip
    party_name: Annotated[str, _line("party_name", _("Name of the other party."))]
    party_address: Annotated[str, _line("party_address", _("Their address."))]
    party_representative: Annotated[
        str,
        _line(
            "party_representative",
            _("Who represents them, where they are a company."),
            least=0,
        ),
    ] = ""
    items: Annotated[str, _line("items", _("Which items of the member's data."))]
    basis: Annotated[
        Literal["CONSENT", "OPT_OUT", "OTHER"],
        Field(
            description=_(
                "The member's consent, the opt-out procedure (Art 27(2)), or another basis."
            )
        ),
    ]
    circumstances: Annotated[
        str,
        _line(
            "circumstances",
            _("How the other party had acquired the data. Needed where it was received."),
            least=0,
        ),
    ] = ""


class ProvisionsIn(Asked):
    records: list[ProvisionIn] = Field(min_length=1, max_length=MOST_RECORDS)


class ProvisionsOut(Schema):
    recorded: int = Field(description=_("How many are new."))
    known: int = Field(description=_("How many were on record already, word for word."))


@router.post(
    "/provisions", auth=Scoped(ApiScope.PROVISION_WRITE),
    response={200: ProvisionsOut, 409: PROBLEM, **EVERYWHERE}, operation_id="record_provisions",
    summary=_("Members' data was given to third parties, or received from them"),
)  # fmt: skip
def record(
    request: Asking,
    response: HttpResponse,
    asked: ProvisionsIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Keep up to 1,000 records, all of them or none, for as long as the law says; then they go.

    The pointers name each faulty record by its place. A record sent again is kept once.
    """
    now = timezone.now()

    def keep() -> dict[str, Any]:
        rows = [_row(line) for line in asked.records]
        recorded = record_provisions(rows=rows, source=request.auth.actor.name, now=now)
        return {"recorded": recorded, "known": len(rows) - recorded}

    try:
        return written(request, response, idempotency_key, "provisions", asked, keep)
    except UnableToRecordProvision as refused:
        faults = [
            {
                "pointer": f"/body/asked/records/{one.place}/{one.fault.column}",
                "code": one.fault.code,
            }
            for one in refused.faults[:MOST_FAULTS]
        ]
        raise Problem(
            409, "PROVISION_REFUSED", "Nothing was kept. Look at the pointers.", errors=faults
        ) from refused


def _row(line: ProvisionIn) -> ProvisionRow:
    """As the register keeps it: texts without spaces around them."""
    texts = line.model_dump(exclude={"provided_on"})
    return ProvisionRow(
        provided_on=line.provided_on, **{name: text.strip() for name, text in texts.items()}
    )
