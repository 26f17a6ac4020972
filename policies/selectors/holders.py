"""Who else holds a category: processors it was entrusted to, recipients it was provided to."""

from policies.models import DataCategory, Processor, Recipient


def processors_of(category: DataCategory) -> list[Processor]:
    """Active processors that handle the category, in the register's order."""
    return list(Processor.objects.filter(active=True, categories=category).order_by("position"))


def recipients_of(category: DataCategory) -> list[Recipient]:
    """Active recipients that receive the category, in the register's order."""
    return list(Recipient.objects.filter(active=True, categories=category).order_by("position"))
