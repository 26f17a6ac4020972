"""Telling browsers apart before anybody is known, without keeping who or where they are."""

import ipaddress
import secrets

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.domain.asking_browser import AskingBrowser
from accounts.services.sign_in import address_digest

_SESSION_KEY = "sign_in_browser"
_SALT = "accounts.known_browser"
_KEPT_FOR = 180 * 24 * 60 * 60
_MOST_ADDRESSES = 5
_IPV6_NETWORK = 64


def asking_browser(request: HttpRequest, address: str) -> AskingBrowser:
    """The browser that asks for a code to `address`, new or known to it.

    Raises UnableToNormalise for what is no address.
    """
    device, addresses = _known(request)
    if device and address_digest(address) in addresses:
        return AskingBrowser(browser=_hash("device", device), network="")
    nonce = request.session.setdefault(_SESSION_KEY, secrets.token_hex(16))
    return AskingBrowser(
        browser=_hash("session", nonce), network=_hash("network", _network(request))
    )


def remember_browser(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Let this browser be known for `address`, which has just signed in here."""
    device, addresses = _known(request)
    digest = address_digest(address)
    kept = [digest, *(one for one in addresses if one != digest)][:_MOST_ADDRESSES]
    value = signing.dumps([device or secrets.token_hex(16), kept], salt=_SALT)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        value,
        max_age=_KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    """Device and the addresses that signed in on it; ("", []) for a cookie that is not ours."""
    value = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
    try:
        device, addresses = signing.loads(value, salt=_SALT, max_age=_KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(device), [str(one) for one in addresses]


def _network(request: HttpRequest) -> str:
    """The client's address; of IPv6 the /64, which is one household."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))


def _hash(kind: str, text: str) -> str:
    return salted_hmac(f"{_SALT}.{kind}", text, algorithm="sha256").hexdigest()
