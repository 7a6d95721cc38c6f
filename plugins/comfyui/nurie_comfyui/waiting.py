"""Waiting for nurie, so that ComfyUI's Cancel still works."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable

from .nurie_shared.client import Call, NurieError, Server
from .nurie_shared.local import Started

_LOOK_S = 0.1
_START_S = 60.0


def wait(work: Callable[[Call], Any]) -> Any:
    """What `work` gives, on a thread of its own. Raises what it raises, and ComfyUI's own error for Cancel."""
    call, found = Call(), []

    def run() -> None:
        try:
            found.append((work(call), None))
        except Exception as error:
            found.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK_S)
        try:
            _check_cancelled()
        except BaseException:
            call.stop()
            raise
    result, error = found[0]
    if error is not None:
        raise error
    return result


def wait_for_server(server: Server, started: Started) -> None:
    """Until it answers. Raises NurieError if it ends, or takes too long."""
    end = time.monotonic() + _START_S
    while True:
        failure = started.failure()
        if failure is not None:
            raise NurieError(failure)
        try:
            server.version()
            return
        except NurieError:
            if time.monotonic() > end:
                raise
            _check_cancelled()
            time.sleep(_LOOK_S)


def _check_cancelled() -> None:
    try:
        from comfy.model_management import throw_exception_if_processing_interrupted
    except ImportError:  # outside ComfyUI
        return
    throw_exception_if_processing_interrupted()
