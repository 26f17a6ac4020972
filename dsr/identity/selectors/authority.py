"""How a representative's authority stands, what is missing, and where the principal lives."""

from dataclasses import dataclass
from datetime import date

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.identity.domain.authority import BASES, comes_of_age_on, is_minor
from dsr.identity.enums import (
    AddressSource,
    Attribute,
    AuthorityStatus,
    CheckStatus,
    MatchResult,
)
from dsr.identity.gateways.member_directory import member_by_id
from dsr.identity.models import AuthorityCheck, IdentityCheck


@dataclass(frozen=True, kw_only=True)
class PrincipalAddress:
    """Where the principal lives, and who says so; never the representative alone."""

    postal_code: str
    address: str
    source: AddressSource

    def lines(self) -> str:
        """As it is written on an envelope."""
        return f"〒{self.postal_code}\n{self.address}" if self.postal_code else self.address


@dataclass(frozen=True, kw_only=True)
class PrincipalAge:
    """How old the principal says to be. `minor`: under 18 on the day asked about."""

    born: date
    of_age_on: date
    minor: bool


def authority_of(case: Case) -> AuthorityCheck | None:
    """The check of a representative's authority; None where the person asks for themselves."""
    return AuthorityCheck.objects.filter(case=case).first()


def authority_missing_for(case: Case) -> list[str]:
    """Codes of what is still missing, in the order it is asked for; [] when nothing is.

    AUTHORITY_CHECK, AUTHORITY_HELD, AUTHORITY_DOCUMENT, AUTHORITY_REVIEW,
    AUTHORITY_SECOND_PERSON.
    """
    if case.requester_kind == RequesterKind.SELF:
        return []
    check = authority_of(case)
    if check is None:
        return ["AUTHORITY_CHECK"]
    missing = ["AUTHORITY_HELD"] if check.held else []
    waits = {
        AuthorityStatus.OPEN: "AUTHORITY_DOCUMENT",
        AuthorityStatus.NOT_CONFIRMED: "AUTHORITY_DOCUMENT",
        AuthorityStatus.AWAITING_REVIEW: "AUTHORITY_REVIEW",
        AuthorityStatus.AWAITING_SECOND_PERSON: "AUTHORITY_SECOND_PERSON",
    }
    code = waits.get(AuthorityStatus(check.status))
    return [*missing, code] if code else missing


def principal_birth_date(case: Case) -> date | None:
    """The principal's date of birth as it was claimed; None where none was given."""
    try:
        return date.fromisoformat(claims_of(case).get("birth_date", ""))
    except ValueError:
        return None


def principal_age(check: AuthorityCheck, *, on: date) -> PrincipalAge | None:
    """The principal's age where the authority depends on it; None where it does not."""
    born = principal_birth_date(check.case)
    if not BASES[check.basis].of_minor or born is None:
        return None
    return PrincipalAge(born=born, of_age_on=comes_of_age_on(born), minor=is_minor(born, on=on))


def has_run_out(check: AuthorityCheck, *, on: date) -> str:
    """Why a confirmed authority no longer holds on a JST date: ADULT, EXPIRED, or ""."""
    if BASES[check.basis].of_minor:
        age = principal_age(check, on=on)
        if age is None or not age.minor:
            return "ADULT"
    if check.expires_on is not None and check.expires_on < on:
        return "EXPIRED"
    return ""


def address_of_principal(case: Case) -> PrincipalAddress | None:
    """Where a letter to the principal goes: on file, or as a document of theirs showed it.

    None while neither is known: then the principal's identity must be verified first. Call it
    outside any transaction, as it asks the member directory. Raises DirectoryUnavailable.
    """
    subject = case.subject
    if subject.member_id_sealed is not None:
        context = f"accounts.datasubject.member_id:{subject.pk}"
        member = member_by_id(
            unseal_text(subject.data_key, subject.member_id_sealed, context=context)
        )
        if member is not None and member.address:
            return PrincipalAddress(
                postal_code="", address=member.address, source=AddressSource.ON_FILE
            )
    check = IdentityCheck.objects.filter(case=case, status=CheckStatus.VERIFIED).first()
    if check is None or check.matches.get(Attribute.ADDRESS) != MatchResult.MATCH:
        return None
    claims = claims_of(case)
    return PrincipalAddress(
        postal_code=claims.get("postal_code", ""),
        address=claims.get("address", ""),
        source=AddressSource.DOCUMENT,
    )
