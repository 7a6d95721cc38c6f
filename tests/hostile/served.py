"""The same files sent to the server, in this process: none may cost it an answer of 5xx."""

from __future__ import annotations

import atexit
import json
from functools import lru_cache
from typing import Any

from hostile.doors import MOST_PIXELS, Fault
from hostile.seeds import File, encoded, lines

TEXTS = ("hints", "profile", "session", "card", "recipe", "palette")  # that are tried as options, too


@lru_cache(maxsize=1)
def client() -> Any:
    from fastapi.testclient import TestClient

    from nurie.server.app import create_app
    from nurie.server.settings import ServeSettings

    settings = ServeSettings(model="nurie-tiny", most_pixels=MOST_PIXELS, kept_bytes=0)
    client = TestClient(create_app(settings), base_url="http://localhost", raise_server_exceptions=False)
    client.__enter__()
    atexit.register(client.__exit__)
    return client


def judge(file: File) -> None:
    """Send a file in each place where a request holds one.

    Raises:
        Fault: an answer of 5xx, one without words, or one that is no picture.
    """
    good, small = encoded(lines(), "PNG"), json.dumps({"size": 64})
    name = f"http://127.0.0.1:9/../../{file.name[:60]}"
    if file.kind == "large":
        return
    if file.kind == "hints":
        _send("color", {"page": ("page.png", good), "hints": (name, file.data)}, small)
    elif file.kind == "picture":
        _send("lines", {"picture": (name, file.data)}, "{}")
    else:
        _send("color", {"page": (name, file.data)}, small)
    if file.kind in TEXTS:
        _send("color", {"page": ("page.png", good)}, file.data.decode("latin-1"))


def _send(route: str, files: dict[str, tuple[str, bytes]], options: str) -> None:
    answer = client().post(f"/v1/{route}", files=files, data={"options": options})
    if answer.status_code == 200 and answer.headers["content-type"] == "image/png":
        return
    if not 400 <= answer.status_code < 500:
        raise Fault(f"the server answered {answer.status_code}: {answer.text[:300]!r}")
    told = answer.json()
    if set(told) != {"error", "kind"} or not told["error"] or "more memory than" in told["error"]:
        raise Fault(f"the server answered without clear words: {told}")
