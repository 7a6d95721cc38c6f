"""Who may ask the server, and what a browser may do with its answers."""

from __future__ import annotations

import hmac
import io
from collections.abc import Iterator
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

pytest.importorskip("fastapi")
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from nurie.server import guard
from nurie.server.app import create_app
from nurie.server.hosts import LOOPBACK, Hosts
from nurie.server.settings import ServeSettings

TOKEN = "geheim"
OPEN = {"/healthz", "/readyz", "/", "/page.json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = ServeSettings(model="nurie-tiny", token=TOKEN)
    app = create_app(settings, static=tmp_path_factory.mktemp("static"))
    with TestClient(app, base_url="http://localhost:8765", raise_server_exceptions=False) as client:
        yield client


def page() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((40, 40), 255, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8765", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:80", "localhost."]
)
def test_own_names_are_answered(client: TestClient, host: str):
    """Prevents a server that its own user cannot reach."""
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5", "", "a b",
     "localhost:99999999", "localhost@evil.example", "[::2]", "0x7f000001", "localhost,evil.example", "[localhost]"],
)  # fmt: skip
def test_other_names_are_refused(client: TestClient, host: str):
    """Prevents DNS rebinding: a page of elsewhere whose name was turned to this machine."""
    for path in ("/healthz", "/", "/v1/models"):
        answer = client.get(path, headers={"host": host, "authorization": f"Bearer {TOKEN}"})
        assert (answer.status_code, answer.json()["kind"]) == (421, "StrangeHost")
        assert "nurie serve --allow-host NAME" in answer.json()["error"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_two_hosts_are_refused():
    """Prevents a request that two programs on its way read differently."""
    hosts = Hosts(LOOPBACK)
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost"), (b"host", b"evil")]}
    assert guard.Guard(None, 1, None, hosts)._strange(scope)[0] == 421
    assert guard.Guard(None, 1, None, hosts)._strange({**scope, "headers": []})[0] == 421


def test_names_that_are_allowed():
    """Prevents a server behind a proxy, or on a network, that nobody can reach."""
    named = Hosts((*LOOPBACK, "Nurie.Example.org"))
    assert named.allows("nurie.example.org") and named.allows("nurie.example.org:443")
    assert not named.allows("example.org") and not named.allows("10.0.0.7")
    open_to_all = Hosts((*LOOPBACK, "0.0.0.0"), any_address=True)
    assert open_to_all.allows("10.0.0.7:8765") and open_to_all.allows("[fe80::1]:8765")
    assert not open_to_all.allows("evil.example") and not open_to_all.allows("10.0.0.7.evil.example")


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_none(text: str):
    """Prevents a header that breaks the check."""
    assert Hosts(LOOPBACK, any_address=True).allows(text) in (True, False)
    assert Hosts(LOOPBACK).allows_origin(text) in (True, False)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost.evil.example", "file://", "http://[", ""]
)
def test_forms_of_other_pages_are_refused(client: TestClient, origin: str):
    """Prevents that a page of elsewhere lets its visitor's server work: a form needs nobody's leave."""
    files, headers = {"page": page()}, {"origin": origin, "authorization": f"Bearer {TOKEN}"}
    answer = client.post("/v1/jobs", files=files, headers=headers)
    assert (answer.status_code, answer.json()["kind"]) == (403, "StrangeOrigin")


def test_forms_of_the_own_page_are_taken(client: TestClient):
    """Prevents a drawing page that its server does not listen to."""
    for origin in ("http://localhost:8765", "http://127.0.0.1:5173"):
        headers = {"origin": origin, "authorization": f"Bearer {TOKEN}"}
        assert client.post("/v1/color", files={"page": page()}, headers=headers).status_code == 200


def test_every_route_but_the_open_ones_needs_the_token(client: TestClient):
    """Prevents a route that is added and left open; and says which are open."""
    paths = client.get("/openapi.json", headers={"authorization": f"Bearer {TOKEN}"}).json()["paths"]
    assert {"/v1/color", "/v1/lines", "/v1/jobs", "/v1/models", "/metrics"} <= set(paths)
    for path in {
        *paths,
        "/openapi.json",
        "/nothing",
        "/v1/color/",
        "/healthz/",
        "/HEALTHZ",
    }:
        for method in ("GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS"):
            for given_ in (
                {},
                {"authorization": TOKEN},
                {"authorization": f"Bearer {TOKEN} "},
                {"authorization": "Bearer "},
            ):
                status = client.request(method, path.replace("{name}", "a" * 22), headers=given_).status_code
                assert (status == 401) == (path not in OPEN), (method, path, given_)


def test_the_token_is_compared_in_constant_time(client: TestClient):
    """Prevents a token that can be guessed letter by letter from how long the answer takes."""
    with mock.patch.object(guard.hmac, "compare_digest", wraps=hmac.compare_digest) as compared:
        assert client.get("/v1/models", headers={"authorization": "Bearer geheiM"}).status_code == 401
    (call,) = compared.call_args_list
    assert set(call.args) == {b"Bearer geheiM", f"Bearer {TOKEN}".encode()}


def test_web_sockets_are_closed(client: TestClient):
    """Prevents a way past the guard."""
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1/models"):
        pass


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/models", "/nothing", "/v1/color"])
def test_headers_of_every_answer(client: TestClient, path: str):
    """Prevents pages in frames, guessed types, scripts of elsewhere, and answers for other pages (CORS)."""
    answer = client.get(path, headers={"authorization": f"Bearer {TOKEN}", "origin": "http://evil.example"})
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")
    assert "unsafe" not in policy["script-src"].replace("wasm-unsafe-eval", "")
    assert not any(word in answer.headers["content-security-policy"] for word in ("http:", "https:", "*"))
    expected = {
        "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert "server" not in answer.headers
