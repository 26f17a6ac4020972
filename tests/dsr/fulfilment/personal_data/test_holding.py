"""What fulfilment says it holds."""

import pytest
from django.apps import apps

from dsr.cases.enums import Outcome
from dsr.fulfilment.personal_data.holding import HOLDING, collect
from dsr.fulfilment.services.releases import release_package
from policies.models import DataCategory
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.deciding import DecidingBench, asked, doing, promise
from tests.dsr.fulfilment.gateways.company import Company


def test_every_model_is_in_exactly_one_list() -> None:
    named = [
        *HOLDING.collected_and_erased, *HOLDING.kept_because, *HOLDING.no_personal_data,
    ]  # fmt: skip
    models = [m._meta.label for m in apps.get_app_config("dsr_fulfilment").get_models()]
    assert sorted(named) == sorted(models)


@pytest.mark.django_db
def test_an_earlier_answer_under_x1_is_disclosed_later_as_n1() -> None:
    bench = Bench()
    bench.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    case = bench.collected()
    bench.decide(case, Outcome.DOES_NOT_EXIST, "X1", reason="つきまといのおそれ")
    bench.submitted(case)
    release_package(case_id=case.pk, actor=bench.manager, now=NOW)
    (answers,) = collect(case.subject)
    (record,) = answers.records
    assert record["answers"] == [
        {
            "kind": "DISCLOSURE",
            "outcome": "DOES_NOT_EXIST",
            "code": "N1",
            "reason": "",
            "measures": [],
        }
    ]
    assert set(record) == {name for name, _ja, _en in answers.fields}


@pytest.mark.django_db
def test_what_was_done_and_promised_is_disclosed_later(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = DecidingBench(company, monkeypatch)
    case = desk.asking(asked("ERASURE"))
    desk.given(
        case,
        {
            "outcome": "ALTERNATIVE", "code": "S5", "reason_ja": "困難なため",
            "measures": (doing("SUSPEND", extent_ja="広告"),), "promises": (promise(),),
        },
    )  # fmt: skip
    (answers,) = collect(case.subject)
    (record,) = answers.records
    assert record["answers"][0]["measures"] == [
        {"action": "SUSPEND", "category": "PROFILE", "extent_ja": "広告", "extent_en": ""}
    ]
    assert record["promises"] == [
        {"text": "新しい仕組みに移します。", "due_date": "2026-09-01", "kept_at": None}
    ]
