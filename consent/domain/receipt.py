"""A consent receipt in the form of ISO/IEC TS 27560:2023, and its signature. Pure.

The information and the names are those of the standard's sections (record header, processing,
party, event, receipt metadata), as JSON; docs/integration.md holds the schema. The signature is a
compact JWS (RFC 7515) with Ed25519 (RFC 8037); a key is named by its thumbprint (RFC 7638).
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SCHEMA_VERSION = "27560:2023"
MEDIA_TYPE = "consent-receipt+json"
LAWFUL_BASIS = "APPI consent (個人情報の保護に関する法律 本人の同意)"
JURISDICTION = "JP"
UNTIL_WITHDRAWN = "until withdrawn"
STATES: Mapping[str, str] = {"GIVEN": "consent given", "WITHDRAWN": "consent withdrawn"}


@dataclass(frozen=True)
class Party:
    """A controller or recipient: an id, and what is published about it ("" where nothing is)."""

    id: str
    name: str
    type: str
    address: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""
    url: str = ""


@dataclass(frozen=True)
class Notice:
    """The words that were shown, in both languages; the hash is over both."""

    version: str
    sha256: str
    text_ja: str
    text_en: str


@dataclass(frozen=True)
class ReceiptFacts:
    """One line of the ledger with what it was about.

    Arguments:
        purposes: what the data is used for, each a sentence; at least one.
        categories: (code, name) of the data; may be empty.
        site: the desk's address without a slash at the end.
    """

    subject_id: uuid.UUID
    sequence: int
    ledger_hash: str
    action: str
    at: datetime
    language: str
    source: str
    item_code: str
    item_name: str
    prerequisite: bool
    notice: Notice
    purposes: Sequence[str]
    categories: Sequence[tuple[str, str]]
    controller: Party
    recipients: Sequence[Party]
    site: str


def receipt_document(facts: ReceiptFacts) -> dict[str, Any]:
    """The receipt as JSON: the same for the same facts, whenever it is asked for."""
    record_id = uuid.uuid5(facts.subject_id, f"consent record {facts.sequence}")
    return {
        "receipt_metadata": {
            "schema_version": SCHEMA_VERSION,
            "receipt_id": f"urn:uuid:{uuid.uuid5(record_id, 'receipt')}",
            "issuer": facts.site,
            "keys": f"{facts.site}/.well-known/jwks.json",
        },
        "consent_record": {
            "header": {
                "schema_version": SCHEMA_VERSION,
                "record_id": f"urn:uuid:{record_id}",
                "pii_principal_id": f"urn:uuid:{facts.subject_id}",
            },
            "processing": _processing(facts),
            "party_identification": [_party(p) for p in (facts.controller, *facts.recipients)],
            "events": [
                {
                    "event_time": facts.at.isoformat(timespec="seconds"),
                    "event_type": "explicit",
                    "event_state": STATES[facts.action],
                    "validity_duration": UNTIL_WITHDRAWN,
                    "entity_id": f"urn:uuid:{facts.subject_id}",
                    "source": facts.source,
                    "ledger_sequence": facts.sequence,
                    "ledger_hash": facts.ledger_hash,
                }
            ],
        },
    }


def _processing(facts: ReceiptFacts) -> dict[str, Any]:
    published = f"{facts.site}/register/"
    return {
        "privacy_notice": {
            "uri": f"{facts.site}/policy/",
            "item": facts.item_code,
            "title": facts.item_name,
            "version": facts.notice.version,
            "sha256": facts.notice.sha256,
            "text": {"ja": facts.notice.text_ja, "en": facts.notice.text_en},
        },
        "language": facts.language,
        "purposes": [
            {
                "purpose": purpose,
                "lawful_basis": LAWFUL_BASIS,
                "pii_information": [
                    {"pii_type": name, "pii_attribute_id": code, "pii_optional": True}
                    for code, name in facts.categories
                ],
            }
            for purpose in facts.purposes
        ],
        "pii_controllers": [facts.controller.id],
        "recipient_third_parties": [party.id for party in facts.recipients],
        "storage_locations": [published],
        "retention_period": published,
        "jurisdiction": JURISDICTION,
        "withdrawal_method": f"{facts.site}/{'leaving' if facts.prerequisite else 'preferences'}/",
        "privacy_rights": [f"{facts.site}/request/"],
    }


def _party(party: Party) -> dict[str, str]:
    return {
        "party_id": party.id,
        "party_name": party.name,
        "party_type": party.type,
        "party_address": party.address,
        "party_email": party.email,
        "party_phone": party.phone,
        "party_contact": party.contact,
        "party_url": party.url,
    }


def public_jwk(public_key: bytes) -> dict[str, str]:
    """A raw Ed25519 public key (32 bytes) as it is published."""
    return {
        "kty": "OKP", "crv": "Ed25519", "x": _encode(public_key),
        "alg": "EdDSA", "use": "sig", "kid": key_id(public_key),
    }  # fmt: skip


def key_id(public_key: bytes) -> str:
    """The key's thumbprint: SHA-256 over its members in order (RFC 7638, RFC 8037 A.3)."""
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{_encode(public_key)}"}}'
    return _encode(hashlib.sha256(members.encode()).digest())


def signed(document: Mapping[str, Any], *, kid: str, sign: Callable[[bytes], bytes]) -> str:
    """The document as a compact JWS. `sign` makes the 64 bytes of an Ed25519 signature."""
    head = _encode(_json({"alg": "EdDSA", "kid": kid, "typ": MEDIA_TYPE}))
    signing_input = f"{head}.{_encode(_json(document))}"
    return f"{signing_input}.{_encode(sign(signing_input.encode()))}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
