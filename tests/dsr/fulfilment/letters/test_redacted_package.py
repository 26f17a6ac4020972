"""A package of masked parts: what is masked stands in none of its bytes."""

import pypdfium2
import pytest

from dsr.cases.enums import Outcome
from dsr.fulfilment.domain.masking import MARK
from policies.models import DataCategory
from tests.accounts.gateways.uploads import saved, text_pdf
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.redacting import masked, package_bytes, part_of, reviewed, unpacked
from tests.dsr.fulfilment.secrets_in_pdf import holds, opened_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    DataCategory.objects.filter(code__in=["USAGE", "REQUESTS"]).update(excluded_because_ja="なし")
    return desk


def read(content: bytes) -> str:
    """The text layer of a PDF."""
    pages = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


def test_masked_words_are_in_no_byte_of_the_package(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    masked(bench, part, "TEXT", "ﾔﾏﾀﾞ ﾀﾛｳ\n山田太郎")
    masked(bench, part, "PHONE", field="メモ")
    masked(bench, part, "EMAIL", record=2)
    masked(bench, part, "WHOLE", field="件数")
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    files = unpacked(package_bytes())
    assert sorted(files) == ["data/PROFILE.csv", "data/PROFILE.json", "index.html", "index.pdf",
                             "manifest.json"]  # fmt: skip
    everything = b"\n".join([*files.values(), opened_up(files["index.pdf"])])
    for word in ("山田", "太郎", "ﾔﾏﾀﾞ", "ヤマダ", "1234-5678", "neighbour", "taro"):
        assert word.encode() not in everything, word
        assert not holds(files["index.pdf"], word), word
        assert word not in read(files["index.pdf"]), word
    assert "隣人の" in read(files["index.pdf"])
    told = f"隣人の{MARK}さん（{MARK}）から苦情"
    for path in ("data/PROFILE.csv", "data/PROFILE.json", "index.html"):
        assert told in files[path].decode("utf-8-sig"), path
        assert "本人からの電話" in files[path].decode("utf-8-sig"), path
    assert "メモの一部（黒塗り）" in files["index.html"].decode()


def test_masked_document_is_pictures_only_and_loses_its_name(bench: Bench) -> None:
    case = reviewed(bench, pdf=saved(text_pdf(2)), name="隣人のお名前.pdf")
    part = part_of(case, "USAGE")
    masked(bench, part, "AREA", page=1, area=(0, 0.1, 1, 0.1))
    masked(bench, part, "PAGE", page=2)
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    files = unpacked(package_bytes())
    assert [name for name in files if name.startswith("attachments/")] == ["attachments/USAGE.pdf"]
    assert not any("隣人のお名前".encode() in content for content in files.values())
    assert not holds(files["attachments/USAGE.pdf"], "Tokyo Taro")
    assert b"/Info" not in files["attachments/USAGE.pdf"]
