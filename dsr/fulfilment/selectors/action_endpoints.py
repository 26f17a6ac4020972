"""Where a holder's interface is: in the settings, never in the database."""

from typing import Any

from django.conf import settings

from dsr.fulfilment.gateways.action_endpoint import ActionRefused, Endpoint
from dsr.fulfilment.gateways.action_fault import ActionFault


def endpoint_of(*, holder_kind: str, code: str) -> Endpoint:
    """The interface of "SOURCE:MILLY_APP" and the like.

    Raises ActionRefused (NOT_CONFIGURED) where the settings name none.
    """
    endpoints: Any = settings.ACTION_ENDPOINTS
    endpoints = endpoints() if callable(endpoints) else endpoints
    entry = endpoints.get(f"{holder_kind}:{code}", {})
    secret = entry.get("secret", "")
    secrets = (secret,) if isinstance(secret, str) else tuple(secret)
    if not entry.get("url") or not all(secrets) or not secrets:
        raise ActionRefused(ActionFault.NOT_CONFIGURED)
    allowed: Any = settings.ACTION_ENDPOINT_ALLOWED_HOSTS
    hosts = allowed() if callable(allowed) else allowed
    return Endpoint(url=entry["url"], secrets=secrets, allowed_hosts=frozenset(hosts))
