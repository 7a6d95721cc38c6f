"""The application: routes that take a page and give a picture, refused early where they must be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from nurie.errors import InputError, NurieError, OptionError, PageTooLargeError, StoppedError
from nurie.runtime.catalog import list_bundles
from nurie.server.guard import Guard
from nurie.server.jobs import Job, Jobs
from nurie.server.metrics import Metrics
from nurie.server.schema import ColorOptions, Health, JobState, LinesOptions, Model, Problem, Strict
from nurie.server.settings import ServeSettings
from nurie.server.studio import Made, Studio
from nurie.server.work import BusyError, Check, Ticket, Work

LOOK_S = 0.2  # between looks whether the caller is still there

O = TypeVar("O", bound=Strict)  # noqa: E741
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "the page, the hints or an option"},
    401: {"model": Problem, "description": "no token, or another one"},
    413: {"model": Problem, "description": "too many bytes or pixels"},
    422: {"model": Problem, "description": "a field that is missing, unknown or malformed"},
    429: {"model": Problem, "description": "all places are taken; Retry-After says when to come again"},
    503: {"model": Problem, "description": "it took too long"},
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "the picture, of the format that was asked for"}
}


def create_app(settings: ServeSettings | None = None, version: str = "0") -> Guard:
    """The ASGI application. The model is loaded here, so that a server that answers can colour.

    Args:
        settings: what the server allows.
        version: of nurie, for those who ask.

    Raises:
        BundleError: no such model.
    """
    settings = settings or ServeSettings()
    studio, metrics = Studio(settings.model, settings.most_pixels, settings.kept_bytes), Metrics()
    work = Work(settings.workers, settings.waiting)
    jobs = Jobs(work)
    job_of_name = Depends(_found(jobs))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        work.close()

    app = FastAPI(
        title="nurie", version=version, description="Colours and shades line art.", lifespan=lifespan,
        docs_url=None, redoc_url=None, responses=PROBLEMS,
    )  # fmt: skip
    app.add_exception_handler(NurieError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(BusyError, _on_busy)

    async def make(request: Request, route: str, function: Callable[[Check], Made]) -> Response:
        with metrics.measured(route):
            made = await _waited(request, work.begin(function), settings.timeout_s)
        return _picture(made)

    answers: dict[str, Any] = {"responses": PICTURE, "response_class": Response}

    @app.post("/v1/color", dependencies=[Depends(_only("page", "hints", "options"))], **answers)
    async def color(
        request: Request,
        page: Annotated[UploadFile, File(description="the drawing, in any format that nurie reads")],
        hints: Annotated[UploadFile | None, File(description="a hints.json, or a picture with transparency")] = None,
        options: Annotated[str, Form(description="ColorOptions as JSON")] = "{}",
    ) -> Response:
        """Colour a drawing."""
        wanted = _parsed(ColorOptions, options)
        data, given = await page.read(), None if hints is None else await hints.read()
        return await make(request, "color", lambda check: studio.color(data, given, wanted, check))

    @app.post("/v1/lines", dependencies=[Depends(_only("picture", "options"))], **answers)
    async def lines(
        request: Request,
        picture: Annotated[UploadFile, File(description="a painted picture, or a scanned drawing")],
        options: Annotated[str, Form(description="LinesOptions as JSON")] = "{}",
    ) -> Response:
        """Make line art of a painted picture or of a scan."""
        wanted = _parsed(LinesOptions, options)
        data = await picture.read()
        return await make(request, "lines", lambda check: studio.lines(data, wanted, check))

    @app.post("/v1/jobs", status_code=202, dependencies=[Depends(_only("page", "hints", "options"))])
    async def begin(
        response: Response,
        page: Annotated[UploadFile, File(description="as of /v1/color")],
        hints: Annotated[UploadFile | None, File()] = None,
        options: Annotated[str, Form(description="ColorOptions as JSON")] = "{}",
    ) -> JobState:
        """Begin to colour a drawing, and answer at once."""
        wanted = _parsed(ColorOptions, options)
        data, given = await page.read(), None if hints is None else await hints.read()
        job = jobs.begin(lambda check: studio.color(data, given, wanted, check))
        response.headers["Location"] = f"/v1/jobs/{job.id}"
        return _state(job)

    @app.get("/v1/jobs/{name}", responses={404: {"model": Problem}})
    def job(found: Job = job_of_name) -> JobState:
        """How far a job is."""
        return _state(found)

    @app.get("/v1/jobs/{name}/events", response_class=StreamingResponse, responses={404: {"model": Problem}})
    async def events(found: Job = job_of_name) -> StreamingResponse:
        """The same as server-sent events: at once, at each change, and at the end."""
        return StreamingResponse(_events(found), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @app.get("/v1/jobs/{name}/result", responses={**PICTURE, 404: {"model": Problem}, 409: {"model": Problem}},
             response_class=Response)  # fmt: skip
    def result(found: Job = job_of_name) -> Response:
        """The picture of a job that is done."""
        if found.error is not None:
            raise found.error
        if found.made is None:
            raise HTTPException(409, f"the job is {found.state}; come again when it is done")
        return _picture(found.made)

    @app.delete("/v1/jobs/{name}", status_code=204, responses={404: {"model": Problem}})
    def stop(found: Job = job_of_name) -> None:
        """Stop a job, and forget it and its picture."""
        jobs.stop(found)

    @app.get("/v1/models")
    def models() -> list[Model]:
        """The installed models."""
        cards = {name: studio.load(name).card for name in list_bundles()}
        return [
            Model(name=name, version=card.version, license=card.license, working_size_px=card.working_size_px,
                  default=name == studio.default)
            for name, card in cards.items()
        ]  # fmt: skip

    @app.get("/healthz")
    def healthz() -> Health:
        """Whether the server lives."""
        return Health(status="ok", version=version, taken=work.taken)

    @app.get("/readyz", responses={503: {"model": Health}})
    def readyz(response: Response) -> Health:
        """Whether it takes another page."""
        busy = work.taken >= settings.workers + settings.waiting
        response.status_code = 503 if busy else 200
        return Health(status="busy" if busy else "ok", version=version, taken=work.taken)

    @app.get("/metrics", response_class=Response)
    def metrics_() -> Response:
        """Counts and times, for Prometheus."""
        return Response(metrics.text(work.taken), media_type=metrics.media)

    return Guard(app, settings.most_bytes, settings.token)


async def _waited(request: Request, ticket: Ticket, timeout_s: float) -> Made:
    """The result; the work is stopped if the caller goes, or after the timeout."""
    future = asyncio.wrap_future(ticket.future)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())  # of stopped work nobody asks
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_s
    try:
        while True:
            with suppress(asyncio.TimeoutError):  # in Python 3.10 another one than TimeoutError
                return await asyncio.wait_for(asyncio.shield(future), min(LOOK_S, max(0.0, end - loop.time())))
            if await request.is_disconnected():
                raise StoppedError("the caller has gone")
            if loop.time() >= end:
                raise HTTPException(503, f"the page took longer than {timeout_s:g} s; send a smaller one")
    finally:
        ticket.stop()


def _picture(made: Made) -> Response:
    headers = {"X-Nurie-Model": made.model, "X-Nurie-Seed": str(made.seed)} if made.model else {}
    if made.warnings:
        headers["X-Nurie-Warnings"] = json.dumps(made.warnings)  # ASCII, as headers are
    return Response(made.data, media_type=made.media, headers=headers)


def _found(jobs: Jobs) -> Callable[[str], Job]:
    def find(name: str) -> Job:
        if (job := jobs.find(name)) is None:
            raise HTTPException(404, "no such job, or it ended long ago; begin another with POST /v1/jobs")
        return job

    return find


def _state(job: Job) -> JobState:
    error = None if job.error is None else str(job.error)
    return JobState(id=job.id, state=job.state, progress=round(job.progress, 3), error=error)


async def _events(job: Job) -> AsyncIterator[str]:
    told: JobState | None = None
    while told is None or not job.ended_s or told != _state(job):
        if (now := _state(job)) != told:
            told = now
            yield f"event: {now.state}\ndata: {now.model_dump_json()}\n\n"
        else:
            await asyncio.sleep(LOOK_S)


def _only(*known: str) -> Callable[[Request], Any]:
    """Refuses a form with other fields, or with one twice."""

    async def check(request: Request) -> None:
        names = [name for name, _ in (await request.form()).multi_items()]
        if wrong := [name for name in names if name not in known or names.count(name) > 1]:
            raise HTTPException(422, f"unknown or repeated field {wrong[0]!r}; known are {', '.join(known)}, each once")

    return check


def _parsed(kind: type[O], text: str) -> O:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise HTTPException(422, "; ".join(_sentence("options", problem) for problem in error.errors())) from None


def _sentence(where: str, problem: Any) -> str:
    place = ".".join(str(part) for part in (where, *problem["loc"]))
    return f"{place}: {problem['msg']}, found {str(problem.get('input'))[:60]!r}"


def _problem(status: int, text: str, kind: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(Problem(error=text, kind=kind).model_dump(), status, headers)


async def _on_error(_: Request, error: Exception) -> JSONResponse:
    status = 413 if isinstance(error, PageTooLargeError) else 400 if isinstance(error, InputError) else 500
    status = 499 if isinstance(error, StoppedError) else status  # nobody reads it
    return _problem(status, str(error), type(error).__name__)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    text = "; ".join(f"{'.'.join(map(str, problem['loc'][1:]))}: {problem['msg']}" for problem in error.errors())
    return _problem(422, text, "ValidationError")


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = OptionError.__name__ if error.status_code == 422 else "HTTPException"
    return _problem(error.status_code, str(error.detail), kind, dict(error.headers or {}))


async def _on_busy(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BusyError)
    return _problem(429, str(error), "Busy", {"Retry-After": str(error.retry_s)})
