"""Traps of DOMAIN §10 about what is asked and what is answered: one named test each."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from accounts.models import DataSubject
from accounts.personal_data.registry import collect_all
from dsr.cases.domain.stop_grounds import grounds_for
from dsr.cases.enums import OutcomeCode, StopGround
from dsr.cases.models import Case
from dsr.fulfilment.domain.outcomes import needs_typed_reason
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.models import CollectedCategory, DecisionItem, SourceResult
from dsr.fulfilment.selectors.decisions import decision_of, package_of
from dsr.fulfilment.services.answers import Answer, UnableToSaveDecision
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.decisions import (
    UnableToSubmitDecision,
    save_decision,
    submit_for_approval,
)
from dsr.fulfilment.services.method_changes import UnableToChangeMethod, change_delivery_method
from dsr.fulfilment.services.redactions import redact_part
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.portal.domain.pages import ways_to_receive
from policies.enums import DeliveryMethod
from tests.desk import NOW
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS
from tests.dsr.fulfilment.deciding import doing, promise, retention
from tests.matrix.answers import FINDINGS, REASON
from tests.matrix.table import EVERY_OUTCOME, STOPPING, Cell
from tests.matrix.telling import check_items, check_letter
from tests.matrix.walking import UNKNOWN, MatrixDesk, letter
from tests.traps.words import lines_with

FULL = Cell("DISCLOSURE", "FULL")


def saved(desk: MatrixDesk, case: Case, **answer: object) -> None:
    """Draft the answer to the one thing asked."""
    item = case.items.get()
    save_decision(
        case_id=case.pk, actor=desk.reviewer, now=NOW,
        answers=[Answer(item_id=item.pk, **answer)],  # type: ignore[arg-type]
    )  # fmt: skip


def fault(desk: MatrixDesk, case: Case, **answer: object) -> tuple[str, ...]:
    saved(desk, case, **answer)
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=desk.reviewer, now=NOW)
    return refusal.value.faults


def test_volume_is_no_ground(desk: MatrixDesk) -> None:
    case = desk.reviewed(FULL)
    with pytest.raises(UnableToSaveDecision) as refusal:
        saved(desk, case, outcome="REFUSED", code="D2", reason_ja="量が多いため。")
    assert refusal.value.code == "VOLUME"
    saved(desk, case, outcome="REFUSED", code="D2", reason_ja=REASON, not_for_volume=True)
    with pytest.raises(IntegrityError, match="volume_alone"), transaction.atomic():
        DecisionItem.objects.update(not_for_volume=False)


def test_nobody_is_asked_to_narrow(desk: MatrixDesk) -> None:
    asks = r"絞(り込|って)(んで)?(ください|いただ)|範囲を(限定|狭)|請求の理由を|narrow (your|the)"
    told = lines_with(asks, ".po", ".html", ".txt", ".typ")
    about_queries = [line for line in told if "問い合わせ文" in line]  # of a source's SQL
    printed = [line for line in told if "A PDF holds up to" in line]  # of the desk's register
    assert [line for line in told if line not in (*about_queries, *printed)] == []
    case = desk.file(FULL)
    assert case.items.get().scope == ["PROFILE"]


def test_paper_or_pdf_is_not_the_only_way(desk: MatrixDesk) -> None:
    ways = ways_to_receive({"asked_by": "SELF", "kinds": ["DISCLOSURE"]})
    assert ways == (DeliveryMethod.DOWNLOAD, DeliveryMethod.PAPER, DeliveryMethod.MEDIA)
    assert desk.file(FULL).formats == ["PDF", "CSV", "JSON"]


def test_method_is_not_changed_silently(desk: MatrixDesk) -> None:
    case = desk.reviewed(FULL)
    with pytest.raises(UnableToChangeMethod) as refusal:
        change_delivery_method(
            case_id=case.pk, used=DeliveryMethod.PAPER, reason_ja=" ", reason_en="",
            actor=desk.reviewer, now=NOW,
        )  # fmt: skip
    assert refusal.value.code == "REASON_MISSING"
    Case.objects.filter(pk=case.pk).update(delivery_method="PAPER")  # past every service
    desk.submit(case, FULL)
    with pytest.raises(UnableToReleasePackage) as silent:
        release_package(case_id=case.pk, actor=desk.manager, now=NOW)
    assert silent.value.code == "METHOD_CHANGED"


@pytest.mark.parametrize(
    "cell",
    [
        Cell("DISCLOSURE", "DOES_NOT_EXIST", "N1"),
        Cell("DISCLOSURE", "PARTIAL"),
        Cell("CORRECTION", "DONE"),
    ],
    ids=str,
)
def test_n1_partial_and_content_of_correction_are_told(desk: MatrixDesk, cell: Cell) -> None:
    case = desk.closed(cell, **({"member": UNKNOWN} if cell.code == "N1" else {}))
    check_items(case, cell)
    check_letter(case, cell)


def test_others_data_is_masked_not_all_refused(desk: MatrixDesk) -> None:
    case = desk.reviewed(FULL)
    part = CollectedCategory.objects.get(collection__case=case, category__code="PROFILE")
    redact_part(
        part_id=part.pk, wanted=WantedRedaction(kind="TEXT", words="窓口"), code=OutcomeCode.D1,
        reason_ja="第三者の権利利益を害するおそれがあるため", reason_en="", actor=desk.reviewer,
        now=NOW,
    )  # fmt: skip
    assert fault(desk, case, outcome="FULL") == ("NOT_PARTIAL",)
    saved(desk, case, outcome="PARTIAL")
    submit_for_approval(case_id=case.pk, actor=desk.reviewer, now=NOW)
    decision = decision_of(case)
    assert decision is not None
    assert package_of(decision) is not None  # the rest is handed over


@pytest.mark.parametrize("kind", STOPPING)
def test_all_grounds_of_the_law_can_be_ticked(kind: str) -> None:
    of_35_5 = {"NO_LONGER_NEEDED", "REPORTABLE_BREACH", "INTERESTS_AT_RISK", "POLICY"}
    of_35_1 = {
        "BEYOND_PURPOSE", "IMPROPER_USE", "DECEITFUL_ACQUISITION", "SENSITIVE_WITHOUT_CONSENT",
    }  # fmt: skip
    own = {"PROVIDED_WITHOUT_CONSENT"} if kind == "PROVISION_STOP" else of_35_1
    assert set(grounds_for(kind)) == of_35_5 | own
    assert set(itertools.chain.from_iterable(map(grounds_for, STOPPING))) == set(StopGround)


def test_no_absolute_erasure_is_promised(desk: MatrixDesk) -> None:
    promises = r"(完全に|すべて|全て|必ず)(の?データを?)?(消去|削除)(いた|し)ます|permanently erase"
    told = lines_with(promises, ".po", ".html", ".txt", ".typ")
    assert [line for line in told if "入力した内容" not in line] == []  # of a draft thrown away
    letter_ja = letter(desk.closed(Cell("ERASURE", "DONE")))
    assert not [word for word in ("完全に", "一切残") if word in letter_ja]


def test_no_hard_delete_against_a_retention_law(desk: MatrixDesk) -> None:
    law = retention("PROFILE")
    case = desk.reviewed(Cell("ERASURE", "DONE"))
    erase = {"outcome": "DONE", "findings": FINDINGS, "measures": (doing("ERASE"),)}
    assert fault(desk, case, **erase) == ("AGAINST_THE_LAW",)
    later = promise(
        kind="ERASE_AFTER_RETENTION", retention=law.code, text_ja="期間後に消去します。"
    )
    put_off = {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON, "promises": (later,)}
    saved(desk, case, findings=FINDINGS, **put_off)
    assert submit_for_approval(case_id=case.pk, actor=desk.reviewer, now=NOW).is_open


def test_public_sector_words_appear_nowhere() -> None:
    assert lines_with("|".join(PUBLIC_SECTOR_WORDS)) == []


def test_unsearched_backup_or_processor_is_never_none(desk: MatrixDesk) -> None:
    """The register says why backups are not searched; a source that was not is no "none"."""
    case = desk.reviewed(Cell("CORRECTION", "DONE"))
    parts = CollectedCategory.objects.filter(collection__case=case)
    by_code = dict(parts.values_list("category__code", "outcome"))
    assert by_code["BACKUPS"] == "EXCLUDED"
    waiting = desk.accepted(Cell("ERASURE", "DONE"), member=UNKNOWN)
    begin_collection(case_id=waiting.pk, actor=desk.reviewer, now=NOW)
    unrun = SourceResult.objects.filter(collection__case=waiting, finished_at=None)
    assert unrun.count() == 1
    assert not CollectedCategory.objects.filter(
        collection__case=waiting, outcome="NOTHING_FOUND"
    ).exists()
    assert Case.objects.get(pk=waiting.pk).status == "COLLECTING"


def test_reason_is_mandatory(desk: MatrixDesk) -> None:
    case = desk.reviewed(Cell("CORRECTION", "REFUSED", "C1"))
    with pytest.raises(UnableToSaveDecision) as refusal:
        saved(desk, case, outcome="REFUSED", code="C1", reason_ja="　", findings=FINDINGS)
    assert refusal.value.code == "REASON_MISSING"
    unexplained = {
        cell.outcome for cell in EVERY_OUTCOME if not needs_typed_reason(cell.outcome, cell.code)
    }
    assert unexplained == {"FULL", "PARTIAL", "NOTIFIED", "DONE", "DOES_NOT_EXIST"}


def test_x1_leaks_nowhere(desk: MatrixDesk) -> None:
    """That it looks like N1 on every page and in every letter: tests/matrix/test_nothing_found."""
    cell = Cell("DISCLOSURE", "DOES_NOT_EXIST", "X1")
    case = desk.closed(cell)
    assert [(item.outcome, item.outcome_code) for item in case.items.all()] == [
        ("DOES_NOT_EXIST", "N1")
    ]
    assert "X1" not in letter(case)
    assert not [event for event in case.events.all() if "X1" in str(event.facts)]


def test_case_file_is_part_of_a_later_disclosure(desk: MatrixDesk) -> None:
    case = desk.closed(Cell("DISCLOSURE", "DOES_NOT_EXIST", "X1"))
    subject = DataSubject.objects.get(pk=case.subject_id)
    held = [
        record
        for records in collect_all(subject)
        if records.category == "REQUESTS"
        for record in records.records
        if "reference" in record
    ]
    assert [record["reference"] for record in held if "items" in record] == [case.reference]
    assert "X1" not in str(held)
