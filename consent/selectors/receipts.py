"""Receipts: every line of a person's ledger, written out in full and signed. Nothing is stored.

A receipt is made when it is asked for, from the ledger (which never changes) and from what the
registers said at the moment of the yes or no (their history; what is younger than the ledger's line
stands as it was first written). Ed25519 signs the same words in the same way, so a receipt asked
for twice is equal to the byte until the key changes, or the item is tied to other categories.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from consent.domain.receipt import Notice, Party, ReceiptFacts, receipt_document
from consent.gateways.receipt_keys import sign_receipt, signing_key_id
from consent.models import ConsentEvent, ConsentItem, ConsentText
from policies.models import DataCategory, Organisation, PurposeOfUse, Recipient
from policies.selectors.organisations import organisation


@dataclass(frozen=True)
class Receipt:
    """One receipt: `facts` to be read by people, `document` by programs, `jws` to be verified."""

    facts: ReceiptFacts
    document: dict[str, Any]
    jws: str
    key_id: str


@dataclass(frozen=True)
class _Registers:
    """What the registers said when the person decided."""

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
        .select_related("item__recipient")
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
    item = event.item
    categories = list(item.categories.order_by("position", "pk"))
    purposes = PurposeOfUse.objects.filter(datacategory__in=categories).distinct()
    recipients = [item.recipient] if item.recipient else []
    return _Registers(
        company=_as_they_were([organisation()], event.at)[0],
        recipient=next(iter(_as_they_were(recipients, event.at)), None),
        categories=_as_they_were(categories, event.at),
        purposes=_as_they_were(purposes.order_by("position", "pk"), event.at),
    )


def _as_they_were(rows: Iterable[Any], at: datetime) -> list[Any]:
    """Rows of one register as they stood at a moment, in their order. One query."""
    now = list(rows)
    if not now:
        return []
    then: dict[Any, Any] = {}
    past = type(now[0]).history.filter(id__in=[row.pk for row in now])
    for old in past.order_by("history_date", "history_id"):
        if old.id not in then or old.history_date <= at:
            then[old.id] = old.instance
    return [then.get(row.pk, row) for row in now]


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
        item_name=getattr(event.item, f"name_{lang}"),
        prerequisite=event.item.prerequisite,
        notice=Notice(
            version=event.text_version,
            sha256=event.text_sha256,
            text_ja=text.text_ja if text else "",
            text_en=text.text_en if text else "",
        ),
        purposes=_purposes(event.item, registers, lang),
        categories=[(row.code, getattr(row, f"name_{lang}")) for row in registers.categories],
        controller=_controller(registers.company, lang),
        recipients=_recipients(registers.recipient, lang),
        site=settings.SITE_URL,
    )


def _purposes(item: ConsentItem, registers: _Registers, lang: str) -> list[str]:
    """Why the data is used: the recipient's purpose, or the register's; else the item itself."""
    if registers.recipient is not None:
        return [getattr(registers.recipient, f"purpose_{lang}")]
    texts = [getattr(purpose, f"text_{lang}") for purpose in registers.purposes]
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
