"""A person and the items they may say yes or no to."""

from datetime import UTC, date, datetime

from accounts.models import DataSubject, User
from accounts.services.data_subjects import ensure_subject
from consent.models import ConsentItem
from consent.services.texts import publish_text

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # noon in Tokyo
TODAY = date(2026, 4, 1)


def make_item(code: str = "LOCATION", *, prerequisite: bool = False) -> ConsentItem:
    """An item with a first text, version "1"."""
    item = ConsentItem.objects.create(
        code=code, name_ja="位置情報", name_en="Location", prerequisite=prerequisite
    )
    publish_words(code, "1")
    return item


def publish_words(
    code: str, version: str, *, now: datetime = NOW, asks_again: bool = False
) -> None:
    """New words of an item."""
    publish_text(
        item_code=code, version=version, text_ja=f"同意します {version}",
        text_en=f"I agree {version}", asks_again=asks_again, now=now,
    )  # fmt: skip


def make_subject(email: str = "hanako@mail.example") -> DataSubject:
    """Somebody with an account."""
    return ensure_subject(user=User.objects.create_user(email), now=NOW)
