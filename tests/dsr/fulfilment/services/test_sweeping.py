"""What ended by another door than closing: nothing of it stays without a last day."""

import pytest

from accounts.domain.actor import requester_actor
from dsr.cases.enums import Outcome
from dsr.cases.services.endings import withdraw_case
from dsr.fulfilment.models import Decision
from dsr.fulfilment.services.sweeping import close_delivered_cases
from policies.domain.calendar import jst_date
from policies.models import DataCategory
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench


@pytest.mark.django_db
def test_letters_of_a_withdrawn_case_go_although_nothing_was_collected() -> None:
    bench = Bench()
    DataCategory.objects.filter(excluded_because_ja="").update(excluded_because_ja="なし")
    case = bench.collected()
    bench.decide(case, Outcome.DOES_NOT_EXIST, "N1")
    bench.submitted(case)
    withdraw_case(case_id=case.pk, actor=requester_actor(bench.requester.pk), now=NOW)
    close_delivered_cases(now=NOW)
    decision = Decision.objects.select_related("letter_ja", "letter_en").get()
    assert decision.letter_ja is not None
    assert decision.letter_en is not None
    assert (decision.letter_ja.purge_on, decision.letter_en.purge_on) == (jst_date(NOW),) * 2
