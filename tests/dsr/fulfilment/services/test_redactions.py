"""Masking in a case: refused where it means nothing, known again, on record, and out of the
package."""

import threading
from typing import Any

import pytest
from django.db import connections

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseEvent
from dsr.fulfilment.domain.masking import MARK
from dsr.fulfilment.domain.redaction import UnableToMask, WantedRedaction
from dsr.fulfilment.models import CollectedCategory, Redaction
from dsr.fulfilment.selectors.decision_letters import decision_letter
from dsr.fulfilment.selectors.decisions import approved_content, decision_of, holdings_of
from dsr.fulfilment.selectors.redactions import redaction_mask, redaction_reason
from dsr.fulfilment.services.decisions import UnableToSubmitDecision
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.redactions import (
    UnableToRedactPart,
    redact_part,
    restore_redaction,
)
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.fulfilment.services.reviews import UnableToReviewCase
from policies.domain.calendar import jst_date
from policies.models import DataCategory
from tests.accounts.gateways.uploads import saved, text_pdf
from tests.desk import NOW, staff_actor
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.redacting import (
    NOTES,
    REASON,
    masked,
    part_of,
    reviewed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    DataCategory.objects.filter(code__in=["USAGE", "REQUESTS"]).update(excluded_because_ja="なし")
    return desk


def refused(bench: Bench, part: CollectedCategory, **wanted: Any) -> str:
    with pytest.raises(UnableToMask) as error:
        redact_part(
            part_id=part.pk, wanted=WantedRedaction(**wanted), code=OutcomeCode.D1,
            reason_ja=REASON, reason_en="", actor=bench.reviewer, now=NOW,
        )  # fmt: skip
    assert Redaction.objects.count() == 0
    return error.value.code


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "TEXT", "words": " \n"}, "EMPTY"),
        ({"kind": "TEXT", "words": MARK}, "MARK"),
        ({"kind": "TEXT", "words": "x" * 201}, "TOO_LONG"),
        ({"kind": "TEXT", "words": "鈴木"}, "NOTHING_FOUND"),
        ({"kind": "TEXT", "words": "山田", "record": 3}, "NOTHING_FOUND"),
        ({"kind": "TEXT", "words": "山田", "record": 4}, "NO_SUCH_RECORD"),
        ({"kind": "TEXT", "words": "山田", "record": 0}, "NO_SUCH_RECORD"),
        ({"kind": "TEXT", "words": "山田", "field": "備考"}, "NO_SUCH_FIELD"),
        ({"kind": "WHOLE"}, "WHOLE_PART"),
        ({"kind": "AREA", "page": 1, "area": (0, 0, 1, 1)}, "KIND"),
    ],
)
def test_masking_that_means_nothing_is_refused(
    bench: Bench, wanted: dict[str, Any], code: str
) -> None:
    assert refused(bench, part_of(reviewed(bench), "PROFILE"), **wanted) == code


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "WHOLE", "field": "x"}, "KIND"),
        ({"kind": "PAGE", "page": 3}, "NO_SUCH_PAGE"),
        ({"kind": "PAGE", "page": 0}, "NO_SUCH_PAGE"),
        ({"kind": "PAGE"}, "NO_SUCH_PAGE"),
        ({"kind": "AREA", "page": 1}, "AREA"),
        ({"kind": "AREA", "page": 1, "area": (0.5, 0.5, 0.6, 0.1)}, "AREA"),
        ({"kind": "AREA", "page": 1, "area": (0.5, 0.5, 0.0, 0.1)}, "AREA"),
        ({"kind": "AREA", "page": 1, "area": (0.1, 0.1, float("nan"), 0.1)}, "AREA"),
        ({"kind": "TEXT", "words": "Taro"}, "NO_TEXT_LAYER"),  # uploads are pictures of their pages
    ],
)
def test_masking_a_document_that_means_nothing_is_refused(
    bench: Bench, wanted: dict[str, Any], code: str
) -> None:
    case = reviewed(bench, pdf=saved(text_pdf(2)))
    assert refused(bench, part_of(case, "USAGE"), **wanted) == code


def test_masking_needs_a_lawful_ground_a_reason_and_a_case_under_review(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    for code, reason, wanted in [
        (OutcomeCode.X1, REASON, "CODE"),
        (OutcomeCode.D4, REASON, "CODE"),
        (OutcomeCode.D1, " ", "REASON_MISSING"),
        (OutcomeCode.D1, "ｔａｒｏ@neighbour.example様のため", "REASON_TELLS"),
    ]:
        with pytest.raises(UnableToRedactPart) as error:
            masked(bench, part, "EMAIL", code=code, reason=reason)
        assert error.value.code == wanted
    with pytest.raises(UnableToReviewCase) as stranger:
        redact_part(
            part_id=part.pk, wanted=WantedRedaction(kind="EMAIL"), code=OutcomeCode.D1,
            reason_ja=REASON, reason_en="", actor=staff_actor("auditor"), now=NOW,
        )  # fmt: skip
    assert stranger.value.code == "NOT_PERMITTED"
    redaction = masked(bench, part, "EMAIL")
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    with pytest.raises(UnableToReviewCase) as late:
        masked(bench, part, "PHONE")
    assert late.value.code == "WRONG_STATUS"
    with pytest.raises(UnableToReviewCase) as late:
        restore_redaction(redaction_id=redaction.pk, actor=bench.reviewer, now=NOW)
    assert late.value.code == "WRONG_STATUS"


def test_masking_says_how_many_places_and_keeps_its_words_sealed(bench: Bench) -> None:
    case = reviewed(bench)
    words = "ヤマダタロウ\n山田太郎"
    redaction = masked(bench, part_of(case, "PROFILE"), "TEXT", words, field="メモ")
    assert (redaction.places, redaction.record, redaction.field) == (2, None, "メモ")
    assert redaction_mask(redaction)["words"] == ["ヤマダタロウ", "山田太郎"]
    assert redaction_reason(redaction).ja == REASON
    stored = [
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in Redaction.objects.values_list().get()
    ]
    assert not any("山田".encode() in value for value in stored)
    assert not any("山田" in str(event.facts) for event in CaseEvent.objects.all())


def test_same_masking_again_is_one_and_on_another_ground_is_refused(bench: Bench) -> None:
    part = part_of(reviewed(bench), "PROFILE")
    first = masked(bench, part, "TEXT", "山田\n太郎")
    assert masked(bench, part, "TEXT", "太郎\n山田").pk == first.pk
    with pytest.raises(UnableToRedactPart) as double:
        masked(bench, part, "TEXT", "山田\n太郎", code=OutcomeCode.D2)
    assert double.value.code == "DOUBLE"
    assert Redaction.objects.count() == 1


def test_what_is_taken_back_stays_on_record_and_may_be_masked_again(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    first = masked(bench, part, "EMAIL")
    for _ in range(2):
        restore_redaction(redaction_id=first.pk, actor=bench.reviewer, now=NOW)
    assert holdings_of(part.collection).visible_redactions == []
    second = masked(bench, part, "EMAIL")
    assert second.pk != first.pk
    first.refresh_from_db()
    assert (first.restored_at, first.restored_by_id) == (NOW, bench.reviewer.user_id)


def test_answer_with_maskings_is_partial_and_never_full(bench: Bench) -> None:
    case = reviewed(bench)
    bench.decide(case, Outcome.PARTIAL)
    with pytest.raises(UnableToSubmitDecision) as nothing:
        bench.submitted(case)
    assert nothing.value.faults == ("NOTHING_LEFT_OUT",)
    masked(bench, part_of(case, "PROFILE"), "PHONE")
    bench.decide(case, Outcome.FULL)
    with pytest.raises(UnableToSubmitDecision) as full:
        bench.submitted(case)
    assert full.value.faults == ("NOT_PARTIAL",)
    bench.decide(case, Outcome.PARTIAL)
    assert bench.submitted(case).status == "AWAITING_APPROVAL"


def test_letter_names_field_ground_and_reason_and_never_what_is_masked(bench: Bench) -> None:
    case = reviewed(bench, pdf=saved(text_pdf(2)))
    part = part_of(case, "PROFILE")
    masked(bench, part, "TEXT", "山田", field="メモ")
    masked(bench, part, "TEXT", "ﾀﾛｳ", field="メモ")
    masked(bench, part, "WHOLE", field="件数", record=1)
    masked(bench, part_of(case, "USAGE"), "PAGE", page=2, code=OutcomeCode.D2)
    bench.decide(case, Outcome.PARTIAL)
    decision = decision_of(case)
    assert decision is not None
    answers = list(decision.items.select_related("item__case"))
    for answer in answers:
        answer.decision = decision
    letter = decision_letter(decision, answers, language="ja", dated_on=jst_date(NOW))
    # All three were made at the same moment, so their order among themselves means nothing.
    assert sorted(
        (row.category.ja, row.field.ja, row.code, row.reason.ja)
        for row in letter.items[0].exclusions
    ) == [
        ("利用履歴", "2ページ（黒塗り）", "D2", REASON),
        ("登録情報", "1番目の記録：件数（黒塗り）", "D1", REASON),
        ("登録情報", "メモの一部（黒塗り）", "D1", REASON),
    ]
    assert "山田" not in repr(letter)


def test_part_left_out_as_a_whole_takes_its_maskings_with_it(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    masked(bench, part, "EMAIL")
    exclude_part(
        part_id=part.pk, record=None, field="", code=OutcomeCode.X1, reason_ja="非公開",
        reason_en="", actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    assert holdings_of(part.collection).is_partial is False


@pytest.mark.parametrize("change", ["RESTORED", "GROUND", "RECORD"])
def test_masking_changed_after_submission_refuses_the_release(bench: Bench, change: str) -> None:
    case = reviewed(bench)
    redaction = masked(bench, part_of(case, "PROFILE"), "EMAIL")
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    decision = decision_of(case)
    assert decision is not None
    before = approved_content(decision)
    changes: dict[str, dict[str, Any]] = {
        "RESTORED": {"restored_at": NOW, "restored_by_id": bench.reviewer.user_id},
        "GROUND": {"code": "D2"},
        "RECORD": {"record": 1},
    }
    Redaction.objects.filter(pk=redaction.pk).update(**changes[change])  # as only raw SQL could
    assert approved_content(decision) != before
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.code == "CONTENT_CHANGED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [4])
def test_two_hands_at_once_mask_once(bench: Bench, times: int) -> None:
    part = part_of(reviewed(bench), "PROFILE")
    gate = threading.Barrier(times)
    made: list[Any] = []

    def mask() -> None:
        gate.wait()
        try:
            made.append(masked(bench, part, "EMAIL").pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=mask) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [Redaction.objects.get().pk] * times
    assert len(NOTES) == part.found
