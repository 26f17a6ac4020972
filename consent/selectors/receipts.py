"""Receipts: every line of a person's ledger, written out in full and signed. Nothing is stored.

A receipt is made when it is asked for, from the ledger (which never changes) and from what the
registers say of the item at that moment. Ed25519 signs the same words in the same way, so a receipt
asked for twice is equal to the byte until a register or the key changes.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consent.domain.receipt import Notice, Party, ReceiptFacts, receipt_document
from consent.gateways.receipt_keys import sign_receipt, signing_key_id
from consent.models import ConsentEvent, ConsentItem, ConsentText
from policies.models import DataCategory, Organisation, Recipient
from policies.selectors.organisations import organisation


@dataclass(frozen=True)
class Receipt:
    """One receipt: `facts` to be read by people, `document` by programs, `jws` to be verified."""

    facts: ReceiptFacts
    document: dict[str, Any]
    jws: str
    key_id: str


def receipt_of(*, subject_id: uuid.UUID, sequence: int, language: str) -> Receipt | None:
    """The receipt of one line of this person's ledger; None where there is no such line.

    The document is in the language the person was asked in, `facts` are in `language` ("ja", "en").
    Raises ReceiptKeyUnavailable, OrganisationMissing.
    """
    event = (
        ConsentEvent.objects.filter(chain=f"subject:{subject_id}", sequence=sequence)
        .select_related("item__recipient")
        .first()
    )
    if event is None:
        return None
    document = receipt_document(_facts(event, event.language))
    return Receipt(
        facts=_facts(event, language),
        document=document,
        jws=sign_receipt(document),
        key_id=signing_key_id(),
    )


def _facts(event: ConsentEvent, language: str) -> ReceiptFacts:
    lang = "en" if language == "en" else "ja"
    text = ConsentText.objects.filter(item=event.item, version=event.text_version).first()
    categories = list(event.item.categories.prefetch_related("purposes").order_by("position"))
    return ReceiptFacts(
        subject_id=event.subject_id,
        sequence=event.sequence,
        ledger_hash=bytes(event.hash).hex(),
        action=event.action,
        at=event.at,
        language=event.language,
        source=event.source,
        item_code=event.item.code,
        item_name=getattr(event.item, f"name_{lang}"),
        prerequisite=event.item.prerequisite,
        notice=Notice(
            version=event.text_version,
            sha256=event.text_sha256,
            text_ja=text.text_ja if text else "",
            text_en=text.text_en if text else "",
        ),
        purposes=_purposes(event.item, categories, lang),
        categories=[(row.code, getattr(row, f"name_{lang}")) for row in categories],
        controller=_controller(organisation(), lang),
        recipients=_recipients(event.item.recipient, lang),
        site=settings.SITE_URL,
    )


def _purposes(item: ConsentItem, categories: list[DataCategory], lang: str) -> list[str]:
    """Why the data is used: the recipient's purpose, or the register's; else the item itself."""
    if item.recipient is not None:
        return [getattr(item.recipient, f"purpose_{lang}")]
    rows = {row.position: row for category in categories for row in category.purposes.all()}
    texts = [getattr(rows[position], f"text_{lang}") for position in sorted(rows)]
    return texts or [getattr(item, f"name_{lang}")]


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
