"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nurie.errors import OptionError
from nurie.server.hosts import LOOPBACK


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What a server allows.

    Attributes:
        model: the bundle that colours where a request names none; None takes the default.
        workers: pages that are coloured at the same time.
        batch: pages whose networks run together at most, of those that are coloured at the same time.
        waiting: pages that may wait beside them; the next is refused with 429.
        most_pixels: of a page; more are refused with 413, before they are decoded.
        most_bytes: of a request's body; more are refused with 413.
        timeout_s: after so long a page is given up, with 503.
        kept_bytes: of pages that stay read and encoded for the next hint; 0 keeps none.
        folder: of the jobs, shared by all processes of one server; None makes one for this process, and removes it.
        token: that requests must carry, None for none.
        hosts: names and addresses under which it answers, as they stand in the header Host; others get 421.
        any_address: it answers under every address in numbers, too.
    """

    model: str | None = None
    workers: int = 1
    batch: int = 1
    waiting: int = 8
    most_pixels: int = 40_000_000
    most_bytes: int = 64 << 20
    timeout_s: float = 120.0
    kept_bytes: int = 512_000_000
    folder: Path | None = None
    token: str | None = None
    hosts: tuple[str, ...] = LOOPBACK
    any_address: bool = False

    def __post_init__(self) -> None:
        for name in ("workers", "batch", "most_pixels", "most_bytes", "timeout_s"):
            if getattr(self, name) <= 0:
                raise OptionError(f"{name} is {getattr(self, name)}; expected more than 0")
        for name in ("waiting", "kept_bytes"):
            if getattr(self, name) < 0:
                raise OptionError(f"{name} is {getattr(self, name)}; expected 0 or more")
        if self.batch > self.workers:
            raise OptionError(
                f"batch is {self.batch} and workers {self.workers}: who shares a run of the network is coloured at the "
                f"same time; give --workers {self.batch}, too"
            )
