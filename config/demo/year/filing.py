"""What the people of the simulated year ask for, filed by the services the portal uses."""

import uuid
from datetime import datetime
from typing import Any

from accounts.domain.actor import requester_actor
from accounts.models import User
from config.demo.people import Person
from config.demo.year.plan import Plan
from dsr.cases.enums import Gate, InquiryNature, RequesterKind, Scope, StopGround
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem, file_case
from dsr.cases.services.gates import accept_when_ready
from dsr.fees.selectors.fees import charged_row
from dsr.fees.services.fees import raise_fee
from dsr.identity.enums import IdentityMethod
from dsr.identity.services.checks import open_check
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, FeeCharged, RequestKind

STOPPING: dict[str, StopGround] = {
    "SUSPENSION": StopGround.BEYOND_PURPOSE,
    "ERASURE": StopGround.NO_LONGER_NEEDED,
    "PROVISION_STOP": StopGround.PROVIDED_WITHOUT_CONSENT,
}


def file_planned(*, plan: Plan, person: Person, user: User, now: datetime) -> Case:
    """File what the plan says, as this person or their representative."""
    kinds = [RequestKind(kind) for kind in plan.kinds]
    method = DeliveryMethod.PAPER if plan.paper else DeliveryMethod.DOWNLOAD
    row = charged_row(kinds, delivery_method=method, on=jst_date(now))
    due = row is not None and row.charged == FeeCharged.AT_FILING
    only_inquiry = kinds == [RequestKind.INQUIRY]
    case, _made = file_case(
        requester=user,
        requester_kind=RequesterKind(plan.requester),
        filing_token=uuid.uuid4(),
        claims=_claims(plan, person),
        items=[AskedItem(kind=kind, **_asked(kind, plan, person)) for kind in kinds],
        delivery_method=method,
        formats=[] if plan.paper else ["PDF", "CSV"],
        fee_gate=Gate.OPEN if due else Gate.NOT_NEEDED,
        identity_gate=Gate.NOT_NEEDED if only_inquiry else Gate.OPEN,
        language=plan.language,
        actor=requester_actor(user.pk),
        now=now,
    )
    if not only_inquiry:
        by_code = IdentityMethod.MEMBER_MATCH
        open_check(
            case=case, method=IdentityMethod.DOCUMENT if plan.by_document else by_code, now=now
        )
    raise_fee(case=case, now=now, receipt_addressee=person.full_name)
    return accept_when_ready(case=case, now=now)  # as the portal does: a question waits for nothing


def _claims(plan: Plan, person: Person) -> dict[str, Any]:
    claims = {
        "family_name": person.family_name, "given_name": person.given_name,
        "family_name_kana": person.family_name_kana, "given_name_kana": person.given_name_kana,
        "former_name": "", "birth_date": person.birth_date.isoformat(),
        "postal_code": person.postal_code, "address": person.address, "registered_address": "",
        "phone": person.phone, "email": person.email, "member_id": person.member_id,
        "registered_email": "",
    }  # fmt: skip
    if plan.requester == "SELF":
        return claims
    mandated = plan.requester == "MANDATED"
    return claims | {
        "email": "",
        "agent_family_name": "代理", "agent_given_name": f"{plan.number}",
        "agent_family_name_kana": "ダイリ", "agent_given_name_kana": "",
        "agent_birth_date": "1975-05-05", "agent_postal_code": person.postal_code,
        "agent_address": person.address, "agent_phone": "",
        "relationship": "弁護士" if mandated else "成年後見人",
        "basis": "MANDATE" if mandated else "ADULT_GUARDIAN",
        "mandate_kinds": ",".join(plan.kinds) if mandated else "",
        "may_receive": "yes" if mandated else "",
    }  # fmt: skip


def _asked(kind: RequestKind, plan: Plan, person: Person) -> dict[str, Any]:
    home = f"{person.postal_code} {person.address}"
    address = {"delivery_address": home} if plan.paper else {}
    if kind == RequestKind.CORRECTION:
        row = {"field": "住所", "current": person.address, "right": f"{person.address} 新館"}
        return {
            "scope": (Scope.PROFILE,),
            "detail": {"corrections": [row], "basis": "転居しました。", **address},
        }
    if kind in STOPPING:
        grounds = [STOPPING[kind].value]
        return {"detail": {"grounds": grounds, "ground_detail": "", "extent": "", **address}}
    if kind == RequestKind.INQUIRY:
        return {
            "detail": {
                "nature": InquiryNature.COMPLAINT if plan.doubtful else InquiryNature.QUESTION,
                "about_reference": "",
                "text": "私のデータはどこの国に保存されていますか。",
            }
        }
    return {"detail": address}
