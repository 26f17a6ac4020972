"""Pages follow from the answers: every way ends in a fileable draft, whatever is changed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.portal.domain.pages import (
    KINDS,
    STOP_PAGES,
    answers_of_pages,
    asked_by,
    kinds_of,
    pages_for,
    pages_to_answer,
    ways_to_receive,
)
from dsr.portal.enums import AskedBy, Page
from policies.enums import FEE_BEARING_KINDS, DeliveryMethod, RequestKind

ON = date(2026, 4, 1)
MINOR, ADULT = "2010-01-01", "1990-04-01"
Saved = dict[str, dict[str, Any]]

PERSON = [Page.NAME, Page.CONTACT, Page.MEMBERSHIP]
AGENT = [Page.AGENT, Page.AGENT_CONTACT, Page.AUTHORITY]


def pages(by: str, *kinds: str, fee: int = 0) -> list[Page]:
    return pages_for({"asked_by": by, "kinds": list(kinds)}, fee=fee)


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (["DISCLOSURE"], [Page.SCOPE]),
        (["PURPOSE_NOTICE"], [Page.SCOPE]),
        (["PROVISION_RECORDS"], [Page.SCOPE]),
        (["CORRECTION"], [Page.CORRECTION]),
        (["SUSPENSION"], [Page.SUSPENSION_DATA, Page.SUSPENSION_WHY]),
        (["ERASURE"], [Page.ERASURE_DATA, Page.ERASURE_WHY]),
        (["PROVISION_STOP"], [Page.PROVISION_STOP_DATA, Page.PROVISION_STOP_WHY]),
        (["ERASURE", "DISCLOSURE"], [Page.SCOPE, Page.ERASURE_DATA, Page.ERASURE_WHY]),
        (["INQUIRY", "CORRECTION"], [Page.CORRECTION, Page.INQUIRY]),
        ([], [Page.SCOPE]),
    ],
)
def test_person_is_asked_what_the_kinds_need(kinds: list[str], asked: list[Page]) -> None:
    first = [Page.REQUESTER, Page.KINDS, *PERSON]
    assert pages("SELF", *kinds) == [*first, *asked, Page.DELIVERY, Page.IDENTITY, Page.PURPOSE]


@pytest.mark.parametrize("by", [by for by in AskedBy if by != AskedBy.SELF])
def test_representative_is_asked_about_themself_too_and_shows_documents(by: AskedBy) -> None:
    assert pages(by, "ERASURE") == [
        Page.REQUESTER, Page.KINDS, *AGENT, *PERSON, Page.ERASURE_DATA, Page.ERASURE_WHY,
        Page.DELIVERY, Page.PURPOSE,
    ]  # fmt: skip


@pytest.mark.parametrize("by", list(AskedBy))
def test_inquiry_alone_needs_no_identity_delivery_or_fee(by: AskedBy) -> None:
    needed = [Page.REQUESTER, Page.KINDS, Page.CALLED, Page.INQUIRY, Page.PURPOSE]
    assert pages(by, "INQUIRY", fee=1000) == needed
    assert asked_by({"asked_by": by, "kinds": ["INQUIRY"]}) == AskedBy.SELF


def test_fee_page_is_asked_only_where_there_is_a_fee() -> None:
    assert Page.FEE in pages("SELF", "DISCLOSURE", fee=1000)
    assert Page.FEE not in pages("SELF", "DISCLOSURE", fee=0)


@pytest.mark.parametrize(
    ("by", "born", "asked_again"),
    [
        ("PARENT", "2008-04-02", False),  # 17 on the day
        ("PARENT", "2008-04-01", True),  # 18 today
        ("MINOR_GUARDIAN", "2008-04-01", True),
        ("MINOR_GUARDIAN", "2008-04-02", False),
        ("ADULT_GUARDIAN", "2008-04-01", False),
        ("MANDATE", "1950-01-01", False),
        ("SELF", "1950-01-01", False),
    ],
)
def test_parent_and_guardian_of_a_minor_ask_for_a_minor(
    by: str, born: str, asked_again: bool
) -> None:
    saved = complete({"asked_by": by, "kinds": ["ERASURE"], "birth_date": born})
    assert pages_to_answer(saved, fee=0, on=ON) == ([Page.NAME] if asked_again else [])


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"mandate_kinds": ["ERASURE"]}, []),
        ({"mandate_kinds": ["CORRECTION"]}, [Page.AUTHORITY]),
        ({"mandate_kinds": []}, [Page.AUTHORITY]),
        ({"may_receive": ""}, [Page.AUTHORITY, Page.DELIVERY]),
        ({"may_receive": "no"}, [Page.DELIVERY]),  # a download would reach the agent
        ({"may_receive": "no", "delivery_method": "PAPER"}, []),
    ],
)
def test_letter_of_mandate_covers_what_is_asked(changes: dict[str, Any], again: list[Page]) -> None:
    start = {
        "asked_by": "MANDATE", "kinds": ["ERASURE", "INQUIRY"], "mandate_kinds": ["ERASURE"],
        "may_receive": "yes",
    }  # fmt: skip
    assert pages_to_answer(complete({**start, **changes}), fee=0, on=ON) == again


@pytest.mark.parametrize(
    ("kinds", "method", "formats", "again"),
    [
        (["DISCLOSURE"], "DOWNLOAD", ["PDF"], []),
        (["DISCLOSURE"], "DOWNLOAD", [], [Page.DELIVERY]),
        (["DISCLOSURE"], "MEDIA", [], [Page.DELIVERY]),
        (["DISCLOSURE"], "MEDIA", ["CSV"], []),
        (["DISCLOSURE"], "PAPER", [], []),
        (["ERASURE"], "DOWNLOAD", [], []),
        (["ERASURE"], "MEDIA", ["CSV"], [Page.DELIVERY]),  # a letter is not sent on a disc
        (["PURPOSE_NOTICE"], "MEDIA", ["CSV"], [Page.DELIVERY]),
    ],
)
def test_way_of_delivery_fits_what_is_asked(
    kinds: list[str], method: str, formats: list[str], again: list[Page]
) -> None:
    start = {"asked_by": "SELF", "kinds": kinds, "delivery_method": method, "formats": formats}
    assert pages_to_answer(complete(start), fee=0, on=ON) == again


choices = st.fixed_dictionaries(
    {
        "asked_by": st.sampled_from([by.value for by in AskedBy]),
        "kinds": st.lists(st.sampled_from([k.value for k in KINDS]), min_size=1, unique=True),
        "born": st.sampled_from([MINOR, ADULT]),
        "mandate": st.lists(st.sampled_from([k.value for k in KINDS]), unique=True),
        "may_receive": st.sampled_from(["yes", "no"]),
        "delivery_method": st.sampled_from(["DOWNLOAD", "PAPER", "MEDIA"]),
        "formats": st.sampled_from([[], ["PDF"], ["PDF", "CSV", "JSON"]]),
    }
)


@given(st.lists(choices, min_size=1, max_size=4))
def test_every_way_ends_in_a_fileable_draft_however_often_answers_change(
    wishes: list[dict[str, Any]],
) -> None:
    saved: Saved = {}
    for wish in wishes:  # each time the person goes back and begins with other answers
        saved[Page.REQUESTER] = {"asked_by": wish["asked_by"]}
        saved[Page.KINDS] = {"kinds": wish["kinds"]}
        saved[Page.NAME] = {"birth_date": wish["born"], "family_name": "typed"}
        before = {page: dict(answers) for page, answers in saved.items()}
        answered = finish(saved, wish)
        assert len(answered) <= len(Page)
        assert pages_to_answer(saved, fee=fee_of(saved), on=ON) == []
        assert set(before) <= set(saved), "nothing typed is lost"
        filed = filed_answers(saved)
        assert_filed_is_what_was_asked(filed, wish)


def finish(saved: Saved, wish: dict[str, Any]) -> list[Page]:
    """Answer what is asked, as a person would, until nothing is left. No page twice."""
    answered: list[Page] = []
    while left := pages_to_answer(saved, fee=fee_of(saved), on=ON):
        page = left[0]
        assert page not in answered, f"asked again and again: {page}"
        everything = answers_of_pages(saved, list(Page))
        saved[page] = {**saved.get(page, {}), **good_answer(page, everything, wish)}
        answered.append(page)
    return answered


def good_answer(page: Page, everything: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
    """What the page accepts: the wish where it is possible, else something that is."""
    if page == Page.NAME:  # asked again: the parent asks for another child
        return {"birth_date": MINOR}
    if page == Page.AUTHORITY:
        covered = {*wish["mandate"], *(kind.value for kind in kinds_of(everything))}
        return {"mandate_kinds": sorted(covered), "may_receive": wish["may_receive"]}
    if page == Page.DELIVERY:
        ways = ways_to_receive(everything)
        way = wish["delivery_method"] if wish["delivery_method"] in ways else ways[0].value
        return {"delivery_method": way, "formats": wish["formats"] or ["PDF"]}
    return {f"typed_on_{page.value}": "x"}


def fee_of(saved: Saved) -> int:
    kinds = kinds_of(answers_of_pages(saved, list(Page))) or (RequestKind.DISCLOSURE,)
    return 1000 if set(kinds) & set(FEE_BEARING_KINDS) else 0


def filed_answers(saved: Saved) -> dict[str, Any]:
    everything = answers_of_pages(saved, list(Page))
    return answers_of_pages(saved, pages_for(everything, fee=fee_of(saved)))


def assert_filed_is_what_was_asked(filed: dict[str, Any], wish: dict[str, Any]) -> None:
    """No answer of a page that this wish does not need is filed."""
    alone = wish["kinds"] == [RequestKind.INQUIRY]
    assert ("birth_date" in filed) == (not alone)
    assert ("delivery_method" in filed) == (not alone)
    represented = wish["asked_by"] != AskedBy.SELF and not alone
    assert (f"typed_on_{Page.AGENT.value}" in filed) == represented
    assert (f"typed_on_{Page.IDENTITY.value}" in filed) == (not alone and not represented)
    assert ("mandate_kinds" in filed) == represented
    for kind, (data, why) in STOP_PAGES.items():
        asked = kind.value in wish["kinds"]
        assert (f"typed_on_{data.value}" in filed) == asked
        assert (f"typed_on_{why.value}" in filed) == asked


def complete(answers: dict[str, Any]) -> Saved:
    """Every page saved; these answers where they belong, the rest as it fits."""
    homes = {
        "asked_by": Page.REQUESTER, "kinds": Page.KINDS, "birth_date": Page.NAME,
        "mandate_kinds": Page.AUTHORITY, "may_receive": Page.AUTHORITY,
        "delivery_method": Page.DELIVERY, "formats": Page.DELIVERY,
    }  # fmt: skip
    defaults = {"birth_date": MINOR, "delivery_method": "DOWNLOAD", "formats": ["PDF"],
                "mandate_kinds": [kind.value for kind in KINDS], "may_receive": "yes"}  # fmt: skip
    saved: Saved = {page: {} for page in Page}
    for name, value in {**defaults, **answers}.items():
        saved[homes[name]][name] = value
    return saved


def test_ways_to_receive_are_named_for_each_filing() -> None:
    own = {"kinds": ["DISCLOSURE"]}
    assert ways_to_receive(own) == (
        DeliveryMethod.DOWNLOAD, DeliveryMethod.PAPER, DeliveryMethod.MEDIA,
    )  # fmt: skip
    assert ways_to_receive({"kinds": ["SUSPENSION"]}) == (
        DeliveryMethod.DOWNLOAD, DeliveryMethod.PAPER,
    )  # fmt: skip
    agent = {"asked_by": "MANDATE", "may_receive": "no"}
    assert ways_to_receive({**own, **agent}) == (DeliveryMethod.PAPER, DeliveryMethod.MEDIA)
