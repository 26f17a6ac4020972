"""A case under review with what was collected by hand, and ways to mask in it."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from accounts.selectors.files import open_file
from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.models import CollectedCategory, ManualTask, Package, Redaction
from dsr.fulfilment.services.collecting import begin_collection
from dsr.fulfilment.services.manual_tasks import UploadKind, finish_task, upload_result
from dsr.fulfilment.services.redactions import redact_part
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench

REASON = "第三者の権利利益を害するおそれがあるため"
NOTES: list[dict[str, Any]] = [
    {"名前": "窓口 花子", "メモ": "隣人の山田 太郎さん（090-1234-5678）から苦情", "件数": 3},
    {"名前": "窓口 花子", "メモ": "ﾔﾏﾀﾞﾀﾛｳ様より再度の連絡。taro@neighbour.example", "件数": 1},
    {"名前": "窓口 花子", "メモ": "本人からの電話", "件数": None},
]


def reviewed(
    bench: Bench, *, records: Sequence[Any] = NOTES, pdf: bytes = b"", name: str = "memo.pdf",
    **facts: Any,
) -> Case:  # fmt: skip
    """A case with `records` as PROFILE and, where given, a document as USAGE, under review."""
    bench.by_hand("PROFILE", "USAGE") if pdf else bench.by_hand("PROFILE")
    case = begin_collection(case_id=bench.accepted(**facts).pk, actor=bench.reviewer, now=NOW)
    bench.run_sources(case)
    task = ManualTask.objects.get(result__collection__case=case)
    content = json.dumps(list(records), ensure_ascii=False).encode()
    _upload(bench, task, "PROFILE", UploadKind.JSON, content, "memo.json")
    if pdf:
        _upload(bench, task, "USAGE", UploadKind.PDF, pdf, name)
    finish_task(task_id=task.pk, actor=bench.reviewer, now=NOW)
    return Case.objects.get(pk=case.pk)


def _upload(
    bench: Bench, task: ManualTask, category: str, kind: UploadKind, content: bytes, name: str
) -> None:
    upload_result(
        task_id=task.pk, category_code=category, kind=kind, upload=io.BytesIO(content),
        file_name=name, actor=bench.reviewer, now=NOW,
    )  # fmt: skip


def part_of(case: Case, category: str) -> CollectedCategory:
    return CollectedCategory.objects.get(collection__case=case, category__code=category)


def masked(
    bench: Bench, part: CollectedCategory, kind: str, words: str = "", *, reason: str = REASON,
    code: OutcomeCode = OutcomeCode.D1, **where: Any,
) -> Redaction:  # fmt: skip
    """Mask by the real service."""
    return redact_part(
        part_id=part.pk, wanted=WantedRedaction(kind=kind, words=words, **where), code=code,
        reason_ja=reason, reason_en="", actor=bench.reviewer, now=NOW,
    )  # fmt: skip


def package_bytes() -> bytes:
    """The package that counts, opened."""
    package = Package.objects.get(superseded_at__isnull=True)
    assert package.file is not None, package.failure
    return b"".join(open_file(package.file))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
