"""What the policies room holds about a person: the policy versions they accepted."""

from collections.abc import Hashable, Iterable

from accounts.domain.chains import one_history
from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from accounts.selectors.data_subjects import chains_of
from policies.domain.calendar import JST
from policies.models import PolicyAcceptance, ProvisionRecord

# The same fields as consent.personal_data.holding: both are records of the category CONSENTS.
FIELDS = (
    ("at", "日時", "At"),
    ("about_ja", "何についてか", "About (Japanese)"),
    ("about_en", "何についてか（英語）", "About"),
    ("action", "同意・撤回・承諾・入会", "Given, withdrawn, accepted or joined"),
    ("version", "文面の版", "Text version"),
    ("language", "表示言語", "Language"),
    ("source", "どこで", "Where"),
)


# Enforcement Rules Arts 20 and 24: what such a record says, and nothing else (Art 33(5)).
PROVISION_FIELDS = (
    ("provided_on", "提供の年月日", "Date of provision"),
    ("direction_ja", "提供・受領の別", "Provided or received (Japanese)"),
    ("direction_en", "提供・受領の別（英語）", "Provided or received"),
    ("party_name", "相手方の氏名または名称", "Other party"),
    ("party_address", "相手方の住所", "Address of the other party"),
    ("party_representative", "相手方の代表者", "Representative of the other party"),
    ("items", "個人データの項目", "Items of data"),
    ("basis_ja", "同意を得ている旨など", "Basis (Japanese)"),
    ("basis_en", "同意を得ている旨など（英語）", "Basis"),
    ("circumstances", "相手方による取得の経緯", "How the other party had acquired it"),
)
_DOCUMENTS = {
    "PRIVACY_POLICY": ("プライバシーポリシー", "Privacy policy"),
    "TERMS": ("利用規約", "Terms of service"),
}
_DIRECTIONS = {
    "PROVIDED": ("第三者に提供", "Provided to a third party"),
    "RECEIVED": ("第三者から受領", "Received from a third party"),
}
_BASES = {
    "CONSENT": ("本人の同意を得ています", "With the person's consent"),
    "OPT_OUT": ("オプトアウトの手続によります", "By the opt-out procedure"),
    "OTHER": ("その他", "On another basis"),
}


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every acceptance by time, every provision in the order of its date.

    Acceptances from before the person came, with those of the subjects whose place theirs took.
    """
    yield _acceptances(subject)
    yield _provisions(subject)


def _provisions(subject: DataSubject) -> PersonalRecords:
    rows = (
        ProvisionRecord.objects.filter(member_index=subject.member_id_index)
        if subject.member_id_index is not None
        else ProvisionRecord.objects.none()
    )
    return PersonalRecords(
        category="PROVISION_RECORDS",
        fields=PROVISION_FIELDS,
        records=[
            {
                "provided_on": row.provided_on.isoformat(),
                "direction_ja": _DIRECTIONS[row.direction][0],
                "direction_en": _DIRECTIONS[row.direction][1],
                "party_name": row.party_name,
                "party_address": row.party_address,
                "party_representative": row.party_representative or None,
                "items": row.items,
                "basis_ja": _BASES[row.basis][0],
                "basis_en": _BASES[row.basis][1],
                "circumstances": row.circumstances or None,
            }
            for row in rows.order_by("provided_on", "pk")
        ],
        searched=subject.member_id_index is not None,
    )


def _acceptances(subject: DataSubject) -> PersonalRecords:
    chains = chains_of(subject.pk)
    accepted = PolicyAcceptance.objects.filter(chain__in=chains).select_related("version")
    return PersonalRecords(
        category="CONSENTS",
        fields=FIELDS,
        records=[
            {
                "at": row.at.astimezone(JST).isoformat(timespec="seconds"),
                "about_ja": _DOCUMENTS[row.version.document][0],
                "about_en": _DOCUMENTS[row.version.document][1],
                "action": "JOINED" if row.joined else "ACCEPTED",
                "version": row.version.number,
                "language": row.language,
                "source": row.source,
            }
            for row in one_history(accepted, chains, fact=_fact)
        ],
    )


def _fact(row: PolicyAcceptance) -> Hashable:
    """What services.acceptances.carry_acceptances leaves as it was."""
    return row.version_id, row.at, row.joined, row.source, row.language, row.text_sha256


HOLDING = Holding(
    app="policies",
    collect=collect,
    erase={
        "CONSENTS": kept(
            ja="プライバシーポリシーへの同意の記録は、その証明として残します。",
            en="Records of acceptance of the privacy policy stay as proof.",
        ),
        "PROVISION_RECORDS": kept(
            ja="第三者提供の記録は、法令（法第29条、第30条）により3年間保存したのち、削除します。",
            en="Records of provision are kept for three years by law (Arts 29, 30), then deleted.",
        ),
    },
    kept_because={
        "policies.PolicyAcceptance": "proof of acceptance; ids and codes only (ledger)",
        "policies.PolicyNotice": "proof that a revision was announced; ids only",
        "policies.ProvisionRecord": "kept three years by law (Arts 29, 30), then deleted",
    },
    no_personal_data=frozenset(
        {
            "policies.Closure", "policies.Country", "policies.DataCategory",
            "policies.DataCategoryRecord",
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
