"""The page without a server: whole, never over what others wrote, and working in any folder of any host."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from nurie.errors import BundleError, OptionError, PageError
from nurie.runtime.catalog import list_bundles
from nurie.server import serverless
from nurie.server.serverless import write_serverless


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A page as the build leaves it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (folder / "assets" / "page-1.js").write_text("1", encoding="utf-8")
    return folder


def write(folder: Path, static: Path, **options: Any) -> list[Path]:
    return write_serverless(folder, **{"model": None, "version": "1.2.3", "static": static, **options})


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_is_written(static: Path, tmp_path: Path):
    """Prevents a folder without the model, or one that does not say how to host it."""
    target = tmp_path / "deep" / "site"
    files = write(target, static)
    found = everything(target)
    assert [name.as_posix() for name in files] == list(found)
    assert set(found) == {
        "index.html", "assets/page-1.js", "models/nurie-tiny.onnx", "page.json", "_headers", "README.txt"
    }  # fmt: skip
    assert found["models/nurie-tiny.onnx"] == list_bundles()["nurie-tiny"].read_bytes()
    facts = json.loads(found["page.json"])
    assert (facts["serverless"], facts["model"]) == (True, "nurie-tiny")
    for name in ("_headers", "README.txt"):
        assert "Cross-Origin-Embedder-Policy: require-corp" in found[name].decode()
    assert "python3 -m http.server" in found["README.txt"].decode()
    assert "The model is nurie-tiny" in found["README.txt"].decode()
    assert [path.name for path in target.parent.iterdir()] == ["site"]


def test_nothing_is_overwritten(static: Path, tmp_path: Path):
    """Prevents a site, or any other folder, that is lost."""
    target = tmp_path / "site"
    target.mkdir()
    write(target, static)  # an empty folder is nobody's
    before = everything(target)
    (static / "index.html").write_text("new", encoding="utf-8")
    with pytest.raises(PageError, match="exists already; add --force"):
        write(target, static)
    assert everything(target) == before
    write(target, static, force=True)
    assert everything(target)["index.html"] == b"new"
    (target / "holiday.jpg").touch()
    with pytest.raises(PageError, match=r"holds holiday.jpg, which nurie did not write"):
        write(target, static, force=True)
    assert "holiday.jpg" in everything(target)
    with pytest.raises(PageError, match="is a file"):
        write(target / "index.html", static, force=True)


def test_an_error_leaves_the_earlier_folder(static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents half a page on a disk that is full."""
    target = tmp_path / "site"
    write(target, static)
    before = everything(target)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(serverless.shutil, "copyfile", full)
    with pytest.raises(PageError, match="cannot be written"):
        write(target, static, force=True)
    assert everything(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "static"]


def test_what_is_missing(static: Path, tmp_path: Path):
    """Prevents a page without a network, and a folder without a page."""
    with pytest.raises(BundleError, match="unknown model 'nothing'"):
        write(tmp_path / "site", static, model="nothing")
    (static / "index.html").unlink()
    with pytest.raises(OptionError, match=r"not built.*python3 run.py page"):
        write(tmp_path / "site", static)
    assert not (tmp_path / "site").exists()


def test_it_runs_in_a_folder_of_a_plain_host(
    network_page: Path, browse: Callable[[str], dict], told: Any, tmp_path: Path
):
    """Prevents addresses that begin at the host's root, and a page that needs headers which a host cannot set."""
    write(tmp_path / "www" / "art" / "nurie", network_page)

    class Noting(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            path, _, query = self.path.partition("?")
            if path.endswith("/nurie/told"):
                told.note(query)

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Noting, directory=tmp_path / "www")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            facts = browse(f"http://127.0.0.1:{server.server_address[1]}/art/nurie/")
        finally:
            server.shutdown()
            thread.join()
    assert facts == {"evaluated": True, "isolated": False, "shape": facts.get("shape"), "threads": 1, "made": 12}
