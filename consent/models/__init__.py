"""What the consent app keeps."""

from consent.models.consent_change import ConsentChange
from consent.models.consent_event import ConsentEvent
from consent.models.consent_item import ConsentItem
from consent.models.consent_item_record import ConsentItemRecord
from consent.models.consent_state import ConsentState
from consent.models.consent_text import ConsentText
from consent.models.remembered_answer import RememberedAnswer
from consent.models.web_choice import WebChoice
from consent.models.webhook import WebhookDelivery, WebhookEndpoint

__all__ = [
    "ConsentChange",
    "ConsentEvent",
    "ConsentItem",
    "ConsentItemRecord",
    "ConsentState",
    "ConsentText",
    "RememberedAnswer",
    "WebChoice",
    "WebhookDelivery",
    "WebhookEndpoint",
]
