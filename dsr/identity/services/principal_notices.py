"""Telling the principal by post that somebody asks for them (DOMAIN §6, SECURITY 8)."""

from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import FilePurpose, MailTemplate
from accounts.models import StoredFile
from accounts.services.files import delete_file, store_file
from accounts.services.outbox import queue_mail
from dsr.cases.domain.workflow import BEFORE_RELEASE
from dsr.cases.enums import Gate
from dsr.cases.letters.words import LANGUAGES, Language
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_principal_notice
from dsr.identity.enums import AuthorityStatus
from dsr.identity.letters.principal_notice import render_principal_notice
from dsr.identity.models import AuthorityCheck, PrincipalNotice
from dsr.identity.selectors.authority import PrincipalAddress
from dsr.identity.selectors.principal_notices import notice_letter
from dsr.identity.services.authority import lock_authority, may_verify
from policies.domain.calendar import jst_date


class UnableToNotifyPrincipal(Exception):
    """Nothing was written or recorded.

    `code`: NOT_PERMITTED, CLOSED (authority is not confirmed, or nobody needs to be told),
    ADDRESS_MISSING, NOT_WRITTEN (there is no letter to post) or DAY (in the future, or before the
    letter was written).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def write_principal_notice(
    *, case_id: int, address: PrincipalAddress | None, actor: Actor, now: datetime
) -> PrincipalNotice:
    """Write the letter in both languages; written again, the former files are deleted.

    Arguments:
        address: selectors.authority.address_of_principal(case).

    Raises UnableToNotifyPrincipal, UnableToRenderPdf, VaultUnavailable.
    """
    check = AuthorityCheck.objects.select_related("case__data_key", "case__subject").get(
        case_id=case_id
    )
    _check_may_notify(check, actor)
    if address is None:
        raise UnableToNotifyPrincipal("No address is known.", code="ADDRESS_MISSING")
    # Drawn before the lock: nobody is kept waiting by a typesetter.
    drawn = {
        language: render_principal_notice(
            notice_letter(check, address, language=language, dated_on=jst_date(now))
        )
        for language in LANGUAGES
    }
    return _keep(case_id, drawn, address, actor, now)


@transaction.atomic
def record_notice_posted(
    *, case_id: int, posted_on: date, actor: Actor, now: datetime
) -> PrincipalNotice:
    """The letter was posted on this JST date; from now on an answer may be released.

    A principal with an account gets a mail without personal data besides.

    Raises UnableToNotifyPrincipal.
    """
    check = lock_authority(case_id)
    _check_may_notify(check, actor)
    notice = PrincipalNotice.objects.select_for_update(of=("self",)).filter(case_id=case_id).first()
    if notice is None:
        raise UnableToNotifyPrincipal("Write the letter first.", code="NOT_WRITTEN")
    if not jst_date(notice.written_at) <= posted_on <= jst_date(now):
        raise UnableToNotifyPrincipal("Please check the date.", code="DAY")
    notice.posted_on = posted_on
    notice.posted_by_id = actor.user_id
    notice.save(update_fields=["posted_on", "posted_by"])
    pass_principal_notice(
        case_id=case_id, actor=actor, now=now,
        facts={"posted_on": posted_on.isoformat(), "address": notice.address_source},
    )  # fmt: skip
    _mail(check.case, now)
    return notice


def _check_may_notify(check: AuthorityCheck, actor: Actor) -> None:
    if not may_verify(check, actor):
        raise UnableToNotifyPrincipal("Only reviewers do this.", code="NOT_PERMITTED")
    confirmed = check.status == AuthorityStatus.CONFIRMED
    needed = check.case.principal_notice_gate == Gate.OPEN
    if not (confirmed and needed) or check.case.status not in BEFORE_RELEASE:
        raise UnableToNotifyPrincipal("Nobody is to be told now.", code="CLOSED")


def _mail(case: Case, now: datetime) -> None:
    """Where the principal has an account, a mail says that a letter is on its way: no more."""
    principal = case.subject.user
    if principal is not None:
        queue_mail(
            recipient=principal,
            template=MailTemplate.PRINCIPAL_NOTICE,
            reference=case.reference,
            path="/",
            now=now,
        )


@transaction.atomic
def _keep(
    case_id: int, drawn: dict[Language, bytes], address: PrincipalAddress, actor: Actor,
    now: datetime,
) -> PrincipalNotice:  # fmt: skip
    check = lock_authority(case_id)
    _check_may_notify(check, actor)
    case = check.case
    former = PrincipalNotice.objects.select_for_update(of=("self",)).filter(case=case).first()
    files = {language: _store(case, language, content, now) for language, content in drawn.items()}
    facts = {
        "address_source": address.source, "letter_ja": files["ja"], "letter_en": files["en"],
        "written_at": now, "written_by_id": actor.user_id, "posted_on": None, "posted_by": None,
    }  # fmt: skip
    notice, _ = PrincipalNotice.objects.update_or_create(case=case, defaults=facts)
    if former is not None:
        for file_id in (former.letter_ja_id, former.letter_en_id):
            delete_file(file_id=file_id, now=now)
    return notice


def _store(case: Case, language: Language, content: bytes, now: datetime) -> StoredFile:
    return store_file(
        chunks=[content], data_key=case.data_key, purpose=FilePurpose.LETTER,
        name=f"{case.reference}-notice-{language}.pdf", media_type="application/pdf",
        purge_on=case.purge_on, now=now,
    )  # fmt: skip
