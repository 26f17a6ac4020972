"""What a signed-in person should know about revisions, on every page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from policies.models import PolicyAcceptance, PolicyVersion

TOLD_FOR = timedelta(days=30)  # a mere notice stays this long after its day


@dataclass(frozen=True)
class Notice:
    """One revision to tell of; `asks` where it waits for this person's consent."""

    version: PolicyVersion
    asks: bool


def notices_for(*, user_id: int, on: date) -> list[Notice]:
    """At most one notice per document: the consent asked for, or else what changes soon. One query.

    Arguments:
        on: the JST date; versions announced later are not known yet.
    """
    mine = PolicyAcceptance.objects.filter(subject__user_id=user_id, version=OuterRef("pk"))
    versions = (
        PolicyVersion.objects.filter(announced_at__date__lte=on)
        .annotate(accepted=Exists(mine), joined=Exists(mine.filter(joined=True)))
        .only("number", "document", "requires_consent", "announced_at", "effective_from")
        .order_by("document", "-effective_from", "-requires_consent", "-pk")
    )
    found: dict[str, Notice] = {}
    whole: dict[str, datetime] = {}  # when the text was announced that they joined under
    seen: dict[str, int] = {}
    for version in versions:
        document = version.document
        seen[document] = seen.get(document, 0) + 1
        if version.joined:
            whole[document] = max(whole.get(document, version.announced_at), version.announced_at)
        if document in found and found[document].asks:
            continue
        if document in whole and version.announced_at <= whole[document]:
            continue  # they accepted it, and know it
        if version.requires_consent and not version.accepted:
            found[document] = Notice(version, asks=True)
        elif not version.accepted and on <= version.effective_from + TOLD_FOR:
            found.setdefault(document, Notice(version, asks=False))
    # A first text is no revision: nobody is told of a change where nothing was before.
    return [notice for document, notice in found.items() if notice.asks or seen[document] > 1]
