"""What identity verification holds about a person: how it went, never a picture or a number."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding
from dsr.identity.models import IdentityCheck

CATEGORY = "REQUESTS"

FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("identity_method", "本人確認の方法", "How identity was shown"),
    ("identity_status", "本人確認の状態", "Identity check"),
    ("opened_at", "開始日時", "Opened at"),
    ("document_class", "確認した書類の種類", "Kind of document seen"),
    ("expiry_seen", "確認した有効期限", "Expiry date seen"),
    ("matches", "照合の結果", "What was compared"),
    ("decided_at", "確認日時", "Decided at"),
    ("documents", "受け取った書類", "Documents received"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every check of this person's requests that can still be opened, without the pictures.

    The person sent the pictures themselves and they are deleted within a week of the decision;
    who looked is on record elsewhere, so no member of staff is named here.
    """
    checks = (
        IdentityCheck.objects.filter(
            case__subject=subject, case__data_key__destroyed_at__isnull=True
        )
        .select_related("case")
        .prefetch_related("documents__file")
        .order_by("opened_at", "pk")
    )
    yield PersonalRecords(
        category=CATEGORY, fields=FIELDS, records=[_record(check) for check in checks]
    )


def _record(check: IdentityCheck) -> dict[str, Any]:
    documents = sorted(check.documents.all(), key=lambda row: (row.uploaded_at, row.pk))
    return {
        "reference": check.case.reference,
        "identity_method": check.method,
        "identity_status": check.status,
        "opened_at": check.opened_at.isoformat(),
        "document_class": check.document_class or None,
        "expiry_seen": check.expiry_seen.isoformat() if check.expiry_seen else None,
        "matches": check.matches,
        "decided_at": check.decided_at.isoformat() if check.decided_at else None,
        "documents": [
            {
                "document_class": document.document_class,
                "side": document.side,
                "uploaded_at": document.uploaded_at.isoformat(),
                "deleted_at": (
                    document.file.deleted_at.isoformat() if document.file.deleted_at else None
                ),
            }
            for document in documents
        ],
    }


HOLDING = Holding(
    app="dsr_identity",
    collect=collect,
    kept_because={
        "dsr_identity.IdentityCheck": "Codes, dates and ids, no value from a document: proves "
        "that identity was checked, for as long as the request is kept.",
        "dsr_identity.IdentityDocument": "The picture is an accounts.StoredFile, deleted within a "
        "week of the decision; kind, side, times and a keyed print of it find the same picture "
        "sent for two people.",
    },
)
