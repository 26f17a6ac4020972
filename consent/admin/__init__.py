"""The console's section 「同意」."""

from consent.admin import consent_event, consent_item, webhook

__all__ = ["consent_event", "consent_item", "webhook"]
