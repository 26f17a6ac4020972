"""The facts of the case file's own letters, and which were written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from accounts.models import StoredFile
from dsr.cases.enums import LetterKind, RequesterKind, Scope, Step
from dsr.cases.letters.acknowledgement import AcknowledgementLetter, render_acknowledgement
from dsr.cases.letters.fee_facts import fee_facts
from dsr.cases.letters.interim_notice import InterimNotice, render_interim_notice
from dsr.cases.letters.letter import Addressee, LetterHead
from dsr.cases.letters.not_accepted import NotAcceptedLetter, render_not_accepted
from dsr.cases.letters.withdrawal import WithdrawalLetter, render_withdrawal
from dsr.cases.letters.words import NO_WORDS, Language, Words
from dsr.cases.models import Case, CaseEvent, CaseLetter
from dsr.cases.selectors.claims import claims_of
from dsr.cases.selectors.defects import last_defect
from dsr.cases.selectors.notes import note_text
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, RequestKind
from policies.selectors.organisations import organisation

LETTER_STEPS: dict[str, LetterKind] = {
    Step.FILE: LetterKind.ACKNOWLEDGEMENT,
    Step.SEND_INTERIM_NOTICE: LetterKind.INTERIM_NOTICE,
    Step.DECLINE_ACCEPTANCE: LetterKind.NOT_ACCEPTED,
    Step.WITHDRAW: LetterKind.WITHDRAWAL,
}
# Art 39 speaks of demands under Arts 33 to 35, not of Art 32 or 40 (DOMAIN §2).
NO_ART_39 = {RequestKind.PURPOSE_NOTICE, RequestKind.INQUIRY}


@dataclass(frozen=True, kw_only=True)
class ShownLetter:
    """One letter in a list: for the person on their page, for staff on the case."""

    id: UUID
    kind: str
    label: str
    made_on: date


def letters_of(case: Case) -> list[ShownLetter]:
    """Letters that can be downloaded, oldest first."""
    rows = case.letters.filter(letter_ja__deleted_at__isnull=True).select_related("event")
    return [
        ShownLetter(
            id=row.pk,
            kind=row.kind,
            label=str(row.get_kind_display()),
            made_on=jst_date(row.event.at),
        )
        for row in rows.order_by("event__at", "pk")
    ]


def letter_file(letter: CaseLetter, language: str) -> StoredFile:
    """The letter for a reader of `language`: Japanese, or its English courtesy copy."""
    return letter.letter_en if language.startswith("en") else letter.letter_ja


def unwritten_events(case: Case) -> list[CaseEvent]:
    """Events of the case that a letter tells of and none was written for, oldest first."""
    rows = (
        case.events.filter(step__in=list(LETTER_STEPS))
        .exclude(pk__in=case.letters.values("event_id"))
        .select_related("reason")
    )
    return list(rows.order_by("sequence"))


def forgotten_cases(*, since: datetime, until: datetime) -> list[int]:
    """Cases with an event of that time whose letter nobody wrote: what the sweeper queues again."""
    rows = CaseEvent.objects.filter(
        step__in=list(LETTER_STEPS), at__range=(since, until),
        case__data_key__destroyed_at__isnull=True,
    ).exclude(pk__in=CaseLetter.objects.filter(made_at__gte=since).values("event_id"))  # fmt: skip
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct())


def render_event(case: Case, event: CaseEvent, *, language: Language) -> bytes:
    """The letter of one event as PDF. Raises UnableToUnseal once shredded, UnableToRenderPdf."""
    return _RENDERERS[LETTER_STEPS[event.step]](case, event, language)


def letter_head() -> LetterHead:
    """Who writes, from the organisation's facts; what is not set is left out."""
    facts = organisation()
    return LetterHead(
        organisation=Words(facts.name_ja, facts.name_en),
        postal_code=facts.postal_code,
        address=Words(facts.address_ja, facts.address_en),
        manager_title=Words(facts.manager_title_ja, facts.manager_title_en),
        contact_mail=facts.contact_mail,
        contact_phone=facts.contact_phone,
    )


def addressee_of(case: Case) -> Addressee:
    """Who is written to: the person, or whoever asked for them; an address only for the post."""
    claims = claims_of(case)
    by_post = case.delivery_method in (DeliveryMethod.PAPER, DeliveryMethod.MEDIA)
    prefix = "" if case.requester_kind == RequesterKind.SELF else "agent_"
    return Addressee(
        name=_name(claims, prefix),
        represented=_name(claims) if prefix else "",
        capacity=_CAPACITIES.get(RequesterKind(case.requester_kind), NO_WORDS),
        postal_code=claims.get(f"{prefix}postal_code", "") if by_post else "",
        address=claims.get(f"{prefix}address", "") if by_post else "",
    )


def in_both(label: str | Promise) -> Words:
    """A translated label in both languages."""
    said = {}
    for language in ("ja", "en"):
        with translation.override(language):
            said[language] = str(label)
    return Words(said["ja"], said["en"])


_CAPACITIES = {
    RequesterKind.STATUTORY: Words("法定代理人", "statutory representative"),
    RequesterKind.MANDATED: Words("任意代理人", "mandated agent"),
}


def _name(claims: dict[str, str], prefix: str = "") -> str:
    parts = (claims.get(f"{prefix}family_name", ""), claims.get(f"{prefix}given_name", ""))
    return " ".join(part for part in parts if part)


def _common(case: Case, event: CaseEvent, language: Language) -> dict[str, Any]:
    kinds = case.items.order_by("position").values_list("kind", flat=True)
    return {
        "head": letter_head(),
        "addressee": addressee_of(case),
        "reference": case.reference,
        "dated_on": jst_date(event.at),
        "language": language,
        "arrived_on": case.arrival_date,
        "requests": tuple(in_both(RequestKind(kind).label) for kind in kinds),
    }


def _acknowledgement(case: Case, event: CaseEvent, language: Language) -> bytes:
    fee = fee_facts(case)
    return render_acknowledgement(
        AcknowledgementLetter(
            **_common(case, event, language),
            scope=_scope(case),
            method=in_both(DeliveryMethod(case.delivery_method).label),
            fee_amount=fee.amount,
            fee_paid_on=fee.paid_on,
            identity_target_on=case.identity_due_date if case.identity_gate == "OPEN" else None,
            decision_target_on=case.target_date,
            interim_on=case.interim_notice_date,
            inquiry=_is_inquiry(case),
        )
    )


def _interim_notice(case: Case, event: CaseEvent, language: Language) -> bytes:
    kinds = set(case.items.values_list("kind", flat=True))
    return render_interim_notice(
        InterimNotice(
            **_common(case, event, language),
            reason=_reason(event),
            expected_on=date.fromisoformat(str(event.facts["expected"])),
            suit_possible_from=case.art_39_date if kinds - NO_ART_39 else None,
        )
    )


def _not_accepted(case: Case, event: CaseEvent, language: Language) -> bytes:
    code = str(event.facts["code"])
    asked = last_defect(case, code=code)
    return render_not_accepted(
        NotAcceptedLetter(
            **_common(case, event, language),
            code=code,
            reason=_reason(event),
            correction_asked_on=jst_date(asked.asked_at if asked else event.at),
            refund=fee_facts(case).refund,
        )
    )


def _withdrawal(case: Case, event: CaseEvent, language: Language) -> bytes:
    return render_withdrawal(
        WithdrawalLetter(
            **_common(case, event, language),
            withdrawn_on=jst_date(event.at),
            refund=fee_facts(case).refund,
            inquiry=_is_inquiry(case),
        )
    )


def _is_inquiry(case: Case) -> bool:
    """Whether nothing but an inquiry was filed, which is no request under the Act."""
    return set(case.items.values_list("kind", flat=True)) == {RequestKind.INQUIRY}


def _scope(case: Case) -> Words:
    scopes: Iterable[list[str]] = case.items.order_by("position").values_list("scope", flat=True)
    codes = dict.fromkeys(code for scope in scopes for code in scope)
    words = [in_both(Scope(code).label) for code in codes]
    if not words:
        return NO_WORDS
    return Words("、".join(one.ja for one in words), ", ".join(one.en for one in words))


def _reason(event: CaseEvent) -> Words:
    """What staff wrote to the person, in the language they wrote it in."""
    return Words(ja=note_text(event.reason)) if event.reason else NO_WORDS


_RENDERERS = {
    LetterKind.ACKNOWLEDGEMENT: _acknowledgement,
    LetterKind.INTERIM_NOTICE: _interim_notice,
    LetterKind.NOT_ACCEPTED: _not_accepted,
    LetterKind.WITHDRAWAL: _withdrawal,
}
