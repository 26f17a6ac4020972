"""Signing in by e-mail code. Nobody learns whether an address is known: until the code comes back,
known and unknown addresses take the very same path, and the account is made only then."""

from datetime import datetime

from django.db import transaction

from accounts.domain.asking_browser import AskingBrowser
from accounts.domain.blind_index import normalise_mail
from accounts.gateways.sealing import search_index
from accounts.models import User
from accounts.services.one_time_codes import issue_sign_in_code, use_sign_in_code


def begin_sign_in(*, address: str, language: str, asking: AskingBrowser, now: datetime) -> None:
    """Send a code to an address. Raises UnableToNormalise and UnableToIssueCode."""
    mail = normalise_mail(address)
    issue_sign_in_code(
        address=mail, context=_context(mail), language=language, asking=asking, now=now
    )


def complete_sign_in(
    *, address: str, typed: str, language: str, asking: AskingBrowser, now: datetime
) -> User:
    """The user whose code this is, in the browser that asked for it. Made now when
    new; the page's language becomes theirs.

    Raises UnableToUseCode, and UnableToNormalise for what was never an address.
    """
    mail = normalise_mail(address)
    use_sign_in_code(context=_context(mail), asking=asking, typed=typed, now=now)
    return _ensure_user(mail, language)


@transaction.atomic
def set_language(*, user: User, language: str) -> None:
    """Mails are written in the language the person last chose."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


@transaction.atomic
def _ensure_user(mail: str, language: str) -> User:
    user = User.objects.filter(email__iexact=mail).first()
    if user is None:
        user, _ = User.objects.get_or_create(
            email=mail, defaults={"language": language, "password": "!"}
        )
    set_language(user=user, language=language)
    user.language = language
    return user


def address_digest(address: str) -> str:
    """Names an address without saying it. Raises UnableToNormalise."""
    return search_index("mail", normalise_mail(address)).hex()


def _context(mail: str) -> str:
    return f"address:{address_digest(mail)}"
