"""The processes of one training: how they find each other, agree, wait for each other, and what is said when one ends.

Knows no network and no sample; `joined` does what is to be done inside a step.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from math import gcd
from typing import Any, TypeVar

import torch
from torch import distributed

from nurie.errors import OptionError, PeerError, RecipeError
from nurie.training.config import Config

Result = TypeVar("Result")

_PATIENCE = timedelta(days=1)  # one process may decode a whole corpus while the others wait


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """This process among those that train together; alone by default.

    Attributes:
        rank: from 0 to size - 1; 0 writes the files and speaks.
        size: number of processes.
        here: rank on this machine; 0 prepares the cache there.
        quiet: for what the processes tell each other between steps, beside the gradients.
    """

    rank: int = 0
    size: int = 1
    here: int = 0
    quiet: Any = None

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            distributed.barrier(group=self.quiet)

    def any(self, flag: bool) -> bool:
        """Whether it holds in any process; all get the same answer."""
        return self.sum([float(flag)])[0] > 0

    def sum(self, values: list[float]) -> list[float]:
        """Sums over the processes; all give as many values."""
        if self.size == 1:
            return values
        total = torch.tensor(values, dtype=torch.float64)
        distributed.all_reduce(total, group=self.quiet)
        return total.tolist()

    def mean(self, values: dict[str, float]) -> dict[str, float]:
        """Means over the processes; all give the same names."""
        return dict(zip(values, (value / self.size for value in self.sum([*values.values()])), strict=True))

    def from_first(self, make: Callable[[], bytes]) -> bytes:
        """What process 0 makes, in all of them."""
        if self.size == 1:
            return make()
        content = torch.frombuffer(bytearray(make()), dtype=torch.uint8) if self.leads else torch.empty(0)
        length = torch.tensor([content.numel()])
        distributed.broadcast(length, 0, group=self.quiet)
        content = content if self.leads else torch.empty(int(length), dtype=torch.uint8)
        distributed.broadcast(content, 0, group=self.quiet)
        return content.numpy().tobytes()

    def first_here(self, work: Callable[[], Result]) -> Result:
        """`work()` in one process of each machine, then in the others: what the first one stores, they find."""
        result = work() if self.here == 0 else None
        self.wait()
        return work() if result is None else result

    def share(self, first: int, batch: int) -> range:
        """The numbers of this process's samples in the batch that begins with sample `first`."""
        each = batch // self.size
        return range(first + self.rank * each, first + (self.rank + 1) * each)


ALONE = Group()


@contextmanager
def joined_group(device: str) -> Iterator[Group]:
    """The processes that torchrun started, or this one alone where it did not.

    Args:
        device: "cpu" (they speak by gloo) or "cuda" (by NCCL).

    Raises:
        OptionError: more processes on this machine than it has CUDA devices.
        PeerError: another process ended, or could not be reached.
    """
    size = _size()
    if size == 1:
        yield ALONE
        return
    here = int(os.environ.get("LOCAL_RANK", 0))
    if device == "cuda":
        _take_device(here)
    with _losses_named():
        store, rank, _ = next(distributed.rendezvous("env://"))
        # torchrun's own store outlives the processes, and the dead ones' addresses are still in it
        fresh = distributed.PrefixStore(f"start {_restarts()}", store)
        backend = "cpu:gloo,cuda:nccl" if device == "cuda" else "gloo"
        distributed.init_process_group(backend, store=fresh, rank=rank, world_size=size)
        quiet = distributed.new_group(backend="gloo", timeout=_PATIENCE)
        yield Group(distributed.get_rank(), size, here, quiet)
        distributed.destroy_process_group()


def refuse_several(command: str) -> None:
    """For what one process does. Raises OptionError under torchrun."""
    if _size() > 1:
        raise OptionError(f"{command} is done by one process; start it without torchrun")


def _size() -> int:
    return int(os.environ.get("WORLD_SIZE", 1)) if "RANK" in os.environ else 1


def _take_device(here: int) -> None:
    count = torch.cuda.device_count()
    if here >= count:
        raise OptionError(
            f"process {here} of this machine finds {count} CUDA devices; one process takes one device: "
            f"type torchrun --nproc-per-node {max(1, count)}, or leave --device out to train on the CPU"
        )
    torch.cuda.set_device(here)


@contextmanager
def _losses_named() -> Iterator[None]:
    """What the libraries say when a process can no longer be reached, as a PeerError."""
    try:
        yield
    except RuntimeError as error:
        told = str(error)
        if isinstance(error, distributed.DistError) or any(word in told for word in _OF_PEERS):
            raise PeerError(
                "another process of this training ended or cannot be reached; what it printed says why. "
                "The last checkpoint is whole: the same command with --resume goes on there "
                f"({told.splitlines()[0]})"
            ) from None
        raise


_OF_PEERS = ("gloo", "Gloo", "NCCL", "Connection closed by peer", "Connection reset by peer", "Broken pipe")


def check_batches(config: Config, size: int) -> None:
    """Refuse a recipe whose batches cannot be divided among so many processes. Raises RecipeError."""
    whole = [stage.batch for stage in config.stages]
    if not any(batch % size for batch in whole):
        return
    common = reduce(gcd, whole)
    fits = ", ".join(str(count) for count in range(1, common + 1) if common % count == 0)
    raise RecipeError(
        f"{config.name} has batches of {', '.join(map(str, sorted(set(whole))))} and {size} processes train: batch is "
        f"the whole batch over all of them, and every process takes as much of it. Start {fits} processes in all "
        "(torchrun --nproc-per-node), or change batch in the recipe"
    )


def speaks() -> bool:
    """Whether this process tells the user how the training went; of several, the first."""
    return os.environ.get("RANK", "0") == "0"


def restarted() -> bool:
    """Whether torchrun started the processes anew after one had ended (its option --max-restarts)."""
    return _restarts() > 0


def _restarts() -> int:
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", 0))
