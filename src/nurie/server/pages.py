"""Pages that were read and encoded, kept for the next hint: as many as fit, the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from nurie.core.types import Page
from nurie.runtime.encoded import Encoded

_SEEN_BYTES = 12  # per pixel of the working size, about: what `Encoded.see` finds at its first call


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A page that was read, and what `Colorizer.encode` made of it."""

    page: Page
    encoded: Encoded

    @property
    def size(self) -> int:
        """Bytes of its arrays, about."""
        arrays = (self.page.lineart, self.page.ink, self.page.hint_layer, self.encoded.lineart, self.encoded.regions)
        kept = sum(array.nbytes for array in arrays if array is not None)
        return kept + _SEEN_BYTES * self.encoded.lineart.size


@dataclass(slots=True, eq=False)
class _Place:
    """Where one page is, or will be. Whoever holds the lock opens it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: Opened | None = None


class Pages:
    """A bounded memory of opened pages. Safe to be used by several threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._lock = most_bytes, threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Opened]) -> Opened:
        """The page of that key; made by one caller alone, while others who ask for it wait.

        What `make` raises is raised, and nothing is kept.
        """
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
        with place.lock:
            if place.opened is None:
                try:
                    place.opened = make()
                finally:
                    self._settle(key, place)
            return place.opened

    def _settle(self, key: Hashable, place: _Place) -> None:
        """Forget a page that was not made, and others until it fits, itself last."""
        with self._lock:
            if place.opened is None:
                self._forget(key, place)
            total = sum(one.opened.size for one in self._places.values() if one.opened)
            for other, one in list(self._places.items()):
                if total <= self._most:
                    return
                if one.opened is not None:
                    total -= one.opened.size
                    self._forget(other, one)

    def _forget(self, key: Hashable, place: _Place) -> None:
        if self._places.get(key) is place:
            del self._places[key]
