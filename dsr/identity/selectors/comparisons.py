"""What a reviewer compares: the claim and what the company holds, attribute by attribute."""

from dataclasses import dataclass

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
    person gave: what the document shows must then be what the company holds.
    """
    claims = claims_of(check.case)
    member, answered = _member(check.case.requester.email, claims["member_id"])
    held = _held(member)
    claimed = {
        Attribute.NAME: [
            f"{claims['family_name']} {claims['given_name']}",
            f"{claims['family_name_kana']} {claims['given_name_kana']}".strip(),
            claims["former_name"],
        ],
        Attribute.BIRTH_DATE: [claims["birth_date"]],
        Attribute.ADDRESS: [claims["address"], claims["registered_address"]],
    }
    rows = [
        ComparisonRow(
            attribute.value,
            str(attribute.label),
            [text for text in claimed[attribute] if text],
            held[attribute],
        )
        for attribute in Attribute
    ]
    return Comparison(rows, answered, member.member_id if member else "")


def _member(address: str, member_id: str) -> tuple[Member | None, bool]:
    try:
        return member_by_email(address) or member_by_id(member_id), True
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
