"""What belongs to a case beside itself: linked requests and breaches."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.actor import Actor
from dsr.breaches.models import Breach
from dsr.breaches.selectors.breaches import breaches_of_case, unlocks_35_5
from dsr.cases.enums import LinkKind
from dsr.cases.models import Case
from dsr.cases.selectors.links import LinkedCase, links_of, requests_lately

# (kind of link, whether this case is the later one) -> what the page says.
LINK_WORDS: dict[tuple[str, bool], str | Promise] = {
    (LinkKind.DUPLICATE, True): _("asks for the same as the earlier request"),
    (LinkKind.DUPLICATE, False): _("is asked for again by the later request"),
    (LinkKind.COMPLAINT_ABOUT, True): _("is a complaint about the request"),
    (LinkKind.COMPLAINT_ABOUT, False): _("is what a complaint is about"),
    (LinkKind.FOLLOW_UP, True): _("follows up the request"),
    (LinkKind.FOLLOW_UP, False): _("is followed up by the request"),
}


@dataclass(frozen=True)
class Belonging:
    """One linked request in words."""

    other: Case
    words: str | Promise
    found_by_system: bool


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """Linked requests, how many this person made lately, breaches on the case and of the person."""

    links: list[Belonging]
    lately: int
    breaches: list[Breach]
    unlocks_35_5: bool


def belongings(case: Case, *, actor: Actor) -> Belongings:
    """Read the section of the case page; breaches only for those who may see them."""
    sees = actor.may("dsr_breaches.view_breach")
    return Belongings(
        links=[_belonging(row) for row in links_of(case)],
        lately=requests_lately(case),
        breaches=list(breaches_of_case(case)) if sees else [],
        unlocks_35_5=sees and unlocks_35_5(case.subject),
    )


def _belonging(row: LinkedCase) -> Belonging:
    words = LINK_WORDS[(row.link.kind, row.later)]
    return Belonging(row.other, words, row.link.made_by_id is None)
