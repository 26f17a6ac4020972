"""Leaving the service: every consent ends, and the desk gets a request to erase, in one go."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.actor import requester_actor
from accounts.models import DataSubject, User
from accounts.services.data_subjects import ensure_subject
from consent.services.consents import end_earlier_consents, withdraw_everything
from dsr.cases.enums import Gate, StopGround
from dsr.cases.services.filing import AskedItem, file_case
from dsr.cases.services.gates import accept_when_ready
from dsr.identity.enums import IdentityMethod
from dsr.identity.services.checks import open_check
from dsr.portal.domain.claims import CLAIM_FIELDS
from dsr.portal.models import Leaving
from dsr.portal.selectors.leaving import open_leaving
from policies.enums import DeliveryMethod, RequestKind

SOURCE = "LEAVING"


@transaction.atomic
def leave_service(
    *, user_id: int, family_name: str, given_name: str, language: str, now: datetime
) -> Leaving:
    """End every consent and file an erasure of everything under the policy's Art 10(2), no fee.

    A second click, or a second wish while the first is open, gives the same leaving, and ends what
    was agreed to since. A request of the person that is open already goes on beside it; the desk
    links the two.

    Arguments:
        family_name, given_name: to whom the answer is addressed.
        language: of the page, "ja" or "en".
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    existing = open_leaving(user_id=user_id)
    if existing is not None:
        person = ensure_subject(user=user, now=now)
        withdraw_everything(subject_id=person.pk, language=language, source=SOURCE, now=now)
        return existing
    actor = requester_actor(user_id)
    case, _made = file_case(
        requester=user,
        filing_token=uuid.uuid4(),
        claims={
            **dict.fromkeys(CLAIM_FIELDS, ""),
            "family_name": family_name,
            "given_name": given_name,
            "email": user.email,
        },
        items=[_everything(language)],
        delivery_method=DeliveryMethod.DOWNLOAD,
        formats=[],
        fee_gate=Gate.NOT_NEEDED,
        language=language,
        actor=actor,
        now=now,
    )
    open_check(case=case, method=IdentityMethod.MEMBER_MATCH, now=now)
    accept_when_ready(case=case, now=now)
    withdraw_everything(subject_id=case.subject_id, language=language, source=SOURCE, now=now)
    return Leaving.objects.create(user=user, case=case, left_at=now)


@transaction.atomic
def end_what_is_carried(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """A person who had left proves to be a member: what a service had recorded ended with it.

    Most people's desk account is tied to the member only by the request their leaving files.
    """
    user_id = DataSubject.objects.values_list("user_id", flat=True).get(pk=to_id)
    last = (
        Leaving.objects.filter(user_id=user_id)
        .select_related("case")
        .order_by("-left_at", "-pk")
        .first()
    )
    if last is not None:
        end_earlier_consents(
            subject_id=to_id, language=last.case.language, source=SOURCE, at=last.left_at
        )


def _everything(language: str) -> AskedItem:
    with override(language):
        why = _("I leave the service.")
    return AskedItem(
        kind=RequestKind.ERASURE,
        detail={"grounds": [StopGround.POLICY], "ground_detail": why, "extent": ""},
    )
