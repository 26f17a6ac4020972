"""Masked parts on their way: one record at a time, text layers, and what a letter calls them."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.enums import FilePurpose
from accounts.selectors import files
from accounts.services.files import store_file
from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.fulfilment.domain.masking import MARK, Hits
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.gateways.redaction_painting import describe_document
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.selectors import parts
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.selectors.package_contents import package_contents
from dsr.fulfilment.selectors.redaction_hits import find_redaction
from dsr.fulfilment.selectors.redaction_previews import compared_records
from dsr.fulfilment.selectors.redactions import masking_of, redacted_field, redactions_of
from policies.models import DataCategory
from tests.accounts.gateways.uploads import saved, text_pdf
from tests.desk import NOW
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.redacting import masked, part_of, reviewed
from tests.dsr.fulfilment.secrets_in_pdf import SECRET, holds, laden_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    DataCategory.objects.filter(code__in=["USAGE", "REQUESTS"]).update(excluded_because_ja="なし")
    return desk


def test_ten_thousand_records_are_masked_one_at_a_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"n": number, "memo": f"山田太郎 {number} " + "あ" * 200} for number in range(10_000)]
    case = reviewed(bench, records=rows)
    part = part_of(case, "PROFILE")
    read: list[int] = []

    def counted(stored: Any, *bounds: Any) -> Iterator[bytes]:
        for chunk in files.open_file(stored, *bounds):
            read.append(len(chunk))
            yield chunk

    redaction = masked(bench, part, "TEXT", "山田太郎")
    assert redaction.places == 10_000
    bench.decide(case, Outcome.PARTIAL)
    decision = decision_of(case)
    assert decision is not None
    contents = package_contents(decision, now=NOW)
    monkeypatch.setattr(parts, "open_file", counted)
    records = iter(contents.categories[0].open_records())
    first = next(records)
    assert first == {"n": 0, "memo": f"{MARK} 0 " + "あ" * 200}
    assert len(read) == 1  # of many: the rest of the file is not read yet
    assert sum(1 for _record in records) == 9_999
    assert len(read) > 5
    assert max(read) < sum(read) / 5
    read.clear()
    page = compared_records(
        part_of(case, "PROFILE"), masking_of(redactions_of(part)),
        first=1, most=20, trial=None, changed_only=False, language="ja",
    )  # fmt: skip
    assert (len(page.records), page.following, len(read)) == (20, 21, 1)


def with_text_layer(bench: Bench, content: bytes) -> tuple[Case, CollectedCategory]:
    """A document as no upload gives it (they become pictures): a source to come may."""
    case = reviewed(bench, pdf=saved(text_pdf(1)))
    part = part_of(case, "USAGE")
    part.file = store_file(
        chunks=[content], data_key=part.collection.case.data_key, media_type="application/pdf",
        purpose=FilePurpose.COLLECTED_FILE, name="memo.pdf", purge_on=None, now=NOW,
    )  # fmt: skip
    part.save(update_fields=["file"])
    return case, part


def test_words_in_a_text_layer_are_counted_by_page_and_painted_over(bench: Bench) -> None:
    case, part = with_text_layer(bench, laden_pdf(pages=3))
    everywhere = find_redaction(part, WantedRedaction(kind="TEXT", words="taro"))
    assert everywhere.hits == Hits(places=3, records=3)
    redaction = masked(bench, part, "TEXT", "tokyo　taro", page=2)
    assert (redaction.places, redacted_field(redaction).ja) == (1, "2ページの一部（黒塗り）")
    bench.decide(case, Outcome.PARTIAL)
    decision = decision_of(case)
    assert decision is not None
    (attachment,) = package_contents(decision, now=NOW).attachments
    with attachment.open_file() as file:
        painted = io.BytesIO(file.read()).getvalue()
    assert (attachment.name, attachment.size) == ("USAGE.pdf", None)
    assert not holds(painted, SECRET)
    assert describe_document(painted).texts == ()


@pytest.mark.parametrize(
    ("kind", "where", "ja", "en"),
    [
        ("EMAIL", {}, "各記録の一部（黒塗り）", "Records (masked in part)"),
        ("EMAIL", {"record": 2}, "2番目の記録の一部（黒塗り）", "Record 2 (masked in part)"),
        ("EMAIL", {"field": "メモ"}, "メモの一部（黒塗り）", "メモ (masked in part)"),
        ("WHOLE", {"field": "メモ"}, "メモ（黒塗り）", "メモ (masked)"),
        ("WHOLE", {"record": 2}, "2番目の記録（黒塗り）", "Record 2 (masked)"),
        ("WHOLE", {"record": 2, "field": "メモ"}, "2番目の記録：メモ（黒塗り）",
         "Record 2: メモ (masked)"),
    ],
)  # fmt: skip
def test_letter_calls_it_by_its_place(
    bench: Bench, kind: str, where: dict[str, Any], ja: str, en: str
) -> None:
    part = part_of(reviewed(bench), "PROFILE")
    words = redacted_field(masked(bench, part, kind, **where))
    assert (words.ja, words.en) == (ja, en)
