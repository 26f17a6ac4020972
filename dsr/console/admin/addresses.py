"""Addresses of pages in other sections of the console, for those who may open them."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from dsr.cases.models import Case
from dsr.console.selectors.case_page import CasePage
from dsr.fulfilment.admin.collection import may_read


def address(page: str, *arguments: Any) -> str:
    """An admin page's address; "" where its app has no such page."""
    try:
        return reverse(f"admin:{page}", args=arguments)
    except NoReverseMatch:
        return ""


def case_addresses(request: HttpRequest, case: Case, page: CasePage) -> dict[str, str]:
    """Where the case page leads: identity, fee, collection, letters, archive; "" for nowhere."""
    may = request.user.has_perm
    collection = bool(page.fulfilment.collection) and may("dsr_fulfilment.view_collection")
    letters = collection and bool(page.fulfilment.decision) and may_read(request)
    wanted = {
        "identity": (
            bool(page.identity) and may("dsr_identity.view_identitycheck"),
            "dsr_identity_identitycheck_change",
        ),
        "authority": (
            bool(page.authority) and may("dsr_identity.view_authoritycheck"),
            "dsr_identity_authoritycheck_change",
        ),
        "collection": (collection, "dsr_fulfilment_collection_change"),
        "archive": (collection, "dsr_fulfilment_collection_archive"),
    }
    found = {
        name: address(target, case.reference) if open_ else ""
        for name, (open_, target) in wanted.items()
    }
    for language in ("ja", "en"):
        target = "dsr_fulfilment_collection_letter"
        found[f"letter_{language}"] = address(target, case.reference, language) if letters else ""
    found["fee"] = address("dsr_fees_fee_change", page.fee.reference) if page.fee else ""
    return found
