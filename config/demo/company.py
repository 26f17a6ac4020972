"""Milly Inc. as the demo seeds it: facts, policy and consents of DOMAIN.md §1, in our own words.

The representative and the security measures are left unset on purpose: staff see 「未設定」.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.demo.consent_items import seed_consent_items
from config.demo.milly_app import sources
from dsr.cases.services.message_templates import seed_message_templates
from dsr.fulfilment.services.data_sources import register_source
from policies.enums import PolicyDocument
from policies.models import Closure
from policies.services.seeding import (
    publish_policy_version,
    seed_countries,
    seed_external_transmissions,
    seed_holders,
    seed_register,
    seed_rules,
    set_up_organisation,
)

TEXTS = Path(__file__).parent / "texts"
POLICY_NUMBER = "2023-09-01"
TERMS_NUMBER = "terms-2023-09-01"
POLICY_FROM = date(2023, 9, 1)
POLICY_ANNOUNCED = datetime(2023, 8, 1, 1, 0, tzinfo=UTC)

ORGANISATION: dict[str, Any] = {
    "name_ja": "株式会社ミリー",
    "name_en": "Milly Inc.",
    "postal_code": "100-0000",
    "address_ja": "東京都千代田区見本町1丁目1番1号 デモビル1階（架空の住所です）",
    "address_en": "Demo Building 1F, 1-1-1 Mihon-cho, Chiyoda-ku, Tokyo (a made-up address)",
    "manager_title_ja": "個人情報保護管理者",
    "manager_title_en": "Privacy manager",
    "contact_mail": "privacy@milly.example",
    "contact_phone": "03-0000-0000",
}


def set_up_company(*, now: datetime) -> None:
    """Rules, organisation, policy, register, sources, closures, consent items. Adds the missing."""
    seed_rules(now=now)
    set_up_organisation(facts=ORGANISATION)
    publish_policy_version(
        number=POLICY_NUMBER,
        text_ja=(TEXTS / f"policy-{POLICY_NUMBER}.ja.txt").read_text("utf-8"),
        text_en=(TEXTS / f"policy-{POLICY_NUMBER}.en.txt").read_text("utf-8"),
        announced_at=POLICY_ANNOUNCED,
        effective_from=POLICY_FROM,
        now=POLICY_ANNOUNCED,
    )
    publish_policy_version(
        number=TERMS_NUMBER,
        document=PolicyDocument.TERMS,
        text_ja=(TEXTS / f"{TERMS_NUMBER}.ja.txt").read_text("utf-8"),
        text_en=(TEXTS / f"{TERMS_NUMBER}.en.txt").read_text("utf-8"),
        announced_at=POLICY_ANNOUNCED,
        effective_from=POLICY_FROM,
        now=POLICY_ANNOUNCED,
    )
    seed_register(purposes=sources.purpose_rows(), categories=sources.category_rows())
    for source in sources.SOURCES:
        register_source(
            code=source.code,
            name_ja=source.name_ja,
            name_en=source.name_en,
            connector=source.connector,
            categories=source.categories,
            queries=source.queries,
            searched_by=source.searched_by,
            instructions_ja=source.instructions_ja,
            instructions_en=source.instructions_en,
            action_route=source.action_route,
        )
    seed_holders(
        processors=sources.processor_rows(),
        recipients=sources.recipient_rows(),
        retentions=sources.retention_rows(),
    )
    seed_countries(rows=sources.country_rows())
    seed_external_transmissions(rows=sources.transmission_rows())
    seed_message_templates()
    for on in _closed_days(now.year - 1, now.year + 1):
        Closure.objects.get_or_create(on=on, defaults={"reason": "年末年始"})
    seed_consent_items(now=POLICY_ANNOUNCED)


def _closed_days(first_year: int, last_year: int) -> Iterator[date]:
    """29 December to 3 January, of every winter that begins in these years."""
    for year in range(first_year, last_year + 1):
        yield from (date(year, 12, 29) + timedelta(days=number) for number in range(6))
