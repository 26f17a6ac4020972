"""Codes of the case page in words: scopes, formats, what the person wrote, how delivery stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dsr.cases.enums import FileFormat, Scope, Status
from dsr.cases.models import Case
from dsr.cases.selectors.timelines import StaffEntry
from dsr.fulfilment.models import Delivery
from policies.domain.calendar import JST

MISSING_WORDS = {
    "CHECK": gettext_lazy("No identity check was opened."),
    "CODE": gettext_lazy("The person has not typed the code yet."),
    "DOCUMENT": gettext_lazy("The person has not uploaded a document yet."),
    "REVIEW": gettext_lazy("A reviewer must look at the documents."),
    "SECOND_PERSON": gettext_lazy("A second person must confirm."),
    "HELD": gettext_lazy("The check is held: somebody must look before it can pass."),
    "AUTHORITY_CHECK": gettext_lazy("No authority check was opened."),
    "AUTHORITY_HELD": gettext_lazy("The check is held: somebody must look before it can pass."),
    "AUTHORITY_DOCUMENT": gettext_lazy(
        "The representative has not shown a document of authority yet."
    ),
    "AUTHORITY_REVIEW": gettext_lazy("A reviewer must look at the documents of authority."),
    "AUTHORITY_SECOND_PERSON": gettext_lazy("A second person must confirm."),
    "AUTHORITY_TODAY": gettext_lazy("Authority is checked again on the day of release."),
    "PRINCIPAL_NOTICE": gettext_lazy("The principal must be told by post before the release."),
}
DOWNLOAD_WORDS = {
    "OPEN": gettext_lazy("Can be downloaded"),
    "EXPIRED": gettext_lazy("The time for downloading is over"),
    "REVOKED": gettext_lazy("Stopped by the desk"),
    "USED_UP": gettext_lazy("Downloaded as often as allowed"),
    "GONE": gettext_lazy("The file was deleted as planned"),
}
DETAIL_WORDS = {
    "scope_detail": gettext_lazy("In their words"),
    "delivery_address": gettext_lazy("Address for the post"),
}
CLAIM_WORDS = {
    "family_name": gettext_lazy("Family name"),
    "given_name": gettext_lazy("Given name"),
    "family_name_kana": gettext_lazy("Family name (kana)"),
    "given_name_kana": gettext_lazy("Given name (kana)"),
    "former_name": gettext_lazy("Former name"),
    "birth_date": gettext_lazy("Date of birth"),
    "postal_code": gettext_lazy("Postal code"),
    "address": gettext_lazy("Address"),
    "registered_address": gettext_lazy("Address at registration"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail address"),
    "member_id": gettext_lazy("Member number"),
    "registered_email": gettext_lazy("Registered e-mail address"),
}
LANGUAGE_WORDS = {
    "ja": pgettext_lazy("language", "Japanese"),
    "en": pgettext_lazy("language", "English"),
}

Rows = list[tuple[str, str]]


def scope_words(codes: Iterable[str]) -> list[str]:
    """What is covered."""
    return [str(Scope(code).label) for code in codes]


def format_words(codes: Iterable[str]) -> list[str]:
    """File formats."""
    return [str(FileFormat(code).label) for code in codes]


def claim_rows(claims: Mapping[str, str]) -> Rows:
    """What the person says about themselves, in the order of the form."""
    return [(str(label), claims[name]) for name, label in CLAIM_WORDS.items() if claims.get(name)]


def detail_rows(detail: Mapping[str, Any]) -> Rows:
    """What the person wrote to one item; a key nobody wrote words for shows as it is."""
    rows = [(str(DETAIL_WORDS.get(name, name)), value) for name, value in detail.items()]
    return [(label, value) for label, value in rows if isinstance(value, str) and value]


def filing_rows(case: Case) -> Rows:
    """Who asks, how and when it arrived."""
    return [
        (_("Asked by"), str(case.get_requester_kind_display())),
        (_("Arrived"), moment(case.arrived_at)),
        (_("Way in"), str(case.get_channel_display())),
        (_("Language"), str(LANGUAGE_WORDS.get(case.language, case.language))),
        (_("Policy version"), str(case.governing_policy)),
    ]


def delivery_rows(delivery: Delivery, *, download_state: str) -> Rows:
    """How the answer reached the person, and what they did with it."""
    rows = [
        (_("Handed over by"), str(delivery.get_handover_display())),
        (_("Made available"), moment(delivery.made_at)),
        (_("Letter opened"), moment(delivery.letter_seen_at) or _("not yet")),
    ]
    if delivery.expires_at is not None:
        used = {"used": delivery.downloads, "allowed": delivery.max_downloads}
        rows += [
            (_("Download"), str(DOWNLOAD_WORDS.get(download_state, download_state))),
            (_("Download until"), moment(delivery.expires_at)),
            (_("Times downloaded"), _("%(used)s of %(allowed)s") % used),
            (_("First downloaded"), moment(delivery.downloaded_at) or _("not yet")),
        ]
    if delivery.posted_on is not None:
        rows += [
            (_("Posted on"), delivery.posted_on.isoformat()),
            (_("Sent by"), str(delivery.get_postal_method_display())),
            (_("Tracking number"), delivery.tracking_number),
        ]
    return [(label, value) for label, value in rows if value]


def moved(entry: StaffEntry) -> str:
    """From which status to which an event led; "" where it changed none."""
    if not entry.from_status or entry.from_status == entry.to_status:
        return ""
    return f"{Status(entry.from_status).label} → {Status(entry.to_status).label}"


def moment(at: datetime | None) -> str:
    """A time in Japan, to the minute; "" for none."""
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M}" if at else ""
