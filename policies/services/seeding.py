"""What a fresh installation starts with. Each verb adds what is missing, changes nothing else."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from policies.domain import seeded_rules
from policies.domain.digest import text_digest
from policies.models import (
    Country,
    DataCategory,
    DeadlineRule,
    ExternalTransmission,
    FeeScheduleRow,
    LegalRetention,
    Organisation,
    PolicyVersion,
    Processor,
    PurposeOfUse,
    Recipient,
    RetentionRule,
)


@transaction.atomic
def seed_rules(*, now: datetime) -> None:
    """Add the seeded fee schedule, deadlines and retention periods where none exists."""
    since = {"effective_from": seeded_rules.FIRST_DAY}
    fees = [
        FeeScheduleRow(
            kind=kind, delivery_method=method, amount=amount, charged=charged, published_at=now,
            **since,
        )
        for kind, method, amount, charged in seeded_rules.FEES
    ]  # fmt: skip
    deadlines = [
        DeadlineRule(code=code, days=days, day_kind=day_kind, source=source, **since)
        for code, days, day_kind, source in seeded_rules.DEADLINES
    ]
    retentions = [
        RetentionRule(code=code, days=days, source=source, **since)
        for code, days, source in seeded_rules.RETENTIONS
    ]
    # One rule a thing and date: what is there stays as it is.
    FeeScheduleRow.objects.bulk_create(fees, ignore_conflicts=True)
    DeadlineRule.objects.bulk_create(deadlines, ignore_conflicts=True)
    RetentionRule.objects.bulk_create(retentions, ignore_conflicts=True)


def set_up_organisation(*, facts: Mapping[str, Any]) -> Organisation:
    """Write the organisation where none is; an existing one is left as staff set it."""
    organisation, _ = Organisation.objects.get_or_create(pk=1, defaults=dict(facts))
    return organisation


@transaction.atomic
def seed_register(
    *, purposes: Iterable[Mapping[str, Any]], categories: Iterable[Mapping[str, Any]]
) -> None:
    """Add purposes and categories by code; `categories` rows name their purposes by code."""
    for position, purpose in enumerate(purposes, start=1):
        PurposeOfUse.objects.get_or_create(
            code=purpose["code"],
            defaults={
                "position": position,
                "text_ja": purpose["text_ja"],
                "text_en": purpose["text_en"],
            },
        )
    for position, row in enumerate(categories, start=1):
        facts = {key: value for key, value in row.items() if key not in ("code", "purposes")}
        category, made = DataCategory.objects.get_or_create(
            code=row["code"], defaults={"position": position, **facts}
        )
        if made:
            category.purposes.set(PurposeOfUse.objects.filter(code__in=row["purposes"]))


@transaction.atomic
def seed_holders(
    *,
    processors: Iterable[Mapping[str, Any]],
    recipients: Iterable[Mapping[str, Any]],
    retentions: Iterable[Mapping[str, Any]],
) -> None:
    """Add processors, recipients and legal retentions by code; rows name categories by code."""
    models: tuple[tuple[Any, Iterable[Mapping[str, Any]]], ...] = (
        (Processor, processors), (Recipient, recipients), (LegalRetention, retentions),
    )  # fmt: skip
    for model, rows in models:
        for position, row in enumerate(rows, start=1):
            facts = {key: value for key, value in row.items() if key not in ("code", "categories")}
            holder, made = model.objects.get_or_create(
                code=row["code"], defaults={"position": position, **facts}
            )
            if made:
                holder.categories.set(DataCategory.objects.filter(code__in=row["categories"]))


def publish_policy_version(
    *,
    number: str,
    text_ja: str,
    text_en: str,
    announced_at: datetime,
    effective_from: date,
    now: datetime,
    **facts: Any,
) -> PolicyVersion:
    """Publish a text as an installation starts with it; the same number again changes nothing.

    Staff publish through policies.services.policy_drafts, where two people see it.

    Arguments:
        facts: further columns, such as document, summary_ja or requires_consent.
    """
    version, _ = PolicyVersion.objects.get_or_create(
        number=number,
        defaults={
            "text_ja": text_ja,
            "text_en": text_en,
            "announced_at": announced_at,
            "effective_from": effective_from,
            "published_at": now,
            "sha256": text_digest(text_ja, text_en),
            **facts,
        },
    )
    return version


@transaction.atomic
def seed_external_transmissions(*, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add external transmissions by code."""
    for position, row in enumerate(rows, start=1):
        ExternalTransmission.objects.get_or_create(
            code=row["code"], defaults={"position": position, **row}
        )


@transaction.atomic
def seed_countries(*, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add countries by code; holders without one that name it by `holders` get it."""
    for row in rows:
        facts = {key: value for key, value in row.items() if key not in ("code", "holders")}
        country, _ = Country.objects.get_or_create(code=row["code"], defaults=facts)
        for model in (Processor, Recipient):
            model.objects.filter(code__in=row["holders"], country=None).update(country=country)
