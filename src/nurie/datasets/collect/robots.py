"""What a host's robots.txt allows, read by Protego (RFC 9309, with wildcards, which the standard library lacks)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nurie.errors import MissingExtraError

AGENT = "nurie"


@dataclass(frozen=True, slots=True)
class Rules:
    """`allows(url)`, and the seconds between requests that are asked for (0 where none are)."""

    allows: Callable[[str], bool]
    interval_s: float


def read_rules(text: bytes) -> Rules:
    """Read a robots.txt; an empty one allows everything. Raises MissingExtraError where Protego is not installed."""
    try:
        from protego import Protego
    except ModuleNotFoundError:
        raise MissingExtraError(
            "collecting over HTTP needs protego, which is not installed; type: pip install 'nurie[collect]'"
        ) from None
    rules = Protego.parse(text.decode("utf-8", "replace"))
    rate = rules.request_rate(AGENT)
    between = rate.seconds / rate.requests if rate else 0.0
    return Rules(lambda url: rules.can_fetch(url, AGENT), max(float(rules.crawl_delay(AGENT) or 0), between))
