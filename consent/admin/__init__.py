"""The console's section 「同意」."""

from consent.admin import consent_event, consent_item, web_choice, webhook

__all__ = ["consent_event", "consent_item", "web_choice", "webhook"]
