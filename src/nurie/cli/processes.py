"""Several processes that accept from one socket: begun, begun again when they die, and ended together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from nurie.errors import NurieError

Run = Callable[[socket.socket], None]
_SHORTEST_S = 5.0  # a process that dies sooner would die again and again


def run_together(run: Run, count: int, listener: socket.socket) -> None:
    """Call `run(listener)` in `count` processes until this one is interrupted or terminated.

    Args:
        run: can be pickled; ends at SIGTERM.

    Raises:
        NurieError: a process that ends as soon as it has begun.
    """
    context = multiprocessing.get_context("spawn")  # threads of onnxruntime do not survive a fork
    begun: dict[BaseProcess, float] = {}

    def begin() -> None:
        process = context.Process(target=_work, args=(run, listener), name="nurie-serve")
        process.start()
        begun[process] = time.monotonic()

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for _ in range(count):
            begin()
        while True:
            wait([process.sentinel for process in begun])
            for process in [process for process in begun if not process.is_alive()]:
                if time.monotonic() - begun.pop(process) < _SHORTEST_S:
                    raise NurieError(f"a process of the server ended at once ({process.exitcode}), as it says above")
                begin()
    except KeyboardInterrupt:
        pass
    finally:
        for process in begun:
            process.terminate()
        for process in begun:
            process.join()


def _work(run: Run, listener: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    run(listener)


def _end_with_parent() -> None:
    """A parent that was killed cannot end its processes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
