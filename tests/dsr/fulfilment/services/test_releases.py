"""From review to release: drafts, exclusions, two people, one hash, one package."""

import csv
import hashlib
import io
import json
import threading
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.domain.actor import Actor
from accounts.models import OutboxMessage
from accounts.selectors.files import open_file
from dsr.cases.enums import Outcome, OutcomeCode, Step
from dsr.cases.models import Case, CaseEvent
from dsr.cases.services.workflow import UnableToTakeStep, take_step
from dsr.fulfilment.models import (
    CollectedCategory,
    DataSource,
    Decision,
    Delivery,
    Exclusion,
    Package,
)
from dsr.fulfilment.selectors.decision_letters import decision_letter
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.services.decisions import (
    UnableToSaveDecision,
    UnableToSubmitDecision,
    return_to_review,
    submit_for_approval,
)
from dsr.fulfilment.services.exclusions import UnableToExcludePart, exclude_part
from dsr.fulfilment.services.packages import build_package
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.fulfilment.services.reviews import UnableToReviewCase
from policies.models import DataCategory, Organisation
from tests.desk import NOW, staff_actor
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> Bench:
    desk = Bench()
    desk.portal()
    desk.database(company, monkeypatch)
    return desk


def part(case: Case, category: str) -> CollectedCategory:
    return CollectedCategory.objects.get(collection__case=case, category__code=category)


def leave_out(
    bench: Bench, case: Case, category: str, record: int | None = None, field: str = "",
    code: OutcomeCode = OutcomeCode.D1, reason: str = "第三者の情報を含むため",
) -> Exclusion:  # fmt: skip
    return exclude_part(
        part_id=part(case, category).pk, record=record, field=field, code=code, reason_ja=reason,
        reason_en="", actor=bench.reviewer, now=NOW,
    )  # fmt: skip


def package_of_case(case: Case) -> zipfile.ZipFile:
    package = Package.objects.get(decision__collection__case=case, superseded_at=None)
    assert package.file is not None
    return zipfile.ZipFile(io.BytesIO(b"".join(open_file(package.file))))


def text_of(case: Case) -> str:
    archive = package_of_case(case)
    return "\n".join(
        archive.read(name).decode("utf-8-sig")
        for name in archive.namelist()
        if name.endswith((".json", ".csv", ".html"))
    )


def test_a_full_answer_is_prepared_by_one_and_released_by_another(bench: Bench) -> None:
    case = bench.released()
    assert case.status == "RELEASED"
    assert (case.prepared_by_id, case.released_by_id) == (
        bench.reviewer.user_id,
        bench.manager.user_id,
    )
    item = case.items.get()
    assert (item.outcome, item.outcome_code) == ("FULL", "")
    assert item.notified_at == NOW
    delivery = Delivery.objects.get()
    assert (delivery.handover, delivery.max_downloads) == ("DOWNLOAD", 3)
    assert delivery.expires_at == NOW + timedelta(days=5)
    assert OutboxMessage.objects.filter(template="ANSWER_READY").count() == 1


def test_the_package_holds_everything_of_the_person_and_nothing_of_others(bench: Bench) -> None:
    case = bench.released()
    archive = package_of_case(case)
    profile = json.loads(archive.read("data/PROFILE.json"))
    assert profile["records"] == [{"member_id": "M-1", "name": "窓口 花子"}]
    rows = list(csv.reader(io.StringIO(archive.read("data/USAGE.csv").decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["pathの項目", "/", "/about"]
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["records"] == {"PROFILE": 1, "USAGE": 2, "REQUESTS": 1}
    for file in manifest["files"]:
        assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
    everything = text_of(case)
    assert "バックアップ" in everything  # listed as left out, with its reason
    assert [other for other in ("M-2", "M-3", "𠮷野", "saki@") if other in everything] == []


def test_excluded_category_record_and_field_are_not_in_the_package(bench: Bench) -> None:
    case = bench.collected()
    leave_out(bench, case, "PROFILE", field="name")
    leave_out(bench, case, "USAGE", record=2)
    leave_out(bench, case, "REQUESTS", code=OutcomeCode.D2)
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    archive = package_of_case(case)
    assert json.loads(archive.read("data/PROFILE.json"))["records"] == [{"member_id": "M-1"}]
    usage = json.loads(archive.read("data/USAGE.json"))["records"]
    assert [row["path"] for row in usage] == ["/"]
    assert "data/REQUESTS.json" not in archive.namelist()
    assert "第三者の情報を含むため" in archive.read("index.html").decode()
    assert case.items.get().outcome == "PARTIAL"


@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        ({"record": 3}, "NO_SUCH_RECORD"),
        ({"field": "secret"}, "NO_SUCH_FIELD"),
        ({"reason": " "}, "REASON_MISSING"),
        ({"code": OutcomeCode.C1}, "CODE"),
        ({"code": OutcomeCode.X1, "record": 1}, "WHOLE_ONLY"),
    ],
)
def test_an_exclusion_that_makes_no_sense_is_refused(
    bench: Bench, target: dict[str, object], refusal: str
) -> None:
    case = bench.collected()
    with pytest.raises(UnableToExcludePart) as refused:
        leave_out(bench, case, "USAGE", **target)  # type: ignore[arg-type]
    assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("outcome", "code", "faults"),
    [
        (Outcome.PARTIAL, "", ("NOTHING_LEFT_OUT",)),
        (Outcome.DOES_NOT_EXIST, "N1", ("DATA_EXISTS",)),
    ],
)
def test_a_draft_that_contradicts_what_was_found_is_refused(
    bench: Bench, outcome: Outcome, code: str, faults: tuple[str, ...]
) -> None:
    case = bench.collected()
    bench.decide(case, outcome, code)
    with pytest.raises(UnableToSubmitDecision) as refused:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert refused.value.faults == faults
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_full_with_exclusions_and_no_answer_at_all_are_refused(bench: Bench) -> None:
    case = bench.collected()
    with pytest.raises(UnableToSubmitDecision) as refused:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert refused.value.faults == ("UNDECIDED",)
    leave_out(bench, case, "USAGE")
    bench.decide(case, Outcome.FULL)
    with pytest.raises(UnableToSubmitDecision) as refused:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert refused.value.faults == ("NOT_PARTIAL",)


def test_a_refusal_needs_its_reason_and_a_lawful_ground(bench: Bench) -> None:
    case = bench.collected()
    with pytest.raises(UnableToSaveDecision) as refused:
        bench.decide(case, Outcome.REFUSED, "D2")
    assert refused.value.code == "REASON_MISSING"
    with pytest.raises(UnableToSaveDecision) as refused:
        bench.decide(case, Outcome.REFUSED, "S1", reason="理由")
    assert refused.value.code == "OUTCOME"


def test_a_refusal_is_a_letter_without_a_package(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case, Outcome.REFUSED, "D2", reason="業務の適正な実施に著しい支障があるため")
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert not Package.objects.exists()
    assert Delivery.objects.get().handover == "LETTER"
    letter = Decision.objects.get().letter_ja
    assert letter is not None
    assert b"".join(open_file(letter)).startswith(b"%PDF-")


def test_x1_reads_exactly_as_n1(bench: Bench, company: Company) -> None:
    """DOMAIN §3: the person sees the N1 letter, on every screen, mail and API."""
    letters = []
    for code, reason in (("X1", "ストーカー被害のおそれ"), ("N1", "")):
        if code == "N1":
            company.run("DELETE FROM people; DELETE FROM visits;")
            DataSource.objects.filter(code="PORTAL").update(active=False)
            DataCategory.objects.filter(code="REQUESTS").update(excluded_because_ja="別途")
        case = bench.collected(member_id="M-1" if code == "X1" else "")
        bench.decide(case, Outcome.DOES_NOT_EXIST, code, reason=reason)
        bench.submitted(case)
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
        item = case.items.get()
        assert (item.outcome, item.outcome_code) == ("DOES_NOT_EXIST", "N1")
        decision = decision_of(case)
        assert decision is not None
        letter = decision_letter(
            decision, list(decision.items.all()), language="ja", dated_on=NOW.date()
        )
        letters.append((letter.items[0].outcome, letter.items[0].code, letter.items[0].contents))
        assert "ストーカー" not in letter.items[0].reason.ja
        assert Delivery.objects.get(decision=decision).handover == "LETTER"
    assert letters[0] == letters[1] == ("DOES_NOT_EXIST", "N1", ())


def test_a_category_under_x1_reads_as_nothing_found(bench: Bench) -> None:
    case = bench.collected()
    leave_out(bench, case, "USAGE", code=OutcomeCode.X1, reason="存在を明かせない")
    bench.decide(case, Outcome.FULL)
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    everything = text_of(case)
    assert [word for word in ("X1", "存在を明かせない", "/about") if word in everything] == []
    manifest = json.loads(package_of_case(case).read("manifest.json"))
    assert manifest["records"]["USAGE"] == 0
    assert case.items.get().outcome == "FULL"


def test_preparer_cannot_release_own_package(bench: Bench) -> None:
    """SECURITY 31."""
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case, actor=bench.manager)
    with pytest.raises(UnableToReleasePackage) as refused:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "OWN_PACKAGE"


def test_the_database_refuses_release_by_the_preparer(bench: Bench) -> None:
    """SECURITY 31: the CHECK stands even where a service forgets."""
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case, actor=bench.manager)
    case.items.update(outcome="FULL", decided_at=NOW)
    with (
        pytest.raises(IntegrityError, match="who_prepares_does_not_release"),
        transaction.atomic(),
    ):
        take_step(case_id=case.pk, step=Step.RELEASE, actor=bench.manager, now=NOW)


def test_a_company_of_one_releases_with_a_recorded_reason(bench: Bench) -> None:
    Organisation.objects.update(works_alone=True)
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case, actor=bench.manager)
    with pytest.raises(UnableToReleasePackage) as refused:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "REASON_MISSING"
    case = release_package(
        case_id=case.pk, actor=bench.manager, now=NOW, alone_reason="担当は一人である"
    )
    assert case.status == "RELEASED"
    assert case.alone_reason_note_id is not None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dsr_fulfilment_collectedcategory SET found = found + 1 WHERE outcome = 'EXPORTED'",
        "DELETE FROM dsr_fulfilment_exclusion",
        "UPDATE dsr_fulfilment_decisionitem SET outcome = 'FULL'",
        "UPDATE accounts_storedfile SET sha256 = repeat('0', 64) WHERE purpose = 'COLLECTED_FILE'",
        "UPDATE dsr_cases_case SET formats = '[\"CSV\"]'",
    ],
)
def test_data_changed_before_approval_is_refused(bench: Bench, change: str) -> None:
    """SECURITY 39."""
    case = bench.collected()
    leave_out(bench, case, "USAGE")
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    with connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(UnableToReleasePackage) as refused:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "CONTENT_CHANGED"
    case.refresh_from_db()
    assert (case.status, case.items.get().outcome) == ("AWAITING_APPROVAL", "")


def test_release_waits_for_the_package(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    with pytest.raises(UnableToReleasePackage) as refused:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refused.value.code == "PACKAGE_NOT_READY"


def test_returned_draft_loses_letters_and_package_and_can_be_mended(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    first = Package.objects.get()
    return_to_review(case_id=case.pk, reason="別人の記録がある", actor=bench.manager, now=NOW)
    first.refresh_from_db()
    assert first.superseded_at == NOW
    assert first.file is not None
    assert str(first.file.purge_on) == "2026-04-01"
    leave_out(bench, case, "USAGE", record=1)
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    assert release_package(case_id=case.pk, actor=bench.manager, now=NOW).status == "RELEASED"


def test_building_a_package_again_changes_nothing(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    package = Package.objects.get()
    again = build_package(package_id=package.pk, now=NOW + timedelta(hours=1))
    assert (again.file_id, again.attempts, again.built_at) == (
        package.file_id, package.attempts, package.built_at,
    )  # fmt: skip


def test_a_letter_released_later_carries_the_day_of_release(bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    before = Decision.objects.get().letter_ja_id
    release_package(case_id=case.pk, actor=bench.manager, now=NOW + timedelta(days=2))
    assert Decision.objects.get().letter_ja_id != before


def test_only_a_preparer_drafts_and_only_under_review(bench: Bench) -> None:
    case = bench.collected()
    finance = staff_actor("finance")
    with pytest.raises(UnableToReviewCase) as refused:
        exclude_part(
            part_id=part(case, "USAGE").pk, record=None, field="", code=OutcomeCode.D1,
            reason_ja="理由", reason_en="", actor=finance, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "NOT_PERMITTED"
    bench.decide(case)
    bench.submitted(case)
    with pytest.raises(UnableToReviewCase) as refused:
        bench.decide(case)
    assert refused.value.code == "WRONG_STATUS"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_parallel_approvals_have_one_effect(bench: Bench) -> None:
    """SECURITY 32: 8 connections, 1 effect, 1 mail."""
    case = bench.collected()
    bench.decide(case)
    bench.submitted(case)
    gate = threading.Barrier(8)
    ends: list[str] = []

    def approve(actor: Actor) -> None:
        gate.wait()
        try:
            release_package(case_id=case.pk, actor=actor, now=NOW)
            ends.append("RELEASED")
        except UnableToTakeStep as refused:
            ends.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(bench.manager,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["RELEASED", *["WRONG_STATUS"] * 7]
    assert CaseEvent.objects.filter(step="RELEASE").count() == 1
    assert OutboxMessage.objects.filter(template="ANSWER_READY").count() == 1
    assert Delivery.objects.count() == 1
