"""Milly Inc.'s register of personal data, in our own words (DOMAIN.md §1): what the policies seed.

Purposes and categories are data of the demo, not rules of the product: another company brings its
own. Codes are stable; texts are shown to the public in both languages.
"""

import enum
from dataclasses import dataclass

from dsr.cases.enums import Scope
from policies.enums import CollectedHow


class Holder(enum.StrEnum):
    """Where a category is found when somebody asks."""

    MILLY_APP = "MILLY_APP"  # the service's database: the SQL connector
    PORTAL = "PORTAL"  # Madoguchi itself
    BY_HAND = "BY_HAND"  # a task for staff, or for a processor through staff
    NOT_SEARCHED = "NOT_SEARCHED"  # listed as excluded, with the reason


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of use (policy Art. 3)."""

    code: str
    text_ja: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category of personal data.

    items_*: what it consists of. scope: the choice of the request form it falls under (DOMAIN §7).
    tables: of the service's database. purposes: codes.
    prerequisite: the service cannot be given without it, so that it stops only on leaving (Art. 4).
    note_*: for BY_HAND the instruction to staff, for NOT_SEARCHED the reason told to the person.
    processor: the code of the company that keeps it, where it is not Milly itself.
    """

    code: str
    name_ja: str
    name_en: str
    items_ja: str
    items_en: str
    collected: CollectedHow
    scope: Scope
    holder: Holder
    purposes: tuple[str, ...]
    tables: tuple[str, ...] = ()
    prerequisite: bool = False
    note_ja: str = ""
    note_en: str = ""
    processor: str = ""


@dataclass(frozen=True, slots=True)
class Processor:
    """A company entrusted with personal data (policy Art. 7). Invented, like everything here."""

    code: str
    name_ja: str
    name_en: str
    work_ja: str
    work_en: str


PURPOSES = (
    Purpose(
        "SERVICE",
        "会員の登録、本人の確認と認証、設定の保存、サービスの提供と改善のため",
        "To register members, identify and authenticate them, keep their settings, and provide "
        "and improve the service",
    ),
    Purpose(
        "ANALYTICS",
        "アクセスの状況や利用のされ方を測定し、分析するため",
        "To measure traffic and how the service is used",
    ),
    Purpose(
        "ADVERTISING",
        "広告の配信と表示、その効果の測定のため",
        "To deliver and show advertising and measure its effect",
    ),
    Purpose(
        "SUPPORT",
        "お問い合わせへの回答と、必要なお知らせのため",
        "To answer inquiries and give necessary information",
    ),
    Purpose(
        "ENFORCEMENT",
        "利用規約に反する行為に対応するため",
        "To act on violations of the terms of use",
    ),
    Purpose(
        "TERMS_NOTICE",
        "利用規約などの変更をお知らせするため",
        "To announce changes of the terms",
    ),
    Purpose(
        "PARTNER_REPORT",
        "利用状況を提携先に報告するため",
        "To report usage to partners",
    ),
)

PROCESSORS = (
    Processor(
        "CALL_CENTRE",
        "みらいコールセンター株式会社",
        "Mirai Call Centre Inc.",
        "電話でのお問い合わせの受付と録音",
        "Takes telephone inquiries and records the calls",
    ),
    Processor(
        "MAIL_DELIVERY",
        "つばめメール配信株式会社",
        "Tsubame Mail Delivery Inc.",
        "お知らせメールの配信",
        "Sends the news mails",
    ),
)
