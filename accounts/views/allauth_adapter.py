"""How allauth fits this house: no sign-up form, no mail of its own, our ways to re-authenticate."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Set as settings.ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made when a sign-in code comes back (accounts.services.sign_in)."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail leaves through the outbox only. Raises RuntimeError so that none slips by."""
        raise RuntimeError(f"allauth tried to mail {template_prefix} past the outbox.")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the console, requesters to their requests."""
        if getattr(request.user, "is_staff", False):
            return reverse("admin:index")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's ways; an e-mail code for those who have neither password nor factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not methods and user.is_authenticated:
            methods.append(
                {
                    "id": "code",
                    "description": _("Use a code by e-mail"),
                    "url": reverse("account_reauthenticate_by_code"),
                }
            )
        return methods
