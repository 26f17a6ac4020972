"""Receipts: the form of ISO/IEC TS 27560, verifiable with nothing but the published keys."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from accounts.models import DataSubject
from config.paths import BASE_DIR
from consent.gateways.receipt_keys import check_receipt_keys, published_keys
from consent.models import ConsentEvent
from consent.selectors.receipts import Receipt, receipt_of
from consent.services.consents import give_consent, withdraw_consent
from policies.enums import CollectedHow
from policies.models import DataCategory, PurposeOfUse, Recipient
from policies.selectors.organisations import organisation
from policies.services.seeding import set_up_organisation
from tests.consent.people import NOW, make_item, make_subject

pytestmark = pytest.mark.django_db

DOC = (BASE_DIR / "docs" / "integration.md").read_text()


def block(mark: str) -> str:
    """The code block that follows a mark in docs/integration.md."""
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", DOC, re.DOTALL)
    assert found, mark
    return found.group(1)


def verified(jws: str, keys: list[dict[str, str]]) -> dict[str, Any]:
    """What docs/integration.md tells others to do, run as it stands there."""
    namespace: dict[str, Any] = {}
    exec(block("example: verify a receipt"), namespace)  # noqa: S102 -- our own document
    document: dict[str, Any] = namespace["verify_receipt"](jws, {"keys": keys})
    return document


@pytest.fixture
def subject() -> DataSubject:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    item = make_item()
    purpose = PurposeOfUse.objects.create(
        code="NEARBY", position=1, text_ja="近くのお店の案内", text_en="Showing shops nearby"
    )
    category = DataCategory.objects.create(
        code="LOCATION", position=1, name_ja="位置情報", name_en="Location",
        collected_how=CollectedHow.WITH_CONSENT, scope="LOCATION",
    )  # fmt: skip
    category.purposes.add(purpose)
    item.categories.add(category)
    return make_subject()


def give(subject: DataSubject, language: str = "ja") -> ConsentEvent:
    return give_consent(
        subject_id=subject.pk, item_code="LOCATION", text_version="1", language=language,
        source="PREFERENCE_CENTRE", now=NOW,
    )  # fmt: skip


def receipt(subject: DataSubject, sequence: int = 1, language: str = "ja") -> Receipt:
    found = receipt_of(subject_id=subject.pk, sequence=sequence, language=language)
    assert found is not None
    return found


def test_receipt_has_the_published_shape(subject: DataSubject) -> None:
    give(subject)
    withdraw_consent(
        subject_id=subject.pk, item_code="LOCATION", language="en", source="API",
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    schema = json.loads(block("schema: receipt"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for sequence in (1, 2):
        jsonschema.validate(
            receipt(subject, sequence).document, schema,
            format_checker=jsonschema.FormatChecker(),
        )  # fmt: skip
    for section in ("header", "processing", "party_identification", "events"):
        broken = json.loads(json.dumps(receipt(subject).document))
        del broken["consent_record"][section]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


def test_receipt_says_what_the_ledger_says(subject: DataSubject) -> None:
    event = give(subject, language="en")
    document = receipt(subject, language="ja").document
    record = document["consent_record"]
    event.refresh_from_db()
    assert record["events"] == [{
        "event_time": NOW.isoformat(), "event_type": "explicit", "event_state": "consent given",
        "validity_duration": "until withdrawn", "entity_id": f"urn:uuid:{subject.pk}",
        "source": "PREFERENCE_CENTRE", "ledger_sequence": 1,
        "ledger_hash": bytes(event.hash).hex(),
    }]  # fmt: skip
    notice = record["processing"]["privacy_notice"]
    both = f"{notice['text']['ja']}\0{notice['text']['en']}"
    assert hashlib.sha256(both.encode()).hexdigest() == event.text_sha256 == notice["sha256"]
    assert record["processing"]["language"] == "en"
    assert record["processing"]["purposes"] == [{
        "purpose": "Showing shops nearby",
        "lawful_basis": record["processing"]["purposes"][0]["lawful_basis"],
        "pii_information": [
            {"pii_type": "Location", "pii_attribute_id": "LOCATION", "pii_optional": True}
        ],
    }]  # fmt: skip
    assert record["party_identification"][0]["party_name"] == "Milly Inc."
    assert receipt(subject, language="ja").facts.controller.name == "株式会社ミリー"
    assert "hanako" not in json.dumps(document)


def test_recipient_is_a_party_and_its_purpose_is_the_purpose(subject: DataSubject) -> None:
    event = give(subject)
    event.item.recipient = Recipient.objects.create(
        code="research", position=1, name_ja="見本リサーチ", name_en="Mihon Research",
        purpose_ja="市場調査", purpose_en="Market research",
    )  # fmt: skip
    event.item.save()
    processing = receipt(subject).document["consent_record"]["processing"]
    parties = receipt(subject).document["consent_record"]["party_identification"]
    assert [row["purpose"] for row in processing["purposes"]] == ["市場調査"]
    assert processing["recipient_third_parties"] == [parties[1]["party_id"]]
    assert parties[1]["party_name"] == "見本リサーチ"


def test_receipt_says_what_the_registers_said_when_the_person_decided(
    subject: DataSubject,
) -> None:
    event = give(subject)
    event.item.recipient = Recipient.objects.create(
        code="research", position=1, name_ja="見本リサーチ", name_en="Mihon Research",
        purpose_ja="市場調査", purpose_en="Market research",
    )  # fmt: skip
    event.item.save()
    before = receipt(subject)
    later = timezone.now() + timedelta(hours=1)
    for row, name in (
        (organisation(), "株式会社新ミリー"),
        (event.item.recipient, "別の会社"),
        (DataCategory.objects.get(), "居場所"),
    ):
        row.name_ja = name
        row.save()
    event.item.recipient.purpose_ja = "宣伝"
    event.item.recipient.save()
    assert receipt(subject) == before
    withdraw_consent(
        subject_id=subject.pk, item_code="LOCATION", language="ja", source="API", now=later
    )
    facts = receipt(subject, 2).facts
    assert (facts.controller.name, facts.recipients[0].name, facts.purposes, facts.categories) == (
        "株式会社新ミリー", "別の会社", ["宣伝"], [("LOCATION", "居場所")],
    )  # fmt: skip


def test_receipt_is_verified_offline_and_a_changed_one_is_not(subject: DataSubject) -> None:
    give(subject)
    made = receipt(subject)
    assert verified(made.jws, published_keys()) == made.document
    assert receipt(subject).jws == made.jws
    head, payload, signature = made.jws.split(".")
    other = json.loads(base64.urlsafe_b64decode(payload + "=="))
    other["consent_record"]["events"][0]["event_state"] = "consent withdrawn"
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    with pytest.raises(ValueError, match="signature"):
        verified(f"{head}.{forged}.{signature}", published_keys())
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    with pytest.raises(ValueError, match="algorithm"):
        verified(f"{none}.{payload}.", published_keys())


def test_receipts_stay_verifiable_when_the_key_is_replaced(
    subject: DataSubject, settings: Any
) -> None:
    give(subject)
    old = receipt(subject)
    seed = base64.b64decode(settings.CONSENT_RECEIPT_KEY)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    settings.CONSENT_RECEIPT_KEY = base64.b64encode(b"n" * 32).decode()
    new = receipt(subject)
    assert new.key_id != old.key_id
    assert new.document == old.document
    with pytest.raises(ValueError, match="key"):
        verified(old.jws, published_keys())
    settings.CONSENT_RECEIPT_RETIRED_KEYS = [base64.urlsafe_b64encode(public).decode().rstrip("=")]
    assert [key["kid"] for key in published_keys()] == [new.key_id, old.key_id]
    assert verified(old.jws, published_keys()) == old.document
    assert verified(new.jws, published_keys()) == new.document


def test_no_receipt_of_others_or_of_nothing(subject: DataSubject) -> None:
    give(subject)
    other = make_subject("taro@mail.example")
    assert receipt_of(subject_id=other.pk, sequence=1, language="ja") is None
    assert receipt_of(subject_id=subject.pk, sequence=2, language="ja") is None


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "no base64!"])
def test_unusable_key_is_found_by_the_system_check_and_not_repeated(
    key: str, settings: Any
) -> None:
    assert check_receipt_keys(None) == []
    settings.CONSENT_RECEIPT_KEY = key
    found = check_receipt_keys(None)
    assert [error.id for error in found] == ["consent.E001"]
    assert not key or key not in found[0].msg
