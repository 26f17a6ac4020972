"""The notice to the principal: its facts, and whether it was written and posted."""

from datetime import date

from dsr.cases.enums import AnswerGoesTo, RequesterKind
from dsr.cases.letters.letter import Addressee
from dsr.cases.letters.words import Language, Words
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.cases.selectors.letters import in_both, letter_head
from dsr.identity.enums import AuthorityBasis
from dsr.identity.letters.principal_notice import PrincipalNoticeLetter
from dsr.identity.models import AuthorityCheck, PrincipalNotice
from dsr.identity.selectors.authority import PrincipalAddress
from policies.domain.calendar import jst_date
from policies.enums import RequestKind

_CAPACITIES = {
    RequesterKind.STATUTORY: Words("法定代理人", "statutory representative"),
    RequesterKind.MANDATED: Words("任意代理人", "mandated agent"),
}


def notice_of(case: Case) -> PrincipalNotice | None:
    """The letter to the principal, once it was written."""
    return (
        PrincipalNotice.objects.filter(case=case)
        .select_related("letter_ja__data_key", "letter_en__data_key", "posted_by", "written_by")
        .first()
    )


def notice_letter(
    check: AuthorityCheck, address: PrincipalAddress, *, language: Language, dated_on: date
) -> PrincipalNoticeLetter:
    """What the letter says. Raises UnableToUnseal once shredded."""
    case = check.case
    claims = claims_of(case)
    kinds = case.items.order_by("position").values_list("kind", flat=True)
    kind = RequesterKind(case.requester_kind)
    if check.basis == AuthorityBasis.MANDATE:
        kind = RequesterKind.MANDATED
    return PrincipalNoticeLetter(
        head=letter_head(),
        addressee=Addressee(
            name=_name(claims, ""), postal_code=address.postal_code, address=address.address
        ),
        reference=case.reference,
        dated_on=dated_on,
        language=language,
        arrived_on=jst_date(case.arrived_at),
        requests=tuple(in_both(RequestKind(kind).label) for kind in kinds),
        agent=_name(claims, "agent_"),
        capacity=_CAPACITIES[kind],
        answer_to_agent=case.answer_goes_to == AnswerGoesTo.REQUESTER,
    )


def _name(claims: dict[str, str], prefix: str) -> str:
    parts = (claims.get(f"{prefix}family_name", ""), claims.get(f"{prefix}given_name", ""))
    return " ".join(part for part in parts if part)
