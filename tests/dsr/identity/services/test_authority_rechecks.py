"""On the day of release: checked again, 18 in between, the principal told (DOMAIN §6, §10)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as mails

from accounts.domain.actor import Actor
from accounts.jobs.outbox import deliver
from accounts.models import OutboxMessage, StoredFile
from accounts.selectors.files import open_file
from accounts.services.data_subjects import ensure_subject
from dsr.cases.models import Case
from dsr.cases.services.subjects import retie_subject
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.services.deliveries import UnableToOpenDelivery, request_download_code
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.identity.enums import AuthorityClass
from dsr.identity.models import AuthorityCheck, PrincipalNotice
from dsr.identity.selectors.authority import address_of_principal
from dsr.identity.services.authority_documents import hand_in_authority
from dsr.identity.services.authority_rechecks import (
    UnableToRecheckAuthority,
    recheck_authority,
    rely_on_mandate,
)
from dsr.identity.services.principal_notices import (
    UnableToNotifyPrincipal,
    record_notice_posted,
    write_principal_notice,
)
from dsr.identity.services.purge_dates import date_notices_of_ended_cases
from tests.desk import NOW, make_requester, staff_actor
from tests.dsr.cases.letters.facts import squeezed, text_of
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.identity.representatives import (
    CHILD_BORN,
    MANDATE,
    judge,
    represented_case,
    show,
    shown_case,
    verify_both,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.portal()
    desk.by_hand("PROFILE", "USAGE")
    return desk


def confirmed(
    *, email: str = "agent@mail.example", born: date = CHILD_BORN,
    staff: str = "first@milly.example", **claims: str,
) -> Case:  # fmt: skip
    """A case whose people and authority were confirmed on the day it came."""
    case = shown_case(email=email, claims={"birth_date": born.isoformat(), **claims})
    somebody = staff_actor("reviewer", email=staff)
    verify_both(case, somebody)
    seen: dict[str, Any] = {} if claims.get("basis") == "MANDATE" else {"birth_date": born}
    judge(case, somebody, **seen)
    return Case.objects.get(pk=case.pk)


def prepared(bench: Bench, case: Case) -> Case:
    """Searched, decided in full, submitted."""
    from dsr.fulfilment.models import ManualTask
    from dsr.fulfilment.services.collecting import begin_collection
    from dsr.fulfilment.services.manual_tasks import finish_task, report_nothing

    begin_collection(case_id=case.pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    for task in ManualTask.objects.filter(result__collection__case=case):
        for code in ("PROFILE", "USAGE"):
            report_nothing(
                task_id=task.pk, category_code=code, statement="名簿を調べた。",
                actor=bench.reviewer, now=NOW,
            )  # fmt: skip
        finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    case.refresh_from_db()
    bench.decide(case)
    return bench.submitted(case)


def again(case: Case, actor: Actor, **facts: Any) -> AuthorityCheck:
    return recheck_authority(
        **{"case_id": case.pk, "still_valid": True, "reason": "", "actor": actor, "now": NOW,
           **facts}
    )  # fmt: skip


def released(bench: Bench, case: Case, now: datetime = NOW) -> Case:
    return release_package(case_id=case.pk, actor=bench.manager, now=now)


def test_release_needs_authority_checked_that_very_day_in_japan(bench: Bench) -> None:
    case = prepared(bench, confirmed())
    late = datetime(2026, 4, 1, 15, 30, tzinfo=UTC)  # half past midnight of 2 April in Tokyo
    with pytest.raises(UnableToReleasePackage) as refused:
        released(bench, case, late)
    assert refused.value.code == "AUTHORITY_NOT_TODAY"
    check = again(case, bench.reviewer, now=late)
    assert check.rechecked_on == date(2026, 4, 2)
    assert Case.objects.get(pk=case.pk).authority_checked_on == date(2026, 4, 2)
    assert released(bench, case, late).status == "RELEASED"
    assert Delivery.objects.get().handover == "DOWNLOAD"


@pytest.mark.parametrize(
    ("born", "last_day_as_a_minor"),
    [
        (date(2008, 4, 10), date(2026, 4, 9)),
        (date(2008, 5, 1), date(2026, 4, 30)),
        (date(2010, 2, 28), date(2028, 2, 27)),
        (date(2012, 2, 29), date(2030, 2, 28)),
    ],
)
def test_turning_18_in_between_ends_the_authority(
    bench: Bench, born: date, last_day_as_a_minor: date
) -> None:
    case = confirmed(born=born)
    eve = datetime.combine(last_day_as_a_minor, datetime.min.time(), UTC) + timedelta(hours=14)
    assert again(case, bench.reviewer, now=eve).status == "CONFIRMED"
    midnight = eve + timedelta(hours=1)
    with pytest.raises(UnableToRecheckAuthority) as refused:
        again(case, bench.reviewer, now=midnight)
    assert refused.value.code == "ADULT"
    with pytest.raises(UnableToRecheckAuthority) as refused:
        again(case, bench.reviewer, still_valid=False, now=midnight)
    assert refused.value.code == "REASON_MISSING"
    ended = again(
        case, bench.reviewer, still_valid=False, reason="ご本人が18歳に達しました", now=midnight
    )
    case.refresh_from_db()
    assert (ended.status, ended.findings["MINOR"]) == ("NOT_CONFIRMED", "NOT_SHOWN")
    assert case.authority_gate == "FAILED"


def test_no_answer_leaves_once_the_authority_ended(bench: Bench) -> None:
    case = prepared(bench, confirmed(born=date(2008, 4, 10)))
    birthday = datetime(2026, 4, 10, 3, tzinfo=UTC)
    again(case, bench.reviewer, still_valid=False, reason="18歳", now=birthday)
    with pytest.raises(UnableToReleasePackage) as refused:
        released(bench, case, birthday)
    assert refused.value.code == "AUTHORITY_NOT_TODAY"
    same_day = prepared(bench, confirmed(email="b@mail.example", staff="b@milly.example"))
    again(same_day, bench.reviewer, still_valid=False, reason="親権を失った")
    with pytest.raises(UnableToTakeStep) as stopped:
        released(bench, same_day)
    assert stopped.value.guards == ("AUTHORITY_PASSED",)
    assert Case.objects.get(pk=case.pk).status == "AWAITING_APPROVAL"


def test_grown_up_person_goes_on_by_their_own_mandate_and_alone_receives(bench: Bench) -> None:
    case = prepared(bench, confirmed(born=date(2008, 4, 10)))
    birthday = datetime(2026, 4, 10, 3, tzinfo=UTC)
    again(case, bench.reviewer, still_valid=False, reason="18歳", now=birthday)
    check = rely_on_mandate(
        case_id=case.pk, reason="本人が手続の継続を希望", actor=bench.reviewer, now=birthday
    )
    assert (check.basis, check.status, check.findings) == ("MANDATE", "OPEN", {})
    show(case, "本人の委任状", now=birthday, document_class=AuthorityClass.MANDATE)
    hand_in_authority(case_id=case.pk, now=birthday)
    judge(case, bench.reviewer, now=birthday, issued_on=date(2026, 4, 10))
    case.refresh_from_db()
    assert (case.authority_gate, case.answer_goes_to) == ("PASSED", "PRINCIPAL")
    with pytest.raises(UnableToReleasePackage) as refused:
        released(bench, case, birthday)
    assert refused.value.code == "PRINCIPAL_NOT_TOLD"
    tell(case, bench.reviewer, birthday)
    case = released(bench, case, birthday)
    delivery = Delivery.objects.get()
    assert delivery.handover == "POST"
    agent = Actor(kind="REQUESTER", user_id=case.requester_id)
    with pytest.raises(UnableToOpenDelivery) as closed:
        request_download_code(delivery_id=delivery.pk, actor=agent, now=birthday)
    assert closed.value.code == "NOT_YOURS"


def tell(case: Case, actor: Actor, now: datetime = NOW) -> PrincipalNotice:
    """The letter is written and posted the same day."""
    fresh = Case.objects.select_related("data_key", "subject__data_key").get(pk=case.pk)
    write_principal_notice(
        case_id=case.pk, address=address_of_principal(fresh), actor=actor, now=now
    )
    day = (now + timedelta(hours=9)).date()
    return record_notice_posted(case_id=case.pk, posted_on=day, actor=actor, now=now)


def test_agent_without_right_to_receive_opens_no_page_of_the_answer(
    bench: Bench, client: Any
) -> None:
    case = prepared(bench, confirmed(**(MANDATE | {"may_receive": ""})))  # type: ignore[arg-type]
    tell(case, bench.reviewer)
    released(bench, case)
    client.force_login(Case.objects.get(pk=case.pk).requester)
    base = f"/requests/{case.reference}/answer/"
    paths = (base, f"{base}letter/ja/", f"{base}code/", f"{base}package/")
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    page = client.get(f"/requests/{case.reference}/").content.decode()
    assert [word for word in ("全部開示", "全部を開示", base) if word in page] == []


def test_mandate_that_runs_out_before_the_release_has_ended(bench: Bench) -> None:
    case = shown_case(claims=MANDATE)
    judge(case, bench.reviewer, expires_on=date(2026, 4, 5))
    last = datetime(2026, 4, 5, 3, tzinfo=UTC)
    assert again(case, bench.reviewer, now=last).status == "CONFIRMED"
    with pytest.raises(UnableToRecheckAuthority) as refused:
        again(case, bench.reviewer, now=last + timedelta(days=1))
    assert refused.value.code == "EXPIRED"


def test_nothing_is_checked_again_before_it_was_confirmed_nor_by_others(bench: Bench) -> None:
    case = represented_case()
    with pytest.raises(UnableToRecheckAuthority) as refused:
        again(case, bench.reviewer)
    assert refused.value.code == "CLOSED"
    with pytest.raises(UnableToRecheckAuthority) as refused:
        again(case, staff_actor("finance"))
    assert refused.value.code == "NOT_PERMITTED"
    with pytest.raises(UnableToRecheckAuthority) as refused:
        rely_on_mandate(case_id=case.pk, reason="x", actor=bench.reviewer, now=NOW)
    assert refused.value.code == "CLOSED"


def content(stored: StoredFile) -> str:
    return text_of(b"".join(open_file(stored)))


def test_security_8_principal_is_told_who_asks_for_what_and_is_on_record(bench: Bench) -> None:
    case = confirmed(**MANDATE)  # type: ignore[arg-type]
    notice = tell(case, bench.reviewer)
    told = content(notice.letter_ja)
    for words in (
        "代理花子様（任意代理人）", "窓口次郎様", "〒100-0042", "保有個人データの開示",
        "お心当たりがない場合", case.reference,
    ):  # fmt: skip
        assert squeezed(words) in told
    assert "渋谷区" not in told  # the agent's own address is theirs
    assert squeezed("Somebody has made a request in your name") in content(notice.letter_en)
    event = case.events.get(step="NOTIFY_PRINCIPAL")
    assert event.facts == {"posted_on": "2026-04-01", "address": "DOCUMENT"}
    assert Case.objects.get(pk=case.pk).principal_notice_gate == "PASSED"
    with pytest.raises(UnableToNotifyPrincipal) as refused:
        tell(case, bench.reviewer)
    assert refused.value.code == "CLOSED"


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 2)])
def test_notice_is_posted_on_a_possible_day(bench: Bench, day: date) -> None:
    case = confirmed(**MANDATE)  # type: ignore[arg-type]
    with pytest.raises(UnableToNotifyPrincipal) as refused:
        record_notice_posted(case_id=case.pk, posted_on=day, actor=bench.reviewer, now=NOW)
    assert refused.value.code == "NOT_WRITTEN"
    fresh = Case.objects.select_related("data_key", "subject__data_key").get(pk=case.pk)
    for _time in range(2):  # written again, the former files go
        write_principal_notice(
            case_id=case.pk, address=address_of_principal(fresh), actor=bench.reviewer, now=NOW
        )
    assert StoredFile.objects.filter(purpose="LETTER", deleted_at__isnull=True).count() == 2
    with pytest.raises(UnableToNotifyPrincipal) as refused:
        record_notice_posted(case_id=case.pk, posted_on=day, actor=bench.reviewer, now=NOW)
    assert refused.value.code == "DAY"


def test_letter_to_nowhere_is_not_written(bench: Bench) -> None:
    case = shown_case(claims=MANDATE)
    judge(case, bench.reviewer)  # identity is not verified, so no address is known
    with pytest.raises(UnableToNotifyPrincipal) as refused:
        write_principal_notice(case_id=case.pk, address=None, actor=bench.reviewer, now=NOW)
    assert refused.value.code == "ADDRESS_MISSING"


def test_notice_lives_as_long_as_the_case_file(bench: Bench) -> None:
    from accounts.domain.actor import requester_actor
    from dsr.cases.services.endings import withdraw_case

    case = confirmed(**MANDATE)  # type: ignore[arg-type]
    notice = tell(case, bench.reviewer)
    case = withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    date_notices_of_ended_cases(now=NOW)
    assert case.purge_on is not None
    assert set(
        StoredFile.objects.filter(
            pk__in=[notice.letter_ja_id, notice.letter_en_id]
        ).values_list("purge_on", flat=True)
    ) == {case.purge_on}  # fmt: skip


def test_principal_with_an_account_gets_a_mail_without_personal_data(bench: Bench) -> None:
    case = confirmed(**MANDATE)  # type: ignore[arg-type]
    principal = ensure_subject(user=make_requester("principal@mail.example"), now=NOW)
    retie_subject(case_id=case.pk, subject=principal, now=NOW)
    tell(case, bench.reviewer)
    mail = OutboxMessage.objects.get(template="PRINCIPAL_NOTICE")
    assert (mail.recipient and mail.recipient.email, mail.reference) == (
        "principal@mail.example",
        case.reference,
    )
    deliver(message_id=mail.pk)
    sent = f"{mails.outbox[-1].subject}{mails.outbox[-1].body}"
    assert [word for word in ("次郎", "代理", "緑町") if word in sent] == []


def test_principal_without_an_account_is_told_on_paper_only(bench: Bench) -> None:
    tell(confirmed(**MANDATE), bench.reviewer)  # type: ignore[arg-type]
    assert not OutboxMessage.objects.filter(template="PRINCIPAL_NOTICE").exists()
