"""The drawing page as files: who may fetch what, with which headers, and whether a browser can work with them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
from fastapi.testclient import TestClient

from nurie.runtime.catalog import list_bundles
from nurie.server.app import create_app
from nurie.server.guard import HEADERS
from nurie.server.settings import ServeSettings
from nurie.server.site import MEDIA_TYPES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page as the build leaves it."""
    folder = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>nurie</title>", encoding="utf-8")
    (folder / "page.json").write_text("{}", encoding="utf-8")
    for suffix in MEDIA_TYPES:
        (folder / "assets" / f"part-a1b2c3{suffix}").write_bytes(b"0123456789")
    return folder


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    settings = ServeSettings(model="nurie-tiny", token="secret")
    with TestClient(create_app(settings, static=built), base_url="http://localhost") as client:
        yield client


def test_the_page_opens_without_a_token_and_nothing_else_does(client: TestClient):
    """Prevents a page that cannot ask for the token, and a route that its openness lets strangers into."""
    assert client.get("/").text == client.get("/index.html").text == "<!doctype html><title>nurie</title>"
    assert client.get("/page.json").json() == {"serverless": False, "model": "nurie-tiny", "token": True}
    closed = ("/v1/models", "/metrics", "/openapi.json", "/assets/", "/assets/other.js", "/models/", "//v1/models")
    assert {path: client.get(path).status_code for path in closed} == dict.fromkeys(closed, 401)
    assert client.get("/assets/../../settings.py").status_code == 401
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_media_types(client: TestClient, suffix: str):
    """Prevents a script or a module of WebAssembly that the browser refuses, since a machine's table says otherwise."""
    answer = client.get(f"/assets/part-a1b2c3{suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[suffix])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_installed_models_are_served(client: TestClient):
    """Prevents a browser that has no network to run, or gets another."""
    name, path = "nurie-tiny", list_bundles()["nurie-tiny"]
    answer = client.get(f"/models/{name}.onnx")
    assert answer.content == path.read_bytes()
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/octet-stream", "no-cache")
    assert client.get("/models/../server/app.py").status_code == 401


def test_what_is_known_is_not_sent_again(client: TestClient):
    """Prevents 20 MB of weights at each visit, and an old page after an upgrade."""
    for path in ("/", "/models/nurie-tiny.onnx"):
        first = client.get(path)
        assert first.headers["cache-control"] == "no-cache"
        for tag in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
            again = client.get(path, headers={"if-none-match": tag})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content
    head = client.head("/models/nurie-tiny.onnx")
    assert (head.status_code, head.content) == (200, b"")
    part = client.get("/assets/part-a1b2c3.js", headers={"range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")


def test_policies(client: TestClient):
    """Prevents a page that may run text as code, and workers that may not although OpenCV's glue does."""
    page, script = (client.get(path).headers for path in ("/", "/assets/part-a1b2c3.js"))
    assert {name: page[name] for name in HEADERS} == HEADERS
    assert "'unsafe-eval'" not in page["content-security-policy"]
    assert "'unsafe-eval'" in script["content-security-policy"]
    assert script["cross-origin-embedder-policy"] == "require-corp"


def test_a_page_that_is_not_built_says_what_to_type(tmp_path: Path):
    """Prevents an empty page in a fresh clone."""
    app = create_app(ServeSettings(model="nurie-tiny"), static=tmp_path)
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
        assert "type: python3 run.py page" in answer.text
        assert client.get("/models/nurie-tiny.onnx").status_code == 404
        assert client.get("/v1/models").status_code == 200


def test_a_browser_runs_the_network_with_threads(network_page: Path, browse: Callable[[str], dict], told: Any):
    """Prevents headers under which onnxruntime-web has no threads or OpenCV cannot start, beside a strict page."""
    app = create_app(ServeSettings(model="nurie-tiny"), static=network_page)
    with listening(app, told) as address:
        facts = browse(address)
    assert facts == {"evaluated": False, "isolated": True, "shape": facts.get("shape"), "threads": 2, "made": 12}
    assert facts["shape"][2:] == [64, 64]


@contextmanager
def listening(app: Any, told: Any) -> Iterator[str]:
    """A real server's address; what is asked of /told is noted."""
    import uvicorn

    async def noting(scope: dict, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/told":
            told.note(scope["query_string"].decode())
            scope = {**scope, "path": "/healthz", "raw_path": b"/healthz"}
        await app(scope, receive, send)

    config = uvicorn.Config(noting, host="127.0.0.1", port=0, log_level="warning")
    server, listener = uvicorn.Server(config), config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
