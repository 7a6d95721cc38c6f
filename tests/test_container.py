"""Dockerfile and compose.yaml name what is there. No engine runs them here."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from nurie.cli.serve import serve

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[1]
KNOWN = {  # of a service in the Compose Specification, those that may stand here
    "build", "command", "environment", "ports", "read_only", "tmpfs", "cap_drop", "security_opt", "init", "restart",
    "deploy",
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    """(instruction, its words) of the Dockerfile, lines that end in a backslash joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for instruction, words in instructions():
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, words))
    return found


def service() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["nurie"]


def is_ignored(path: str) -> bool:
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line.removeprefix("**/") for line in patterns if line and not line.startswith("#")]
    return any(fnmatch(part, pattern) for pattern in kept for part in (path, path.split("/")[0]))


def test_what_is_copied_is_there():
    """Prevents an image that cannot be built since a file was renamed, is ignored, or comes from no stage."""
    names = [re.search(r" AS (\w+)$", stage[0][1])[1] for stage in stages()[:-1]]
    copies = [words.split() for instruction, words in instructions() if instruction == "COPY"]
    assert len(copies) >= 4
    for words in copies:
        if words[0].startswith("--from="):
            assert words[0].removeprefix("--from=") in names
            continue
        for source in words[:-1]:
            assert (ROOT / source).exists(), source
            assert not is_ignored(source), f"{source} is in .dockerignore"


def test_what_the_page_imports_is_copied():
    """Prevents a page that builds in a clone alone, beside whose sources other folders lie."""
    sources = [path for path in (ROOT / "web").glob("src/**/*.ts") if "node_modules" not in path.parts]
    beside = {name for path in sources for name in re.findall(r"(?:\.\./){3,}(\w+)/", path.read_text(encoding="utf-8"))}
    copied = {words.split()[0] for step, words in stages()[0] if step == "COPY"}
    assert beside <= copied


def test_what_wheels_need_is_copied():
    """Prevents a wheel that fails in the image alone."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    copied = {name for step, words in stages()[1] if step == "COPY" for name in words.split()}
    named = re.findall(r'(?:readme = |license-files = \[)"([^"]+)"', text)
    wanted = {"pyproject.toml", "src", "hatch_build.py", *named}
    assert {"README.md", "LICENSE"} <= wanted <= copied
    assert is_ignored("src/nurie/server/static") and is_ignored("node_modules")


def test_it_runs_as_nobody_with_a_token():
    """Prevents an image that serves as root, is open to all, or is never seen to have died."""
    last = stages()[-1]
    steps = dict(last)
    assert int(steps["USER"]) >= 1000
    assert [step for step, _ in last].index("USER") < [step for step, _ in last].index("ENTRYPOINT")
    words = json.loads(steps["ENTRYPOINT"])
    assert words == ["nurie", "serve", "--host", "0.0.0.0"]  # which refuses to start without NURIE_TOKEN
    port = next(option.default for option in serve.params if option.name == "port")
    assert steps["EXPOSE"] == str(port) and f":{port}/healthz" in steps["HEALTHCHECK"]
    assert not [words for _, words in instructions() if "NURIE_TOKEN" in words]


def test_the_service():
    """Prevents keys that Compose refuses, options that nurie does, and a host that one request can fill."""
    found = service()
    assert set(found) <= KNOWN
    options = {name for option in serve.params for name in option.opts}
    assert {word for word in found["command"] if word.startswith("-")} <= options
    assert found["environment"]["NURIE_TOKEN"].startswith("${NURIE_TOKEN:?")
    assert (found["read_only"], found["cap_drop"]) == (True, ["ALL"])
    assert any(mount.startswith("/tmp:") for mount in found["tmpfs"])
    assert set(found["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert found["ports"] == ["127.0.0.1:8765:8765"]
