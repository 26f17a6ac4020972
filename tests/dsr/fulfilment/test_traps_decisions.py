"""The traps of DOMAIN §10 that lie in deciding, one test each."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import OutboxMessage
from accounts.selectors.files import open_file
from dsr.cases.enums import OutcomeCode, StopGround
from dsr.cases.models import Case, CaseEvent
from dsr.cases.selectors.timelines import requester_timeline
from dsr.fulfilment.domain.outcomes import ACTIONS, REFUSALS
from dsr.fulfilment.letters.grounds import GROUNDS
from dsr.fulfilment.letters.wording import DECISIONS, KINDS
from dsr.fulfilment.models import (
    CollectedCategory,
    DecisionItem,
    Delivery,
    Measure,
    Promise,
)
from dsr.fulfilment.personal_data.holding import collect
from dsr.fulfilment.selectors.deciding import matter_of
from dsr.fulfilment.selectors.decisions import decision_of, holdings_by_item
from dsr.fulfilment.services.answers import Answer
from dsr.fulfilment.services.closings import close_case
from dsr.fulfilment.services.decision_letters import render_letter_in
from dsr.fulfilment.services.decisions import (
    UnableToSaveDecision,
    UnableToSubmitDecision,
    save_decision,
    submit_for_approval,
)
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.method_changes import change_delivery_method
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from policies.enums import DeliveryMethod
from tests.desk import NOW
from tests.dsr.cases.letters.facts import PUBLIC_SECTOR_WORDS, text_of
from tests.dsr.fulfilment.deciding import (
    CORRECT,
    REASON,
    DecidingBench,
    asked,
    doing,
    promise,
    retention,
)
from tests.dsr.fulfilment.deciding import (
    KINDS as ALL_KINDS,
)
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db
HIDING = tuple(kind for kind in ALL_KINDS if kind != "INQUIRY")


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    return DecidingBench(company, monkeypatch)


def letter(case: Case, language: str = "ja") -> bytes:
    decision = decision_of(case)
    assert decision is not None
    stored = decision.letter_ja if language == "ja" else decision.letter_en
    assert stored is not None
    return b"".join(open_file(stored))


def submission_faults(bench: DecidingBench, case: Case) -> tuple[str, ...]:
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    return refusal.value.faults


def test_trap_refusal_for_volume(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    volume = {"outcome": "REFUSED", "code": "D2", "reason_ja": "データの量が多いため"}
    with pytest.raises(UnableToSaveDecision) as refusal, transaction.atomic():
        bench.answer(case, volume)
    assert refusal.value.code == "VOLUME"
    bench.answer(case, {**volume, "not_for_volume": True, "reason_ja": "不正検知に支障があるため"})
    assert DecisionItem.objects.get().not_for_volume is True


def test_trap_silent_change_of_method(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"), delivery_method=DeliveryMethod.MEDIA)
    bench.answer(case, {"outcome": "FULL"})
    Case.objects.filter(pk=case.pk).update(delivery_method="DOWNLOAD")
    bench.submitted(case)
    with pytest.raises(UnableToReleasePackage) as refusal:
        release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    assert refusal.value.code == "METHOD_CHANGED"
    Case.objects.filter(pk=case.pk).update(delivery_method="MEDIA")
    change_delivery_method(
        case_id=case.pk, used=DeliveryMethod.PAPER, reason_ja="機器がないため", reason_en="",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    assert any("機器がないため" in entry.detail for entry in requester_timeline(case))


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        ("SUSPENSION", {"outcome": "DOES_NOT_EXIST", "code": "X1", "reason_ja": "秘"},
         "存在しません"),
        ("SUSPENSION", {"outcome": "DONE_IN_PART", "code": "S6", "reason_ja": REASON,
                        "measures": (doing("SUSPEND", extent_ja="広告配信"),)}, "広告配信"),
        ("CORRECTION", {"outcome": "DONE", "measures": (CORRECT,)}, "窓口花子𠮷野花子"),
    ],
)  # fmt: skip
def test_trap_forgetting_to_notify(
    bench: DecidingBench, kind: str, answer: dict[str, Any], told: str
) -> None:
    """N1, a partial answer and the content of a correction reach the person (Arts 33(3), 34(3))."""
    case = bench.asking(asked(kind))
    bench.given(case, answer)
    assert told in text_of(letter(case))
    assert case.items.get().notified_at == NOW
    assert OutboxMessage.objects.filter(template="ANSWER_READY").count() == 1


def test_trap_partial_answer_counted_as_an_answer(bench: DecidingBench) -> None:
    """With one of two items undecided nothing is submitted, so nothing closes."""
    case = bench.asking(asked("DISCLOSURE"), asked("CORRECTION"))
    first = case.items.get(kind="DISCLOSURE")
    save_decision(
        case_id=case.pk, answers=[Answer(item_id=first.pk, outcome="FULL")], actor=bench.reviewer,
        now=NOW,
    )  # fmt: skip
    assert submission_faults(bench, case) == ("UNDECIDED",)


def test_trap_refusing_all_where_others_data_can_be_masked(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE"))
    holdings = holdings_by_item(case.collections.get())
    item = case.items.get()
    matter = matter_of(item, holdings[item.pk], language="ja")
    assert any("伏せるか除いて" in str(sentence) for sentence in matter.warnings)


def test_trap_two_grounds_only() -> None:
    """Every ground of §4 may be ticked and is answered by some refusal."""
    assert {ground.value for ground in StopGround} == set(REFUSALS)
    assert len(REFUSALS) == 9


def test_trap_absolute_erasure(bench: DecidingBench) -> None:
    """Making the person unidentifiable is an erasure too, and a part may be erased."""
    assert {"ERASE", "ANONYMISE"} <= set(ACTIONS["ERASURE", "DONE"])
    case = bench.asking(asked("ERASURE"))
    assert bench.given(case, {"outcome": "DONE", "measures": (doing("ANONYMISE"),)}).status == (
        "RELEASED"
    )
    assert "ご本人を識別できないようにする加工（消去）" in text_of(letter(case))


def test_trap_hard_delete_against_a_retention_law(bench: DecidingBench) -> None:
    law = retention("PROFILE")
    case = bench.asking(asked("ERASURE"))
    bench.answer(case, {"outcome": "DONE", "measures": (doing("ERASE"),)})
    assert submission_faults(bench, case) == ("AGAINST_THE_LAW",)
    later = promise(kind="ERASE_AFTER_RETENTION", retention=law.code, text_ja="後に消去します。")
    answer = {"outcome": "ALTERNATIVE", "code": "S5", "reason_ja": REASON, "promises": (later,)}
    bench.given(case, {**answer, "measures": (doing("SUSPEND"),)})
    assert Promise.objects.get().retention == law
    assert "法人税法施行規則第59条" in text_of(letter(case))


def walked(bench: DecidingBench, kind: str, code: str) -> Case:
    """Asked, told that nothing is held, closed: N1 because nothing is, X1 to hide it."""
    case = bench.asking(asked(kind))
    reason = "ストーカー被害のおそれがあるため" if code == "X1" else ""
    bench.given(case, {"outcome": "DOES_NOT_EXIST", "code": code, "reason_ja": reason})
    close_case(case_id=case.pk, actor=bench.manager, now=NOW, reason="")
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("kind", HIDING)
def test_trap_x1_leaking(bench: DecidingBench, kind: str, company: Company) -> None:
    """Letter, case, register, timeline, mail, steps, timing, own data: an X1 is an N1."""
    hidden = walked(bench, kind, "X1")
    mails = _mails(hidden)
    company.run("DELETE FROM people; DELETE FROM visits;")
    plain = walked(bench, kind, "N1")
    for language in ("ja", "en"):
        assert _as(letter(hidden, language), hidden) == _as(letter(plain, language), plain)
    assert _seen(hidden) == _seen(plain)
    assert mails == _mails(plain)
    first, second = _own_data(hidden)
    assert {**first, "reference": ""} == {**second, "reference": ""}
    assert not Measure.objects.exists()
    assert not Promise.objects.exists()


def _as(pdf: bytes, case: Case) -> str:
    """The words of a letter with the one fact that differs taken out."""
    return text_of(pdf).replace(case.reference.replace("-", ""), "").replace(case.reference, "")


def _seen(case: Case) -> list[object]:
    """All that a person, a register or an interface could read of a case."""
    item = case.items.get()
    delivery = Delivery.objects.get(decision__collection__case=case)
    return [
        [item.outcome, item.outcome_code, item.decided_at, item.notified_at],
        [case.status, case.actions_gate, case.acting_began_at, case.released_at, case.closed_at,
         case.purge_on, case.art_39_date, case.target_date],
        [(entry.state, entry.title, entry.on, entry.detail) for entry in requester_timeline(case)],
        list(CaseEvent.objects.filter(case=case).order_by("sequence").values_list("step", "at")),
        [delivery.handover, delivery.made_at, delivery.max_downloads],
    ]  # fmt: skip


def _mails(case: Case) -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(reference=case.reference).order_by("pk")
    return [(row.template, row.path.replace(case.reference, "")) for row in rows]


def _own_data(case: Case) -> list[dict[str, Any]]:
    """What a later disclosure holds of the answers."""
    return [
        record for records in collect(case.subject) for record in records.records
    ]  # fmt: skip


@pytest.mark.parametrize("kind", HIDING)
def test_trap_x1_letter_is_n1_to_the_byte(bench: DecidingBench, kind: str) -> None:
    """The same facts under X1 and under N1 make the same file."""
    case = bench.asking(asked(kind))
    drawn = []
    for code in ("X1", "N1"):
        bench.answer(case, {"outcome": "DOES_NOT_EXIST", "code": code, "reason_ja": code})
        decision = decision_of(case)
        assert decision is not None
        drawn += [
            render_letter_in(decision=decision, language=language, dated_on=NOW.date())
            for language in ("ja", "en")
        ]
    assert drawn[:2] == drawn[2:]


def test_trap_x1_leaking_through_another_answer_or_measure(bench: DecidingBench) -> None:
    """Nothing that tells of data stands beside what is hidden."""
    case = bench.asking(asked("DISCLOSURE"), asked("ERASURE"))
    hidden = {"outcome": "DOES_NOT_EXIST", "code": "X1", "reason_ja": "秘"}
    bench.answer(case, hidden, {"outcome": "DONE", "measures": (doing("ERASE"),)})
    assert submission_faults(bench, case) == ("REVEALED",)
    bench.answer(case, hidden, {"outcome": "REFUSED", "code": "S2", "reason_ja": REASON})
    assert submission_faults(bench, case) == ("REVEALED",)
    bench.answer(case, hidden, hidden)
    assert submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW).actions_gate == (
        "NOT_NEEDED"
    )


def test_trap_x1_category_is_not_acted_on(bench: DecidingBench) -> None:
    case = bench.asking(asked("DISCLOSURE", scope=("ALL",)), asked("ERASURE", scope=("ALL",)))
    part = CollectedCategory.objects.get(collection__case=case, category__code="USAGE")
    exclude_part(
        part_id=part.pk, record=None, field="", code=OutcomeCode.X1, reason_ja="秘", reason_en="",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    both = (doing("ERASE", "USAGE"), doing("ERASE", "PROFILE"))
    bench.answer(case, {"outcome": "FULL"}, {"outcome": "DONE", "measures": both})
    assert submission_faults(bench, case) == ("REVEALED",)
    bench.answer(case, {"outcome": "FULL"}, {"outcome": "DONE", "measures": both[1:]})
    decision = decision_of(case)
    assert decision is not None
    told = text_of(render_letter_in(decision=decision, language="ja", dated_on=NOW.date()))
    assert "利用履歴" not in told


@pytest.mark.parametrize("word", PUBLIC_SECTOR_WORDS)
def test_trap_public_sector_words(word: str) -> None:
    kinds = [(k.subject, k.request, k.contents, k.policy_request) for k in KINDS.values()]
    words = [text for row in kinds for text in row]
    words += [decision.conclusion for decision in DECISIONS.values()]
    words += [text for ground in GROUNDS.values() for text in (ground.provision, ground.words)]
    assert [text.ja for text in words if word in text.ja] == []
