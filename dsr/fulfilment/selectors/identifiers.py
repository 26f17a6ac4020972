"""By what a person may be searched: only what was itself verified (DOMAIN §6)."""

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.fulfilment.gateways.source_protocol import Identifier, IdentifierKind


def verified_identifiers(case: Case) -> list[Identifier]:
    """The verified identifiers of the person whose data is asked for.

    The sign-in address is verified by its code; the member id by a contact on file. What was only
    typed into the form is never searched. An agent's own account is not the person: for agents
    nothing is known here, so nothing is searched.
    """
    if case.requester_kind != RequesterKind.SELF:
        return []
    subject = case.subject
    found = [
        Identifier(IdentifierKind.SUBJECT_ID, str(subject.pk)),
        Identifier(IdentifierKind.USER_ID, str(case.requester_id)),
        Identifier(IdentifierKind.EMAIL, case.requester.email),
    ]
    if subject.member_id_sealed is not None:
        context = f"accounts.datasubject.member_id:{subject.pk}"
        member_id = unseal_text(subject.data_key, subject.member_id_sealed, context=context)
        found.append(Identifier(IdentifierKind.MEMBER_ID, member_id))
    return found
