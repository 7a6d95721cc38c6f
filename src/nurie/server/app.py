"""The application: its parts put together. Loads the model, so that a server that answers can colour."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from nurie.server.answers import answer_errors
from nurie.server.guard import Guard
from nurie.server.hosts import Hosts
from nurie.server.jobs import Jobs
from nurie.server.metrics import Metrics
from nurie.server.routes import job_routes, picture_routes, state_routes
from nurie.server.schema import Problem
from nurie.server.settings import ServeSettings
from nurie.server.site import STATIC, find_site
from nurie.server.studio import Making, Studio
from nurie.server.work import Work

PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "the page, the hints or an option"},
    401: {"model": Problem, "description": "no token, or another one"},
    403: {"model": Problem, "description": "asked by a page of another server"},
    413: {"model": Problem, "description": "too many bytes or pixels"},
    421: {"model": Problem, "description": "asked under a name that is not the server's"},
    422: {"model": Problem, "description": "a field that is missing, unknown or malformed"},
    429: {"model": Problem, "description": "all places are taken; Retry-After says when to come again"},
    503: {"model": Problem, "description": "it took too long"},
}


def create_app(
    settings: ServeSettings | None = None, version: str = "0", static: Path = STATIC, studio: Making | None = None
) -> Guard:
    """The ASGI application.

    Args:
        settings: what the server allows.
        version: of nurie, for those who ask.
        static: where the drawing page lies, once it is built.
        studio: makes the pictures; None makes one in this process.

    Raises:
        BundleError: no such model.
    """
    settings = settings or ServeSettings()
    studio = studio or Studio(settings.model, settings.most_pixels, settings.kept_bytes, settings.batch)
    metrics = Metrics()
    work = Work(settings.workers, settings.waiting, metrics.take)
    own = None if settings.folder else tempfile.TemporaryDirectory(prefix="nurie-jobs-")
    jobs = Jobs(work, settings.folder or Path(own.name))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(work.close)
        if own is not None:
            own.cleanup()

    app = FastAPI(
        title="nurie", version=version, description="Colours and shades line art.", lifespan=lifespan,
        docs_url=None, redoc_url=None, responses=PROBLEMS,
    )  # fmt: skip
    answer_errors(app)
    app.include_router(picture_routes(studio, work, metrics, settings.timeout_s))
    app.include_router(job_routes(studio, jobs, metrics))
    app.include_router(state_routes(studio, work, metrics, version))
    site = find_site(studio.default, token=settings.token is not None, folder=static)
    for path in site.paths:
        app.add_route(path, site.answer, include_in_schema=False)
    hosts = Hosts(settings.hosts, settings.any_address)
    return Guard(app, settings.most_bytes, settings.token, hosts, open_paths=site.paths)
