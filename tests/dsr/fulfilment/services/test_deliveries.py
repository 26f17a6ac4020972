"""Handing over: postings, closing, what staff may change."""

from datetime import timedelta

import pytest

from accounts.models import StoredFile
from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.fulfilment.enums import PostalMethod
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.archives import archive_bytes, archive_of
from dsr.fulfilment.selectors.panels import fulfilment_summary
from dsr.fulfilment.services.closings import UnableToCloseCase, close_case
from dsr.fulfilment.services.deliveries import record_download
from dsr.fulfilment.services.delivery_changes import (
    UnableToChangeDelivery,
    extend_delivery,
    revoke_delivery,
)
from dsr.fulfilment.services.postings import UnableToRecordPosting, record_posting
from dsr.fulfilment.services.releases import release_package
from dsr.fulfilment.services.sweeping import close_delivered_cases
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.source("PORTAL", "PORTAL", "REQUESTS")  # type: ignore[arg-type]
    from policies.models import DataCategory

    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def post(bench: Bench, case: Case, **facts: object) -> Case:
    return record_posting(
        **{  # type: ignore[arg-type]
            "case_id": case.pk, "postal_method": PostalMethod.REGISTERED,
            "tracking_number": "123-45-67890-3", "posted_on": NOW.date(),
            "actor": bench.manager, "now": NOW, **facts,
        }
    )  # fmt: skip


def test_a_posted_answer_is_delivered_with_its_tracking_number(bench: Bench) -> None:
    case = bench.released(delivery_method="PAPER", formats=[])
    delivery = Delivery.objects.get()
    assert (delivery.handover, delivery.expires_at) == ("POST", None)
    case = post(bench, case)
    delivery.refresh_from_db()
    assert case.status == "DELIVERED"
    assert (delivery.tracking_number, delivery.postal_method) == ("123-45-67890-3", "REGISTERED")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"tracking_number": " "}, "TRACKING_MISSING"),
        ({"tracking_number": "1" * 41}, "TRACKING_SHAPE"),
        ({"tracking_number": "123-45-67890-1"}, "TRACKING_CHECK_DIGIT"),
        ({"posted_on": (NOW + timedelta(days=1)).date()}, "DAY"),
        ({"posted_on": (NOW - timedelta(days=1)).date()}, "DAY"),
    ],
)
def test_a_posting_that_cannot_be_is_refused(
    bench: Bench, facts: dict[str, object], refusal: str
) -> None:
    case = bench.released(delivery_method="PAPER", formats=[])
    with pytest.raises(UnableToRecordPosting) as refused:
        post(bench, case, **facts)
    assert refused.value.code == refusal
    assert Case.objects.get(pk=case.pk).status == "RELEASED"


def test_closing_sets_the_last_days(bench: Bench) -> None:
    case = bench.released()
    with pytest.raises(UnableToCloseCase):
        close_case(case_id=case.pk, actor=bench.manager, now=NOW)
    record_download(delivery_id=Delivery.objects.get().pk, actor=bench.manager, now=NOW)
    case = close_case(case_id=case.pk, actor=bench.manager, now=NOW)
    assert case.status == "CLOSED"
    days = {
        purpose: {str(day) for day in StoredFile.objects.filter(purpose=purpose).values_list(
            "purge_on", flat=True)}
        for purpose in ("COLLECTED_FILE", "PACKAGE", "LETTER")
    }  # fmt: skip
    assert days == {
        "COLLECTED_FILE": {"2026-05-01"},
        "PACKAGE": {"2026-05-01"},
        "LETTER": {str(case.purge_on)},
    }


def test_a_withdrawn_case_lets_go_of_what_was_collected(bench: Bench) -> None:
    case = bench.collected()
    withdraw_case(case_id=case.pk, actor=bench.manager, now=NOW)
    close_delivered_cases(now=NOW)
    file = StoredFile.objects.get(purpose="COLLECTED_FILE")
    assert str(file.purge_on) == "2026-05-01"


def test_a_delivered_case_closes_itself_after_its_days(bench: Bench) -> None:
    case = bench.released()
    record_download(delivery_id=Delivery.objects.get().pk, actor=bench.manager, now=NOW)
    assert close_delivered_cases(now=NOW + timedelta(days=14)) == 0
    assert close_delivered_cases(now=NOW + timedelta(days=14, seconds=1)) == 1
    assert Case.objects.get(pk=case.pk).status == "CLOSED"


def test_a_letter_only_answer_closes_itself_too(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case, Outcome.REFUSED, "D2", reason="理由")
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert close_delivered_cases(now=NOW + timedelta(days=15)) == 1


def test_staff_extend_or_revoke_with_a_reason_on_record(bench: Bench) -> None:
    case = bench.released()
    delivery = Delivery.objects.get()
    with pytest.raises(UnableToChangeDelivery) as refused:
        extend_delivery(delivery_id=delivery.pk, reason="", actor=bench.manager, now=NOW)
    assert refused.value.code == "REASON_MISSING"
    later = NOW + timedelta(days=9)
    delivery = extend_delivery(
        delivery_id=delivery.pk, reason="入院のため", actor=bench.manager, now=later
    )
    assert delivery.expires_at == later + timedelta(days=5)
    delivery = revoke_delivery(
        delivery_id=delivery.pk, reason="誤送付の疑い", actor=bench.manager, now=later
    )
    assert delivery.revoked_at == later
    assert case.events.filter(step="WRITE_NOTE").count() == 2
    with pytest.raises(UnableToChangeDelivery) as refused:
        extend_delivery(delivery_id=delivery.pk, reason="再開", actor=bench.manager, now=later)
    assert refused.value.code == "REVOKED"
    with pytest.raises(UnableToChangeDelivery) as refused:
        revoke_delivery(delivery_id=delivery.pk, reason="x", actor=bench.reviewer, now=later)
    assert refused.value.code == "NOT_PERMITTED"


def test_the_archive_is_reproducible_and_names_policy_rules_and_ledger_head(bench: Bench) -> None:
    case = bench.released()
    archive = archive_of(Case.objects.get(pk=case.pk))
    assert archive["policy"]["version"] == "2023-09-01"
    assert archive["clocks"]["art_39"]["rule"]["days"] == 15
    last = case.events.order_by("-sequence").first()
    assert last is not None
    assert archive["ledger_head"] == {"sequence": last.sequence, "hash": bytes(last.hash).hex()}
    assert archive["decisions"][0]["package"]["manifest_sha256"] != ""
    first, again = (archive_bytes(Case.objects.get(pk=case.pk)) for _ in range(2))
    assert first == again
    assert [name for name in ("花子", "hanako") if name in first.decode()] == []


def test_the_summary_shows_each_part_once_it_exists(bench: Bench) -> None:
    case = bench.accepted()
    empty = fulfilment_summary(case, now=NOW)
    assert (empty.collection, empty.decision, empty.delivery, empty.faults) == (
        None,
        None,
        None,
        [],
    )
    from dsr.fulfilment.services.collecting import begin_collection

    begin_collection(case_id=case.pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    case.refresh_from_db()
    bench.decide(case)
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    full = fulfilment_summary(Case.objects.get(pk=case.pk), now=NOW)
    assert full.progress is not None
    assert full.package is not None
    assert full.delivery is not None
    assert (full.progress.percent, full.package.status, full.download_state) == (
        100, "READY", "OPEN",
    )  # fmt: skip
