"""ONNX Runtime without its telemetry. Every import of it goes through here."""

from __future__ import annotations

import os
from typing import Any

_SWITCH = "ORT_DISABLE_TELEMETRY"


def load_onnxruntime() -> Any:
    """The module `onnxruntime`, silenced.

    From 1.29 on its builds for Linux and macOS report to its maker who runs which model, and keep an identifier of the
    machine, unless this variable is set before the library is loaded. Whoever set it already has decided. Where another
    package was quicker, what can still be turned off is.
    """
    os.environ.setdefault(_SWITCH, "1")
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime
