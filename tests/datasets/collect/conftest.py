"""A web server of our own that answers as boards and wikis do, and that fails as they do. Nothing else is asked."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.datasets.collect.client import Client, Manners
from nurie.datasets.collect.sources.source import Tools
from nurie.datasets.collect.store import Store, open_store

Route = Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]]


@dataclass
class FakeWeb:
    """Routes by path; `trouble` lists, by path, what goes wrong with its next requests; `log` is what was asked."""

    routes: dict[str, Route] = field(default_factory=dict)
    trouble: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    address: str = ""

    def serve(self, path: str, body: bytes | str | object, *, status: int = 200, **headers: str) -> str:
        """Answer a path with bytes, a text, or what JSON makes of anything else; returns its address."""
        text = body if isinstance(body, bytes | str) else json.dumps(body)
        content = text.encode() if isinstance(text, str) else text
        self.routes[path] = lambda query: (status, headers, content)
        return self.address + path

    def fail(self, path: str, kind: str, value: str = "", times: int = 1) -> None:
        self.trouble.setdefault(path, []).extend([(kind, value)] * times)

    def asked(self, path: str) -> int:
        return sum(entry.partition("?")[0] == path for entry in self.log)


class _Handler(BaseHTTPRequestHandler):
    web: FakeWeb

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.web.log.append(self.path)
        self.web.agents.append(self.headers.get("User-Agent", ""))
        kind, value = self.web.trouble[parts.path].pop(0) if self.web.trouble.get(parts.path) else ("", "")
        route = self.web.routes.get(parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        status, headers, body = route(query) if route else (404, {}, b"no such thing")
        if kind == "reset":
            self.close_connection = True
            return
        if kind.isdigit():
            status, headers, body = int(kind), ({"Retry-After": value} if value else {}), b"busy"
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind == "wrong":
            body = bytes(reversed(body))
        self.wfile.write(body[: len(body) // 2] if kind == "cut" else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    fake = FakeWeb()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"web": fake}))
    fake.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()


@dataclass
class Pause:
    """A clock that `sleep` alone moves, and what was slept."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def pause() -> Pause:
    return Pause()


@pytest.fixture
def make_client(pause: Pause) -> Callable[..., Client]:
    """A client that waits for nobody but `pause`; other manners by keyword."""

    def make(**manners: object) -> Client:
        manners = {"contact": "me@example.org", "allow_private": True, **manners}
        return Client(Manners(**manners), sleep=pause.sleep, clock=pause.clock, chance=random.Random(1))  # type: ignore[arg-type]

    return make


@pytest.fixture
def tools(make_client: Callable[..., Client], tmp_path: Path) -> Tools:
    return Tools(make_client(), tmp_path / "unpacked")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "store", alike_bits=4)
    yield store
    store.close()


def _draw(seed: int, size: tuple[int, int] = (96, 80)) -> np.ndarray:
    """(H, W, 3): a few outlined blobs that differ from seed to seed in place and colour."""
    rng = np.random.default_rng(seed)
    picture = np.full((*size, 3), 255, np.uint8)
    for _ in range(5):
        x, y = int(rng.integers(0, size[1])), int(rng.integers(0, size[0]))
        radius, color = int(rng.integers(8, 34)), rng.integers(0, 255, 3).tolist()
        cv2.circle(picture, (x, y), radius, color, -1)
        cv2.circle(picture, (x, y), radius, (0, 0, 0), 1)
    return picture


def _encode(picture: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def png() -> Callable[..., bytes]:
    """A function from a seed to the bytes of a PNG that no other seed has."""
    return lambda seed, size=(96, 80): _encode(_draw(seed, size))


@pytest.fixture
def draw() -> Callable[..., np.ndarray]:
    """A function from a seed and a size to (H, W, 3) uint8."""
    return _draw


@pytest.fixture
def encode() -> Callable[..., bytes]:
    """A function from a picture, Pillow's name of a format and its options to a file's bytes."""
    return _encode
