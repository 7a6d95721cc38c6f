"""Under which names a server answers: what keeps a page of elsewhere from asking it through its visitor's browser.

A name of the attacker's that is turned to this machine (DNS rebinding) is still in the header Host, and a form that a
strange page sends has its address in the header Origin. Addresses in numbers cannot be turned.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::[0-9]{1,5})?", re.IGNORECASE)


class Hosts:
    """The names, and whether every address in numbers is one of them."""

    def __init__(self, names: Iterable[str], any_address: bool = False) -> None:
        self.names = tuple(dict.fromkeys(name.strip("[]").rstrip(".").lower() for name in names))
        self._any_address = any_address

    def allows(self, host: str | None) -> bool:
        """Whether this header Host, a name or an address with or without a port, is one of ours."""
        found = _HOST.fullmatch(host or "")
        if found is None:
            return False
        name = (found[1] or found[2]).rstrip(".").lower()
        return name in self.names or (self._any_address and _is_address(name))

    def allows_origin(self, origin: str) -> bool:
        """Whether a header Origin is a page of this server's, at any port; a program sends none."""
        try:
            return self.allows(urlsplit(origin).netloc)
        except ValueError:
            return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
