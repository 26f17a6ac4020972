"""Receipts: every line of a person's ledger, written out in full and signed. Nothing is stored.

A receipt is made when it is asked for, from the ledger (which never changes) and from what the item
and the registers said at the moment of the yes or no (their records; what is younger than the
ledger's line stands as it was first written). Ed25519 signs the same words in the same way, so a
receipt asked for twice is equal to the byte until the key or the desk's address changes.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consent.domain.receipt import Notice, Party, ReceiptFacts, receipt_document
from consent.gateways.receipt_keys import sign_receipt, signing_key_id
from consent.models import ConsentEvent, ConsentItemRecord, ConsentText
from policies.domain.register_records import standing_at
from policies.models import DataCategory, Organisation, PurposeOfUse, Recipient
from policies.selectors.organisations import organisation
from policies.selectors.register_records import purposes_of_categories, rows_as_they_were


@dataclass(frozen=True)
class Receipt:
    """One receipt: `facts` to be read by people, `document` by programs, `jws` to be verified."""

    facts: ReceiptFacts
    document: dict[str, Any]
    jws: str
    key_id: str


@dataclass(frozen=True)
class _Registers:
    """What the item and the registers said when the person decided."""

    item: ConsentItemRecord
    company: Organisation
    recipient: Recipient | None
    categories: list[DataCategory]
    purposes: list[PurposeOfUse]


def receipt_of(*, subject_id: uuid.UUID, sequence: int, language: str) -> Receipt | None:
    """The receipt of one line of this person's ledger; None where there is no such line.

    The document is in the language the person was asked in, `facts` are in `language` ("ja", "en").
    Raises ReceiptKeyUnavailable, OrganisationMissing.
    """
    event = (
        ConsentEvent.objects.filter(chain=f"subject:{subject_id}", sequence=sequence)
        .select_related("item")
        .first()
    )
    if event is None:
        return None
    registers = _registers(event)
    document = receipt_document(_facts(event, registers, event.language))
    return Receipt(
        facts=_facts(event, registers, language),
        document=document,
        jws=sign_receipt(document),
        key_id=signing_key_id(),
    )


def _registers(event: ConsentEvent) -> _Registers:
    at = event.at
    records = ConsentItemRecord.objects.filter(item_id=event.item_id).order_by("id")
    item = standing_at(list(records), at)
    assert item is not None  # noqa: S101 -- a trigger records every item
    recipients = [item.recipient_id] if item.recipient_id else []
    purposes = purposes_of_categories(item.category_ids, at)
    return _Registers(
        item=item,
        company=rows_as_they_were(Organisation, [organisation().pk], at)[0],
        recipient=next(iter(rows_as_they_were(Recipient, recipients, at)), None),
        categories=rows_as_they_were(DataCategory, item.category_ids, at),
        purposes=rows_as_they_were(PurposeOfUse, purposes, at),
    )


def _facts(event: ConsentEvent, registers: _Registers, language: str) -> ReceiptFacts:
    lang = "en" if language == "en" else "ja"
    text = ConsentText.objects.filter(item=event.item, version=event.text_version).first()
    return ReceiptFacts(
        subject_id=event.subject_id,
        sequence=event.sequence,
        ledger_hash=bytes(event.hash).hex(),
        action=event.action,
        at=event.at,
        language=event.language,
        source=event.source,
        item_code=event.item.code,
        item_name=getattr(registers.item, f"name_{lang}"),
        prerequisite=registers.item.prerequisite,
        notice=Notice(
            version=event.text_version,
            sha256=event.text_sha256,
            text_ja=text.text_ja if text else "",
            text_en=text.text_en if text else "",
        ),
        purposes=_purposes(registers, lang),
        categories=[(row.code, getattr(row, f"name_{lang}")) for row in registers.categories],
        controller=_controller(registers.company, lang),
        recipients=_recipients(registers.recipient, lang),
        site=settings.SITE_URL,
    )


def _purposes(registers: _Registers, lang: str) -> list[str]:
    """Why the data is used: the recipient's purpose, or the register's; else the item itself."""
    if registers.recipient is not None:
        return [getattr(registers.recipient, f"purpose_{lang}")]
    texts = [getattr(purpose, f"text_{lang}") for purpose in registers.purposes]
    return texts or [getattr(registers.item, f"name_{lang}")]


def _controller(company: Organisation, lang: str) -> Party:
    return Party(
        id=settings.SITE_URL,
        name=getattr(company, f"name_{lang}"),
        type="PII controller",
        address=f"{company.postal_code} {getattr(company, f'address_{lang}')}".strip(),
        email=company.contact_mail,
        phone=company.contact_phone,
        contact=getattr(company, f"manager_title_{lang}"),
        url=company.policy_url,
    )


def _recipients(recipient: Recipient | None, lang: str) -> list[Party]:
    if recipient is None:
        return []
    name = getattr(recipient, f"name_{lang}")
    return [Party(id=f"{settings.SITE_URL}#{recipient.code}", name=name, type="third party")]
