"""A process that ends with the one that started it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress


def end_with_stdin() -> None:
    """When standard input closes, because its starter has ended, stop this process as Ctrl-C would."""
    threading.Thread(target=_wait, name="stdin", daemon=True).start()


def _wait() -> None:
    with suppress(OSError, ValueError):
        while sys.stdin.buffer.read1(1 << 16):
            pass
    if os.name == "nt":
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)  # to the process: it wakes the main thread, whatever that waits for
