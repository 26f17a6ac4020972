"""What the consent app keeps."""

from consent.models.consent_event import ConsentEvent
from consent.models.consent_item import ConsentItem
from consent.models.consent_state import ConsentState
from consent.models.consent_text import ConsentText

__all__ = ["ConsentEvent", "ConsentItem", "ConsentState", "ConsentText"]
