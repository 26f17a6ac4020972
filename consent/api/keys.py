"""Who calls, and whether they may: a key in the Authorization header, looked up by its digest."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.http import HttpAuthBase

from accounts.domain.api_key import key_in
from accounts.enums import ApiScope
from accounts.selectors.api_clients import Caller, caller_of
from accounts.services.api_usage import UnableToServe, count_request
from consent.api.problems import Problem


class Asking(HttpRequest):
    """A request behind one of the doors below: `auth` is what the door gave."""

    auth: Any


_COUNTED = "_counted_caller"


def counted(request: HttpRequest, caller: Caller) -> None:
    """Let the door of the operation pass this request without counting it again."""
    setattr(request, _COUNTED, caller)


class KeyShown(HttpAuthBase):
    """A key is there and has the right shape; the operation itself looks whose it is."""

    openapi_scheme = "bearer"
    openapi_description = "A key of an API client, made in the console: mdg_…"

    def __call__(self, request: HttpRequest) -> Any:
        """The key. Raises Problem 401."""
        key = key_in(request.headers.get("Authorization", ""))
        if key is None:
            raise unauthorised()
        return key


class Scoped(KeyShown):
    """A key whose client holds a scope and has not asked too often; gives the Caller."""

    def __init__(self, scope: ApiScope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """The Caller. Raises Problem 401, 403 and 429."""
        known: Caller | None = getattr(request, _COUNTED, None)
        if known is not None and self.scope in known.scopes:
            return known
        return permitted(caller_of(key=super().__call__(request), now=timezone.now()), self.scope)


def permitted(caller: Caller | None, scope: ApiScope) -> Caller:
    """The caller, if there is one with this scope and within its limit. Raises Problem."""
    if caller is None:
        raise unauthorised()
    if scope not in caller.scopes:
        raise Problem(403, "SCOPE", f"This client does not hold the scope {scope.value}.")
    try:
        count_request(
            client_id=caller.client_id,
            key_id=caller.key_id,
            per_minute=caller.per_minute,
            now=timezone.now(),
        )
    except UnableToServe as error:
        problem = Problem(429, "RATE", "Wait as long as Retry-After says.")
        problem.headers = {"Retry-After": str(error.wait)}
        raise problem from error
    return caller


def unauthorised() -> Problem:
    """Nobody we know; unknown, expired and revoked keys are told the same."""
    problem = Problem(401, "KEY", "Send a valid key: Authorization: Bearer mdg_…")
    problem.headers = {"WWW-Authenticate": 'Bearer realm="Madoguchi"'}
    return problem
