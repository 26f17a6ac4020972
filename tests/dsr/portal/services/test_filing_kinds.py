"""Filing every kind, for everybody: items as the contract says, one fee, only what was asked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dsr.cases.enums import Gate, RequesterKind, Status
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.fees.models import Fee
from dsr.identity.models import IdentityCheck
from dsr.portal.domain.pages import KINDS
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.services.drafts import start_draft
from dsr.portal.services.filing import UnableToSubmitDraft, submit_draft
from tests.desk import NOW, make_requester, set_up_desk
from tests.dsr.portal.walk import save_all, save_one

AGENT_CLAIMS = {
    "agent_family_name": "代理",
    "agent_given_name": "太郎",
    "agent_family_name_kana": "ダイリ",
    "agent_given_name_kana": "タロウ",
    "agent_birth_date": "1960-12-31",
    "agent_postal_code": "530-0001",
    "agent_address": "大阪市北区見本町4-5-6",
    "agent_phone": "",
    "relationship": "弁護士",
}
CHILD = {"birth_year": "2010", "birth_month": "4", "birth_day": "2"}
AGENT_HOME = "530-0001 大阪市北区見本町4-5-6"
PERSON_HOME = "150-0001 東京都渋谷区見本町1-2-3"


@pytest.fixture
def draft(db: None) -> Draft:
    set_up_desk()
    return start_draft(user=make_requester(), now=NOW)


def submit(draft: Draft, now: datetime = NOW) -> Case:
    return submit_draft(draft_id=draft.pk, user_id=draft.user_id, language="ja", now=now)


def file(draft: Draft, **changes: Any) -> Case:
    save_all(draft, **changes)
    return submit(draft)


def items(case: Case) -> list[tuple[str, list[str], dict[str, Any]]]:
    rows = case.items.order_by("position")
    return [(item.kind, item.scope, item_detail(item)) for item in rows]


def test_every_kind_in_one_filing_becomes_its_item_in_order_and_one_fee(draft: Draft) -> None:
    case = file(draft, kinds=[kind.value for kind in reversed(KINDS)])
    assert items(case) == [
        ("DISCLOSURE", ["ALL"], {}),
        ("PURPOSE_NOTICE", ["ALL"], {}),
        ("PROVISION_RECORDS", ["ALL"], {}),
        (
            "CORRECTION",
            ["ALL"],
            {
                "corrections": [{"field": "住所", "current": "旧住所", "right": "新住所"}],
                "basis": "住民票",
            },
        ),
        (
            "SUSPENSION",
            ["LOCATION"],
            {"grounds": ["BEYOND_PURPOSE"], "ground_detail": "広告", "extent": "2025年分"},
        ),
        (
            "ERASURE",
            ["ALL"],
            {"grounds": ["NO_LONGER_NEEDED", "POLICY"], "ground_detail": "", "extent": ""},
        ),
        (
            "PROVISION_STOP",
            ["DEVICE"],
            {"grounds": ["PROVIDED_WITHOUT_CONSENT"], "ground_detail": "", "extent": ""},
        ),
        (
            "INQUIRY",
            ["ALL"],
            {"nature": "COMPLAINT", "about_reference": "", "text": "返事がありません"},
        ),
    ]
    assert [fee.amount for fee in Fee.objects.filter(case=case)] == [1000]
    assert (case.fee_gate, case.identity_gate) == (Gate.OPEN, Gate.OPEN)


@pytest.mark.parametrize(
    ("kinds", "fees"),
    [
        (["DISCLOSURE", "ERASURE"], [1000]),
        (["CORRECTION", "SUSPENSION", "ERASURE", "PROVISION_STOP"], []),
        (["PURPOSE_NOTICE"], []),
        (["PROVISION_RECORDS"], []),
        (["INQUIRY", "CORRECTION"], []),
    ],
)
def test_fee_is_charged_once_and_never_for_kinds_that_bear_none(
    draft: Draft, kinds: list[str], fees: list[int]
) -> None:
    case = file(draft, kinds=kinds)
    assert [fee.amount for fee in Fee.objects.filter(case=case)] == fees
    assert case.fee_gate == (Gate.OPEN if fees else Gate.NOT_NEEDED)


def test_inquiry_alone_is_accepted_at_once_without_check_or_fee(draft: Draft) -> None:
    case = file(draft, kinds=["INQUIRY"])
    assert (case.identity_gate, case.fee_gate, case.status) == (
        Gate.NOT_NEEDED, Gate.NOT_NEEDED, Status.ACCEPTED,
    )  # fmt: skip
    assert (IdentityCheck.objects.count(), Fee.objects.count()) == (0, 0)
    assert (case.delivery_method, case.formats) == ("DOWNLOAD", [])
    claims = {name: text for name, text in claims_of(case).items() if text}
    assert claims == {"family_name": "見本", "email": "hanako@mail.example"}


def test_inquiry_of_a_representative_is_their_own(draft: Draft) -> None:
    case = file(draft, asked_by="PARENT", kinds=["INQUIRY"])
    assert (case.requester_kind, case.authority_gate) == (RequesterKind.SELF, Gate.NOT_NEEDED)
    assert case.subject == draft.user.data_subject


@pytest.mark.parametrize(
    ("by", "kind", "extra"),
    [
        ("PARENT", "STATUTORY", CHILD),
        ("MINOR_GUARDIAN", "STATUTORY", CHILD),
        ("ADULT_GUARDIAN", "STATUTORY", {}),
        ("MANDATE", "MANDATED", {}),
    ],
)
def test_representative_files_for_a_person_of_their_own(
    draft: Draft, by: str, kind: str, extra: dict[str, str]
) -> None:
    case = file(
        draft, asked_by=by, kinds=["DISCLOSURE", "ERASURE"],
        mandate_kinds=["DISCLOSURE", "ERASURE", "CORRECTION"], **extra,
    )  # fmt: skip
    claims = claims_of(case)
    mandated = by == "MANDATE"
    assert {name: claims[name] for name in AGENT_CLAIMS} == AGENT_CLAIMS
    assert (claims["family_name"], claims["email"]) == ("𠮷野", "")
    assert (claims["basis"], claims["may_receive"]) == (by, "yes")
    assert claims["mandate_kinds"] == ("DISCLOSURE,ERASURE,CORRECTION" if mandated else "")
    assert (case.requester_kind, case.authority_gate) == (kind, Gate.OPEN)
    assert case.subject.user is None
    assert IdentityCheck.objects.get(case=case).method == "DOCUMENT"


@pytest.mark.parametrize(
    ("answers", "sent_to"),
    [
        ({"asked_by": "SELF"}, PERSON_HOME),
        ({"asked_by": "SELF", "delivery_address": "札幌市見本"}, "札幌市見本"),
        ({"asked_by": "ADULT_GUARDIAN"}, AGENT_HOME),
        ({"asked_by": "MANDATE", "may_receive": "yes"}, AGENT_HOME),
        ({"asked_by": "MANDATE", "may_receive": "no"}, PERSON_HOME),
        (
            {"asked_by": "MANDATE", "may_receive": "no", "delivery_address": "札幌市見本"},
            PERSON_HOME,  # who may not receive cannot say where it goes
        ),
    ],
)
@pytest.mark.parametrize(("kind", "method"), [("DISCLOSURE", "MEDIA"), ("CORRECTION", "PAPER")])
def test_post_goes_to_who_may_receive_it(
    draft: Draft, answers: dict[str, str], sent_to: str, kind: str, method: str
) -> None:
    case = file(draft, kinds=[kind], delivery_method=method, **answers)
    assert item_detail(case.items.get())["delivery_address"] == sent_to
    assert case.delivery_method == method


def test_medium_has_its_files_and_a_letter_has_none(draft: Draft) -> None:
    case = file(draft, kinds=["PROVISION_RECORDS"], delivery_method="MEDIA", formats=["CSV"])
    assert case.formats == ["CSV"]
    other = start_draft(user=draft.user, now=NOW)
    assert file(other, kinds=["ERASURE"]).formats == []


def test_child_that_turned_18_meanwhile_is_refused_on_the_day_of_filing(draft: Draft) -> None:
    birthday: dict[str, Any] = {"birth_year": "2008", "birth_month": "4", "birth_day": "2"}
    save_all(draft, asked_by="PARENT", kinds=["ERASURE"], **birthday)
    last_minute = datetime(2026, 4, 1, 14, 59, tzinfo=UTC)
    turned_18 = datetime(2026, 4, 1, 15, 0, tzinfo=UTC)  # midnight in Tokyo
    with pytest.raises(UnableToSubmitDraft) as refusal:
        submit(draft, turned_18)
    assert refusal.value.pages == [Page.NAME]
    assert Case.objects.count() == 0
    assert submit(draft, last_minute).requester_kind == RequesterKind.STATUTORY


def test_answers_of_dropped_pages_are_kept_while_typing_and_never_filed(draft: Draft) -> None:
    save_all(draft, asked_by="MANDATE", kinds=["CORRECTION", "DISCLOSURE"])
    save_one(draft, Page.REQUESTER, asked_by="SELF")
    save_one(draft, Page.KINDS, kinds=["DISCLOSURE"])
    assert save_all(draft) == [Page.IDENTITY]
    case = submit(draft)
    assert items(case) == [("DISCLOSURE", ["ALL"], {})]
    assert not any(name.startswith("agent_") for name in claims_of(case))
    assert (case.requester_kind, case.authority_gate) == (RequesterKind.SELF, Gate.NOT_NEEDED)


def test_kind_chosen_again_brings_back_what_was_typed(draft: Draft) -> None:
    save_all(draft, kinds=["CORRECTION"])
    save_one(draft, Page.KINDS, kinds=["DISCLOSURE"])
    assert save_all(draft) == [Page.SCOPE, Page.DELIVERY, Page.FEE]
    save_one(draft, Page.KINDS, kinds=["CORRECTION"])
    case = submit(draft)
    assert item_detail(case.items.get())["basis"] == "住民票"
    assert (case.formats, Fee.objects.count()) == ([], 0)
