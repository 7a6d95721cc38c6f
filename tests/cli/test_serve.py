"""`nurie serve`: where it listens, what it opens, what it refuses."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("uvicorn")

from nurie.cli.main import main

SOURCE = Path(__file__).resolve().parents[2] / "src"
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals")


class Serving(NamedTuple):
    pid: int
    address: str


@contextmanager
def serving(*words: str, **environment: str) -> Iterator[Serving]:
    """The process and the address that `nurie serve` prints; it is stopped by Ctrl-C, and must end well."""
    command = [sys.executable, "-c", "from nurie.cli.main import main; main()", "serve", "--port", "0", *words]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, line + (process.stderr.read() if process.poll() is not None else "")
        yield Serving(process.pid, found[0])
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, process.stderr.read()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    with pytest.raises(SystemExit) as caught:
        main(["serve", *map(str, words)])
    assert caught.value.code == 2
    return capsys.readouterr().err


@POSIX
def test_it_prints_and_opens_its_address(tmp_path: Path):
    """Prevents a port that nobody knows, and a browser that opens where nothing listens."""
    opened = tmp_path / "opened.txt"
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    with serving("--model", "nurie-tiny", "--open", BROWSER=f"{browser} %s") as (_, address):
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}healthz", timeout=60) as answer:
            assert answer.status == 200
        assert opened.read_text(encoding="utf-8").strip() == address


def ask(address: str, path: str, **options: Any) -> bytes:
    """An answer over a connection of its own, so that any process may give it."""
    with urlopen(Request(address + path, **options), timeout=60) as answer:
        return answer.read()


def begin(address: str, page: bytes) -> str:
    """The id of a new job."""
    body = b'--b\r\nContent-Disposition: form-data; name="page"; filename="p.png"\r\n\r\n' + page + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return json.loads(ask(address, "v1/jobs", data=body, headers=headers))["id"]


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((48, 48), 255, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def processes_of(pid: int) -> set[int]:
    """The processes that serve."""
    names = {int(child): Path(f"/proc/{child}/cmdline") for child in children(pid)}
    return {child for child, path in names.items() if path.exists() and b"spawn_main" in path.read_bytes()}


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@POSIX
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
def test_processes_share_jobs_and_metrics():
    """Prevents jobs that half of all requests do not find, counts of one process alone, and a death that stays."""
    with serving("--model", "nurie-tiny", "--processes", "2", "--waiting", "20") as (pid, address):
        page = picture()
        with ThreadPoolExecutor(6) as pool:
            ids = list(pool.map(lambda _: begin(address, page), range(12)))
        states: dict[str, str] = {}
        end = time.monotonic() + 60
        while set(states.values()) != {"done"} and time.monotonic() < end:
            states = {name: json.loads(ask(address, f"v1/jobs/{name}"))["state"] for name in ids}
        assert list(states.values()) == ["done"] * 12
        assert len({ask(address, f"v1/jobs/{name}/result") for name in ids for _ in range(3)}) == 1
        assert b'nurie_pages_total{outcome="done",route="jobs"} 12.0' in ask(address, "metrics")
        assert b"nurie_pages_taken 0.0" in ask(address, "metrics")
        before = processes_of(pid)
        assert len(before) == 2
        time.sleep(5)  # one that dies at once is taken for broken
        os.kill(min(before), signal.SIGKILL)
        while len(after := processes_of(pid)) < 2 or min(before) in after:
            assert time.monotonic() < end + 60
            time.sleep(0.1)
        for name in ids:
            assert json.loads(ask(address, f"v1/jobs/{name}"))["state"] == "done"
    assert not any(Path(f"/proc/{child}").exists() for child in after)


@POSIX
def test_processes_that_cannot_begin(capsys: pytest.CaptureFixture[str]):
    """Prevents processes that are begun again and again, each with the same error."""
    with pytest.raises(SystemExit) as caught:
        main(["serve", "--port", "0", "--processes", "2", "--model", "nothing"])
    assert caught.value.code == 3
    assert capsys.readouterr().err.count("unknown model 'nothing'") == 1


def test_others_need_a_token(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Prevents a server that is open to a network by mistake."""
    monkeypatch.delenv("NURIE_TOKEN", raising=False)
    assert "NURIE_TOKEN=secret nurie serve --host 0.0.0.0" in refused(capsys, "--host", "0.0.0.0")


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]):
    """Prevents a traceback where a second server is started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refused(capsys, "--port", port, "--model", "nurie-tiny")
    assert f"cannot listen at 127.0.0.1 port {port}" in told
    assert "nurie serve --port" in told


def test_static(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents a folder that is written over without a word, and a server that starts all the same."""
    from nurie.server import serverless

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "index.html").write_text("<!doctype html>", encoding="utf-8")
    monkeypatch.setitem(serverless.write_serverless.__kwdefaults__, "static", tmp_path / "static")
    with pytest.raises(SystemExit) as caught:
        main(["serve", "--static", str(tmp_path / "site")])
    assert caught.value.code == 0
    assert re.search(r"site: 5 files, [\d.]+ MB; README.txt there says", capsys.readouterr().out)
    assert "add --force" in refused(capsys, "--static", tmp_path / "site")
