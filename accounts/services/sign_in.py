"""Signing in by e-mail code. Nobody learns whether an address is known: until the code comes back,
known and unknown addresses take the very same path, and the account is made only then."""

from datetime import datetime

from django.db import transaction

from accounts.domain.blind_index import normalise_mail
from accounts.enums import CodePurpose
from accounts.gateways.sealing import search_index
from accounts.models import User
from accounts.services.one_time_codes import issue_sign_in_code, use_code


def begin_sign_in(*, address: str, language: str, now: datetime) -> None:
    """Send a code to an address. Raises UnableToNormalise and UnableToIssueCode."""
    mail = normalise_mail(address)
    issue_sign_in_code(address=mail, context=_context(mail), language=language, now=now)


def complete_sign_in(*, address: str, typed: str, language: str, now: datetime) -> User:
    """The user whose code this is, made now when new; the page's language becomes theirs.

    Raises UnableToUseCode, and UnableToNormalise for what was never an address.
    """
    mail = normalise_mail(address)
    use_code(user=None, purpose=CodePurpose.SIGN_IN, context=_context(mail), typed=typed, now=now)
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


def _context(mail: str) -> str:
    return f"address:{search_index('mail', mail).hex()}"
