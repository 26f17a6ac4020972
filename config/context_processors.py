"""What every page may say: whose desk this is."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from accounts.models import User
from policies.enums import PolicyDocument
from policies.models import Organisation
from policies.selectors.organisations import OrganisationMissing, organisation
from policies.selectors.policy_notices import Notice, notices_for


@dataclass(frozen=True)
class OrganisationOnPage:
    """The organisation's facts in the page's language; "" is not set and is left out."""

    name: str = ""
    manager_title: str = ""
    postal_code: str = ""
    address: str = ""
    contact_mail: str = ""
    contact_phone: str = ""
    policy_url: str = ""


def _in_page_language(facts: Organisation) -> OrganisationOnPage:
    language = "en" if get_language() == "en" else "ja"
    return OrganisationOnPage(
        name=getattr(facts, f"name_{language}"),
        manager_title=getattr(facts, f"manager_title_{language}"),
        postal_code=facts.postal_code,
        address=getattr(facts, f"address_{language}"),
        contact_mail=facts.contact_mail,
        contact_phone=facts.contact_phone,
        policy_url=facts.policy_url,
    )


def _organisation_on_page() -> OrganisationOnPage:
    try:
        return _in_page_language(organisation())
    except OrganisationMissing:
        return OrganisationOnPage()  # before the first seed, pages still open


def organisation_on_page(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """Add `organisation` (OrganisationOnPage); asked of the database only where a page shows it."""
    return {"organisation": SimpleLazyObject(_organisation_on_page)}


def policy_notices(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """Add `policy_notices`: revisions a signed-in requester is told of; asked for where shown.

    Not on the page the notice leads to, nor a mere notice on the page of its document: both say so.
    """
    return {"policy_notices": SimpleLazyObject(lambda: _notices(request))}


def _notices(request: HttpRequest) -> list[Notice]:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or user.is_staff:
        return []
    on = timezone.localdate()
    notices = notices_for(user_id=user.pk, on=on)
    return [notice for notice in notices if request.path not in _pages_of(notice, on=on)]


def _pages_of(notice: Notice, *, on: date) -> tuple[str, ...]:
    version = notice.version
    own = reverse("portal_policy_version", args=[version.number])
    if notice.asks or version.effective_from <= on:
        return (own,)
    is_terms = version.document == PolicyDocument.TERMS
    return own, reverse("portal_terms" if is_terms else "portal_policy")
