"""What staff read before they decide one thing asked. Staff only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.breaches.selectors.breaches import reportable_breaches_concerning
from dsr.cases.enums import OutcomeCode, StopGround
from dsr.cases.letters.words import Words
from dsr.cases.models import Case, CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import (
    ACTING_KINDS,
    DISCLOSING_KINDS,
    REFUSALS,
    STOPPING_KINDS,
    is_statutory,
)
from dsr.fulfilment.selectors.coverage import categories_of
from dsr.fulfilment.selectors.decisions import Holdings
from dsr.fulfilment.selectors.investigations import findings_of, investigation_of
from policies.models import DataCategory, LegalRetention
from policies.selectors.retentions import retentions_of


@dataclass(frozen=True)
class Ground:
    """One ground the person ticked, with its article and what may refuse it."""

    label: str
    refusals: list[str]


@dataclass(frozen=True)
class Kept:
    """A law that obliges to keep a category, and for how long."""

    category: DataCategory
    law: LegalRetention
    name: Words
    what: Words
    counted_from: Words


@dataclass(frozen=True)
class Happened:
    """A reportable breach of this person's data: it opens ground 35-5."""

    reference: str
    categories: list[str]


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing asked, with all that bears on its decision.

    Arguments:
        policy: number of the version that governs the person.
        words: what they wrote, as label and text.
        located: categories in which something was found.
        warnings: sentences on what is easily decided wrongly.
        statutory: whether the Act speaks of it; under the policy alone Art 39 does not.
    """

    item: CaseItem
    policy: str
    words: list[tuple[str | Promise, str]]
    corrections: list[dict[str, str]]
    grounds: list[Ground]
    kept: list[Kept]
    breaches: list[Happened]
    located: list[Words]
    findings: str
    warnings: list[str | Promise]
    statutory: bool


def matter_of(item: CaseItem, holdings: Holdings, *, language: str) -> Matter:
    """Read it. Raises UnableToUnseal once shredded."""
    detail = item_detail(item)
    investigation = investigation_of(item)
    grounds = detail.get("grounds", [])
    located = dict.fromkeys(part.category for part in holdings.located)
    return Matter(
        item=item,
        policy=item.case.governing_policy.number,
        words=_words(detail),
        corrections=detail.get("corrections", []),
        grounds=[_ground(code) for code in grounds],
        kept=_kept(item),
        breaches=_breaches(item.case, language) if item.kind in STOPPING_KINDS else [],
        located=[Words(row.name_ja, row.name_en) for row in located],
        findings=findings_of(investigation) if investigation else "",
        warnings=list(_warnings(item, holdings)),
        statutory=is_statutory(item.kind, grounds),
    )


_DETAILS = {
    "text": _("What they wrote"),
    "about_reference": _("About the request"),
    "ground_detail": _("What they say about the grounds"),
    "extent": _("What it shall reach"),
    "basis": _("Evidence they name"),
    "scope_detail": _("What they mean by other"),
}


def _words(detail: dict[str, Any]) -> list[tuple[str | Promise, str]]:
    return [(label, str(detail[name])) for name, label in _DETAILS.items() if detail.get(name)]


def _ground(code: str) -> Ground:
    refusals = [str(OutcomeCode(refusal).label) for refusal in REFUSALS.get(code, ())]
    return Ground(str(StopGround(code).label), refusals)


def _kept(item: CaseItem) -> list[Kept]:
    if item.kind not in ("ERASURE", "SUSPENSION"):
        return []
    categories = categories_of(item)
    laws = retentions_of(categories)
    return [
        Kept(
            category=category,
            law=law,
            name=Words(law.law_ja, law.law_en),
            what=Words(law.what_ja, law.what_en),
            counted_from=Words(law.from_ja, law.from_en),
        )
        for category in categories
        for law in laws.get(category.pk, [])
    ]


def _breaches(case: Case, language: str) -> list[Happened]:
    return [
        Happened(
            breach.reference,
            [
                row.name_en if language == "en" else row.name_ja
                for row in breach.categories.order_by("position")
            ],
        )
        for breach in reportable_breaches_concerning(case.subject)
    ]


def _warnings(item: CaseItem, holdings: Holdings) -> Iterator[str | Promise]:
    if item.kind in DISCLOSING_KINDS:
        yield _(
            "Where only others' data stands in the way, mask or leave out that part and disclose "
            "the rest. Refuse the whole only if nothing can be separated."
        )
        yield _("The amount of data alone never hinders a disclosure (D2).")
    if holdings.hidden:
        yield _(
            "Some of this is under X1. No measure, promise or other answer may show that it exists."
        )
    if item.kind in ACTING_KINDS:
        yield _("A request may be met in part: decide how far, before you refuse.")
    if item.kind == "ERASURE":
        yield _(
            "Erasing may be deletion or making the person unidentifiable. What a law obliges to "
            "keep is promised for the end of that time instead."
        )
