"""A connection to a web interface at an address that was looked up once and checked.

The name is resolved by us, every address it has is judged, and the connection goes to one of those
very addresses: a name that answers differently a moment later (DNS rebinding) changes nothing. TLS
still verifies the name. Nothing here follows a redirect or uses a proxy.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from accounts.domain.network_address import is_public

PORTS = {"https": 443, "http": 80}


class AddressInvalid(ValueError):
    """The text is no address of a web interface that may be used."""


class AddressRefused(Exception):
    """The address leads to where nobody but this server can go."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: what the address says, and the checked addresses of the network."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        """The Host header: the port where it is not the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def resolve(url: str, *, allowed_hosts: Collection[str]) -> Target:
    """Look the host of `url` up, once, and judge every address it has.

    Arguments:
        url: https://host[:port]/path; http only for a listed host.
        allowed_hosts: hosts that may be internal.

    Raises AddressInvalid, AddressRefused, OSError where the name is not known.
    """
    scheme, host, port, path = _parts(url)
    listed = host in {name.lower() for name in allowed_hosts}
    if scheme == "http" and not listed:
        raise AddressInvalid("http is for listed hosts only")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise AddressInvalid("no name of a host") from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not listed and not all(is_public(address) for address in addresses):
        raise AddressRefused("an internal address")
    return Target(scheme, host, port, path, addresses)


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressInvalid("not an address") from None
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise AddressInvalid("not an address of a web interface")
    if parts.query or parts.fragment:
        raise AddressInvalid("a path and nothing behind it")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise AddressInvalid("letters that an address does not have")
    return parts.scheme, parts.hostname.lower(), port or PORTS[parts.scheme], parts.path or "/"


@contextmanager
def connection(
    target: Target, *, connect_seconds: float, read_seconds: float, all_seconds: float
) -> Iterator[http.client.HTTPConnection]:
    """An open connection to `target`, cut off after `all_seconds` however slowly bytes drip.

    Raises OSError (TimeoutError and ssl.SSLError among them).
    """
    in_use = [_open(target, connect_seconds)]
    cut = threading.Timer(all_seconds, _shut, [in_use])
    cut.daemon = True
    cut.start()
    try:
        in_use[0].settimeout(min(read_seconds, all_seconds))
        if target.scheme == "https":
            wrapped = ssl.create_default_context().wrap_socket(
                in_use[0], server_hostname=target.host, do_handshake_on_connect=False
            )
            in_use[0] = wrapped
            wrapped.do_handshake()
        speaking = http.client.HTTPConnection(target.host, target.port)
        speaking.sock = in_use[0]
        yield speaking
    finally:
        cut.cancel()
        in_use[0].close()


def _open(target: Target, seconds: float) -> socket.socket:
    failure: OSError = OSError("no address")
    for address in target.addresses:
        try:
            return socket.create_connection((address, target.port), timeout=seconds)
        except OSError as error:
            failure = error
    raise failure


def _shut(in_use: list[socket.socket]) -> None:
    with contextlib.suppress(OSError):  # closed meanwhile
        # The plain socket's: TLS's own would take the session from under the reader.
        socket.socket.shutdown(in_use[0], socket.SHUT_RDWR)
