"""What the people of the simulated year do on a day: only what only they can do."""

import io
from dataclasses import dataclass
from datetime import date, datetime

from config.demo import requester_steps
from config.demo.licence import draw_licence
from config.demo.people import Person
from config.demo.walk import Walk
from config.demo.year.plan import Plan
from dsr.cases.enums import Gate, OutcomeCode, Status
from dsr.cases.models import Case, DefectRequest
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.enums import Handover
from dsr.fulfilment.selectors.deliveries import OPEN, delivery_of, download_state
from dsr.identity.domain.authority import BASES
from dsr.identity.enums import AuthorityClass, CheckStatus, DocumentClass, DocumentSide
from dsr.identity.models import AuthorityCheck, IdentityCheck
from dsr.identity.services.authority_documents import hand_in_authority, upload_authority
from dsr.identity.services.documents import hand_in_documents, upload_document, wanted_from
from policies.domain.calendar import jst_date


@dataclass(kw_only=True)
class Asker:
    """One request of the year and the person behind it."""

    plan: Plan
    person: Person
    walk: Walk

    def act(self, case: Case, day: date, now: datetime) -> int:
        """Do what is due on `day`. Returns how many things were done."""
        since = (day - case.arrival_date).days
        if since >= self.plan.withdraws_after and self._withdraw(case, now):
            return 1
        done = 0
        if case.status in (Status.RECEIVED, Status.WAITING_FOR_REQUESTER):
            done += since >= self.plan.identity_days and self._prove(case, now)
            done += since >= self.plan.fee_days and self._pay(case, now)
        case.refresh_from_db()
        if case.status == Status.WAITING_FOR_REQUESTER:
            done += self._reply(case, day, now)
        if case.status == Status.RELEASED and case.released_at is not None:
            waited = (day - jst_date(case.released_at)).days
            done += waited >= self.plan.reads_after and self._read(case, now)
        return done

    def _withdraw(self, case: Case, now: datetime) -> bool:
        try:
            requester_steps.withdraw(self.walk, now)
        except UnableToTakeStep:  # too late: the sources are being changed, or it was answered
            return False
        return True

    def _prove(self, case: Case, now: datetime) -> bool:
        if case.identity_gate in (Gate.PASSED, Gate.NOT_NEEDED):
            return False
        check = IdentityCheck.objects.get(case=case)
        if check.status != CheckStatus.OPEN:
            return False
        if self.plan.by_document:
            self._upload(case, now)
        else:
            requester_steps.prove(self.walk, now)
        return True

    def _upload(self, case: Case, now: datetime) -> None:
        for number, whose in enumerate(wanted_from(case)):
            shown = f"{self.person.address}{'　' * number}"  # another picture of another card
            upload_document(
                case_id=case.pk, document_class=DocumentClass.DRIVERS_LICENCE, whose=whose,
                side=DocumentSide.FRONT, moved=False, file_name="licence.png", now=now,
                upload=io.BytesIO(draw_licence(self.person, address=shown)),
            )  # fmt: skip
        hand_in_documents(case_id=case.pk, now=now)
        check = AuthorityCheck.objects.filter(case=case).first()
        if check is not None:
            upload_authority(
                case_id=case.pk,
                document_class=AuthorityClass(BASES[check.basis].documents[0]),
                upload=io.BytesIO(draw_licence(self.person, address=f"委任 {self.plan.number}")),
                file_name="authority.png", now=now,
            )  # fmt: skip
            hand_in_authority(case_id=case.pk, now=now)

    def _pay(self, case: Case, now: datetime) -> bool:
        if case.fee_gate != Gate.OPEN:
            return False
        requester_steps.pay(self.walk, now)
        return True

    def _reply(self, case: Case, day: date, now: datetime) -> bool:
        pause = case.pauses.filter(ended_on__isnull=True).first()
        if pause is None or (day - pause.started_on).days < self.plan.reply_days:
            return False
        defect = DefectRequest.objects.filter(case=case).order_by("-asked_at").first()
        if defect is None or defect.code != OutcomeCode.F3:
            return False  # what else is asked is answered by doing it
        requester_steps.write(
            self.walk, now, text="ご連絡の件、承知しました。よろしくお願いします。"
        )
        return True

    def _read(self, case: Case, now: datetime) -> bool:
        delivery = delivery_of(case)
        if delivery is None or delivery.letter_seen_at or delivery.downloaded_at:
            return False
        if delivery.handover == Handover.DOWNLOAD:
            if download_state(delivery, now=now) != OPEN:
                return False  # too late: the desk opens it once more
            requester_steps.download(self.walk, now)
        elif delivery.handover == Handover.LETTER:
            requester_steps.read_letter(self.walk, now)
        else:
            return False
        return True
