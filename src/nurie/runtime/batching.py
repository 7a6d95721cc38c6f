"""Runs of a network that several threads ask for at the same time, as one run of a batch."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from nurie.runtime.backend import Backend, Floats
from nurie.runtime.card import Card


@dataclass(eq=False)
class _Asked:
    """Planes that wait, and what came of them."""

    planes: Floats
    found: tuple[Floats, Floats] | None = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.found is not None or self.error is not None


class BatchingBackend:
    """A backend that runs what waits for it together. The same bytes as without.

    Nobody waits for company: whoever finds the network free takes it, with all planes of the same shape that have come
    while it was at work. So batches grow with the number of those who ask, and one alone loses nothing.
    """

    def __init__(self, backend: Backend, most: int) -> None:
        """`most` pages run together at most."""
        self._backend, self._most = backend, most
        self._waiting: deque[_Asked] = deque()
        self._changed, self._busy = threading.Condition(), False

    @property
    def card(self) -> Card:
        return self._backend.card

    def run(self, planes: Floats) -> tuple[Floats, Floats]:
        """As `Backend.run`; an error of a batch is everybody's whose planes were in it."""
        asked = _Asked(planes)
        with self._changed:
            self._waiting.append(asked)
            self._changed.wait_for(lambda: asked.done or not self._busy)
            batch = [] if asked.done else self._take(asked)
        if batch:
            self._run(batch)
        if asked.error is not None:
            raise asked.error
        assert asked.found is not None
        return asked.found

    def _take(self, first: _Asked) -> list[_Asked]:
        """Take the network, for these planes and the oldest others of their shape."""
        others = [one for one in self._waiting if one is not first and one.planes.shape == first.planes.shape]
        batch = [first, *others[: self._most - 1]]
        for one in batch:
            self._waiting.remove(one)
        self._busy = True
        return batch

    def _run(self, batch: list[_Asked]) -> None:
        error, found = None, []
        try:
            color, logits = self._backend.run(np.concatenate([one.planes for one in batch]))
            found = [(color[at : at + 1], logits[at : at + 1]) for at in range(len(batch))]
        except Exception as raised:
            error = raised
        with self._changed:
            self._busy = False
            for at, one in enumerate(batch):
                one.found, one.error = (found[at] if found else None), error
            self._changed.notify_all()
