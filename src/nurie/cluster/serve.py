"""Pages for a server, painted by replicas on all machines of a cluster, with Ray Serve. The HTTP half is `server`."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from nurie.cluster.silent import load_ray, load_serve
from nurie.errors import ClusterError, NurieError, StoppedError
from nurie.runtime.backend import default_threads
from nurie.runtime.colorizer import Colorizer
from nurie.server.schema import ColorOptions, LinesOptions
from nurie.server.settings import ServeSettings
from nurie.server.studio import Made, Studio
from nurie.server.work import Check

_MOST_TRIES = 5  # of a page whose replica died
_PAUSE_S = 1.0  # until Ray Serve knows of it
_REMEMBERED = 64  # pages that a replica is asked for again
_AUTOSCALING = {"upscale_delay_s": 2.0, "downscale_delay_s": 60.0, "metrics_interval_s": 1.0, "look_back_period_s": 2.0}
_HEALTH = {"health_check_period_s": 5.0, "health_check_timeout_s": 120.0}


@contextmanager
def served(settings: ServeSettings, replicas: int, studio: Any = Studio) -> Iterator[FarStudio]:
    """Replicas on the cluster that is connected, from one up to so many as pages come, until this ends.

    Args:
        settings: `workers` are the pages that a replica paints at once, `batch` how many of them in one network run.
        replicas: at most.
        studio: what a replica paints with, made of the model, the most pixels of a page, the bytes to keep, the batch.

    Raises:
        ClusterError: they cannot be started.
    """
    serve, name = load_serve(), f"nurie-{secrets.token_hex(4)}"
    made_of = (settings.model, settings.most_pixels, settings.kept_bytes, settings.batch)
    given = (studio, made_of, settings.workers, _version())
    deployment = serve.deployment(
        _replica(serve), name="Replica", max_ongoing_requests=settings.workers,
        autoscaling_config={"min_replicas": 1, "max_replicas": replicas, "target_ongoing_requests": settings.workers,
                            **_AUTOSCALING},
        ray_actor_options={"num_cpus": -(-settings.workers // settings.batch) * default_threads()}, **_HEALTH,
    )  # fmt: skip
    try:
        serve.start(proxy_location="Disabled")
        handle = serve.run(deployment.bind(*given), name=name, route_prefix=None)
    except Exception as error:
        _end(serve, name)
        said = " ".join(str(error).split())[-300:]
        raise ClusterError(f"no replica could be started on the cluster: {said}") from None
    try:
        yield FarStudio(handle, Studio(settings.model, settings.most_pixels, 0))
    finally:
        _end(serve, name)


def _end(serve: Any, name: str) -> None:
    """Ours alone, unless nothing else is served there."""
    serve.delete(name)
    if not serve.status().applications:
        serve.shutdown()


def _version() -> str:
    return str(import_module("nurie").__version__)


class FarStudio:
    """What the server's routes need of a `Studio`; the pictures are made by replicas. Safe for several threads.

    A page goes to the replica that has it open from an earlier hint, unless that has too much to do. One whose replica
    dies is painted again by another: the same bytes, and nobody notices.
    """

    def __init__(self, handle: Any, near: Studio) -> None:
        """`near` knows the models' cards; it paints nothing."""
        self._handle, self._near = handle, near

    @property
    def default(self) -> str:
        return self._near.default

    def load(self, name: str | None) -> Colorizer:
        return self._near.load(name)

    def color(self, page: bytes, hints: bytes | None, options: ColorOptions, check: Check) -> Made:
        """As `Studio.color`."""
        return self._make("color", hashlib.sha256(page).hexdigest(), (page, hints, options), check)

    def lines(self, picture: bytes, options: LinesOptions, check: Check) -> Made:
        """As `Studio.lines`."""
        return self._make("lines", "", (picture, options), check)

    def _make(self, kind: str, key: str, arguments: tuple[Any, ...], check: Check) -> Made:
        died = load_ray().exceptions.RayActorError
        for left in reversed(range(_MOST_TRIES)):
            check()
            try:
                return self._made(kind, key, arguments, check)
            except died:
                if not left:
                    raise ClusterError(f"{_MOST_TRIES} replicas died over this page; try it again later") from None
                time.sleep(_PAUSE_S)
        raise AssertionError

    def _made(self, kind: str, key: str, arguments: tuple[Any, ...], check: Check) -> Made:
        steps = self._handle.options(stream=True, multiplexed_model_id=key).make.remote(kind, arguments)
        try:
            for step in steps:
                if isinstance(step, Made):
                    return step
                if isinstance(step, Exception):
                    raise step
                check()
        finally:
            steps.cancel()  # of a caller who has gone; nothing of a page that is made
        raise ClusterError("a replica ended without an answer")


def _replica(serve: Any) -> type:
    """The class of a replica, once Ray Serve is loaded."""

    class Replica:
        """A studio of its own: models, and the pages that are open here."""

        def __init__(self, studio: Any, made_of: tuple[Any, ...], workers: int, version: str) -> None:
            if (found := str(import_module("nurie").__version__)) != version:
                raise ClusterError(f"a machine has nurie {found}, the server {version}; install the same on all")
            self._studio = studio(*made_of)
            self._pool = ThreadPoolExecutor(workers)

        @serve.multiplexed(max_num_models_per_replica=_REMEMBERED)
        async def remember(self, key: str) -> str:
            """Tell Ray Serve that the page of that key is open here."""
            return key

        async def make(self, kind: str, arguments: tuple[Any, ...]) -> AsyncIterator[Any]:
            """None for each step that begins, and at the end a `Made` or an error."""
            if key := serve.get_multiplexed_model_id():
                await self.remember(key)
            steps = _Steps()
            future = self._pool.submit(steps.run, getattr(self._studio, kind), arguments)
            try:
                while (step := await steps.next()) is None:
                    yield None
                yield step
            finally:
                steps.stop()
                future.cancel()

    return Replica


class _Steps:
    """What a thread tells an event loop while it paints."""

    def __init__(self) -> None:
        self._stopped, self._loop = threading.Event(), asyncio.get_running_loop()
        self._told: asyncio.Queue[Any] = asyncio.Queue()

    def run(self, work: Any, arguments: tuple[Any, ...]) -> None:
        try:
            self._tell(work(*arguments, self._check))
        except Exception as error:
            self._tell(error if isinstance(error, NurieError) else NurieError(f"{type(error).__name__}: {error}"))

    async def next(self) -> Any:
        return await self._told.get()

    def stop(self) -> None:
        """The work ends before its next step."""
        self._stopped.set()

    def _check(self) -> None:
        if self._stopped.is_set():
            raise StoppedError("the caller has gone")
        self._tell(None)

    def _tell(self, step: Any) -> None:
        self._loop.call_soon_threadsafe(self._told.put_nowait, step)
