"""What members of the demo's company may say yes or no to (DOMAIN.md §1), in our own words."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consent.models import ConsentItem
from consent.services.texts import publish_text
from policies.models import DataCategory, Recipient

TEXT_VERSION = "2023-09-01"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One switch with its words; `recipient` for a provision to a third party."""

    code: str
    name_ja: str
    name_en: str
    text_ja: str
    text_en: str
    categories: tuple[str, ...]
    recipient: str = ""
    prerequisite: bool = False


ITEMS = (
    Item(
        code="LOCATION",
        name_ja="位置情報の取得",
        name_en="Collection of location",
        text_ja="近くのお店やイベントをご案内するため、端末の位置情報を取得することに同意します。"
        "いつでも取り消せます。",
        text_en="I agree that the location of my device is collected to show me shops and events"
        " nearby. I can withdraw this at any time.",
        categories=("LOCATION",),
    ),
    Item(
        code="PARTNER_SAMPLE_RESEARCH",
        name_ja="提携先（見本リサーチ株式会社）への提供",
        name_en="Provision to a partner (Mihon Research Inc.)",
        text_ja="市場調査のため、年代、お住まいの都道府県、利用履歴を見本リサーチ株式会社に"
        "提供することに同意します。いつでも取り消せます。",
        text_en="I agree that my age group, prefecture and usage history are provided to Mihon"
        " Research Inc. for market research. I can withdraw this at any time.",
        categories=("PROFILE", "USAGE"),
        recipient="SAMPLE_RESEARCH",
    ),
    Item(
        code="MEMBERSHIP",
        name_ja="会員登録に必要な情報の利用",
        name_en="Use of what membership needs",
        text_ja="会員としてサービスを利用するため、登録情報と連絡先を取得し、利用することに同意"
        "します。サービスの提供に欠かせないため、取り消すには退会が必要です。",
        text_en="I agree that my profile and contact details are collected and used for my"
        " membership. The service cannot work without them: to withdraw this, I leave the service.",
        categories=("PROFILE", "CONTACT"),
        prerequisite=True,
    ),
)


@transaction.atomic  # an item and its ties begin together
def seed_consent_items(*, now: datetime) -> None:
    """Add the items that are missing, with their words; after the registers they name."""
    for position, item in enumerate(ITEMS):
        row, made = ConsentItem.objects.get_or_create(
            code=item.code,
            defaults={
                "position": position,
                "name_ja": item.name_ja,
                "name_en": item.name_en,
                "prerequisite": item.prerequisite,
                "recipient": Recipient.objects.filter(code=item.recipient).first(),
            },
        )
        if made:
            row.categories.set(DataCategory.objects.filter(code__in=item.categories))
        publish_text(
            item_code=item.code, version=TEXT_VERSION, text_ja=item.text_ja, text_en=item.text_en,
            asks_again=False, now=now,
        )  # fmt: skip
