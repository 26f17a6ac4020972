"""What identity verification holds about a person: how it went, never a picture or a number."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from dsr.cases.selectors.claims import claims_of
from dsr.identity.models import AuthorityCheck, IdentityCheck

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
AUTHORITY_FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("basis", "代理権の種類", "Basis of authority"),
    ("authority_status", "代理権の確認の状態", "Authority check"),
    ("document_class", "確認した書類の種類", "Kind of document seen"),
    ("kinds_stated", "委任状に記載された請求の種類", "Kinds the mandate names"),
    ("findings", "確認の結果", "What was found"),
    ("answer_goes_to", "回答の送付先", "Who receives the answer"),
    ("expires_on", "代理権の期限", "Authority runs out on"),
    ("decided_at", "確認日時", "Decided at"),
    ("checked_again_on", "再確認日", "Checked again on"),
)
AGENT_FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("said", "代理人として記入した内容", "What you said of yourself as the representative"),
    ("document_class", "確認した書類の種類", "Kind of document seen"),
    ("expiry_seen", "確認した有効期限", "Expiry date seen"),
    ("matches", "照合の結果", "What was compared"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every check of this person's requests that can still be opened, without the pictures.

    The person sent the pictures themselves and they are deleted within a week of the decision;
    who looked is on record elsewhere, so no member of staff is named here. What a representative
    said and showed of themselves is given to them, never to the principal.
    """
    yield PersonalRecords(category=CATEGORY, fields=FIELDS, records=_checks(subject))
    authority = (
        AuthorityCheck.objects.filter(
            case__subject=subject, case__data_key__destroyed_at__isnull=True
        )
        .select_related("case")
        .order_by("opened_at", "pk")
    )
    records = [_authority_record(check) for check in authority]
    if records:
        yield PersonalRecords(category=CATEGORY, fields=AUTHORITY_FIELDS, records=records)
    as_agent = _as_agent(subject)
    if as_agent:
        yield PersonalRecords(category=CATEGORY, fields=AGENT_FIELDS, records=as_agent)


def _checks(subject: DataSubject) -> list[dict[str, Any]]:
    checks = (
        IdentityCheck.objects.filter(
            case__subject=subject, case__data_key__destroyed_at__isnull=True
        )
        .select_related("case")
        .prefetch_related("documents__file")
        .order_by("opened_at", "pk")
    )
    return [_record(check) for check in checks]


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
            if document.whose == "PRINCIPAL"
        ],
    }


def _authority_record(check: AuthorityCheck) -> dict[str, Any]:
    return {
        "reference": check.case.reference,
        "basis": check.basis,
        "authority_status": check.status,
        "document_class": check.document_class or None,
        "kinds_stated": check.kinds_stated,
        "findings": check.findings,
        "answer_goes_to": check.answer_goes_to or None,
        "expires_on": check.expires_on.isoformat() if check.expires_on else None,
        "decided_at": check.decided_at.isoformat() if check.decided_at else None,
        "checked_again_on": check.rechecked_on.isoformat() if check.rechecked_on else None,
    }


def _as_agent(subject: DataSubject) -> list[dict[str, Any]]:
    """What this person said and showed of themselves when they asked for somebody else."""
    if subject.user_id is None:
        return []
    checks = (
        AuthorityCheck.objects.filter(
            case__requester_id=subject.user_id, case__data_key__destroyed_at__isnull=True
        )
        .select_related("case__data_key", "case__identity_check")
        .order_by("opened_at", "pk")
    )
    return [_agent_record(check) for check in checks]


def _agent_record(check: AuthorityCheck) -> dict[str, Any]:
    own = {
        name.removeprefix("agent_"): value
        for name, value in claims_of(check.case).items()
        if name.startswith("agent_")
    }
    identity = getattr(check.case, "identity_check", None)
    expiry = identity.agent_expiry_seen if identity else None
    return {
        "reference": check.case.reference,
        "said": own,
        "document_class": (identity.agent_document_class if identity else "") or None,
        "expiry_seen": expiry.isoformat() if expiry else None,
        "matches": identity.agent_matches if identity else {},
    }


PICTURE = (
    "The picture is an accounts.StoredFile, deleted within a week of the decision; kind, times and "
    "a keyed print of it find the same picture sent for two people."
)
HOLDING = Holding(
    app="dsr_identity",
    collect=collect,
    erase={
        CATEGORY: kept(
            ja="本人確認書類の画像は、判断の日から一週間以内に削除します。"
            "確認した結果だけを請求の記録とともに残します。",
            en="Pictures of documents are deleted within a week of the decision; only how the "
            "check ended stays, with the case file.",
        )
    },
    kept_because={
        "dsr_identity.IdentityCheck": "Codes, dates and ids, no value from a document: proves "
        "that identity was checked, for as long as the request is kept.",
        "dsr_identity.IdentityDocument": PICTURE,
        "dsr_identity.AuthorityCheck": "Codes, dates and ids: proves on what authority somebody "
        "asked for another person, for as long as the request is kept.",
        "dsr_identity.AuthorityDocument": PICTURE,
        "dsr_identity.PrincipalNotice": "Dates and ids: proves that the principal was told. The "
        "letters are accounts.StoredFiles of the case, sealed with its key.",
    },
)
