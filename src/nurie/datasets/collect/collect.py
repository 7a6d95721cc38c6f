"""Collecting: page by page of a source, picture by picture into a store; whatever stops it, the next run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nurie.datasets.collect.addresses import RefusedError
from nurie.datasets.collect.client import BusyError
from nurie.datasets.collect.found import Found
from nurie.datasets.collect.settle import DamagedError
from nurie.datasets.collect.sources.source import Source, Tools
from nurie.datasets.collect.store import Search, Store, search_id
from nurie.errors import CollectError

_IN_A_ROW = 10  # failures after which a source is left alone
_KINDS = {
    "the same file as": "the same file as another", "looks like": "look like another", " px, below ": "too small",
    "damaged": "damaged", " frames; still": "moving", " answered 4": "gone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop, and what is too small: new pictures, pages of the list (0 for all), shorter side in px."""

    count: int = 0
    pages: int = 0
    least_px: int = 256


@dataclass(slots=True)
class Tally:
    """What a run did: new pictures, those left out by reason, failures by key."""

    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    failed_in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A source of the table, by name, and what is asked of it."""

    name: str
    source: Source
    settings: Any

    @property
    def id(self) -> str:
        return search_id(self.name, asdict(self.settings))


def collect(
    store: Store, question: Question, tools: Tools, limits: Limits, *, again: bool = False,
    tell: Callable[[Found, str], None] = lambda found, what: None,
) -> Tally:
    """Take what a source offers into a store, from where the last run with the same question stopped.

    Args:
        store: an open store; its manifest is written at the end, also when this raises.
        question: what to ask for.
        tools: the client, and where packages are unpacked.
        limits: when to stop.
        again: list from the first page, for what is new since then; known pictures are not fetched again.
        tell: called for each picture with "" when it is kept, else with why not.

    Raises:
        CollectError: the list cannot be had, or pictures fail one after the other.
    """
    tally = Tally()
    if (again or question.source.is_local) and store.search(question.id).pages:
        store.list_again(question.id)
    try:
        for found in _offered(store, question, tools, limits):
            if limits.count and tally.kept >= limits.count:
                break
            _take(store, found, tools, limits, tally, tell)
    finally:
        store.write_manifest()
    return tally


def _offered(store: Store, question: Question, tools: Tools, limits: Limits) -> Iterator[Found]:
    """What is still to be taken: first what was listed before, then page after page."""
    search: Search = store.search(question.id)
    offered: set[str] = set()
    while True:
        fresh = [found for key, found in search.pending.items() if key not in offered]
        offered |= search.pending.keys()  # what fails stays pending, for the next run
        yield from fresh
        if search.cursor is None or (limits.pages and search.pages >= limits.pages):
            return
        listing = question.source.list_page(question.settings, tools, search.cursor)
        store.listed(question.id, {"source": question.name, **asdict(question.settings)}, listing)


def _take(
    store: Store, found: Found, tools: Tools, limits: Limits, tally: Tally, tell: Callable[[Found, str], None]
) -> None:
    """One picture: kept, left out for good, or failed for now."""
    try:
        why = _kept_or_left_out(store, found, tools, limits)
    except BusyError:
        raise
    except CollectError as error:
        store.failed(found, str(error))
        tally.failed[found.key] = str(error)
        tally.failed_in_a_row += 1
        tell(found, str(error))
        if tally.failed_in_a_row >= _IN_A_ROW:
            raise CollectError(f"{_IN_A_ROW} pictures in a row failed, the last: {error}") from None
        return
    tally.failed_in_a_row = 0
    tally.kept += not why
    if why:
        tally.left_out[_kind(why)] += 1
    tell(found, why)


def _kept_or_left_out(store: Store, found: Found, tools: Tools, limits: Limits) -> str:
    try:
        return _kept(store, found, tools, limits)
    except RefusedError as refused:
        if refused.final:
            return store.leave_out(found, str(refused))
        raise


def _kept(store: Store, found: Found, tools: Tools, limits: Limits) -> str:
    if found.size[0] and min(found.size) < limits.least_px:
        return store.leave_out(found, f"{found.size[1]}x{found.size[0]} px, below {limits.least_px}")
    if not found.is_remote:
        return _kept_file(store, found, limits)
    try:
        return store.keep(found, _arrived(store, found, tools), least_px=limits.least_px)
    except DamagedError:  # once more: a proxy or a disk may have spoiled it
        store.incoming(found).unlink(missing_ok=True)
        return store.keep(found, _arrived(store, found, tools), least_px=limits.least_px)


def _kept_file(store: Store, found: Found, limits: Limits) -> str:
    try:
        content = Path(found.place).read_bytes()
    except OSError as error:
        raise CollectError(f"{found.place} cannot be read ({error.strerror or error})") from None
    try:
        return store.keep(found, content, least_px=limits.least_px)
    except DamagedError as error:
        return store.leave_out(found, f"damaged: {error}")


def _arrived(store: Store, found: Found, tools: Tools) -> bytes:
    """The file's bytes: of an interrupted run, or fetched now."""
    path = store.incoming(found)
    if not path.is_file():
        store.arrived(found, tools.client.fetch(found.place).body)
    return path.read_bytes()


def _kind(why: str) -> str:
    """Reasons are counted without their figures and names."""
    return next((kind for part, kind in _KINDS.items() if part in why), why)
