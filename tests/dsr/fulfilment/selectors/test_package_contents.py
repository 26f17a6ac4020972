"""What a package tells: X1 reads as nothing found, also beside another file of the same source."""

import io

import pytest

from dsr.cases.enums import OutcomeCode
from dsr.fulfilment.models import CollectedCategory, ManualTask
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.selectors.package_contents import package_contents
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.exclusions import exclude_part
from dsr.fulfilment.services.manual_tasks import UploadKind, finish_task, upload_result
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench


def uploaded(bench: Bench, task: ManualTask, category: str) -> CollectedCategory:
    return upload_result(
        task_id=task.pk, category_code=category, kind=UploadKind.CSV, upload=io.BytesIO(b"a\n1\n"),
        file_name="a.csv", actor=bench.reviewer, now=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_source_says_nothing_found_once_and_never_beside_something() -> None:
    bench = Bench()
    bench.portal()
    bench.by_hand("PROFILE", "USAGE")
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    task = ManualTask.objects.get()
    uploaded(bench, task, "PROFILE")
    hidden = [uploaded(bench, task, category) for category in ("PROFILE", "USAGE", "USAGE")]
    finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    for part in hidden:
        exclude_part(
            part_id=part.pk, record=None, field="", code=OutcomeCode.X1, reason_ja="非公開",
            reason_en="", actor=bench.reviewer, now=NOW,
        )  # fmt: skip
    bench.decide(case)
    decision = decision_of(case)
    assert decision is not None
    told = [
        (category.code, len(list(category.open_records())))
        for category in package_contents(decision, now=NOW).categories
    ]
    assert told == [("PROFILE", 1), ("USAGE", 0), ("REQUESTS", 1)]
