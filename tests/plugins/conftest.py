"""A real server, and plug-ins put together as `nurie plugins install` does."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from nurie.runtime.plugin_install import install

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a `nurie serve` with the small model."""
    pytest.importorskip("fastapi")
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "nurie", "serve", "--port", url.rsplit(":", 1)[1], "--model", "nurie-tiny"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("NURIE_TOKEN", None)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < end, "the server did not start"
            time.sleep(0.1)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that installs a plug-in into a folder of its own, once."""
    folders: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in folders:
            folders[name] = tmp_path_factory.mktemp(name.replace("-", "_").replace(".", "_"))
            install(name, folders[name], command=[sys.executable, "-m", "nurie"])
        return folders[name]

    return get


@pytest.fixture(scope="session")
def shared(installed: Callable[[str], Path]) -> Callable[[str], ModuleType]:
    """A function that imports a module of what plug-ins share."""
    sys.path.insert(0, str(installed("gimp-3") / "plug-ins" / "nurie"))
    return lambda name: importlib.import_module(f"nurie_shared.{name}")
