"""What the policies room holds about a person: the policy versions they accepted."""

from collections.abc import Iterable

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from policies.domain.calendar import JST
from policies.models import PolicyAcceptance

# The same fields as consent.personal_data.holding: both are records of the category CONSENTS.
FIELDS = (
    ("at", "日時", "At"),
    ("about_ja", "何についてか", "About (Japanese)"),
    ("about_en", "何についてか（英語）", "About"),
    ("action", "同意・撤回・承諾", "Given, withdrawn or accepted"),
    ("version", "文面の版", "Text version"),
    ("language", "表示言語", "Language"),
    ("source", "どこで", "Where"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every acceptance of this person in the order of the ledger."""
    accepted = PolicyAcceptance.objects.filter(subject=subject).select_related("version")
    yield PersonalRecords(
        category="CONSENTS",
        fields=FIELDS,
        records=[
            {
                "at": row.at.astimezone(JST).isoformat(timespec="seconds"),
                "about_ja": "プライバシーポリシー",
                "about_en": "Privacy policy",
                "action": "ACCEPTED",
                "version": row.version.number,
                "language": None,
                "source": row.source,
            }
            for row in accepted.order_by("sequence")
        ],
    )


HOLDING = Holding(
    app="policies",
    collect=collect,
    erase={
        "CONSENTS": kept(
            ja="プライバシーポリシーへの同意の記録は、その証明として残します。",
            en="Records of acceptance of the privacy policy stay as proof.",
        )
    },
    kept_because={
        "policies.PolicyAcceptance": "proof of acceptance; ids and codes only (ledger)",
        "policies.PolicyNotice": "proof that a revision was announced; ids only",
        "policies.ProvisionRecord": "kept three years by law (Arts 29, 30), then deleted",
    },
    no_personal_data=frozenset(
        {
            "policies.Closure", "policies.Country", "policies.DataCategory",
            "policies.DeadlineRule", "policies.ExternalTransmission",
            "policies.FeeScheduleRow", "policies.HistoricalClosure",
            "policies.HistoricalCountry", "policies.HistoricalExternalTransmission",
            "policies.HistoricalDataCategory", "policies.HistoricalLegalRetention",
            "policies.HistoricalOrganisation", "policies.HistoricalProcessor",
            "policies.HistoricalPurposeOfUse", "policies.HistoricalRecipient",
            "policies.LegalRetention", "policies.Organisation", "policies.PolicyAnnouncement",
            "policies.PolicyDraft", "policies.PolicyDraftEvent", "policies.PolicyVersion",
            "policies.Processor", "policies.ProvisionBatch", "policies.PurposeOfUse",
            "policies.Recipient", "policies.RetentionRule",
        }
    ),
)  # fmt: skip
