"""What plug-ins share: asking a server, starting one, and plain words for all that can be wrong."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

import nurie

ROOT = Path(__file__).resolve().parents[2]
NURIE = [sys.executable, "-c",
         f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from nurie.cli.main import main; main()"]  # fmt: skip

@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The address of something that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_same_picture_as_in_python(server: str, shared: Callable[[str], ModuleType]):
    """Prevents a page, hints or options that arrive otherwise than they were sent."""
    page = shared("diagnose").tiny_page()
    hints = np.zeros((32, 32, 4), np.uint8)
    hints[14:18, 14:18] = (10, 200, 30, 255)
    buffer = io.BytesIO()
    Image.fromarray(hints).save(buffer, "PNG")
    client = shared("client").Server(server)
    colored = client.color(page, buffer.getvalue(), {"seed": 5, "gap": 2.0})
    expected = nurie.colorize(page, buffer.getvalue(), model="nurie-tiny", seed=5, gap=2.0)
    found = np.asarray(Image.open(io.BytesIO(colored.pictures["image"])))
    np.testing.assert_array_equal(found, expected.image)
    assert set(colored.pictures) == {"image", "lines", "flats", "shading", "highlights"}
    assert (colored.model.split()[0], colored.seed) == ("nurie-tiny", 5)
    assert client.models()[0] == "nurie-tiny"


def test_diagnostics_of_a_server_that_works(server: str, shared: Callable):
    """Prevents diagnostics that find fault where there is none."""
    diagnose = shared("diagnose")
    findings = diagnose.diagnose(shared("client").Server(server), sys.executable)
    assert [finding.good for finding in findings] == [True] * 4
    assert diagnose.in_words(findings).endswith("All is well.")


def test_an_option_that_the_server_refuses(server: str, shared: Callable):
    """Prevents a refusal whose reason is lost."""
    client = shared("client")
    with pytest.raises(client.NurieError, match=r"unknown model 'other'"):
        client.Server(server).color(shared("diagnose").tiny_page(), None, {"model": "other"})
    with pytest.raises(client.NurieError, match=r"same version[\s\S]*brightness"):
        client.Server(server).color(shared("diagnose").tiny_page(), None, {"brightness": 1})
    with pytest.raises(client.NurieError, match="PNG"):
        client.Server(server).color(b"no picture", None, {})


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [(401, b"{}", "wants another token"), (429, b'{"error": "x", "kind": "y"}', "busy"),
     (200, b"<html>", "it is no nurie"), (200, b"{}", "it is no nurie"), (404, b"<html>", "it is no nurie"),
     (500, b"[]", "it is no nurie"), (413, b'{"error": "too many pixels", "kind": "x"}', "too many pixels")],
)  # fmt: skip
def test_other_answers(shared: Callable, status: int, body: bytes, told: str):
    """Prevents a page of HTML, or an error of Python, where the artist looks for words."""
    client = shared("client")
    with answering(status, body) as url:
        with pytest.raises(client.NurieError, match=told):
            client.Server(url).color(b"", None, {})
        with pytest.raises(client.NurieError):
            client.Server(url).models()
        assert shared("diagnose").diagnose(client.Server(url))[-1].good is False


@pytest.mark.parametrize(
    ("url", "told"),
    [("127.0.0.1:8765", "expected one like http://127.0.0.1:8765"), ("ftp://a", "expected one like"),
     ("http://[", "expected one like"), ("http://127.0.0.1:9", "does not answer"),
     ("http://127.0.0.1:8765/v1", "expected one like"), ("http://no-such-machine.invalid", "nurie")],
)  # fmt: skip
def test_wrong_addresses(shared: Callable, url: str, told: str):
    """Prevents an address whose mistake nobody names."""
    client = shared("client")
    with pytest.raises(client.NurieError, match=told):
        client.Server(url).version()


def test_silence_and_proxies(shared: Callable, monkeypatch: pytest.MonkeyPatch):
    """Prevents an endless wait, and pictures that go to a proxy."""
    client = shared("client")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with answering(200, b'{"version": "7"}') as url:
        assert client.Server(url).version() == "7"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(client.NurieError, match=r"said nothing for 0\.2 seconds"):
            client.Server(url, timeout_s=0.2).color(b"", None, {})


def test_the_command(shared: Callable, installed: Callable[[str], Path], tmp_path: Path):
    """Prevents that another nurie is started than the one that installed the plug-in, or the one that was named."""
    local, client = shared("local"), shared("client")
    assert local.find_command() == [sys.executable, "-m", "nurie"]
    own = tmp_path / "nurie"
    own.touch()
    assert local.find_command(f" {own} ") == [str(own)]
    with pytest.raises(client.NurieError, match="no command absent"):
        local.find_command("absent")


def test_a_command_that_is_nowhere(shared: Callable, monkeypatch: pytest.MonkeyPatch):
    """Prevents silence where nurie is not installed."""
    local, client = shared("local"), shared("client")
    monkeypatch.setattr(local, "INSTALLED_BY", "absent.json")
    monkeypatch.setattr(local, "_PLACES", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(client.NurieError, match="pip install"):
        local.find_command()
    findings = shared("diagnose").diagnose(client.Server("http://127.0.0.1:9"))
    assert [finding.good for finding in findings] == [None, False]
    assert "nurie serve" in findings[-1].text


def test_starting_a_server(shared: Callable):
    """Prevents a server that cannot be started from a plug-in, keeps running after it, or dies without a word."""
    local, client = shared("local"), shared("client")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    started = local.Started(NURIE, url, "secret")
    end = time.monotonic() + 60
    while time.monotonic() < end and started.failure() is None:
        try:
            assert client.Server(url, "secret").models()
            break
        except client.NurieError:
            time.sleep(0.1)
    assert started.failure() is None
    with pytest.raises(client.NurieError, match="another token"):
        client.Server(url).models()
    started.stop()
    with pytest.raises(client.NurieError, match="does not answer"):
        client.Server(url).version()


def test_a_server_ends_with_its_program(shared: Callable, tmp_path: Path):
    """Prevents a server that nobody knows of, after a painting program was closed or has crashed."""
    local, client = shared("local"), shared("client")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    folder = str(Path(local.__file__).parents[1])
    code = f"""
import os, sys, time
sys.path.insert(0, {folder!r})
from nurie_shared.client import NurieError, Server
from nurie_shared.local import Started
started = Started({NURIE!r}, {url!r})
while started.failure() is None:
    try:
        print(Server({url!r}).version(), flush=True)
        break
    except NurieError:
        time.sleep(0.1)
os._exit(3)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (3, nurie.__version__), done.stderr
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            client.Server(url).version()
            time.sleep(0.1)
        except client.NurieError:
            return
    raise AssertionError("it still answers")


def test_a_server_that_cannot_start(shared: Callable, tmp_path: Path):
    """Prevents a Start that does nothing, and says nothing."""
    local, client = shared("local"), shared("client")
    with pytest.raises(client.NurieError, match="no address of this machine"):
        local.Started(["nurie"], "https://example.org")
    with pytest.raises(client.NurieError, match="cannot be started"):
        local.Started([str(tmp_path / "absent")])
    started = local.Started([sys.executable, "-c", "print('this needs fastapi'); raise SystemExit(2)"])
    end = time.monotonic() + 20
    while started.failure() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert started.failure() == "nurie serve ended (2): this needs fastapi"
    started.stop()


def test_the_programs_own_python_stays_out(shared: Callable, monkeypatch: pytest.MonkeyPatch):
    """Prevents a nurie that loads the libraries of the painting program."""
    for name in ("PYTHONHOME", "LD_LIBRARY_PATH", "NURIE_TOKEN"):
        monkeypatch.setenv(name, "x")
    local = shared("local")
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    started = local.Started([sys.executable, "-c", code])
    end = time.monotonic() + 20
    while started.failure() is None and time.monotonic() < end:
        time.sleep(0.05)
    found = json.loads(str(started.failure()).split(": ", 1)[1])
    started.stop()
    assert not {"PYTHONHOME", "LD_LIBRARY_PATH", "NURIE_TOKEN"} & set(found)
    assert found["PATH"] == os.environ["PATH"]
