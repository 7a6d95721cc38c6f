"""When to colour again while the artist paints hints. Knows no host program."""

from __future__ import annotations

SETTLE_S = 0.4  # that a stroke must be at rest
_SHARE = 0.1  # of the time may go into looking


class Debounce:
    """Says once for each change that it is time: when the digest differs from the last and stays for a while."""

    def __init__(self, digest: int, now: float) -> None:
        self._last = self._seen = digest
        self._since = self._next = now

    def is_due(self, now: float) -> bool:
        """It is time for another look."""
        return now >= self._next

    def look(self, digest: int, now: float, took_s: float) -> bool:
        """Whether to colour now. `took_s` is what the look cost: large layers are looked at less often."""
        self._next = now + took_s / _SHARE
        if digest != self._seen:
            self._seen, self._since = digest, now
        if digest == self._last or now - self._since < SETTLE_S:
            return False
        self._last = digest
        return True
