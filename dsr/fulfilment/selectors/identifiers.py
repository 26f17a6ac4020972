"""By what a person may be searched: only what was itself verified (DOMAIN §6)."""

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import Gate, RequesterKind
from dsr.cases.models import Case
from dsr.fulfilment.gateways.source_protocol import Identifier, IdentifierKind


def verified_identifiers(case: Case) -> list[Identifier]:
    """The verified identifiers of the person whose data is asked for.

    The sign-in address is verified by its code; the member id by a contact on file. What was only
    typed into the form is never searched. An agent's own account is not the person: what is known
    of the principal is searched, once their identity and the agent's authority are confirmed.
    """
    own = case.requester_kind == RequesterKind.SELF
    if not own and {case.identity_gate, case.authority_gate} != {Gate.PASSED}:
        return []
    subject = case.subject
    account = case.requester if own else subject.user
    found = [Identifier(IdentifierKind.SUBJECT_ID, str(subject.pk))]
    if account is not None:
        found += [
            Identifier(IdentifierKind.USER_ID, str(account.pk)),
            Identifier(IdentifierKind.EMAIL, account.email),
        ]
    if subject.member_id_sealed is not None:
        context = f"accounts.datasubject.member_id:{subject.pk}"
        member_id = unseal_text(subject.data_key, subject.member_id_sealed, context=context)
        found.append(Identifier(IdentifierKind.MEMBER_ID, member_id))
    return found
