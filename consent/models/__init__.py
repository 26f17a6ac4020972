"""What the consent app keeps."""

from consent.models.consent_event import ConsentEvent
from consent.models.consent_item import ConsentItem

__all__ = ["ConsentEvent", "ConsentItem"]
