"""What the desk does in the console, page by page. Every form is filled by a person's keys."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.selectors.actors import actor_of
from config.demo.accounts import PASSWORD, Account
from dsr.cases.models import Case
from dsr.fulfilment.models import ActionTask, ManualTask
from dsr.fulfilment.services.manual_tasks import finish_task, report_nothing, task_categories
from policies.domain.calendar import jst_date
from tests.journeys.person import SEND
from tests.journeys.traveller import Traveller
from tests.journeys.worker import do_jobs

CONFIRM = ".step-page button[type=submit]"
NOTHING_FOUND = "書庫を会員IDで探しました。"
COLLECTION = "dsr_fulfilment/collection"


def status_of(case: Case) -> str:
    """As the database says now."""
    return str(Case.objects.get(pk=case.pk).status)


def sign_in_staff(staff: Traveller, account: Account) -> None:
    """Password, then the number an authenticator app shows."""
    staff.go("/accounts/staff/login/?next=/console/")
    staff.fill(login=account.email, password=PASSWORD)
    staff.press(SEND)
    staff.fill(code=account.current_code())
    staff.press(SEND)
    assert staff.page.url.endswith("/console/")


def already_signed_in(staff: Traveller, account: Account) -> None:
    """With a session as password and app leave it: the journey of a disclosure signs in by hand."""
    client = Client()
    user = User.objects.get(email=account.email)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 2**40}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    staff.take_session(client.cookies["sessionid"].value)


def open_step(staff: Traveller, case: Case, slug: str, *, on: str = "dsr_cases/case") -> None:
    """A button on a page about the case, then the page of the step."""
    address, link = f"/console/{on}/{case.reference}/change/", f"a[href*='/step/{slug}/'] >> nth=0"
    if not (staff.page.url.endswith(address) and staff.page.locator(link).count()):
        staff.go(address)
    staff.press(link)


def take_step(
    staff: Traveller, case: Case, slug: str, *, on: str = "dsr_cases/case", **fields: str
) -> None:
    """The page of a step, filled and sent."""
    open_step(staff, case, slug, on=on)
    staff.fill(**fields)
    confirm(staff)


def confirm(staff: Traveller) -> None:
    """The button of a step's page; it must lead on."""
    before = staff.page.url
    staff.press(CONFIRM)
    assert staff.page.url != before, staff.text()


def collect(staff: Traveller, case: Case, owner: Account, *, by_hand: bool = False) -> None:
    """The case gets its owner, sources are searched by jobs, paper by a person.

    by_hand: the pages for paper are walked, too; they are the same for every kind.
    """
    open_step(staff, case, "assign")
    staff.page.select_option("[name=owner]", label=owner.display_name)
    confirm(staff)
    take_step(staff, case, "begin-collection")
    do_jobs()
    tasks = ManualTask.objects.filter(result__collection__case_id=case.pk, done_at=None)
    for number, task in enumerate(tasks.order_by("pk")):
        if by_hand:
            _search_by_hand(staff, case, number)
        else:
            _search(task, owner)
    if by_hand:
        for _task in range(tasks.count()):
            take_step(staff, case, "finish-task", on=COLLECTION)
    staff.go(f"/console/{COLLECTION}/{case.reference}/change/")
    assert status_of(case) == "REVIEWING"


def _search_by_hand(staff: Traveller, case: Case, number: int) -> None:
    open_step(staff, case, "nothing", on=COLLECTION)
    staff.page.select_option("[name=chosen]", index=number)
    staff.fill(statement=NOTHING_FOUND)
    confirm(staff)


def _search(task: ManualTask, owner: Account) -> None:
    facts: Any = {
        "task_id": task.pk, "now": timezone.now(),
        "actor": actor_of(User.objects.get(email=owner.email)),
    }  # fmt: skip
    for code in task_categories(task.result):
        report_nothing(category_code=code, statement=NOTHING_FOUND, **facts)
    finish_task(**facts)


def investigate(staff: Traveller, case: Case, findings: str) -> None:
    """What was found out, written down before deciding."""
    take_step(staff, case, "investigate", on=COLLECTION, findings=findings)


def decide(
    staff: Traveller,
    case: Case,
    *,
    select: Mapping[str, str],
    fill: Mapping[str, str] | None = None,
    shown: tuple[str, ...] = (),
) -> None:
    """The draft of the answer, on a page that shows something of `shown`; then it is submitted."""
    open_step(staff, case, "decide", on=COLLECTION)
    assert not shown or [words for words in shown if words in staff.text()] != []
    staff.select(**select)
    staff.fill(**(fill or {}))
    confirm(staff)
    take_step(staff, case, "submit-for-approval")
    do_jobs()
    assert status_of(case) == "AWAITING_APPROVAL"


def act(manager: Traveller, reviewer: Traveller, case: Case) -> list[str]:
    """The second person says yes; interfaces act, people confirm with proof. Who was told."""
    take_step(manager, case, "begin-actions")
    do_jobs()
    tasks = list(ActionTask.objects.filter(item__case=case).order_by("pk"))
    for task in tasks:
        if task.route == "MANUAL":
            _confirm_by_hand(reviewer, task)
    do_jobs()
    reviewer.go(f"/console/dsr_cases/case/{case.reference}/change/")
    assert set(ActionTask.objects.filter(item__case=case).values_list("status", flat=True)) == {
        "CONFIRMED"
    }
    return sorted(f"{task.route} {task.action} {task.category.code}" for task in tasks)


def _confirm_by_hand(staff: Traveller, task: ActionTask) -> None:
    staff.go(f"/console/dsr_fulfilment/actiontask/{task.pk}/change/")
    staff.press("a[href*='/step/confirm/'] >> nth=0")
    staff.fill(affected="1", note="委託先の完了報告書を受け取りました。")
    staff.page.set_input_files(
        "[name=proof]", {"name": "done.png", "mimeType": "image/png", "buffer": picture("proof")}
    )
    confirm(staff)


def release(manager: Traveller, case: Case) -> None:
    """Somebody else than who prepared it says yes."""
    take_step(manager, case, "release")
    do_jobs()
    assert status_of(case) == "RELEASED"


def close(manager: Traveller, case: Case) -> None:
    """Into the archive."""
    take_step(manager, case, "close")
    manager.go(f"/console/dsr_cases/case/{case.reference}/change/")
    assert status_of(case) == "CLOSED"


def picture(text: str) -> bytes:
    """A PNG nobody else uploaded."""
    image = Image.new("RGB", (600, 400), f"#{abs(hash(text)) % 0xFFFFFF:06x}")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def today(days: int = 0) -> str:
    """A day in Tokyo, as a date field takes it."""
    return (jst_date(timezone.now()) + timedelta(days=days)).isoformat()
