"""What goes out: pictures, states, events, and errors in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from nurie.errors import NurieError, OptionError, StoppedError
from nurie.server.jobs import Jobs
from nurie.server.problems import problem_of
from nurie.server.schema import JobState, Problem
from nurie.server.shelf import ENDED, Job
from nurie.server.studio import Made
from nurie.server.work import BusyError, Ticket

LOOK_S = 0.2  # between looks whether the caller is still there


async def waited(request: Request, ticket: Ticket, timeout_s: float) -> Made:
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


def picture(made: Made) -> Response:
    headers = {"X-Nurie-Model": made.model, "X-Nurie-Seed": str(made.seed)} if made.model else {}
    if made.warnings:
        headers["X-Nurie-Warnings"] = json.dumps(made.warnings)  # ASCII, as headers are
    return Response(made.data, media_type=made.media, headers=headers)


def state(job: Job) -> JobState:
    error = None if job.problem is None else job.problem[1]
    return JobState(id=job.id, state=job.state, progress=round(job.progress, 3), error=error)


async def events(jobs: Jobs, job: Job) -> AsyncIterator[str]:
    """The states of a job as server-sent events, until it ends or is dropped."""
    told: JobState | None = None
    while told is None or told.state not in ENDED:
        if (now := state(jobs.find(job.id) or replace(job, state="stopped"))) != told:
            told = now
            yield f"event: {now.state}\ndata: {now.model_dump_json()}\n\n"
        else:
            await asyncio.sleep(LOOK_S)


def problem(status: int, text: str, kind: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(Problem(error=text, kind=kind).model_dump(), status, headers)


def answer_errors(app: FastAPI) -> None:
    """Make every error of an application a `Problem`."""
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)


async def _on_error(_: Request, error: Exception) -> JSONResponse:
    status, told = problem_of(error)
    return problem(status, told.error, told.kind)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    text = "; ".join(f"{'.'.join(map(str, found['loc'][1:]))}: {found['msg']}" for found in error.errors())
    return problem(422, text, "ValidationError")


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = OptionError.__name__ if error.status_code == 422 else "HTTPException"
    return problem(error.status_code, str(error.detail), kind, dict(error.headers or {}))


async def _on_busy(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BusyError)
    return problem(429, str(error), "Busy", {"Retry-After": str(error.retry_s)})


HANDLERS: dict[type[Exception], Any] = {
    Exception: _on_error,
    NurieError: _on_error,
    RequestValidationError: _on_invalid,
    HTTPException: _on_http,
    BusyError: _on_busy,
}
