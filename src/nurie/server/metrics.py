"""Counts and times of a server, as Prometheus reads them: of one process, or added up over all of them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # names the folder of all processes; read by prometheus_client as it is imported
_SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """`nurie_pages_total` by route and outcome, `nurie_page_seconds`, `nurie_pages_taken`."""

    media = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        there = {"registry": self._registry}
        self._pages = Counter("nurie_pages", "Pages by what became of them", ("route", "outcome"), **there)
        self._seconds = Histogram("nurie_page_seconds", "Seconds a page takes", ("route",), buckets=_SECONDS, **there)
        self._taken = Gauge("nurie_pages_taken", "Pages at work or waiting", multiprocess_mode="livesum", **there)

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

    def take(self, taken: int) -> None:
        """Note how many pages this process has at work or waiting."""
        self._taken.set(taken)

    def text(self) -> bytes:
        folder = os.environ.get(SHARED)
        if folder is None:
            return generate_latest(self._registry)
        _forget_the_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)
        return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """Drop what processes that have ended said of the moment; their counts stay."""
    for path in folder.glob("gauge_live*.db"):
        found = re.search(r"_(\d+)\.db$", path.name)
        if found is None:
            continue
        try:
            os.kill(int(found[1]), 0)
        except ProcessLookupError:
            with suppress(FileNotFoundError):  # another process was quicker
                mark_process_dead(int(found[1]), str(folder))
