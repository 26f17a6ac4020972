"""What the consent room holds about a person: every yes and no."""

from collections.abc import Iterable

from accounts.domain.clock import JST
from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from consent.selectors.histories import own_events
from consent.selectors.item_records import items_as_they_were

# The same fields as policies.personal_data.holding: both are records of the category CONSENTS.
FIELDS = (
    ("at", "日時", "At"),
    ("about_ja", "何についてか", "About (Japanese)"),
    ("about_en", "何についてか（英語）", "About"),
    ("action", "同意・撤回・承諾・入会", "Given, withdrawn, accepted or joined"),
    ("version", "文面の版", "Text version"),
    ("language", "表示言語", "Language"),
    ("source", "どこで", "Where"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every consent event of this person by time, in the words of its day.

    Those from before the person came too, of the subjects whose place theirs took.
    """
    events = own_events(subject.pk)
    yield PersonalRecords(
        category="CONSENTS",
        fields=FIELDS,
        records=[
            {
                "at": event.at.astimezone(JST).isoformat(timespec="seconds"),
                "about_ja": item.name_ja,
                "about_en": item.name_en,
                "action": event.action,
                "version": event.text_version,
                "language": event.language,
                "source": event.source,
            }
            for event, item in zip(events, items_as_they_were(events), strict=True)
        ],
    )


HOLDING = Holding(
    app="consent",
    collect=collect,
    erase={
        "CONSENTS": kept(
            ja="同意と撤回の記録は、同意の証明として残します。",
            en="Records of consent and its withdrawal stay as proof.",
        )
    },
    kept_because={
        "consent.ConsentEvent": "proof of consent and withdrawal; ids and codes only (ledger)",
        "consent.ConsentChange": "the order of that proof; ids only",
        "consent.WebhookDelivery": "which service was told of which line of that proof",
        "consent.WebChoice": "proof of choices on the website; by a number of the browser",
        "consent.ConsentState": "the last line of that proof, kept equal to it by the database",
    },
    no_personal_data=frozenset(
        {
            "consent.ConsentItem",
            "consent.ConsentItemRecord",
            "consent.ConsentText",
            "consent.RememberedAnswer",
            "consent.WebhookEndpoint",
        }
    ),
)
