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
    categories: tuple[str, ...] = ()  # beside those that name it as their processor
    instruction_ja: str = ""
    instruction_en: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A third party that data is provided to, by consent (policy Art. 6). Invented as well."""

    code: str
    name_ja: str
    name_en: str
    purpose_ja: str
    purpose_en: str
    categories: tuple[str, ...]
    instructions_ja: str
    instructions_en: str


@dataclass(frozen=True, slots=True)
class Retention:
    """A law that obliges to keep a category."""

    code: str
    law_ja: str
    law_en: str
    what_ja: str
    what_en: str
    from_ja: str
    from_en: str
    days: int
    categories: tuple[str, ...]


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
        instruction_ja="委託先の窓口に会員IDと行ってほしいことを伝え、完了報告書を受け取って"
        "添付してください。",
        instruction_en="Tell the processor the member ID and what is to be done, and attach the "
        "report of completion received.",
    ),
    Processor(
        "MAIL_DELIVERY",
        "つばめメール配信株式会社",
        "Tsubame Mail Delivery Inc.",
        "お知らせメールの配信",
        "Sends the news mails",
        categories=("CONTACT",),
        instruction_ja="配信システムの管理画面で会員IDを探して行い、結果の画面を添付してください。",
        instruction_en="Find the member ID in the delivery system, do it there, and attach a "
        "picture of the result.",
    ),
)

RECIPIENTS = (
    Recipient(
        "SAMPLE_RESEARCH",
        "見本リサーチ株式会社",
        "Mihon Research Inc.",
        "市場調査（同意した方の年代、都道府県、利用履歴）",
        "Market research (age group, prefecture and usage of those who consented)",
        ("PROFILE", "USAGE"),
        "提携先の担当者に会員IDの調査用番号を伝え、対応した旨の書面を受け取って添付してください。",
        "Tell the partner's contact the research number of the member ID and attach their written "
        "confirmation.",
    ),
)

RETENTIONS = (
    Retention(
        "TAX_BOOKS",
        "法人税法第126条、法人税法施行規則第59条",
        "Corporation Tax Act Art 126, its Enforcement Regulation Art 59",
        "手数料の帳簿と領収書の控え",
        "Books of the fees and copies of receipts",
        "事業年度の確定申告の期限の翌日",
        "The day after the due date of the year's tax return",
        2557,
        ("FEES",),
    ),
)
