"""Manual tasks: what a person searched."""

import io

import pytest

from accounts.gateways.structured_upload import UnableToReadUpload
from dsr.cases.models import Case
from dsr.fulfilment.models import CollectedCategory, ManualTask
from dsr.fulfilment.selectors.parts import part_reason, records_of
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.manual_tasks import (
    UnableToDoTask,
    UploadKind,
    finish_task,
    report_nothing,
    upload_result,
)
from dsr.fulfilment.services.source_results import UnableToChangeSourceResult
from tests.desk import NOW, staff_actor
from tests.dsr.fulfilment.bench import Bench

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.by_hand("PROFILE", "USAGE")
    desk.portal()
    return desk


def begun(bench: Bench) -> tuple[Case, ManualTask]:
    case = begin_collection(case_id=bench.accepted().pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    return case, ManualTask.objects.get()


def upload(
    bench: Bench, task: ManualTask, content: bytes, kind: UploadKind = UploadKind.CSV
) -> CollectedCategory:
    return upload_result(
        task_id=task.pk, category_code="PROFILE", kind=kind, upload=io.BytesIO(content),
        file_name="result.csv", actor=bench.reviewer, now=NOW,
    )  # fmt: skip


def test_uploaded_records_and_a_statement_finish_the_collection(bench: Bench) -> None:
    case, task = begun(bench)
    part = upload(bench, task, "氏名,=備考\n髙﨑,=1+1\n".encode())
    with pytest.raises(UnableToDoTask) as refused:
        finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    assert refused.value.categories == ["USAGE"]
    nothing = report_nothing(
        task_id=task.pk, category_code="USAGE", statement="会員IDで検索した",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    task.refresh_from_db()
    assert (task.result.status, task.result.found) == ("FOUND", 1)
    assert task.done_by_id == bench.reviewer.user_id
    assert [r.values for r in records_of(part)] == [{"氏名": "髙﨑", "=備考": "=1+1"}]
    assert part_reason(nothing).ja == "会員IDで検索した"
    assert Case.objects.get(pk=case.pk).status == "REVIEWING"


def test_nothing_needs_a_statement_and_excludes_files(bench: Bench) -> None:
    _case, task = begun(bench)
    with pytest.raises(UnableToDoTask) as refused:
        report_nothing(
            task_id=task.pk, category_code="PROFILE", statement=" ", actor=bench.reviewer, now=NOW
        )
    assert refused.value.code == "STATEMENT_MISSING"
    report_nothing(
        task_id=task.pk, category_code="PROFILE", statement="紙の台帳を確認",
        actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    with pytest.raises(UnableToDoTask) as refused:
        upload(bench, task, b"a\n1\n")
    assert refused.value.code == "ANSWERED"


@pytest.mark.parametrize(
    ("content", "failure"), [(b"a,b\n1\n", UnableToReadUpload), (b"a,b\n", UnableToDoTask)]
)
def test_an_unclear_file_is_refused_and_leaves_nothing(
    bench: Bench, content: bytes, failure: type[Exception]
) -> None:
    _case, task = begun(bench)
    with pytest.raises(failure):
        upload(bench, task, content)
    assert not CollectedCategory.objects.filter(result=task.result).exists()


def test_finance_may_not_upload(bench: Bench) -> None:
    _case, task = begun(bench)
    bench.reviewer = staff_actor("finance")
    with pytest.raises(UnableToChangeSourceResult) as refused:
        upload(bench, task, b"a\n1\n")
    assert refused.value.code == "NOT_PERMITTED"


def test_json_becomes_records_with_every_name_as_a_field(bench: Bench) -> None:
    _case, task = begun(bench)
    part = upload(bench, task, b'[{"a": 1}, {"b": [2]}]', UploadKind.JSON)
    assert (part.found, part.fields) == (2, [["a", "a", "a"], ["b", "b", "b"]])
