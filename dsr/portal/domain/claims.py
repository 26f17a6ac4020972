"""What a filing says about the person and about who asks for them, as a case keeps it. Pure."""

from collections.abc import Mapping
from typing import Any

from dsr.portal.domain.pages import asked_by, may_receive, only_asks_us
from dsr.portal.enums import AskedBy
from policies.enums import DeliveryMethod

CLAIM_FIELDS = (
    "family_name", "given_name", "family_name_kana", "given_name_kana", "former_name",
    "birth_date", "postal_code", "address", "registered_address", "phone", "email",
    "member_id", "registered_email",
)  # fmt: skip
AGENT_FIELDS = (
    "agent_family_name", "agent_given_name", "agent_family_name_kana", "agent_given_name_kana",
    "agent_birth_date", "agent_postal_code", "agent_address", "agent_phone", "relationship",
)  # fmt: skip


def filed_claims(answers: Mapping[str, Any], *, email: str) -> dict[str, str]:
    """The claims of a case (keys in docs/house.md), all strings, "" when not given.

    Arguments:
        email: the account's address. It is never taken for the address of the person whom a
            representative asks for.
    """
    claims = {name: str(answers.get(name) or "") for name in CLAIM_FIELDS}
    by = asked_by(answers)
    if by == AskedBy.SELF:
        claims["email"] = email
        if only_asks_us(answers):
            claims["family_name"] = str(answers.get("called") or "")
        return claims
    claims["email"] = ""
    mandated = answers.get("mandate_kinds") or [] if by == AskedBy.MANDATE else []
    return {
        **claims,
        **{name: str(answers.get(name) or "") for name in AGENT_FIELDS},
        "basis": by.value,
        "mandate_kinds": ",".join(mandated),
        "may_receive": "yes" if may_receive(answers) else "",
    }


def mailing_address(answers: Mapping[str, Any]) -> str:
    """Where the answer is mailed to; "" when it is not mailed.

    To the address typed for it, else home: of the person, or of the representative who asks. An
    agent who may not receive the answer cannot name another address than the person's.
    """
    if answers.get("delivery_method") in (None, "", DeliveryMethod.DOWNLOAD):
        return ""
    if not may_receive(answers):
        return _home(answers, "")
    own = asked_by(answers) == AskedBy.SELF
    return str(answers.get("delivery_address") or _home(answers, "" if own else "agent_"))


def _home(answers: Mapping[str, Any], start: str) -> str:
    return f"{answers[f'{start}postal_code']} {answers[f'{start}address']}"
