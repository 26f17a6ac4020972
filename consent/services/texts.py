"""Consent items and the words they are given under."""

import hashlib
from datetime import datetime

from django.db import transaction

from consent.models import ConsentItem, ConsentText
from consent.services.changes import announce_changes


class UnableToPublishText(Exception):
    """The version is taken by other words, or a text is empty."""


@transaction.atomic
def publish_text(
    *,
    item_code: str,
    version: str,
    text_ja: str,
    text_en: str,
    asks_again: bool,
    now: datetime,
) -> ConsentText:
    """Publish the words of an item. The same words under the same version change nothing.

    Arguments:
        version: a name such as "2026-11-22"; new words need a new one.
        asks_again: whether those who said yes to earlier words must be asked again.

    Raises:
        UnableToPublishText: an empty text, or a version that is taken by other words.
        ConsentItem.DoesNotExist: no such item.
    """
    if not (text_ja.strip() and text_en.strip() and version.strip()):
        raise UnableToPublishText("A text has a version and words in both languages.")
    item = ConsentItem.objects.select_for_update(of=("self",)).get(code=item_code)
    digest = text_digest(text_ja, text_en)
    existing = ConsentText.objects.filter(item=item, version=version).first()
    if existing is not None:
        if existing.sha256 != digest:
            raise UnableToPublishText(f"Version {version} of {item_code} has other words.")
        return existing
    announce_changes()
    return ConsentText.objects.create(
        item=item,
        version=version,
        text_ja=text_ja,
        text_en=text_en,
        sha256=digest,
        asks_again=asks_again,
        published_at=now,
    )


def text_digest(text_ja: str, text_en: str) -> str:
    """SHA-256, in hexadecimal, over both languages of the words a person says yes to."""
    return hashlib.sha256(f"{text_ja}\0{text_en}".encode()).hexdigest()
