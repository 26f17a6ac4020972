"""What the company gave to a partner with consent, and received: records of Arts 29 and 30."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.domain.calendar import jst_date
from policies.domain.provision_rows import ProvisionRow
from policies.models import ProvisionRecord
from policies.services.provision_records import record_provisions

SOURCE = "DEMO"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """One line of the book, `days` before the records are looked at. The companies are invented."""

    days: int
    direction: str
    party_name: str
    party_address: str
    party_representative: str
    items: str
    recipient: str = ""
    circumstances: str = ""


PROVISIONS = (
    Provision(
        days=430,
        direction="PROVIDED",
        party_name="見本リサーチ株式会社",
        party_address="東京都中央区見本町2丁目3番4号（架空の住所です）",
        party_representative="代表取締役 見本 一郎",
        items="年代、都道府県、利用履歴",
        recipient="SAMPLE_RESEARCH",
    ),
    Provision(
        days=300,
        direction="RECEIVED",
        party_name="こよみ広告株式会社",
        party_address="大阪府大阪市北区見本2丁目2番2号（架空の住所です）",
        party_representative="代表取締役 暦 二葉",
        items="広告識別子、関心のある分野",
        circumstances="同社のアプリの利用登録のときに、本人の同意を得て取得したもの",
    ),
    Provision(
        days=120,
        direction="PROVIDED",
        party_name="見本リサーチ株式会社",
        party_address="東京都中央区見本町2丁目3番4号（架空の住所です）",
        party_representative="代表取締役 見本 一郎",
        items="年代、都道府県",
        recipient="SAMPLE_RESEARCH",
    ),
)


def seed_provision_records(*, member_ids: Iterable[str], now: datetime) -> None:
    """The same few records for each member, made on the day of the provision, before `now`.

    Members who have them keep theirs.
    """
    for member_id in member_ids:
        for number, provision in enumerate(PROVISIONS, start=1):
            key = f"PROV-{_mark(member_id)}-{number}"
            if not ProvisionRecord.objects.filter(key=key).exists():
                at = now - timedelta(days=provision.days)
                record_provisions(rows=[_row(provision, key, member_id, at)], source=SOURCE, now=at)


def _mark(member_id: str) -> str:
    """The member's part of a number that tells nobody who they are."""
    return hashlib.sha256(f"provisions of {member_id}".encode()).hexdigest()[:8].upper()


def _row(provision: Provision, key: str, member_id: str, at: datetime) -> ProvisionRow:
    return ProvisionRow(
        key=key, direction=provision.direction, provided_on=jst_date(at), member_id=member_id,
        recipient=provision.recipient, party_name=provision.party_name,
        party_address=provision.party_address,
        party_representative=provision.party_representative, items=provision.items,
        basis="CONSENT", circumstances=provision.circumstances,
    )  # fmt: skip
