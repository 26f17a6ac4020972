"""What a reviewer saw of a representative's authority, and what follows from it by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dsr.identity.domain.authority import (
    BASES,
    MAX_AGE_MONTHS,
    NOT_SHOWN,
    SHOWN,
    is_minor,
    uncovered,
)
from dsr.identity.domain.documents import is_too_old
from dsr.identity.enums import AuthorityPoint
from dsr.identity.models import AuthorityCheck
from dsr.identity.selectors.authority import principal_birth_date
from policies.domain.calendar import jst_date


@dataclass(frozen=True, kw_only=True)
class SeenAuthority:
    """What a reviewer saw.

    Arguments:
        document_class: an AuthorityClass.
        findings: AuthorityPoint -> Finding for the points of the basis.
        issued_on: the issue date, JST; checked, not kept.
        expires_on: until when the authority lasts, None where no end is stated.
        kinds_stated: RequestKind codes the mandate names.
        birth_date: the principal's date of birth on the document; compared, not kept.
        notice: a NoticeChoice where the reviewer decides whether the principal is told.
    """

    document_class: str
    findings: Mapping[str, str]
    issued_on: date | None = None
    expires_on: date | None = None
    kinds_stated: tuple[str, ...] = ()
    birth_date: date | None = None
    notice: str = ""


def computed_findings(check: AuthorityCheck, seen: SeenAuthority, on: date) -> dict[str, str]:
    """Findings, SHOWN or NOT_SHOWN by point, that dates and kinds decide and nobody's judgement."""
    rule = BASES[check.basis]
    found: dict[str, bool] = {
        AuthorityPoint.RECENT: _is_recent(check, seen),
        AuthorityPoint.TERM: seen.expires_on is None or seen.expires_on >= on,
    }
    if rule.of_minor:
        born = principal_birth_date(check.case)
        found[AuthorityPoint.MINOR] = born is not None and is_minor(born, on=on)
    if rule.stated_kinds:
        asked = check.case.items.values_list("kind", flat=True)
        found[AuthorityPoint.KINDS] = not uncovered(list(asked), stated=seen.kinds_stated)
    return {str(point): SHOWN if holds else NOT_SHOWN for point, holds in found.items()}


def _is_recent(check: AuthorityCheck, seen: SeenAuthority) -> bool:
    """Three months back from the day it reached us: our own delay does not make it older."""
    arrived = (
        check.documents.kept()
        .filter(document_class=seen.document_class)
        .order_by("-uploaded_at", "-pk")
        .first()
    )
    if seen.issued_on is None or arrived is None:
        return False
    on = jst_date(arrived.uploaded_at)
    return seen.issued_on <= on and not is_too_old(seen.issued_on, on=on, months=MAX_AGE_MONTHS)
