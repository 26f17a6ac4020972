"""Cases in which somebody asks for another person, walked through the real services."""

from datetime import date, datetime
from typing import Any

from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.identity.domain.authority import BASES
from dsr.identity.enums import (
    AuthorityBasis,
    AuthorityClass,
    DocumentClass,
    IdentityMethod,
    Whose,
)
from dsr.identity.models import AuthorityCheck, AuthorityDocument, IdentityCheck
from dsr.identity.selectors.authority import address_of_principal
from dsr.identity.services.authority import decide_authority
from dsr.identity.services.authority_documents import hand_in_authority, upload_authority
from dsr.identity.services.authority_findings import SeenAuthority
from dsr.identity.services.checks import open_check
from dsr.identity.services.documents import hand_in_documents
from dsr.identity.services.reviews import SeenAgent
from policies.domain.calendar import jst_date
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester
from tests.dsr.identity.people import picture
from tests.dsr.identity.review import SAME, decide, upload

CHILD_BORN = date(2015, 5, 20)
CHILD = {
    "family_name": "窓口", "given_name": "次郎", "family_name_kana": "マドグチ",
    "given_name_kana": "ジロウ", "former_name": "", "birth_date": CHILD_BORN.isoformat(),
    "postal_code": "100-0042", "address": "東京都千代田区緑町4丁目2番1号",
    "registered_address": "", "phone": "", "email": "", "member_id": "", "registered_email": "",
    "agent_family_name": "代理", "agent_given_name": "花子", "agent_family_name_kana": "ダイリ",
    "agent_given_name_kana": "ハナコ", "agent_birth_date": "1980-02-03",
    "agent_postal_code": "150-0002", "agent_address": "東京都渋谷区見本1丁目", "agent_phone": "",
    "relationship": "母", "basis": "PARENT", "mandate_kinds": "", "may_receive": "",
}  # fmt: skip
MANDATE = {"basis": "MANDATE", "relationship": "友人", "birth_date": "1980-05-20",
           "mandate_kinds": "DISCLOSURE", "may_receive": "yes"}  # fmt: skip
SHOWN_BY = {
    "PARENT": AuthorityClass.FAMILY_REGISTER,
    "MINOR_GUARDIAN": AuthorityClass.FAMILY_REGISTER,
    "ADULT_GUARDIAN": AuthorityClass.GUARDIAN_REGISTRATION,
    "MANDATE": AuthorityClass.MANDATE,
}


def represented_case(
    *,
    email: str = "agent@mail.example",
    claims: dict[str, str] | None = None,
    kinds: tuple[RequestKind, ...] = (RequestKind.DISCLOSURE,),
    now: datetime = NOW,
) -> Case:
    """A case that `email` filed for somebody else, with both checks open."""
    said = CHILD | (claims or {})
    kind = RequesterKind(BASES[said["basis"]].requester_kind)
    user = make_requester(email)
    case = file_disclosure(
        user, claims=said, requester_kind=kind, now=now,
        items=[AskedItem(kind=asked) for asked in kinds],
    )  # fmt: skip
    open_check(case=case, method=IdentityMethod.MEMBER_MATCH, now=now)
    return case


def show(
    case: Case, text: str | None = None, *, now: datetime = NOW, **facts: Any
) -> AuthorityDocument:
    """One document of authority that shows the case's basis."""
    basis = AuthorityCheck.objects.get(case=case).basis
    return upload_authority(
        **{
            "case_id": case.pk,
            "document_class": SHOWN_BY[basis],
            "upload": picture(text or f"代理権{case.pk}"),
            "file_name": "書類.jpg",
            "now": now,
            **facts,
        }
    )


def shown_case(*, now: datetime = NOW, **facts: Any) -> Case:
    """A case whose document of authority waits for a reviewer."""
    case = represented_case(now=now, **facts)
    show(case, now=now)
    hand_in_authority(case_id=case.pk, now=now)
    return case


def seen(case: Case, **facts: Any) -> SeenAuthority:
    """Everything in order, unless `facts` say otherwise."""
    check = AuthorityCheck.objects.get(case=case)
    rule = BASES[check.basis]
    return SeenAuthority(
        **{
            "document_class": SHOWN_BY[check.basis],
            "findings": dict.fromkeys(rule.points, "SHOWN"),
            "issued_on": jst_date(NOW),
            "kinds_stated": ("DISCLOSURE",) if rule.stated_kinds else (),
            "birth_date": CHILD_BORN if rule.of_minor else None,
            "notice": "DO_NOT_TELL" if rule.of_minor else "",
            **facts,
        }
    )


def judge(
    case: Case, actor: Any, *, confirmed: bool = True, reason: str = "戸籍で確認した",
    now: datetime = NOW, **facts: Any,
) -> AuthorityCheck:  # fmt: skip
    """A verdict on the authority."""
    fresh = Case.objects.select_related("data_key", "subject__data_key").get(pk=case.pk)
    return decide_authority(
        case_id=case.pk, confirmed=confirmed, seen=seen(case, **facts), reason=reason,
        address=address_of_principal(fresh), actor=actor, now=now,
    )  # fmt: skip


def both_upload(case: Case) -> None:
    """Documents of the principal and of the representative, handed in."""
    upload(case, f"本人{case.pk}")
    upload(case, f"代理人{case.pk}", whose=Whose.REPRESENTATIVE)
    hand_in_documents(case_id=case.pk, now=NOW)


def agent_seen(**facts: Any) -> SeenAgent:
    """The representative's licence, in order unless `facts` say otherwise."""
    return SeenAgent(
        **{
            "matches": SAME,
            "document_class": DocumentClass.DRIVERS_LICENCE,
            "expiry_seen": jst_date(NOW),
            **facts,
        }
    )


def verify_both(case: Case, actor: Any, **facts: Any) -> IdentityCheck:
    """Both people shown and confirmed."""
    both_upload(case)
    return decide(case, actor, **{"agent": agent_seen(), **facts})


def adult_ward() -> dict[str, str]:
    """Claims about an adult under guardianship."""
    return {"basis": AuthorityBasis.ADULT_GUARDIAN.value, "birth_date": "1940-01-02"}
