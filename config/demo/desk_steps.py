"""What the desk does in the seeded stories: each step walks the real services at its moment."""

import io
import uuid
from datetime import datetime

from config.demo.accounts import MANAGER, REVIEWER, Account
from config.demo.requester_steps import return_money
from config.demo.walk import Walk
from dsr.cases.enums import Channel, Gate, Outcome, OutcomeCode
from dsr.cases.services.clocks import assign_case, extend_deadline, send_interim_notice
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.endings import decline_case
from dsr.cases.services.filing import AskedItem, file_case
from dsr.cases.services.messages import send_message, write_note
from dsr.fulfilment.enums import Connector, PostalMethod
from dsr.fulfilment.models import CollectedCategory, ManualTask, Package, PostalCopy, SourceResult
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.collecting import begin_collection, run_source
from dsr.fulfilment.services.decisions import (
    Answer,
    return_to_review,
    save_decision,
    submit_for_approval,
)
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.manual_tasks import (
    UploadKind,
    finish_task,
    report_nothing,
    task_categories,
    upload_result,
)
from dsr.fulfilment.services.packages import build_package
from dsr.fulfilment.services.postal_copies import build_postal_copy
from dsr.fulfilment.services.postings import record_posting
from dsr.fulfilment.services.releases import release_package
from dsr.identity.enums import IdentityMethod
from dsr.identity.services.checks import open_check
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, RequestKind

NOTHING_FOUND = {
    "INQUIRY_NOTES": "お客様相談室の書庫を、氏名（旧姓を含む）と会員IDで探しましたが、"
    "該当する記録はありませんでした。",
    "CALL_RECORDINGS": "本人が確認できた電話番号を委託先に伝え、"
    "直近180日の録音を探してもらいましたが、該当する録音はありませんでした。",
}
PAPER_NOTE = (
    "受付日,受付方法,内容\n"
    "2025-11-04,手紙,会報の送り先を変えてほしいとのお申し出。同日に変更しました。\n"
    "2026-02-18,電話,アプリにログインできないとのご相談。手順をご案内しました。\n"
).encode()
FOUND_BY_HAND = {"INQUIRY_NOTES": PAPER_NOTE}


def file_at_desk(walk: Walk, now: datetime, *, kind: RequestKind, by: Account = MANAGER) -> None:
    """Enter a request that came to the desk by telephone or letter; it bears no fee."""
    person = walk.person
    case, _made = file_case(
        requester=walk.user,
        filing_token=uuid.uuid4(),
        claims={
            "family_name": person.family_name, "given_name": person.given_name,
            "family_name_kana": person.family_name_kana,
            "given_name_kana": person.given_name_kana, "former_name": "",
            "birth_date": person.birth_date.isoformat(), "postal_code": person.postal_code,
            "address": person.address, "registered_address": "", "phone": person.phone,
            "email": person.email, "member_id": person.member_id, "registered_email": "",
        },
        items=[AskedItem(kind=kind)],
        delivery_method=DeliveryMethod.DOWNLOAD,
        formats=["PDF"],
        fee_gate=Gate.NOT_NEEDED,
        language=walk.language,
        channel=Channel.DESK,
        actor=walk.staff(by),
        now=now,
    )  # fmt: skip
    open_check(case=case, method=IdentityMethod.MEMBER_MATCH, now=now)
    walk.case_id = case.pk


def assign(walk: Walk, now: datetime, *, to: Account = REVIEWER, by: Account = MANAGER) -> None:
    """Give the case an owner."""
    owner = walk.staff(to).user_id or 0
    assign_case(owner_id=owner, actor=walk.staff(by), **walk.facts(now))


def ask(
    walk: Walk,
    now: datetime,
    *,
    reason: str,
    code: OutcomeCode = OutcomeCode.F3,
    by: Account = REVIEWER,
) -> None:
    """Ask the requester to complete something; the target stands still meanwhile."""
    ask_for_correction(code=code, text=reason, actor=walk.staff(by), **walk.facts(now))


def answer_message(walk: Walk, now: datetime, *, text: str, by: Account = REVIEWER) -> None:
    """Write to the requester."""
    send_message(text=text, send_token=uuid.uuid4(), actor=walk.staff(by), **walk.facts(now))


def note(walk: Walk, now: datetime, *, text: str, by: Account = REVIEWER) -> None:
    """Write an internal note."""
    write_note(text=text, actor=walk.staff(by), **walk.facts(now))


def extend(walk: Walk, now: datetime, *, days: int, reason: str) -> None:
    """Extend the internal target, once."""
    extend_deadline(days=days, reason=reason, actor=walk.staff(MANAGER), **walk.facts(now))


def tell_delay(walk: Walk, now: datetime, *, reason: str) -> None:
    """Send the interim notice."""
    send_interim_notice(reason=reason, actor=walk.staff(MANAGER), **walk.facts(now))


def decline(walk: Walk, now: datetime, *, code: OutcomeCode, reason: str) -> None:
    """Do not accept the request."""
    decline_case(code=code, reason=reason, actor=walk.staff(MANAGER), **walk.facts(now))
    return_money(walk, now)


def collect(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """Begin to collect, and let every connector search; tasks for people stay open."""
    begin_collection(actor=walk.staff(by), **walk.facts(now))
    results = SourceResult.objects.filter(collection__case_id=walk.case_id, finished_at=None)
    for result in results.exclude(source__connector=Connector.MANUAL).order_by("pk"):
        run_source(result_id=result.pk, now=now)


def do_tasks(walk: Walk, now: datetime, *, found: bool = False, by: Account = REVIEWER) -> None:
    """Do the tasks for people: something on paper, where `found`, else nothing anywhere."""
    tasks = ManualTask.objects.filter(result__collection__case_id=walk.case_id, done_at=None)
    for task in tasks.select_related("result").order_by("pk"):
        for code in task_categories(task.result):
            _do_task(walk, now, task, code, by, found=found)
        finish_task(task_id=task.pk, actor=walk.staff(by), now=now)


def _do_task(
    walk: Walk, now: datetime, task: ManualTask, code: str, by: Account, *, found: bool
) -> None:
    if found and code in FOUND_BY_HAND:
        upload_result(
            task_id=task.pk, category_code=code, kind=UploadKind.CSV,
            upload=io.BytesIO(FOUND_BY_HAND[code]), file_name="notes.csv",
            actor=walk.staff(by), now=now,
        )  # fmt: skip
        return
    report_nothing(
        task_id=task.pk, category_code=code, statement=NOTHING_FOUND[code],
        actor=walk.staff(by), now=now,
    )  # fmt: skip


def leave_out(
    walk: Walk,
    now: datetime,
    *,
    category: str,
    reason_ja: str,
    reason_en: str,
    record: int | None = None,
    field: str = "",
    code: OutcomeCode = OutcomeCode.D1,
    by: Account = REVIEWER,
) -> None:
    """Leave a record or a field out of what is disclosed."""
    part = CollectedCategory.objects.get(
        collection__case_id=walk.case_id, category__code=category, outcome="EXPORTED"
    )
    exclude_part(
        part_id=part.pk, record=record, field=field, code=code, reason_ja=reason_ja,
        reason_en=reason_en, actor=walk.staff(by), now=now,
    )  # fmt: skip


def decide(
    walk: Walk,
    now: datetime,
    *,
    outcome: Outcome = Outcome.FULL,
    code: OutcomeCode | str = "",
    reason_ja: str = "",
    reason_en: str = "",
    by: Account = REVIEWER,
) -> None:
    """Draft the answer to every item of the case."""
    answers = [
        Answer(
            item_id=item_id, outcome=outcome, code=code, reason_ja=reason_ja, reason_en=reason_en
        )
        for item_id in walk.case.items.order_by("position").values_list("pk", flat=True)
    ]
    save_decision(answers=answers, actor=walk.staff(by), **walk.facts(now))


def submit(walk: Walk, now: datetime, *, by: Account = REVIEWER) -> None:
    """Submit the draft: letters are drawn and the package is built."""
    submit_for_approval(actor=walk.staff(by), **walk.facts(now))
    waiting = Package.objects.filter(
        decision__collection__case_id=walk.case_id, status="QUEUED", superseded_at=None
    )
    for package in waiting:
        build_package(package_id=package.pk, now=now)


def send_back(walk: Walk, now: datetime, *, reason: str) -> None:
    """Return the draft for changes."""
    return_to_review(reason=reason, actor=walk.staff(MANAGER), **walk.facts(now))


def release(walk: Walk, now: datetime, *, by: Account = MANAGER) -> None:
    """Approve and release; a refund, where the rule gives one, is asked of Stripe at once."""
    release_package(actor=walk.staff(by), **walk.facts(now))
    waiting = PostalCopy.objects.filter(
        delivery__decision__collection__case_id=walk.case_id, status="QUEUED"
    )
    for copy in waiting:
        build_postal_copy(copy_id=copy.pk, now=now)
    return_money(walk, now)


def post(walk: Walk, now: datetime, *, number: str) -> None:
    """Post the answer by registered mail."""
    record_posting(
        postal_method=PostalMethod.REGISTERED, tracking_number=number, posted_on=jst_date(now),
        actor=walk.staff(MANAGER), **walk.facts(now),
    )  # fmt: skip


def close(walk: Walk, now: datetime, *, by: Account = MANAGER, reason: str = "") -> None:
    """Close the case."""
    close_case(actor=walk.staff(by), reason=reason, **walk.facts(now))
