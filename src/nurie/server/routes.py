"""The routes of the application, by what they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from nurie.runtime.catalog import list_bundles
from nurie.server import answers
from nurie.server.forms import only, parsed
from nurie.server.jobs import Jobs
from nurie.server.metrics import Metrics
from nurie.server.schema import (
    ColorOptions,
    Health,
    JobState,
    LinesOptions,
    Model,
    Problem,
    file_of,
    json_of,
)
from nurie.server.shelf import Job
from nurie.server.studio import Made, Making
from nurie.server.work import Check, Work

TEXT = {"schema": {"type": "string"}}
NO_JOB = "no such job, or it ended long ago; begin another with POST /v1/jobs"
_TAKES_PAGE = [Depends(only("page", "hints", "options"))]

Page = Annotated[UploadFile, File(description="the drawing, in any format that nurie reads")]
HintFile = Annotated[UploadFile | None, File(description="a hints.json, or a picture with transparency")]
Options = Annotated[str, Form(description="ColorOptions as JSON", json_schema_extra=json_of(ColorOptions))]
OptionsOfLines = Annotated[str, Form(description="LinesOptions as JSON", json_schema_extra=json_of(LinesOptions))]


def picture_routes(studio: Making, work: Work, metrics: Metrics, timeout_s: float) -> APIRouter:
    """Pictures that are waited for."""
    router = APIRouter(default_response_class=Response)

    async def make(request: Request, route: str, function: Callable[[Check], Made]) -> Response:
        with metrics.measured(route):
            made = await answers.waited(request, work.begin(function), timeout_s)
        return answers.picture(made)

    @router.post("/v1/color", dependencies=_TAKES_PAGE, responses=file_of(ColorOptions))
    async def color(request: Request, page: Page, hints: HintFile = None, options: Options = "{}") -> Response:
        """Colour a drawing."""
        wanted = parsed(ColorOptions, options)
        data, given = await page.read(), None if hints is None else await hints.read()
        return await make(request, "color", lambda check: studio.color(data, given, wanted, check))

    @router.post("/v1/lines", dependencies=[Depends(only("picture", "options"))], responses=file_of(LinesOptions))
    async def lines(
        request: Request,
        picture: Annotated[UploadFile, File(description="a painted picture, or a scanned drawing")],
        options: OptionsOfLines = "{}",
    ) -> Response:
        """Make line art of a painted picture or of a scan."""
        wanted = parsed(LinesOptions, options)
        data = await picture.read()
        return await make(request, "lines", lambda check: studio.lines(data, wanted, check))

    return router


def job_routes(studio: Making, jobs: Jobs, metrics: Metrics) -> APIRouter:
    """Pictures that are asked for later."""
    router = APIRouter(prefix="/v1/jobs")
    missing: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "no such job"}}
    told: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": TEXT}, "description": "events"}}
    early: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "the job has not ended"}}

    def find(name: str) -> Job:
        if (job := jobs.find(name)) is None:
            raise HTTPException(404, NO_JOB)
        return job

    job_of_name = Depends(find)

    @router.post("", status_code=202, dependencies=_TAKES_PAGE)
    async def begin(response: Response, page: Page, hints: HintFile = None, options: Options = "{}") -> JobState:
        """Begin to colour a drawing, and answer at once."""
        wanted = parsed(ColorOptions, options)
        data, given = await page.read(), None if hints is None else await hints.read()

        def color(check: Check) -> Made:
            with metrics.measured("jobs"):
                return studio.color(data, given, wanted, check)

        job = jobs.begin(color)
        response.headers["Location"] = f"/v1/jobs/{job.id}"
        return answers.state(job)

    @router.get("/{name}", responses=missing)
    def job(found: Job = job_of_name) -> JobState:
        """How far a job is."""
        return answers.state(found)

    @router.get("/{name}/events", response_class=StreamingResponse, responses={**told, **missing})
    async def events(found: Job = job_of_name) -> StreamingResponse:
        """The same as server-sent events: at once, at each change, and at the end."""
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(answers.events(jobs, found), media_type="text/event-stream", headers=headers)

    @router.get("/{name}/result", responses={**file_of(ColorOptions), **missing, **early}, response_class=Response)
    def result(found: Job = job_of_name) -> Response:
        """The picture of a job that is done."""
        if found.problem is not None:
            return answers.problem(*found.problem)
        if found.state != "done":
            raise HTTPException(409, f"the job is {found.state}; come again when it is done")
        try:
            return answers.picture(jobs.made(found))
        except FileNotFoundError:
            raise HTTPException(404, NO_JOB) from None

    @router.delete("/{name}", status_code=204, responses=missing)
    def stop(found: Job = job_of_name) -> None:
        """Stop a job, and forget it and its picture."""
        jobs.stop(found)

    return router


def state_routes(studio: Making, work: Work, metrics: Metrics, version: str) -> APIRouter:
    """What there is, and how the server does."""
    router = APIRouter()

    @router.get("/v1/models")
    def models() -> list[Model]:
        """The installed models."""
        cards = {name: studio.load(name).card for name in list_bundles()}
        return [
            Model(name=name, version=card.version, license=card.license, working_size_px=card.working_size_px,
                  default=name == studio.default)
            for name, card in cards.items()
        ]  # fmt: skip

    @router.get("/healthz")
    def healthz() -> Health:
        """Whether the server lives."""
        return Health(status="ok", version=version, taken=work.taken)

    @router.get("/readyz", responses={503: {"model": Health, "description": "all places are taken"}})
    def readyz(response: Response) -> Health:
        """Whether it takes another page."""
        response.status_code = 503 if work.is_full else 200
        return Health(status="busy" if work.is_full else "ok", version=version, taken=work.taken)

    @router.get("/metrics", response_class=Response, responses={200: {"content": {metrics.media: TEXT}}})
    def metrics_() -> Response:
        """Counts and times, for Prometheus."""
        return Response(metrics.text(), media_type=metrics.media)

    return router
