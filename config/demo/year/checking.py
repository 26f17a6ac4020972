"""Checking in the simulated year: who asks, on what authority, and what is still missing."""

import io
from datetime import datetime, timedelta

from accounts.domain.actor import Actor
from config.demo.authority_steps import confirm_authority, tell_principal
from config.demo.licence import draw_licence
from config.demo.requester_steps import return_money
from config.demo.year.requesters import Asker
from dsr.cases.enums import Gate, OutcomeCode, RequesterKind, Status
from dsr.cases.models import Case, DefectRequest
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.endings import decline_case
from dsr.identity.enums import (
    AUTHORITY_WAITING,
    WAITING,
    Attribute,
    DocumentClass,
    MatchResult,
)
from dsr.identity.models import AuthorityCheck, IdentityCheck
from dsr.identity.services.reviews import SeenAgent, decide_identity
from policies.domain.calendar import jst_date

PATIENCE_DAYS = 5  # before the person is asked to put something right
VALID = timedelta(days=700)
ASKS = {
    OutcomeCode.F1: "本人確認がまだ済んでいません。会員ページの案内に沿ってお手続きください。",
    OutcomeCode.F2: "代理権を確認できる書類がまだ届いていません。",
    OutcomeCode.F3: "ご請求の対象について、もう少し詳しくお知らせください。",
    OutcomeCode.F4: "手数料のお支払いがまだ確認できていません。",
}


class Checking:
    """One person's work on a request that is not accepted yet."""

    def __init__(self, actor: Actor, manager: Actor | None, now: datetime) -> None:
        self.actor, self.manager, self.now = actor, manager, now

    def turn(self, case: Case, asker: Asker) -> bool:
        """The next step, whichever it is. Whether there was one."""
        return (
            self._verify(case, asker)
            or self._confirm_authority(case)
            or tell_principal(case, self.actor, self.now)
            or self._decline(case, asker)
            or self._ask(case, asker)
        )

    def _verify(self, case: Case, asker: Asker) -> bool:
        check = IdentityCheck.objects.filter(case=case, status__in=WAITING).first()
        if check is None:
            return False
        second = check.first_reviewer_id is not None
        actor = (
            self.manager if second and check.first_reviewer_id == self.actor.user_id else self.actor
        )
        if actor is None or check.first_reviewer_id == actor.user_id:
            return False
        every = dict.fromkeys(Attribute.values, MatchResult.MATCH)
        differs = {Attribute.ADDRESS.value: MatchResult.DIFFERS}
        # A representative's address may differ; without the principal's nobody could be told.
        own = case.requester_kind == RequesterKind.SELF
        doubtful = asker.plan.doubtful and own
        agent = SeenAgent(
            matches=every, document_class=DocumentClass.DRIVERS_LICENCE,
            expiry_seen=jst_date(self.now) + VALID,
        )  # fmt: skip
        decide_identity(
            case_id=case.pk, verified=True, matches=every | differs if doubtful else every,
            document_class=DocumentClass.DRIVERS_LICENCE,
            expiry_seen=jst_date(self.now) + VALID,
            reason="住所だけが転居前のもの。" if doubtful else "書類と登録情報が一致。",
            member_id=asker.person.member_id,  # whom the documents were compared with
            agent=None if own else agent,
            actor=actor, now=self.now,
        )  # fmt: skip
        return True

    def _confirm_authority(self, case: Case) -> bool:
        check = AuthorityCheck.objects.filter(case=case, status__in=AUTHORITY_WAITING).first()
        if check is None or case.identity_gate != Gate.PASSED:
            return False
        confirm_authority(check=check, reason="登記事項と一致。", actor=self.actor, now=self.now)
        return True

    def _decline(self, case: Case, asker: Asker) -> bool:
        over = DefectRequest.objects.filter(
            case=case, answered_at__isnull=True, ended_at__isnull=True,
            due_date__lt=jst_date(self.now),
        ).first()  # fmt: skip
        if over is None or self.manager is None:
            return False
        decline_case(
            case_id=case.pk, code=OutcomeCode(over.code),
            reason="お願いした補正が期限までに確認できなかったためです。",
            actor=self.manager, now=self.now,
        )  # fmt: skip
        return_money(asker.walk, self.now)
        return True

    def _ask(self, case: Case, asker: Asker) -> bool:
        """Ask once for what is missing; a person who was asked is left in peace until it is due."""
        if case.status != Status.RECEIVED:
            return False
        waited = (jst_date(self.now) - case.arrival_date).days
        code = self._missing(case, asker, waited)
        if code is None or DefectRequest.objects.filter(case=case, code=code).exists():
            return False
        ask_for_correction(
            case_id=case.pk, code=code, text=ASKS[code], actor=self.actor, now=self.now
        )
        return True

    def _missing(self, case: Case, asker: Asker, waited: int) -> OutcomeCode | None:
        if asker.plan.asked_to_complete and waited <= 1:
            return OutcomeCode.F3
        if waited < PATIENCE_DAYS:
            return None
        if case.identity_gate in (Gate.OPEN, Gate.FAILED):
            return OutcomeCode.F1
        if case.authority_gate in (Gate.OPEN, Gate.FAILED):
            return OutcomeCode.F2
        return OutcomeCode.F4 if case.fee_gate == Gate.OPEN else None


def proof(asker: Asker) -> io.BytesIO:
    """A picture that shows what was done: here any picture will do."""
    return io.BytesIO(draw_licence(asker.person, address=asker.person.address))
