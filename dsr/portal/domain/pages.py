"""Which pages a filing needs, from the answers so far, and which are still to answer. Pure.

Answers are `{field: value}` of every saved page; pages share no field name. Answers of pages that
are no longer needed stay in the draft and are never filed (`answers_of_pages`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dsr.cases.domain.stop_grounds import STOP_KINDS, is_ground_for
from dsr.identity.domain.authority import is_minor
from dsr.portal.enums import FOR_A_MINOR, AskedBy, Page
from policies.enums import FEE_BEARING_KINDS, DeliveryMethod, RequestKind

# The order in which kinds are offered and filed.
KINDS = (
    RequestKind.DISCLOSURE,
    RequestKind.PURPOSE_NOTICE,
    RequestKind.PROVISION_RECORDS,
    RequestKind.CORRECTION,
    RequestKind.SUSPENSION,
    RequestKind.ERASURE,
    RequestKind.PROVISION_STOP,
    RequestKind.INQUIRY,
)
# After these the person receives data, so they choose files; the others are answered by a letter.
HANDING_DATA_OVER = (RequestKind.DISCLOSURE, RequestKind.PROVISION_RECORDS)
STOP_PAGES: Mapping[RequestKind, tuple[Page, Page]] = {
    RequestKind.SUSPENSION: (Page.SUSPENSION_DATA, Page.SUSPENSION_WHY),
    RequestKind.ERASURE: (Page.ERASURE_DATA, Page.ERASURE_WHY),
    RequestKind.PROVISION_STOP: (Page.PROVISION_STOP_DATA, Page.PROVISION_STOP_WHY),
}
WAYS_WITH_FILES = (DeliveryMethod.DOWNLOAD, DeliveryMethod.MEDIA)
Answers = Mapping[str, Any]


def field_start(kind: RequestKind) -> str:
    """What the names of a stopping kind's fields begin with, such as "erasure_"."""
    return f"{kind.value.lower()}_"


def kinds_of(answers: Answers) -> tuple[RequestKind, ...]:
    """The kinds chosen, in the order of KINDS; none before the question was answered."""
    chosen = answers.get("kinds") or []
    return tuple(kind for kind in KINDS if kind in chosen)


def only_asks_us(answers: Answers) -> bool:
    """Whether the filing is nothing but an inquiry: anybody may ask, in their own name (Art 40)."""
    return kinds_of(answers) == (RequestKind.INQUIRY,)


def asked_by(answers: Answers) -> AskedBy:
    """As what the filing is made. An inquiry needs no authority, so it is the asker's own."""
    if only_asks_us(answers):
        return AskedBy.SELF
    return AskedBy(answers.get("asked_by") or AskedBy.SELF)


def may_receive(answers: Answers) -> bool:
    """Whether the answer may be given to who asks: by law, or as the letter of mandate says."""
    return asked_by(answers) != AskedBy.MANDATE or answers.get("may_receive") == "yes"


def pages_for(answers: Answers, *, fee: int) -> list[Page]:
    """The pages a filing with these answers needs, in order.

    Until the kinds are chosen this is the way of a disclosure, the most frequent one.

    Arguments:
        fee: what the filing would cost in yen; without a fee no page asks about it.
    """
    kinds = kinds_of(answers) or (RequestKind.DISCLOSURE,)
    if kinds == (RequestKind.INQUIRY,):
        return [Page.REQUESTER, Page.KINDS, Page.CALLED, Page.INQUIRY, Page.PURPOSE]
    by = asked_by(answers)
    needed = {Page.REQUESTER, Page.KINDS, Page.NAME, Page.CONTACT, Page.MEMBERSHIP, Page.DELIVERY}
    needed |= {Page.PURPOSE}
    needed |= {Page.IDENTITY} if by == AskedBy.SELF else _OF_REPRESENTATIVES
    for kind in kinds:
        needed |= _pages_of_kind(kind)
    if fee:
        needed.add(Page.FEE)
    return [page for page in Page if page in needed]


_OF_REPRESENTATIVES = {Page.AGENT, Page.AGENT_CONTACT, Page.AUTHORITY}


def _pages_of_kind(kind: RequestKind) -> set[Page]:
    if kind in FEE_BEARING_KINDS:
        return {Page.SCOPE}
    if kind in STOP_PAGES:
        return set(STOP_PAGES[kind])
    return {Page.CORRECTION if kind == RequestKind.CORRECTION else Page.INQUIRY}


def answers_of_pages(saved: Mapping[str, Answers], pages: list[Page]) -> dict[str, Any]:
    """Answers of these pages alone: what other pages were once told is not filed."""
    return {name: value for page in pages for name, value in saved.get(page, {}).items()}


def pages_to_answer(saved: Mapping[str, Answers], *, fee: int, on: date) -> list[Page]:
    """Pages still to answer before filing on the JST date `on`, in order.

    A page counts as answered when it was saved and other answers did not overtake it since.
    """
    everything = answers_of_pages(saved, list(Page))
    return [
        page
        for page in pages_for(everything, fee=fee)
        if page not in saved or overtaken(page, everything, on=on)
    ]


def overtaken(page: Page, answers: Answers, *, on: date) -> bool:
    """Whether a saved page no longer fits what the other pages say, or the day."""
    rule = _RULES.get(page)
    return rule is not None and not rule(answers, on)


def _kinds_chosen(answers: Answers, on: date) -> bool:
    return bool(kinds_of(answers))


def _is_of_the_age(answers: Answers, on: date) -> bool:
    if asked_by(answers) not in FOR_A_MINOR:
        return True
    return is_minor(date.fromisoformat(answers["birth_date"]), on=on)


def kinds_to_mandate(answers: Answers) -> list[RequestKind]:
    """The chosen kinds that a letter of mandate must name."""
    return [kind for kind in kinds_of(answers) if kind != RequestKind.INQUIRY]


def _mandate_covers(answers: Answers, on: date) -> bool:
    if asked_by(answers) != AskedBy.MANDATE:
        return True
    covered = answers.get("mandate_kinds") or []
    told = answers.get("may_receive") in ("yes", "no")
    return told and all(kind in covered for kind in kinds_to_mandate(answers))


def ways_to_receive(answers: Answers) -> tuple[DeliveryMethod, ...]:
    """The ways of delivery that this filing can choose from."""
    ways = [DeliveryMethod.DOWNLOAD, DeliveryMethod.PAPER]
    if hands_data_over(answers):
        ways.append(DeliveryMethod.MEDIA)
    if not may_receive(answers):  # then it is mailed to the person
        ways.remove(DeliveryMethod.DOWNLOAD)
    return tuple(ways)


def hands_data_over(answers: Answers) -> bool:
    """Whether the answer may hold data, so that files are chosen."""
    kinds = kinds_of(answers) or (RequestKind.DISCLOSURE,)
    return any(kind in HANDING_DATA_OVER for kind in kinds)


def files_wanted(answers: Answers) -> bool:
    """Whether the filing names file formats."""
    return hands_data_over(answers) and answers.get("delivery_method") in WAYS_WITH_FILES


def _way_is_open(answers: Answers, on: date) -> bool:
    chosen = answers.get("delivery_method")
    has_files = bool(answers.get("formats")) or not files_wanted(answers)
    return chosen in ways_to_receive(answers) and has_files


_RULES = {
    Page.KINDS: _kinds_chosen,
    Page.NAME: _is_of_the_age,
    Page.AUTHORITY: _mandate_covers,
    Page.DELIVERY: _way_is_open,
}


def grounds_ticked(kind: RequestKind, answers: Answers) -> list[str]:
    """The grounds ticked for a stopping kind that the law knows for it."""
    if kind not in STOP_KINDS:
        return []
    ticked = answers.get(f"{field_start(kind)}grounds") or []
    return [ground for ground in ticked if is_ground_for(kind, ground)]
