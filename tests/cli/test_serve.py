"""`nurie serve`: where it listens, what it opens, what it refuses."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

pytest.importorskip("uvicorn")

from nurie.cli.main import main

SOURCE = Path(__file__).resolve().parents[2] / "src"
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals")


@contextmanager
def serving(*words: str, **environment: str) -> Iterator[str]:
    """The address that `nurie serve` prints; it is stopped by Ctrl-C, and must end well."""
    command = [sys.executable, "-c", "from nurie.cli.main import main; main()", "serve", "--port", "0", *words]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, line + (process.stderr.read() if process.poll() is not None else "")
        yield found[0]
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
    with serving("--model", "nurie-tiny", "--open", BROWSER=f"{browser} %s") as address:
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}healthz", timeout=60) as answer:
            assert answer.status == 200
        assert opened.read_text(encoding="utf-8").strip() == address


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
