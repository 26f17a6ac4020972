"""Who may work on a decision, and when."""

from accounts.domain.actor import Actor
from dsr.cases.enums import Status
from dsr.cases.models import Case
from dsr.fulfilment.models import Collection

PREPARE = "dsr_fulfilment.prepare_decision"


class UnableToReviewCase(Exception):
    """Refused. `code`: NOT_PERMITTED, WRONG_STATUS or OLD_COLLECTION."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def lock_case_in_review(
    *, case_id: int, actor: Actor, collection: Collection | None = None
) -> Collection:
    """Lock a case under review and return its latest collection.

    `collection`, where given, must be that one. Raises UnableToReviewCase.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not actor.may(PREPARE):
        raise UnableToReviewCase("Preparing is not for this actor.", code="NOT_PERMITTED")
    if case.status != Status.REVIEWING:
        raise UnableToReviewCase(f"The case is {case.status}.", code="WRONG_STATUS")
    latest = (
        Collection.objects.filter(case_id=case_id)
        .select_related("case__data_key")
        .order_by("-number")
        .first()
    )
    if latest is None or (collection is not None and collection.pk != latest.pk):
        raise UnableToReviewCase("Data was collected again since.", code="OLD_COLLECTION")
    return latest
