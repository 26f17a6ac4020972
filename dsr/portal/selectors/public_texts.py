"""The public register (APPI Art 32(1)): who we are, what we hold, why, who else handles it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from policies.enums import TransmissionGroup
from policies.models import (
    Country,
    DataCategory,
    ExternalTransmission,
    Organisation,
    Processor,
    PurposeOfUse,
    Recipient,
)
from policies.selectors.organisations import organisation


@dataclass(frozen=True)
class CategoryRow:
    """A category with how it is collected and the numbers of its purposes, from 1."""

    name: str
    collected: str
    purposes: list[int]


@dataclass(frozen=True)
class HolderRow:
    """A processor or recipient: what for, with which categories, where. `country`: "" not known."""

    name: str
    what_for: str
    categories: str
    country: str


@dataclass(frozen=True)
class CountryRow:
    """A country where data is handled."""

    name: str
    regime: str
    safeguards: str


@dataclass(frozen=True)
class TransmissionRow:
    """What leaves a visitor's device."""

    name: str
    recipient: str
    what: str
    why: str
    their_use: str
    opt_out: str
    opt_out_url: str


@dataclass(frozen=True)
class Register:
    """The register a person may read."""

    organisation: Organisation
    name: str
    address: str
    representative: str
    manager: str
    security_measures: str
    purposes: list[str]
    categories: list[CategoryRow]
    recipients: list[HolderRow]
    processors: list[HolderRow]
    countries: list[CountryRow]
    transmissions: list[tuple[str, list[TransmissionRow]]] = field(default_factory=list)


def register(language: str) -> Register:
    """Everything public of the register. Raises OrganisationMissing."""
    lang = "en" if language == "en" else "ja"
    org = organisation()
    purposes = list(PurposeOfUse.objects.order_by("position"))
    return Register(
        organisation=org,
        name=_say(org, "name", lang),
        address=_say(org, "address", lang),
        representative=_say(org, "representative", lang),
        manager=_say(org, "manager_title", lang),
        security_measures=_say(org, "security_measures", lang),
        purposes=[_say(purpose, "text", lang) for purpose in purposes],
        categories=_categories(purposes, lang),
        recipients=_holders(Recipient.objects.filter(active=True), "purpose", lang),
        processors=_holders(Processor.objects.filter(active=True), "service", lang),
        countries=[
            CountryRow(
                _say(country, "name", lang),
                _say(country, "regime", lang),
                _say(country, "safeguards", lang),
            )
            for country in Country.objects.order_by("code")
        ],
        transmissions=_transmissions(lang),
    )


def _categories(purposes: Iterable[PurposeOfUse], lang: str) -> list[CategoryRow]:
    number = {purpose.pk: place for place, purpose in enumerate(purposes, start=1)}
    categories = DataCategory.objects.prefetch_related("purposes").order_by("position")
    return [
        CategoryRow(
            name=_say(category, "name", lang),
            collected=category.get_collected_how_display(),
            purposes=sorted(number[purpose.pk] for purpose in category.purposes.all()),
        )
        for category in categories
    ]


def _holders(holders: Any, what_for: str, lang: str) -> list[HolderRow]:
    rows = holders.select_related("country").prefetch_related("categories").order_by("position")
    return [
        HolderRow(
            name=_say(holder, "name", lang),
            what_for=_say(holder, what_for, lang),
            categories=(", " if lang == "en" else "、").join(
                _say(category, "name", lang) for category in holder.categories.all()
            ),
            country=_say(holder.country, "name", lang) if holder.country else "",
        )
        for holder in rows
    ]


def _transmissions(lang: str) -> list[tuple[str, list[TransmissionRow]]]:
    rows = list(ExternalTransmission.objects.filter(active=True).order_by("position"))
    groups = [
        (str(group.label), [_transmission(row, lang) for row in rows if row.group == group])
        for group in TransmissionGroup
    ]
    return [group for group in groups if group[1]]


def _transmission(row: ExternalTransmission, lang: str) -> TransmissionRow:
    return TransmissionRow(
        name=_say(row, "name", lang),
        recipient=_say(row, "recipient", lang),
        what=_say(row, "what", lang),
        why=_say(row, "why", lang),
        their_use=_say(row, "their_use", lang),
        opt_out=_say(row, "opt_out", lang),
        opt_out_url=row.opt_out_url,
    )


def _say(row: Any, name: str, lang: str) -> str:
    return str(getattr(row, f"{name}_{lang}"))
