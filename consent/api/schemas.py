"""The shapes of what is asked and answered; the OpenAPI document is made from them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from consent.enums import ConsentAction, Verdict

MOST_MEMBERS = 1000
VISIBLE = r"^[\x21-\x7e]+$"


def _whole(value: Any) -> Any:
    """JSON Schema takes 3.0 for an integer, so we do."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Sequence = Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(_whole)]
MemberId = Annotated[
    str,
    Field(
        min_length=1, max_length=100, pattern=VISIBLE, examples=["M-000042"],
        description=_("The member's id in your service."),
    ),
]  # fmt: skip
ItemCode = Annotated[
    str,
    Field(
        min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$", examples=["LOCATION"],
        description=_("Code of a consent item."),
    ),
]  # fmt: skip
Version = Annotated[
    str,
    Field(
        min_length=1, max_length=20, pattern=r"^[\x20-\x7e]*[\x21-\x7e]$", examples=["2026-04-01"],
        description=_("The version the person saw."),
    ),
]  # fmt: skip
Source = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9_]{0,26}$", examples=["APP_SETTINGS"],
        description=_("Where in your service the person clicked."),
    ),
]  # fmt: skip
Language = Annotated[
    Literal["ja", "en"], Field(description=_("The language the person saw the words in."))
]
Position = Annotated[
    int,
    Field(ge=0, le=2**63 - 1, description=_("Position of the last change you know; 0 for none.")),
]
PageSize = Annotated[
    int, Field(ge=1, le=1000, description=_("How many at most.")), BeforeValidator(_whole)
]


class Asked(Schema):
    """A body: members that are not documented are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class MemberIn(Asked):
    member_id: MemberId


class CheckIn(MemberIn):
    item: ItemCode


class CheckOut(Schema):
    allowed: bool = Field(description=_("Only true is a yes."))
    verdict: Verdict
    since: datetime | None = None
    text_version: str | None = None


class CheckManyIn(Asked):
    item: ItemCode
    member_ids: list[MemberId] = Field(min_length=1, max_length=MOST_MEMBERS)


class CheckManyOut(Schema):
    item: str
    allowed: list[str] = Field(
        description=_("Members whose data may be used: these and no others.")
    )
    refused: dict[str, list[str]] = Field(description=_("All the others, by verdict."))


class GiveIn(CheckIn):
    text_version: Version
    language: Language
    source: Source


class WithdrawIn(CheckIn):
    language: Language
    source: Source


class RecordedOut(Schema):
    item: str
    action: ConsentAction
    text_version: str
    text_sha256: str
    at: datetime
    sequence: int = Field(description=_("Number in the person's ledger: names the receipt."))


class ItemOut(Schema):
    code: str
    name: dict[str, str]
    text: dict[str, str]
    text_version: str
    text_sha256: str
    prerequisite: bool = Field(description=_("Ends only by leaving the service."))


class ItemsOut(Schema):
    items: list[ItemOut]


class StandingOut(CheckOut):
    item: str
    current_text_version: str


class StandingsOut(Schema):
    items: list[StandingOut]


class HistoryIn(MemberIn):
    before: Sequence | None = Field(
        default=None, description=_("Sequence of the earliest line you know.")
    )
    limit: PageSize = 100


class HistoryLineOut(RecordedOut):
    language: str
    source: str


class HistoryOut(Schema):
    events: list[HistoryLineOut] = Field(description=_("Newest first."))
    more: bool


class GoverningIn(MemberIn):
    document: Literal["PRIVACY_POLICY", "TERMS"] = "PRIVACY_POLICY"


class WaitingOut(Schema):
    version: str
    effective_from: date


class InForceOut(WaitingOut):
    text_sha256: str


class GoverningOut(Schema):
    document: str
    version: str
    effective_from: date
    text_sha256: str
    reconsent_required: bool = Field(description=_("Whether a version waits for the person's yes."))
    waiting: list[WaitingOut]
    in_force: InForceOut = Field(
        description=_("The newest text in force: what a person who registers today accepts.")
    )
    blocked: list[str] = Field(description=_("What may not be done with this person before it."))


class AcceptIn(MemberIn):
    version: Version
    language: Language
    source: Source
    text_sha256: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{64}$", description=_("Of the text the person saw.")
    )
    joining: bool = Field(
        default=False,
        description=_(
            "True only where the person registers: they accept the whole text, and with it what"
            " earlier versions brought."
        ),
    )


class AcceptedOut(Schema):
    document: str
    version: str
    at: datetime
    sequence: int
    joined: bool = Field(description=_("Whether the whole text was accepted on registering."))


class ReceiptIn(MemberIn):
    sequence: Sequence = Field(description=_("Number in the person's ledger."))


class ReceiptOut(Schema):
    document: dict[str, Any] = Field(description=_("ISO/IEC TS 27560, as JSON."))
    jws: str = Field(description=_("The same, signed: verify it with the published keys."))
    key_id: str


class FollowIn(Schema):
    after: Position = 0
    limit: PageSize = 100


class ChangeDataOut(Schema):
    """What each type of change tells: documented, not checked."""

    position: int
    member_id: str | None = Field(description=_("null where the person is tied to no member."))
    item: str = Field(default="", description=_("Of consents and texts."))
    text_version: str = Field(default="", description=_("Of consents and texts."))
    sequence: int = Field(default=0, description=_("Number of a consent in the member's ledger."))
    asks_again: bool = Field(default=False, description=_("Of texts: earlier answers end."))
    document: str = Field(default="", description=_("Of policies."))
    version: str = Field(default="", description=_("Of policies."))
    effective_from: date | None = Field(default=None, description=_("Of published policies."))
    blocks: list[str] = Field(
        default=[], description=_("Of published policies: what waits for each member's yes.")
    )
    joining: bool = Field(
        default=False,
        description=_(
            "Of accepted policies: true for the whole text in force on joining, false for a yes"
            " to a revision."
        ),
    )


_CHANGE_DATA = ChangeDataOut.model_json_schema() | {
    "description": _("What each type of change tells; a member it does not tell is absent.")
}


class ChangeOut(Schema):
    type: str
    timestamp: datetime
    # Documented in full, and passed on as it is: a line is not checked a second time.
    data: Annotated[dict[str, Any], WithJsonSchema(_CHANGE_DATA)]


class ChangesOut(Schema):
    changes: list[ChangeOut]
    next: int = Field(description=_("Ask with this position the next time."))
    more: bool = Field(description=_("Whether more are there already."))


class FaultOut(Schema):
    pointer: str
    code: str


class ProblemOut(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    allowed: Literal[False] | None = Field(default=None, description=_("Never a yes."))
    errors: list[FaultOut] | None = None
