"""Walks a request from the portal's questions to the closed case, through the real services."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from accounts.domain.actor import Actor, requester_actor
from accounts.models import User
from accounts.selectors.files import open_file
from dsr.cases.enums import Gate, OutcomeCode, Status
from dsr.cases.models import Case
from dsr.fees.models import Fee, Refund
from dsr.fees.services.offline_payments import record_offline_payment, record_offline_refund
from dsr.fees.services.refunds import apply_refund_rule
from dsr.fulfilment.enums import Connector, PostalMethod
from dsr.fulfilment.models import ActionTask, CollectedCategory, DataSource, Package, SourceResult
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.action_tasks import confirm_action
from dsr.fulfilment.services.actions import begin_actions
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.collecting import begin_collection, run_source
from dsr.fulfilment.services.decisions import save_decision, submit_for_approval
from dsr.fulfilment.services.deliveries import (
    confirm_download_code,
    open_delivery,
    record_download,
    record_letter_opened,
    request_download_code,
)
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.packages import build_package
from dsr.fulfilment.services.postings import record_posting
from dsr.fulfilment.services.releases import release_package
from dsr.identity.enums import Whose
from dsr.identity.models import AuthorityCheck
from dsr.identity.selectors.authority import address_of_principal
from dsr.identity.services.authority_documents import hand_in_authority
from dsr.identity.services.authority_rechecks import recheck_authority
from dsr.identity.services.contact_codes import confirm_contact_code, send_contact_code
from dsr.identity.services.documents import hand_in_documents
from dsr.identity.services.principal_notices import record_notice_posted, write_principal_notice
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import PageAnswers
from dsr.portal.selectors.journeys import Journey, journey_of
from dsr.portal.services.drafts import save_page, start_draft
from dsr.portal.services.filing import submit_draft
from policies.domain.calendar import jst_date
from policies.models import DataCategory, Recipient
from policies.services.seeding import seed_register
from tests.accounts.mailbox import read_code
from tests.desk import NOW, make_requester, set_up_desk, staff_actor
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fulfilment.gateways.company import PEOPLE, VISITS, WHO, Company, mapped
from tests.dsr.identity.people import directory
from tests.dsr.identity.representatives import agent_seen, judge, show
from tests.dsr.identity.review import decide, upload
from tests.dsr.portal.walk import ANSWERS
from tests.matrix.answers import answer_to, pages_of
from tests.matrix.table import OF_SELF, Cell

NEXT_DAY = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
SESSION = "a-session-of-the-matrix"
KNOWN, UNKNOWN = "M-1", "M-9"  # in the company's database, and not
MAIL = {KNOWN: "hanako@mail.example", UNKNOWN: "saki@mail.example"}
PROVISIONS = mapped(
    "PROVISION_RECORDS",
    f"SELECT at, '提携先A' AS recipient FROM visits WHERE {WHO} ORDER BY at",
    "at",
    "recipient",
)
CATEGORIES = (
    ("PROFILE", "登録情報", "PROFILE", ""),
    ("USAGE", "利用履歴", "USAGE", ""),
    ("PROVISION_RECORDS", "第三者提供の記録", "OTHER", ""),
    ("REQUESTS", "ご請求の記録", "INQUIRIES", ""),
    ("BACKUPS", "バックアップ", "OTHER", "検索できる形で保存していないため。"),
)
LEFT_OUT = {"DISCLOSURE": ("PROFILE", "name"), "PROVISION_RECORDS": ("PROVISION_RECORDS", "at")}


class MatrixDesk:
    """A desk, its sources and its people; every walk starts here."""

    reviewer: Actor
    manager: Actor
    finance: Actor

    @classmethod
    @contextmanager
    def of_company(cls, company: Company) -> Iterator["MatrixDesk"]:
        """Inside, the settings know the company's database and directory of members."""
        members = [
            {
                "member_id": member_id, "email": address, "family_name": "𠮷野",
                "given_name": "花子", "birth_date": "1990-04-01",
                "address": "東京都渋谷区見本町1-2-3",
            }
            for member_id, address in MAIL.items()
        ]  # fmt: skip
        with pytest.MonkeyPatch.context() as patch, directory(*members):
            patch.setattr(settings, "DATA_SOURCE_DSNS", {"APP": company.dsn})
            patch.setattr(settings, "DATA_SOURCE_HOSTS", company.hosts)
            yield cls()

    def set_up(self) -> None:
        """Rules, register, sources, a recipient and the people of the desk."""
        set_up_desk()
        seed_register(
            purposes=[{"code": "SERVICE", "text_ja": "サービスの提供", "text_en": "The service"}],
            categories=[
                {
                    "code": code, "name_ja": ja, "name_en": code.title(),
                    "collected_how": "GIVEN", "scope": scope, "purposes": ["SERVICE"],
                    "excluded_because_ja": why, "excluded_because_en": why,
                }
                for code, ja, scope, why in CATEGORIES
            ],
        )  # fmt: skip
        _source("PORTAL", Connector.PORTAL, "REQUESTS")
        queries = [
            {
                "category": query.category, "sql": query.sql,
                "fields": [
                    {"name": f.name, "label_ja": f.label_ja, "label_en": f.label_en}
                    for f in query.fields
                ],
            }
            for query in (PEOPLE, VISITS, PROVISIONS)
        ]  # fmt: skip
        _source(
            "APP", Connector.SQL, "PROFILE", "USAGE", "PROVISION_RECORDS", queries=queries
        )  # fmt: skip
        partner = Recipient.objects.create(
            code="PARTNER", position=1, name_ja="提携先A", name_en="Partner A",
            purpose_ja="調査", purpose_en="Research", action_route="MANUAL",
        )  # fmt: skip
        partner.categories.set(DataCategory.objects.filter(code__in=("PROFILE", "USAGE")))
        self.reviewer = staff_actor("reviewer")
        self.manager = staff_actor("manager")
        self.finance = staff_actor("finance")

    def file(self, *asked: Cell, member: str = KNOWN, now: datetime = NOW, **answers: Any) -> Case:
        """Every question of the portal answered and sent, by whoever asks.

        `answers` by field replace those of the first cell's requester.
        """
        requester = asked[0].requester
        address = MAIL[member] if requester == OF_SELF else "agent@mail.example"
        user = User.objects.filter(email=address).first() or make_requester(address)
        draft = start_draft(user=user, now=now)
        typed = pages_of(asked, member_id=member, **answers)
        while (journey := journey_of(draft, on=jst_date(now))).to_answer:
            _answer(draft, journey, typed, now)
        return submit_draft(draft_id=draft.pk, user_id=user.pk, language="ja", now=now)

    def accepted(self, *asked: Cell, member: str = KNOWN, **answers: Any) -> Case:
        """Filed, proved, authorised and paid, as far as it needs to be."""
        case = self.file(*asked, member=member, **answers)
        if case.fee_gate == Gate.OPEN:
            self.pay(case)
        if case.identity_gate == Gate.OPEN:
            self.prove(case, member)
        if case.authority_gate == Gate.OPEN:
            self.authorise(case)
        case.refresh_from_db()
        assert case.status == Status.ACCEPTED, case.status
        return case

    def pay(self, case: Case) -> None:
        """A transfer came, as finance saw on the statement."""
        fee = Fee.objects.get(case=case)
        record_offline_payment(
            fee_id=fee.pk, method="BANK_TRANSFER", amount=1000, paid_on=jst_date(NOW),
            offline_reference="通帳 12行目", reason="入金を確認した。", actor=self.finance, now=NOW,
        )  # fmt: skip

    def prove(self, case: Case, member: str) -> None:
        """A member by a code to the address on file; others by documents of both people."""
        if case.requester_kind == "SELF":
            user = case.requester
            send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
            confirm_contact_code(
                case_id=case.pk, typed=read_code(NOW), actor_user=user, now=NOW
            )  # fmt: skip
            return
        upload(case, f"本人{case.pk}")
        upload(case, f"代理人{case.pk}", whose=Whose.REPRESENTATIVE)
        hand_in_documents(case_id=case.pk, now=NOW)
        decide(case, self.reviewer, agent=agent_seen(), member_id=member)

    def authorise(self, case: Case) -> None:
        """The document of authority, seen by a reviewer; the principal told where they must be."""
        show(case)
        hand_in_authority(case_id=case.pk, now=NOW)
        kinds = tuple(case.items.values_list("kind", flat=True))
        facts: dict[str, Any] = {}
        if AuthorityCheck.objects.get(case=case).basis == "MANDATE":
            facts = {"kinds_stated": kinds}
        judge(case, self.reviewer, **facts)
        case.refresh_from_db()
        if case.principal_notice_gate == Gate.OPEN:
            address = address_of_principal(case)
            write_principal_notice(
                case_id=case.pk, address=address, actor=self.reviewer, now=NOW
            )  # fmt: skip
            record_notice_posted(
                case_id=case.pk, posted_on=jst_date(NOW), actor=self.reviewer, now=NOW
            )  # fmt: skip

    def reviewed(self, *asked: Cell, **facts: Any) -> Case:
        """Accepted and searched."""
        case = begin_collection(
            case_id=self.accepted(*asked, **facts).pk, actor=self.reviewer, now=NOW
        )
        for result in SourceResult.objects.filter(collection__case=case, finished_at=None):
            run_source(result_id=result.pk, now=NOW)
        case.refresh_from_db()
        assert case.status == Status.REVIEWING, case.status
        return case

    def submit(self, case: Case, *asked: Cell) -> Case:
        """Answered and handed to the second person, with its package where data is given."""
        for cell in asked:
            if cell.outcome == "PARTIAL":
                self._leave_out(case, cell.kind)
        items = case.items.order_by("position")
        by_kind = {cell.kind: cell for cell in asked}
        answers = [Answer(item_id=item.pk, **answer_to(by_kind[item.kind])) for item in items]
        save_decision(case_id=case.pk, answers=answers, actor=self.reviewer, now=NOW)
        submit_for_approval(case_id=case.pk, actor=self.reviewer, now=NOW)
        for package in Package.objects.filter(decision__collection__case=case, status="QUEUED"):
            build_package(package_id=package.pk, now=NOW)
        case.refresh_from_db()
        return case

    def _leave_out(self, case: Case, kind: str) -> None:
        category, field = LEFT_OUT[kind]
        part = CollectedCategory.objects.get(collection__case=case, category__code=category)
        exclude_part(
            part_id=part.pk, record=None, field=field, code=OutcomeCode.D1,
            reason_ja="第三者の権利利益を害するおそれがあるためです。", reason_en="For others.",
            actor=self.reviewer, now=NOW,
        )  # fmt: skip

    def release(self, case: Case, *asked: Cell) -> Case:
        """Done in the sources and released by the second person; a representative's the day after,
        once their authority was looked at again."""
        self.submit(case, *asked)
        if case.actions_gate == Gate.OPEN:
            self.act(case)
        own = case.requester_kind == "SELF"
        now = NOW if own else NEXT_DAY
        if not own:
            recheck_authority(
                case_id=case.pk, still_valid=True, reason="", actor=self.reviewer, now=now
            )  # fmt: skip
        release_package(case_id=case.pk, actor=self.manager, now=now)
        case.refresh_from_db()
        self.settle_money(case, now)
        return case

    def act(self, case: Case) -> None:
        """The second person orders it, and everybody who was told proves that it is done."""
        begin_actions(case_id=case.pk, actor=self.manager, now=NOW)
        tasks = ActionTask.objects.filter(item__case=case).order_by("pk")
        assert tasks.exists()
        for task in tasks:
            confirm_action(
                task_id=task.pk, note="画面で確認した。", proof=_picture(), proof_name="p.png",
                affected=1, actor=self.reviewer, now=NOW,
            )  # fmt: skip

    def settle_money(self, case: Case, now: datetime) -> None:
        """The job of the refund rule, and the transfer back where it says so."""
        apply_refund_rule(case_id=case.pk, now=now)
        for refund in Refund.objects.filter(payment__fee__case=case, status="REQUESTED"):
            record_offline_refund(
                refund_id=refund.pk, offline_reference="振込 3行目", reason="返金した。",
                actor=self.finance, now=now,
            )  # fmt: skip

    def close(self, case: Case, *asked: Cell) -> Case:
        """A searched case answered, handed over and closed."""
        case.refresh_from_db()  # an earlier answer to it may have been rolled back
        self.release(case, *asked)
        now = case.released_at or NOW
        self.hand_over(case, now)
        close_case(case_id=case.pk, actor=self.manager, now=now)
        case.refresh_from_db()
        return case

    def closed(self, *asked: Cell, **facts: Any) -> Case:
        """From the first question to the closed case."""
        return self.close(self.reviewed(*asked, **facts), *asked)

    def hand_over(self, case: Case, now: datetime) -> None:
        """Opened on the page, downloaded with a fresh code, or posted."""
        delivery = delivery_of(case)
        assert delivery is not None
        person = requester_actor(case.requester_id)
        if delivery.handover == "LETTER":
            record_letter_opened(delivery_id=delivery.pk, actor=person, now=now)
        elif delivery.handover == "POST":
            record_posting(
                case_id=case.pk, postal_method=PostalMethod.REGISTERED,
                tracking_number=f"{case.pk:010d}{case.pk % 7}", posted_on=jst_date(now),
                actor=self.manager, now=now,
            )  # fmt: skip
        else:
            request_download_code(delivery_id=delivery.pk, actor=person, now=now)
            confirm_download_code(
                delivery_id=delivery.pk, typed=read_code(now), session_key=SESSION, actor=person,
                now=now,
            )  # fmt: skip
            open_delivery(
                delivery_id=delivery.pk, session_key=SESSION, start=0, actor=person, now=now
            )
            record_download(delivery_id=delivery.pk, actor=person, now=now)


def _answer(
    draft: Draft, journey: Journey, typed: dict[Page, dict[str, Any]], now: datetime
) -> None:  # fmt: skip
    """The next page through its form and the service."""
    page = journey.to_answer[0]
    revision = journey.saved.get(page, PageAnswers()).revision
    data = {**ANSWERS[page], **typed.get(page, {}), "revision": revision}
    form = FORMS[page](data, facts=journey.facts)
    assert form.is_valid(), (page, form.errors)
    save_page(
        draft_id=draft.pk, user_id=draft.user_id, page=page, answers=form.answers(),
        revision=revision, now=now,
    )  # fmt: skip
    draft.refresh_from_db()


def _source(code: str, connector: Connector, *categories: str, **facts: Any) -> None:
    source = DataSource.objects.create(
        code=code, name_ja=f"{code}の名前", name_en=f"The {code}", connector=connector, **facts
    )
    source.categories.set(DataCategory.objects.filter(code__in=categories))


def _picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def letter(case: Case, language: str = "ja") -> str:
    """The text of the stored letter of decision, without white space."""
    decision = decision_of(case)
    assert decision is not None
    stored = decision.letter_ja if language == "ja" else decision.letter_en
    assert stored is not None
    return text_of(b"".join(open_file(stored)))
