"""A request for records of provision is answered from the register of provisions itself."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from accounts.selectors.files import open_file
from dsr.cases.models import Case
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.models import CollectedCategory, Package
from dsr.fulfilment.services.decisions import UnableToSubmitDecision, submit_for_approval
from policies.domain.calendar import jst_date
from policies.domain.provision_rows import ProvisionRow
from policies.models import DataCategory
from policies.services.provision_records import purge_provision_records, record_provisions
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company
from tests.matrix.walking import letter

pytestmark = pytest.mark.django_db


def provision(key: str, member_id: str, **changed: str) -> ProvisionRow:
    facts = {
        "direction": "PROVIDED", "recipient": "", "party_name": "見本リサーチ株式会社",
        "party_address": "東京都", "party_representative": "", "items": "年代、都道府県",
        "basis": "CONSENT", "circumstances": "", **changed,
    }  # fmt: skip
    return ProvisionRow(key=key, member_id=member_id, provided_on=date(2026, 1, 15), **facts)


@pytest.fixture
def bench(company: Company, monkeypatch: pytest.MonkeyPatch) -> DecidingBench:
    """A desk that holds the register of provisions itself."""
    bench = DecidingBench(company, monkeypatch)
    category = DataCategory.objects.create(
        code="PROVISION_RECORDS", position=99, name_ja="第三者提供の記録",
        name_en="Records of provision", collected_how="ON_USE", scope="OTHER",
    )  # fmt: skip
    bench.source("PROVISIONS", Connector.PORTAL, category.code, searched_by=["SUBJECT_ID"])
    return bench


def outcome(case: Case) -> tuple[str, int]:
    part = CollectedCategory.objects.get(collection__case=case, category__code="PROVISION_RECORDS")
    return part.outcome, part.found


def test_own_records_of_provision_are_handed_over_and_nobody_elses(bench: DecidingBench) -> None:
    others = ("M-2", "M-10", "m-1", "M-1-1", "1")
    rows = [provision(f"of {name}", name, items=f"{name}の項目") for name in others]
    record_provisions(rows=[provision("1", "M-1"), *rows], source="test", now=NOW)
    case = bench.asking(asked("PROVISION_RECORDS"))
    bench.given(case, {"outcome": "FULL"})
    built = Package.objects.get(superseded_at=None)
    assert built.file is not None
    opened = zipfile.ZipFile(io.BytesIO(b"".join(open_file(built.file))))
    assert set(json.loads(opened.read("manifest.json"))["records"]) == {"PROVISION_RECORDS"}
    name = next(name for name in opened.namelist() if name.endswith("PROVISION_RECORDS.csv"))
    told = list(csv.reader(io.StringIO(opened.read(name).decode("utf-8-sig"))))
    assert len(told) == 2
    assert "見本リサーチ株式会社" in told[1]
    page = opened.read("index.html").decode()
    assert ("本人の同意を得ています" in page, "With the person" in page) == (True, False)
    assert [one for one in others if f"{one}の項目" in page] == []


def test_person_without_records_is_told_that_there_are_none(bench: DecidingBench) -> None:
    record_provisions(rows=[provision("2", "M-2")], source="test", now=NOW)
    case = bench.asking(asked("PROVISION_RECORDS"))
    assert outcome(case) == ("NOTHING", 0)
    bench.answer(case, {"outcome": "FULL"})
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert refusal.value.faults == ("NOTHING_TO_DISCLOSE",)
    bench.given(case, {"outcome": "DOES_NOT_EXIST", "code": "N1"})
    item = case.items.get()
    assert (item.outcome, item.outcome_code) == ("DOES_NOT_EXIST", "N1")
    assert "第三者提供記録は存在しません" in letter(case)
    assert not Package.objects.exists()


def test_records_that_exist_are_denied_only_where_their_existence_itself_does_harm(
    bench: DecidingBench,
) -> None:
    record_provisions(rows=[provision("1", "M-1")], source="test", now=NOW)
    case = bench.asking(asked("PROVISION_RECORDS"))
    bench.answer(case, {"outcome": "DOES_NOT_EXIST", "code": "N1"})
    with pytest.raises(UnableToSubmitDecision) as refusal:
        submit_for_approval(case_id=case.pk, actor=bench.reviewer, now=NOW)
    assert refusal.value.faults == ("DATA_EXISTS",)
    bench.given(case, {"outcome": "DOES_NOT_EXIST", "code": "X1"})
    assert case.items.get().outcome_code == "N1"
    assert "第三者提供記録は存在しません" in letter(case)


def test_register_is_not_searched_for_a_person_tied_to_no_member(bench: DecidingBench) -> None:
    record_provisions(rows=[provision("1", "M-1")], source="test", now=NOW)
    case = bench.asking(asked("PROVISION_RECORDS"), member_id="")
    assert outcome(case) == ("NOT_SEARCHED", 0)


def test_record_whose_time_is_over_answers_nobody_any_more(bench: DecidingBench) -> None:
    for key, at in (("of the day before", NOW - timedelta(days=1)), ("of today", NOW)):
        record_provisions(rows=[provision(key, "M-1")], source="test", now=at)
    last_day = jst_date(NOW) + timedelta(days=3 * 365 + 1)
    purge_provision_records(on=last_day, now=NOW)
    assert outcome(bench.asking(asked("PROVISION_RECORDS"))) == ("EXPORTED", 1)
