"""Somebody asks for another person: papers of both, the authority, the letter to the principal."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from accounts.domain.actor import Actor
from config.demo.accounts import MANAGER, REVIEWER, Account
from config.demo.licence import draw_certificate, draw_licence
from config.demo.walk import Walk
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.identity.domain.authority import BASES
from dsr.identity.enums import (
    Attribute,
    AuthorityClass,
    DocumentClass,
    DocumentSide,
    MatchResult,
    NoticeChoice,
    Whose,
)
from dsr.identity.models import AuthorityCheck
from dsr.identity.selectors.authority import address_of_principal
from dsr.identity.services.authority import decide_authority
from dsr.identity.services.authority_documents import hand_in_authority, upload_authority
from dsr.identity.services.authority_findings import SeenAuthority
from dsr.identity.services.authority_rechecks import recheck_authority
from dsr.identity.services.documents import hand_in_documents, upload_document, wanted_from
from dsr.identity.services.principal_notices import record_notice_posted, write_principal_notice
from dsr.identity.services.reviews import SeenAgent, decide_identity
from policies.domain.calendar import jst_date

VALID = timedelta(days=700)
ISSUED = timedelta(days=20)  # ago: a certificate may be three months old
TITLES = {
    AuthorityClass.FAMILY_REGISTER: "戸籍全部事項証明書（見本）",
    AuthorityClass.GUARDIAN_REGISTRATION: "登記事項証明書（見本）",
    AuthorityClass.MANDATE: "委任状（見本）",
}


def show_both(walk: Walk, now: datetime) -> None:
    """The papers of both people, handed in."""
    for whose in wanted_from(walk.case):
        shown = walk.about if whose == Whose.PRINCIPAL else walk.person
        upload_document(
            case_id=walk.case_id, document_class=DocumentClass.DRIVERS_LICENCE, whose=whose,
            side=DocumentSide.FRONT, moved=False, file_name="licence.png", now=now,
            upload=io.BytesIO(draw_licence(shown, address=shown.address)),
        )  # fmt: skip
    hand_in_documents(case_id=walk.case_id, now=now)


def show_authority(walk: Walk, now: datetime) -> None:
    """The document of authority, handed in."""
    shown_by = AuthorityClass(BASES[_check(walk).basis].documents[0])
    picture = draw_certificate(
        TITLES[shown_by], (f"本人　{walk.about.full_name}", f"請求する方　{walk.person.full_name}")
    )
    upload_authority(
        case_id=walk.case_id, document_class=shown_by, upload=io.BytesIO(picture),
        file_name="authority.png", now=now,
    )  # fmt: skip
    hand_in_authority(case_id=walk.case_id, now=now)


def verify_both(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """Both people are who they say."""
    same = dict.fromkeys(Attribute.values, MatchResult.MATCH)
    seen: dict[str, Any] = {
        "document_class": DocumentClass.DRIVERS_LICENCE,
        "expiry_seen": jst_date(now) + VALID,
    }
    decide_identity(
        case_id=walk.case_id, verified=True, matches=same, reason="",
        member_id=walk.about.member_id, agent=SeenAgent(matches=same, **seen),
        actor=walk.staff(by), now=now, **seen,
    )  # fmt: skip


def confirm(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """The document shows the authority."""
    confirm_authority(check=_check(walk), reason="書類で確認しました。",
                      actor=walk.staff(by), now=now)  # fmt: skip


def confirm_authority(*, check: AuthorityCheck, reason: str, actor: Actor, now: datetime) -> None:
    """Every point of the document is in order, and every kind asked is named in it."""
    rule = BASES[check.basis]
    case = Case.objects.select_related("data_key", "subject__data_key").get(pk=check.case_id)
    claims = claims_of(case)
    decide_authority(
        case_id=case.pk, confirmed=True,
        seen=SeenAuthority(
            document_class=AuthorityClass(rule.documents[0]),
            findings=dict.fromkeys(rule.points, "SHOWN"),
            issued_on=jst_date(now) - ISSUED,
            kinds_stated=tuple(case.items.values_list("kind", flat=True)),
            birth_date=date.fromisoformat(claims["birth_date"]) if rule.of_minor else None,
            notice=NoticeChoice.DO_NOT_TELL if rule.of_minor else "",
        ),
        address=address_of_principal(case), reason=reason, actor=actor, now=now,
    )  # fmt: skip


def tell(walk: Walk, now: datetime) -> None:
    """The letter to the principal, where one is owed."""
    tell_principal(walk.case, walk.staff(MANAGER), now)


def tell_principal(case: Case, actor: Actor, now: datetime) -> bool:
    """The letter to the principal, written and posted, where one must be told."""
    if case.principal_notice_gate != Gate.OPEN or case.authority_gate != Gate.PASSED:
        return False
    address = address_of_principal(case)
    write_principal_notice(case_id=case.pk, address=address, actor=actor, now=now)
    record_notice_posted(case_id=case.pk, posted_on=jst_date(now), actor=actor, now=now)
    return True


def recheck(walk: Walk, now: datetime, *, by: Account = MANAGER) -> None:
    """On the day of release the authority still stands."""
    recheck_authority(still_valid=True, reason="", actor=walk.staff(by), **walk.facts(now))


def _check(walk: Walk) -> AuthorityCheck:
    return AuthorityCheck.objects.get(case_id=walk.case_id)
