"""Ray without its reports. Every import of it goes through here."""

from __future__ import annotations

import logging
import os
from typing import Any

_SWITCHES = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # `ray start` tells its maker even that reports are off; nothing listens here
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # of this process; what Ray has to say is in its own logs
    "RAY_ENABLE_AUTO_CONNECT": "0",  # else a thread that outlives its cluster starts another one
    "RAY_DEDUP_LOGS": "0",  # what it keeps it prints as it ends, in our thread
}


def load_ray() -> Any:
    """The module `ray`, silenced: no reports of use. Whoever set a switch already has decided."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    import ray

    return ray


def load_data() -> Any:
    """The module `ray.data`, without progress bars and lines about its plans."""
    load_ray()
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    return ray.data


def load_serve() -> Any:
    """The module `ray.serve`, which logs into its own files alone."""
    load_ray()
    import ray.serve

    logging.getLogger("ray.serve").setLevel(logging.CRITICAL)
    return ray.serve
