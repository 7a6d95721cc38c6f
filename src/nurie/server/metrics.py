"""Counts and times of a server, as Prometheus reads them; a registry per application."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """`nurie_pages_total` by route and outcome, `nurie_page_seconds`, `nurie_pages_taken`."""

    media = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        there = {"registry": self._registry}
        self._pages = Counter("nurie_pages", "Pages by what became of them", ("route", "outcome"), **there)
        self._seconds = Histogram("nurie_page_seconds", "Seconds a page takes", ("route",), buckets=_SECONDS, **there)
        self._taken = Gauge("nurie_pages_taken", "Pages at work or waiting", **there)

    @contextmanager
    def measured(self, route: str) -> Iterator[None]:
        """Counts what happens inside."""
        start = time.perf_counter()
        try:
            yield
        except BaseException as error:
            self._pages.labels(route, type(error).__name__).inc()
            raise
        self._pages.labels(route, "done").inc()
        self._seconds.labels(route).observe(time.perf_counter() - start)

    def text(self, taken: int) -> bytes:
        self._taken.set(taken)
        return generate_latest(self._registry)
