"""A request for records of provision is answered from the register of provisions itself."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest

from accounts.selectors.files import open_file
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.models import Package
from policies.domain.provision_rows import ProvisionRow
from policies.models import DataCategory
from policies.services.provision_records import record_provisions
from tests.desk import NOW
from tests.dsr.fulfilment.deciding import DecidingBench, asked
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = pytest.mark.django_db


def provision(key: str, member_id: str) -> ProvisionRow:
    return ProvisionRow(
        key=key, direction="PROVIDED", provided_on=date(2026, 1, 15), member_id=member_id,
        recipient="", party_name="見本リサーチ株式会社", party_address="東京都",
        party_representative="", items="年代、都道府県", basis="CONSENT", circumstances="",
    )  # fmt: skip


def test_own_records_of_provision_are_handed_over_and_nobody_elses(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = DecidingBench(company, monkeypatch)
    category = DataCategory.objects.create(
        code="PROVISION_RECORDS", position=99, name_ja="第三者提供の記録",
        name_en="Records of provision", collected_how="ON_USE", scope="OTHER",
    )  # fmt: skip
    bench.source("PROVISIONS", Connector.PORTAL, category.code, searched_by=["SUBJECT_ID"])
    record_provisions(rows=[provision("1", "M-1"), provision("2", "M-2")], source="test", now=NOW)
    case = bench.asking(asked("PROVISION_RECORDS"))
    bench.given(case, {"outcome": "FULL"})
    built = Package.objects.get(superseded_at=None)
    assert built.file is not None
    opened = zipfile.ZipFile(io.BytesIO(b"".join(open_file(built.file))))
    assert set(json.loads(opened.read("manifest.json"))["records"]) == {"PROVISION_RECORDS"}
    name = next(name for name in opened.namelist() if name.endswith("PROVISION_RECORDS.csv"))
    rows = list(csv.reader(io.StringIO(opened.read(name).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "見本リサーチ株式会社" in rows[1]
