"""Public texts: the policy in force and the register, in the page's language."""

from dataclasses import dataclass
from datetime import date

from policies.models import DataCategory, Organisation, PolicyVersion, PurposeOfUse
from policies.selectors.organisations import organisation


@dataclass(frozen=True)
class Block:
    """One heading with its paragraphs or points."""

    heading: str
    paragraphs: list[str]


def policy_now(*, on: date, language: str) -> tuple[PolicyVersion | None, list[Block]]:
    """The newest version in force on a JST date, split at its "## " headings."""
    version = (
        PolicyVersion.objects.filter(effective_from__lte=on)
        .order_by("-effective_from", "-pk")
        .first()
    )
    if version is None:
        return None, []
    text = version.text_en if language == "en" else version.text_ja
    return version, _blocks(text)


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    for line in text.splitlines():
        if line.startswith("#"):
            blocks.append(Block(line.lstrip("# ").strip(), []))
        elif line.strip():
            if not blocks:
                blocks.append(Block("", []))
            blocks[-1].paragraphs.append(line.strip())
    return blocks


@dataclass(frozen=True)
class CategoryRow:
    """A category with how it is collected and the numbers of its purposes, from 1."""

    name: str
    collected: str
    purposes: list[int]


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


def register(language: str) -> Register:
    """Everything public of the register. Raises OrganisationMissing."""
    lang = "en" if language == "en" else "ja"
    org = organisation()
    purposes = list(PurposeOfUse.objects.order_by("position"))
    number = {purpose.pk: place for place, purpose in enumerate(purposes, start=1)}
    categories = DataCategory.objects.prefetch_related("purposes").order_by("position")
    return Register(
        organisation=org,
        name=getattr(org, f"name_{lang}"),
        address=getattr(org, f"address_{lang}"),
        representative=getattr(org, f"representative_{lang}"),
        manager=getattr(org, f"manager_title_{lang}"),
        security_measures=getattr(org, f"security_measures_{lang}"),
        purposes=[getattr(purpose, f"text_{lang}") for purpose in purposes],
        categories=[
            CategoryRow(
                name=getattr(category, f"name_{lang}"),
                collected=category.get_collected_how_display(),
                purposes=sorted(number[purpose.pk] for purpose in category.purposes.all()),
            )
            for category in categories
        ],
    )
