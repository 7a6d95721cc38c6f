"""JSON of strangers to plain values: every way in which it can be broken is a ValueError."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MOST_BYTES = 64_000_000


def parse_json(text: str | bytes) -> Any:
    """The values of a JSON text. Raises ValueError with a reason, also for nesting that is too deep."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_text(path: Path) -> str:
    """A file's text as UTF-8, what is no UTF-8 replaced. Raises ValueError above 64 MB, OSError."""
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 1_000_000} MB")
    return data.decode("utf-8-sig", "replace")
