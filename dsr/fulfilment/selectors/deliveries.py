"""The delivery of a case, and whether it may be opened."""

import hashlib
from datetime import datetime

from dsr.cases.models import Case
from dsr.fulfilment.enums import Handover
from dsr.fulfilment.models import Delivery, DownloadGrant, Package
from dsr.fulfilment.selectors.decisions import package_of

OPEN, EXPIRED, REVOKED, USED_UP, GONE = "OPEN", "EXPIRED", "REVOKED", "USED_UP", "GONE"


def delivery_of(case: Case) -> Delivery | None:
    """The delivery of a case's released decision."""
    return (
        Delivery.objects.filter(decision__collection__case=case)
        .select_related(
            "decision__collection__case__requester",
            "decision__letter_ja__data_key",
            "decision__letter_en__data_key",
            "posted_by",
        )
        .order_by("-made_at", "-pk")
        .first()
    )


def delivered_package(delivery: Delivery) -> Package | None:
    """The package of a delivery while its file exists."""
    package = package_of(delivery.decision)
    if package is None or package.file is None or package.file.deleted_at is not None:
        return None
    return package


def download_state(delivery: Delivery, *, now: datetime) -> str:
    """OPEN, EXPIRED, REVOKED, USED_UP or GONE; "" where there is nothing to download."""
    if delivery.handover != Handover.DOWNLOAD or delivery.expires_at is None:
        return ""
    if delivered_package(delivery) is None:
        return GONE
    if delivery.revoked_at is not None:
        return REVOKED
    if now >= delivery.expires_at:
        return EXPIRED
    return OPEN if delivery.downloads < delivery.max_downloads else USED_UP


def session_hash(session_key: str) -> str:
    """How a session is known in grants, without keeping its key."""
    return hashlib.sha256(f"dsr_fulfilment.grant:{session_key}".encode()).hexdigest()


def live_grant(delivery: Delivery, *, session_key: str, now: datetime) -> DownloadGrant | None:
    """The grant a fresh code opened in this very session, if it still holds."""
    if not session_key:
        return None
    return (
        DownloadGrant.objects.filter(
            delivery=delivery, session_sha256=session_hash(session_key), expires_at__gt=now
        )
        .order_by("-granted_at", "-pk")
        .first()
    )
