"""What a breach record holds about a person, and what of it they are shown."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding
from dsr.breaches.models import Breach
from dsr.breaches.selectors.breaches import breaches_concerning

CATEGORY = "REQUESTS"

FIELDS = (
    ("breach_reference", "漏えい等の記録番号", "Breach reference"),
    ("known_since", "当社が知った日", "Known to us since"),
    ("categories", "対象のデータ区分", "Categories of data"),
    ("told_on", "ご本人へのお知らせ日", "You were told on"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Breaches of this person's data of which people were told (Art 26(2)).

    Others are still being looked into: a suspected impostor would read here that they are
    suspected. What staff wrote is about the event and names other people; it is not shown.
    """
    told = breaches_concerning(subject).filter(notices__audience="PERSON").distinct()
    yield PersonalRecords(
        category=CATEGORY, fields=FIELDS, records=[_record(breach) for breach in told]
    )


def _record(breach: Breach) -> dict[str, Any]:
    notices = breach.notices.filter(audience="PERSON").order_by("told_on", "pk")
    return {
        "breach_reference": breach.reference,
        "known_since": breach.knowledge_on.isoformat(),
        "categories": list(breach.categories.order_by("position").values_list("code", flat=True)),
        "told_on": [notice.told_on.isoformat() for notice in notices],
    }


HOLDING = Holding(
    app="dsr_breaches",
    collect=collect,
    collected_and_erased=frozenset({"dsr_breaches.ConcernedPerson"}),
    kept_because={
        "dsr_breaches.Breach": "Art 26: proves what was known when, what was reported; texts are "
        "sealed with the breach's own key.",
        "dsr_breaches.BreachEvent": "Ledger of ids and codes: proves how the breach was handled.",
        "dsr_breaches.BreachNotice": "Art 26: proves who was told when; what was said is sealed.",
        "dsr_breaches.BreachReport": "Art 26: proves what was reported to the Commission; sealed.",
        "dsr_breaches.BreachText": "Reasons of staff, sealed with the breach's own key.",
    },
    no_personal_data=frozenset({"dsr_breaches.BreachCounter", "dsr_breaches.BreachReminder"}),
)
