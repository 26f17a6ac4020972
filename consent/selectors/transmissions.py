"""What the snippet shows: the external transmissions of the register by group."""

from dataclasses import dataclass
from typing import Any

from consent.domain.web_notice import notice_digest
from policies.enums import TransmissionGroup
from policies.models import ExternalTransmission

TEXTS = ("name", "recipient", "what", "why", "their_use", "opt_out")


@dataclass(frozen=True)
class WebNotice:
    """What is shown in one language, the hash over both, and the groups one may choose."""

    version: str
    groups: list[dict[str, Any]]
    optional: tuple[str, ...]


def web_notice(language: str) -> WebNotice:
    """The notice in "ja" or "en". One query."""
    rows = list(ExternalTransmission.objects.filter(active=True).order_by("position", "pk"))
    groups = {lang: _groups(rows, lang) for lang in ("ja", "en")}
    return WebNotice(
        version=notice_digest(groups),
        groups=groups["en" if language == "en" else "ja"],
        optional=tuple(group["code"] for group in groups["ja"] if group["optional"]),
    )


def _groups(rows: list[ExternalTransmission], lang: str) -> list[dict[str, Any]]:
    """Groups without transmissions are not asked about."""
    return [
        {
            "code": str(group),
            "optional": group != TransmissionGroup.NECESSARY,
            "transmissions": found,
        }
        for group in TransmissionGroup
        if (found := [_shown(row, lang) for row in rows if row.group == group])
    ]


def _shown(row: ExternalTransmission, lang: str) -> dict[str, str]:
    texts = {name: getattr(row, f"{name}_{lang}") for name in TEXTS}
    return {"code": row.code, **texts, "opt_out_url": row.opt_out_url}
