"""What a wheel and a source archive hold: the page once, the models, and nothing of the workshop."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling")

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("pyproject.toml", "hatch_build.py", "run.py", "README.md", "LICENSE", ".gitignore")
POSIX = pytest.mark.skipif(os.name == "nt", reason="shell scripts in place of node and npm")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clone with a small package and page, and with what builds leave lying about."""
    tree = tmp_path / "clone"
    server = tree / "src" / "nurie" / "server"
    server.mkdir(parents=True)
    for name in PARTS:
        shutil.copy(ROOT / name, tree / name)
    for path in ("src/nurie/__init__.py", "src/nurie/server/__init__.py"):
        shutil.copy(ROOT / path, tree / path)
    shutil.copytree(ROOT / "plugins", tree / "plugins")
    (tree / "src" / "nurie" / "bundles").mkdir()
    (tree / "src" / "nurie" / "bundles" / "nurie-tiny.onnx").write_bytes(b"weights")
    for name in ("index.html", "package.json", "package-lock.json", "src/main.ts", "node_modules/left/pad.js"):
        (tree / "web" / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / "web" / name).write_text("{}", encoding="utf-8")
    return tree


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with a `node`, and an `npm` that builds a page."""
    folder = tmp_path / "tools"
    folder.mkdir()
    write(folder / "node", "echo v22.0.0")
    build = "mkdir -p dist/assets && echo page > dist/index.html && echo wasm > dist/assets/ort-1a2b.wasm"
    write(folder / "npm", f'[ "$1" = ci ] && exit 0\n{build}')
    return folder


def write(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def build(tree: Path, tools: Path, kind: str = "wheel", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"PATH": f"{tools}:/usr/bin:/bin", **more}
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(tree / "dist")]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)


def names(tree: Path) -> list[str]:
    wheel = next((tree / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@POSIX
def test_a_wheel_holds_page_and_models_once(tree: Path, tools: Path):
    """Prevents a wheel without its page although git ignores it, and one that has its parts twice."""
    done = build(tree, tools)
    assert done.returncode == 0, done.stderr
    found = names(tree)
    assert len(found) == len(set(found))
    assert {name for name in found if "static" in name or "bundles" in name} == {
        "nurie/server/static/index.html", "nurie/server/static/assets/ort-1a2b.wasm", "nurie/bundles/nurie-tiny.onnx"
    }  # fmt: skip
    assert not [name for name in found if "node_modules" in name or name.startswith("web")]
    plugins = {path.relative_to(ROOT).as_posix() for path in (ROOT / "plugins").rglob("*")
               if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip
    assert {name for name in found if name.startswith("nurie/plugins/")} == {f"nurie/{name}" for name in plugins}


@POSIX
def test_a_page_that_fails_warns_a_user_and_stops_ci(tree: Path, tools: Path):
    """Prevents a user who cannot install for want of npm, and a release without its page."""
    write(tools / "npm", "echo broken >&2; exit 1")
    done = build(tree, tools)
    assert done.returncode == 0, done.stderr
    assert "could not be built" in done.stdout + done.stderr
    assert "nurie/bundles/nurie-tiny.onnx" in names(tree)
    refused = build(tree, tools, CI="true")
    assert refused.returncode != 0
    assert "could not be built" in refused.stderr


@POSIX
def test_a_page_that_was_built_elsewhere_is_taken(tree: Path, tools: Path):
    """Prevents an image whose wheel needs Node, or lacks the page."""
    static = tree / "src" / "nurie" / "server" / "static"
    static.mkdir()
    (static / "index.html").write_text("page", encoding="utf-8")
    shutil.rmtree(tree / "web")
    write(tools / "npm", "exit 1")
    done = build(tree, tools, CI="true")
    assert done.returncode == 0, done.stderr
    assert "nurie/server/static/index.html" in names(tree)


@POSIX
def test_a_source_archive_can_build_the_page(tree: Path, tools: Path):
    """Prevents an archive without the page's sources, or with half of npm in it."""
    assert build(tree, tools, "sdist").returncode == 0
    with tarfile.open(next((tree / "dist").glob("*.tar.gz"))) as archive:
        found = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"web/index.html", "web/src/main.ts", "web/package-lock.json", "run.py", "hatch_build.py"} <= found
    assert not [name for name in found if "node_modules" in name or "static" in name]


@POSIX
def test_two_builds_of_one_tree_are_the_same(tree: Path, tools: Path, tmp_path: Path):
    """Prevents archives that hold the day they were made on, or where."""
    other = tmp_path / "another place"
    shutil.copytree(tree, other, copy_function=shutil.copy)  # with other times
    hashes = []
    for place in (tree, other):
        for kind in ("sdist", "wheel"):
            assert build(place, tools, kind, SOURCE_DATE_EPOCH="1700000000").returncode == 0
        hashes.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (place / "dist").iterdir()})
    assert hashes[0] == hashes[1] and len(hashes[0]) == 2


@POSIX
def test_an_editable_install_builds_no_page(tree: Path, tools: Path):
    """Prevents that `pip install -e` waits for npm."""
    write(tools / "npm", "touch called; exit 1")
    environment = {**os.environ, "PATH": f"{tools}:/usr/bin:/bin", "CI": "true"}
    for version, called in (("editable", False), ("standard", True)):
        hook = f"PageHook({str(tree)!r}, {{}}, None, None, 'dist', 'wheel').initialize({version!r}, {{}})"
        command = [sys.executable, "-c", f"from hatch_build import PageHook; {hook}"]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
        assert ((tree / "web" / "called").exists(), done.returncode == 0) == (called, not called), done.stderr
