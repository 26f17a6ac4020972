"""The templates a fresh desk begins with."""

from django.db import transaction

from dsr.cases.domain.seeded_message_templates import TEMPLATES
from dsr.cases.models import MessageTemplate


@transaction.atomic
def seed_message_templates() -> None:
    """Add the missing ones; what staff changed or switched off stays as it is."""
    for row in TEMPLATES:
        MessageTemplate.objects.get_or_create(
            code=row.code,
            defaults={
                "title_ja": row.title_ja,
                "title_en": row.title_en,
                "text_ja": row.text_ja,
                "text_en": row.text_en,
            },
        )
