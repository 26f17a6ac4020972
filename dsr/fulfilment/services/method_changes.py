"""Another way of delivery than the chosen one: the person is told first (Art 33(2), (3))."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.cases.enums import Step
from dsr.cases.letters.words import Language, Words
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.models import MethodChange
from dsr.fulfilment.selectors.method_changes import method_change_context, method_words
from policies.enums import DeliveryMethod

_TOLD = Words(
    "ご希望の方法（{asked}）でお渡しすることが難しいため、{used}でお渡しします。理由：{reason}",
    "Delivery by the way you chose ({asked}) is difficult. We will use this instead: {used}. "
    "Reason: {reason}",
)


class UnableToChangeMethod(Exception):
    """Refused. `code`: SAME, NOT_PAPER (only paper may stand in, Art 33(2)) or REASON_MISSING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def change_delivery_method(
    *,
    case_id: int,
    used: DeliveryMethod,
    reason_ja: str,
    reason_en: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """Tell the person that another way is used, and why; only then may it be.

    An answer submitted before the change no longer stands and is refused at its release.

    Raises UnableToChangeMethod, UnableToTakeStep.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=case_id)
    asked = case.delivery_method
    if asked == used:
        raise UnableToChangeMethod("This is the way the person chose.", code="SAME")
    if used != DeliveryMethod.PAPER:
        raise UnableToChangeMethod("Only paper may stand in.", code="NOT_PAPER")
    if not reason_ja.strip():
        raise UnableToChangeMethod("The person is told why.", code="REASON_MISSING")
    language: Language = "en" if case.language == "en" else "ja"
    reason = Words(reason_ja.strip(), reason_en.strip())
    changed = take_step(
        case_id=case_id, step=Step.CHANGE_METHOD, actor=actor, now=now, seen=seen,
        reason=_TOLD.to(language).format(
            asked=method_words(asked).to(language), used=method_words(used).to(language),
            reason=reason.to(language),
        ),
        facts={"requested": asked, "used": used.value}, columns={"delivery_method": used.value},
    )  # fmt: skip
    change = MethodChange(case=case, requested=asked, used=used, told_at=now)
    change.decided_by_id = actor.user_id or 0  # take_step lets staff only
    change.reason_sealed = seal_json(
        case.data_key, {"ja": reason.ja, "en": reason.en}, context=method_change_context(change)
    )
    change.save(force_insert=True)
    return changed
