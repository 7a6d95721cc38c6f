"""One function for many items, on all machines of a cluster, with Ray Data. Knows nothing of what the work is."""

from __future__ import annotations

import os
import pickle
import queue
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from nurie.cluster.connect import look
from nurie.cluster.silent import load_data, load_ray
from nurie.errors import ClusterError, NurieError

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_BLOCKS = 10_000  # of more items several go together
_LOOK_S = 1.0  # between looks for stragglers
_PATIENCE_S, _PATIENCE_TIMES = 60.0, 3.0  # what takes longer than both, when others have nothing to do, is done twice
_MOST_BACKUPS = 2
_CALM_S, _END_S = 3.0, 10.0  # for what nobody waits for any more to come to its end, and to be brought to it


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work, and what they need.

    Attributes:
        make: a function of a module: from `arguments` to the function of one item. Called once in each worker.
        arguments: sent once to each machine, however large.
        cpus: of each worker.
        at_once: workers, at most; None takes all processors.
        must_see: files and folders that every machine must see; others do no work.
        here: the folder in which relative paths are meant; None where there are none.
    """

    make: Callable[..., Callable[[Any], Any]]
    arguments: tuple[Any, ...] = ()
    cpus: int = 1
    at_once: int | None = None
    must_see: tuple[Path, ...] = ()
    here: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of item `number`: its result, or the error that the work raised; and on which machine."""

    number: int
    result: Result | None
    error: Exception | None
    machine: str
    seconds: float


def spread(crew: Crew, items: Sequence[Item]) -> Iterator[Outcome]:
    """Do the work for each item, and yield what became of it, each item once, in no order.

    An item goes to whichever worker is free. It is done again elsewhere where its worker or machine dies, and at the
    end also where it takes much longer than all others did (backup tasks): so the work must be such that it may be done
    twice, also at the same time.

    Raises:
        ClusterError: a machine does not see `must_see`, has another nurie, or no worker can run.

    Source: backup tasks of stragglers, Dean and Ghemawat 2004 (MapReduce), section 3.6.
    """
    if not items:
        return
    slots = max(1, min(crew.at_once or len(items), look().cpus // crew.cpus, len(items)))
    ray = load_ray()
    sent = ray.put(ray.cloudpickle.dumps((crew, _version())))
    waiting, done = dict(enumerate(items)), queue.SimpleQueue()
    patience = _Patience(slots)
    flows = [_Flow(crew, sent, waiting, slots, done)]
    try:
        while waiting:
            try:
                outcome = done.get(timeout=_LOOK_S)
            except queue.Empty:
                if patience.is_over(len(waiting)):
                    flows.append(_Flow(crew, sent, waiting, len(waiting), done))
                continue
            if isinstance(outcome, BaseException):
                raise _in_words(outcome)
            if isinstance(outcome.error, _BrokenError):
                raise outcome.error.args[0]
            if waiting.pop(outcome.number, None) is None:
                continue  # the other one was quicker
            patience.note(outcome)
            yield outcome
    finally:
        for flow in flows:
            flow.end()


class _Patience:
    """When stragglers are given to others, too."""

    def __init__(self, slots: int) -> None:
        self._slots, self._slowest_s, self._backups = slots, 0.0, 0
        self._heard_s = time.monotonic()

    def note(self, outcome: Outcome) -> None:
        self._slowest_s, self._heard_s = max(self._slowest_s, outcome.seconds), time.monotonic()

    def is_over(self, waiting: int) -> bool:
        """Whether workers have nothing to do, and those at work have long been silent; then it begins anew."""
        silent = time.monotonic() - self._heard_s
        late = self._slowest_s > 0 and silent > max(_PATIENCE_S, _PATIENCE_TIMES * self._slowest_s)
        if waiting >= self._slots or not late or self._backups == _MOST_BACKUPS:
            return False
        self._backups, self._heard_s = self._backups + 1, time.monotonic()
        return True


class _Flow:
    """Items that are done by workers of their own; outcomes go into `done`, and so does what ends it all."""

    def __init__(
        self, crew: Crew, sent: Any, items: dict[int, Any], slots: int, done: queue.SimpleQueue
    ) -> None:
        rows = [{"number": number, "item": zlib.compress(pickle.dumps(item), 1)} for number, item in items.items()]
        self._data: Any = None
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(crew, sent, rows, slots, done), name="nurie-spread", daemon=True
        )
        self._thread.start()

    def _run(
        self, crew: Crew, sent: Any, rows: list[dict[str, Any]], slots: int, done: queue.SimpleQueue
    ) -> None:
        try:
            data = load_data()
            pool = data.ActorPoolStrategy(size=slots, max_tasks_in_flight_per_actor=1)  # none waits for a straggler
            rows_of = data.from_items(rows, override_num_blocks=min(len(rows), _MOST_BLOCKS))
            self._data = rows_of.map(_Worker, fn_constructor_args=(sent,), compute=pool, num_cpus=crew.cpus)
            for batch in self._data.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
                for text in batch.column("outcome").to_pylist():
                    done.put(pickle.loads(text))
                if self._ended.is_set():
                    break
        except BaseException as error:  # told by the thread that asks
            done.put(error)

    def end(self) -> None:
        """Wait for the end of the work, or bring it about: Ray crashes where it is shut down under a thread's hands.

        A straggler that nobody needs is ended by force, for which Ray's public interface has nothing.
        """
        self._ended.set()
        self._thread.join(_CALM_S)
        executor = getattr(self._data, "_current_executor", None)
        if self._thread.is_alive() and executor is not None:
            executor.shutdown(force=True)
        self._thread.join(_END_S)


class _Worker:
    """An actor of Ray Data. Never raises, since that would end the work of all."""

    def __init__(self, sent: Any) -> None:
        crew, version = pickle.loads(load_ray().get(sent))
        self._crew, self._work, self._broken = crew, None, None
        try:
            _settle(crew, version)
            self._work = crew.make(*crew.arguments)
        except Exception as error:
            self._broken = error

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        start = time.perf_counter()
        result, error = self._tried(row["item"])
        took_s = time.perf_counter() - start
        return {"outcome": pickle.dumps(Outcome(int(row["number"]), result, error, socket.gethostname(), took_s))}

    def _tried(self, item: bytes) -> tuple[Any, Exception | None]:
        if self._broken is not None:
            return None, _BrokenError(_portable(self._broken))
        try:
            return self._work(pickle.loads(zlib.decompress(item))), None
        except Exception as error:
            return None, _portable(error)


class _BrokenError(Exception):
    """A worker that cannot work at all."""


def _settle(crew: Crew, version: str) -> None:
    """Make this process one that works as the one that asks would. Raises ClusterError."""
    import cv2

    machine = socket.gethostname()
    if _version() != version:
        raise ClusterError(
            f"{machine} has nurie {_version()}, this machine {version}; install the same one on all machines"
        )
    missing = next((path for path in crew.must_see if not path.exists()), None)
    if missing is None and crew.here is not None:
        missing = None if crew.here.is_dir() else crew.here
    if missing is not None:
        raise ClusterError(
            f"{machine} does not see {missing}; put inputs and outputs into a folder that all machines of the cluster "
            "see under the same path, such as one shared by NFS"
        )
    if crew.here is not None:
        os.chdir(crew.here)
    cv2.setNumThreads(crew.cpus)


def _version() -> str:
    return str(import_module("nurie").__version__)


def _portable(error: Exception) -> Exception:
    """An error that can be sent."""
    try:
        return error if type(pickle.loads(pickle.dumps(error))) is type(error) else _worded(error)
    except Exception:
        return _worded(error)


def _worded(error: Exception) -> NurieError:
    return NurieError(f"{type(error).__name__}: {error}")


def _in_words(error: BaseException) -> BaseException:
    """What ended the work of all: of Ray, or ours."""
    if isinstance(error, NurieError) or not isinstance(error, Exception):
        return error
    said = " ".join(str(error).split())[:300]
    return ClusterError(f"the work on the cluster ended: {type(error).__name__}: {said}; what is done stays, so that "
                        "the same command goes on")  # fmt: skip
