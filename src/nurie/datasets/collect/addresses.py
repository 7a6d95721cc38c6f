"""Which hosts may be connected to. A name is resolved once: the address that was checked is the one that is used."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from nurie.errors import CollectError

_PORTS = {"http": 80, "https": 443}


class RefusedError(CollectError):
    """What is refused again when it is asked for again; `final` where no option and no account changes that."""

    final = False


def parse_url(url: str) -> SplitResult:
    """Parse an address of the web. Raises RefusedError for any other."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for a port that is no number
    except ValueError as error:
        raise RefusedError(f"{url!r} is no address ({error}); expected https://HOST/PATH") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise RefusedError(f"{url!r} is no address of the web; expected https://HOST/PATH")
    if parts.username is not None:
        raise RefusedError(f"the address of {parts.hostname} holds a name or a password; leave them out")
    return parts


def origin_of(parts: SplitResult) -> str:
    """Scheme, host and port, for robots.txt and the pace."""
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _PORTS[parts.scheme]}"


def resolve(parts: SplitResult, *, allow_private: bool) -> list[tuple[str, int]]:
    """Addresses and port of a host.

    Raises:
        RefusedError: one of its addresses is not public and `allow_private` is not given.
        OSError: the name is not known.
    """
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and (private := [address for address in addresses if not is_public(address)]):
        raise RefusedError(
            f"{host} is {private[0]}, an address of this machine or network; "
            "nothing is fetched from there unless you add --allow-private"
        )
    return [(address, port) for address in addresses]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


class Connection(http.client.HTTPConnection):
    """A connection to the first of given addresses that answers, under the host's name."""

    def __init__(self, parts: SplitResult, addresses: Sequence[tuple[str, int]], timeout_s: float) -> None:
        super().__init__(parts.hostname or "", parts.port or _PORTS[parts.scheme], timeout=timeout_s)
        self._addresses = addresses
        self._secure = parts.scheme == "https"
        self.default_port = _PORTS[parts.scheme]  # of the Host header: left out where it is the scheme's own

    def connect(self) -> None:
        error: OSError = OSError("it has no address")
        for address in self._addresses:
            try:
                self.sock = socket.create_connection(address, self.timeout)
                break
            except OSError as failed:
                error = failed
        else:
            raise error
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
