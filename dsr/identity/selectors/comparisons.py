"""What a reviewer compares: the claim and what the company holds, attribute by attribute."""

from collections.abc import Mapping
from dataclasses import dataclass

from dsr.cases.enums import RequesterKind
from dsr.cases.selectors.claims import claims_of
from dsr.identity.enums import Attribute
from dsr.identity.gateways.member_directory import (
    DirectoryUnavailable,
    Member,
    member_by_email,
    member_by_id,
)
from dsr.identity.models import IdentityCheck


@dataclass(frozen=True)
class ComparisonRow:
    """One attribute. `held` is "" where the company holds nothing or no member was found."""

    code: str
    attribute: str
    claimed: list[str]
    held: str


@dataclass(frozen=True)
class Comparison:
    """The rows; `directory_answered` False says that "held" could not be looked up just now."""

    rows: list[ComparisonRow]
    directory_answered: bool
    member_id: str

    @property
    def member_found(self) -> bool:
        """Whether there is somebody to compare with."""
        return bool(self.member_id)


def comparison_of(check: IdentityCheck) -> Comparison:
    """Claims beside one member, for a reviewer who holds the document next to both.

    The member is the one behind the proven sign-in address, or else the one whose number the
    person gave: what the document shows must then be what the company holds. Where a
    representative asks, it is the one they named: their own address shows nothing about it.
    """
    claims = claims_of(check.case)
    own = check.case.requester_kind == RequesterKind.SELF
    address = check.case.requester.email if own else claims.get("registered_email", "")
    member, answered = _member(address, claims.get("member_id", ""))
    rows = _rows(_claimed(claims, prefix=""), _held(member))
    return Comparison(rows, answered, member.member_id if member else "")


def agent_rows(check: IdentityCheck) -> list[ComparisonRow]:
    """What a representative says of themselves; the company holds nothing to compare it with.

    Empty where the person asks for themselves.
    """
    if check.case.requester_kind == RequesterKind.SELF:
        return []
    claimed = _claimed(claims_of(check.case), prefix="agent_")
    return _rows(claimed, dict.fromkeys(Attribute, ""))


def _claimed(claims: Mapping[str, str], *, prefix: str) -> dict[Attribute, list[str]]:
    def said(name: str) -> str:
        return claims.get(f"{prefix}{name}", "")

    return {
        Attribute.NAME: [
            f"{said('family_name')} {said('given_name')}".strip(),
            f"{said('family_name_kana')} {said('given_name_kana')}".strip(),
            said("former_name"),
        ],
        Attribute.BIRTH_DATE: [said("birth_date")],
        Attribute.ADDRESS: [said("address"), said("registered_address")],
    }


def _rows(
    claimed: Mapping[Attribute, list[str]], held: Mapping[Attribute, str]
) -> list[ComparisonRow]:
    return [
        ComparisonRow(
            attribute.value,
            str(attribute.label),
            [text for text in claimed[attribute] if text],
            held[attribute],
        )
        for attribute in Attribute
    ]


def _member(address: str, member_id: str) -> tuple[Member | None, bool]:
    try:
        return (member_by_email(address) if address else None) or member_by_id(member_id), True
    except DirectoryUnavailable:
        return None, False


def _held(member: Member | None) -> dict[Attribute, str]:
    if member is None:
        return dict.fromkeys(Attribute, "")
    return {
        Attribute.NAME: f"{member.family_name} {member.given_name}",
        Attribute.BIRTH_DATE: member.birth_date.isoformat() if member.birth_date else "",
        Attribute.ADDRESS: member.address,
    }
