"""A browser of the console: a member of staff signed in with a second factor."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from accounts.models import User
from tests.desk import make_staff


def open_console(client: Client, *roles: str, email: str | None = None) -> User:
    """Sign a fresh member of staff in, as password and app would."""
    user = make_staff(*roles, email=email)
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 2**40}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user
