"""Cases that wait for a reviewer, and verdicts on them."""

from typing import Any

from dsr.cases.models import Case
from dsr.identity.enums import DocumentClass, DocumentSide, IdentityMethod
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.services.documents import hand_in_documents, upload_document
from dsr.identity.services.reviews import decide_identity
from policies.domain.calendar import jst_date
from tests.desk import NOW
from tests.dsr.identity.people import checked_case, picture

SAME = {"NAME": "MATCH", "BIRTH_DATE": "MATCH", "ADDRESS": "MATCH"}
DIFFERENT = SAME | {"ADDRESS": "DIFFERS"}


def upload(case: Case, text: str = "a", **facts: Any) -> IdentityDocument:
    """One picture of a licence's front that says `text`."""
    return upload_document(
        **{
            "case_id": case.pk,
            "document_class": DocumentClass.DRIVERS_LICENCE,
            "side": DocumentSide.FRONT,
            "moved": False,
            "upload": picture(text),
            "file_name": "免許証.jpg",
            "now": NOW,
            **facts,
        }
    )


def waiting_case(**facts: Any) -> Case:
    """A case whose document waits for a reviewer."""
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT, **facts)
    upload(case, str(facts))
    hand_in_documents(case_id=case.pk, now=NOW)
    return case


def decide(case: Case, actor: Any, **facts: Any) -> IdentityCheck:
    """A verdict: it is this person, unless `facts` say otherwise."""
    return decide_identity(
        **{
            "case_id": case.pk,
            "verified": True,
            "matches": SAME,
            "document_class": DocumentClass.DRIVERS_LICENCE,
            "expiry_seen": jst_date(NOW),
            "reason": "",
            "actor": actor,
            "now": NOW,
            **facts,
        }
    )
