"""Imports go one way, optional packages stay where they belong, and nothing opens a socket."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
ALLOWED = {
    "nurie": {"core", "errors", "runtime"},
    "__main__": {"cli"},
    "errors": set(),
    "core": {"core", "errors"},
    "export": {"export", "core", "errors"},
    "runtime": {"runtime", "core", "errors"},
    "datasets": {"datasets", "core", "errors"},
    "training": {"training", "datasets", "runtime", "core", "errors"},
    "evaluation": {"evaluation", "datasets", "runtime", "core", "errors"},
    "server": {"server", "runtime", "export", "core", "errors"},
    "cluster": {"cluster", "server", "runtime", "export", "datasets", "core", "errors"},
    "cli": {
        "nurie", "cli", "core", "export", "runtime", "datasets", "training", "evaluation", "server", "cluster", "errors"
    },
}  # fmt: skip
LATE = {"nurie.core.result": {"export"}}  # inside a function alone: a result that saves itself as layers
EAGER = {"cli": {"nurie", "cli", "core", "errors"}, "nurie": {"core", "errors"}}
OPTIONAL = {
    "torch": {"training", "evaluation/perceptual"},
    "safetensors": {"training"},
    "onnxscript": {"training"},
    "onnx": {"training"},
    "onnxruntime": {"runtime", "training"},
    "fastapi": {"server"},
    "pydantic": {"server"},
    "starlette": {"server"},
    "prometheus_client": {"server"},
    "uvicorn": {"cli/serve"},
    "ray": {"cluster/silent"},
    "skia": {"datasets"},
    "scipy": {"evaluation"},
    "protego": {"datasets/collect/robots"},
    "click": {"cli"},
    "rich": {"cli"},
}


class Import(NamedTuple):
    """One import statement: where it stands, what it asks for, and whether it runs when the module loads."""

    module: str
    line: int
    target: str
    eager: bool

    @property
    def part(self) -> str:
        return part_of(self.module)


def part_of(module: str) -> str:
    """`nurie.core.hints` → `core`; the package itself → `nurie`."""
    names = module.split(".")
    return names[1] if len(names) > 1 else names[0]


def module_name(path: Path) -> str:
    names = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports_in(tree: ast.Module, module: str) -> Iterator[Import]:
    """Every import of a module, those inside functions and under TYPE_CHECKING marked as not eager."""
    stack: list[tuple[ast.AST, bool]] = [(tree, True)]
    while stack:
        node, eager = stack.pop()
        if isinstance(node, ast.Import):
            yield from (Import(module, node.lineno, alias.name, eager) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(module, node.lineno, name, eager) for name in from_targets(node))
        late = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) or is_type_checking(node)
        stack.extend((child, eager and not late) for child in ast.iter_child_nodes(node))


def from_targets(node: ast.ImportFrom) -> list[str]:
    """`from nurie import core` asks for nurie.core; `from nurie.core import x` for nurie.core.x."""
    assert node.level == 0, f"line {node.lineno}: a relative import; write the whole name"
    return [f"{node.module}.{alias.name}" for alias in node.names]


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def all_imports() -> list[Import]:
    found = []
    for path in sorted((SOURCE / "nurie").rglob("*.py")):
        found += imports_in(ast.parse(path.read_text(encoding="utf-8")), module_name(path))
    return found


def own_target(statement: Import) -> str | None:
    """The part of nurie that a statement asks for, or None if it asks for another package."""
    names = statement.target.split(".")
    if names[0] != "nurie":
        return None
    return names[1] if len(names) > 1 and names[1] in ALLOWED else "nurie"


def wrong_arrows(statements: list[Import]) -> list[str]:
    wrong = []
    for statement in statements:
        target, allowed = own_target(statement), ALLOWED[statement.part]
        if statement.eager and statement.part in EAGER:
            allowed = EAGER[statement.part]
        if not statement.eager:
            allowed = allowed | LATE.get(statement.module, set())
        if target is not None and target not in allowed:
            when = " while loading" if statement.eager else ""
            wrong.append(f"{statement.module}:{statement.line} imports {statement.target}{when}")
    return wrong


def strays(statements: list[Import]) -> list[str]:
    """Optional or heavy packages that are imported where they do not belong."""
    wrong = []
    for statement in statements:
        homes = OPTIONAL.get(statement.target.split(".")[0])
        where = statement.module.removeprefix("nurie.").replace(".", "/") + "/"
        if homes is not None and not any(where.startswith(f"{home}/") for home in homes):
            found = f"{statement.module}:{statement.line} imports {statement.target}"
            wrong.append(f"{found}; it belongs into {sorted(homes)}")
    return wrong


def test_imports_go_one_way():
    """Prevents a cycle, and a core that needs the server, the trainer or the command line."""
    assert wrong_arrows(all_imports()) == []


def test_optional_packages_stay_at_home():
    """Prevents that colouring a page needs torch, or that a second module talks to ONNX Runtime."""
    assert strays(all_imports()) == []


@pytest.mark.parametrize(
    ("module", "code", "wrong"),
    [
        ("nurie.core.lift", "from nurie.runtime import bundle", True),
        ("nurie.core.lift", "def f():\n    import nurie.server.app", True),
        ("nurie.datasets.extract", "from nurie.evaluation.metrics import psnr", True),
        ("nurie.cli.train", "from nurie.training.loop import train", True),
        ("nurie.cli.train", "def train():\n    from nurie.training.loop import train", False),
        ("nurie.training.loop", "from nurie.runtime.tensors import to_planes", False),
        ("nurie.core.lift", "from nurie.errors import OptionError", False),
        ("nurie.export.psd", "from nurie.runtime import tensors", True),
        ("nurie.core.result", "from nurie.export.write import write_layers", True),
        ("nurie.core.result", "def save():\n    from nurie.export.write import write_layers", False),
        ("nurie.core.lift", "def lift():\n    from nurie.export.write import write_layers", True),
    ],
)
def test_the_walk_sees_a_wrong_arrow(module: str, code: str, wrong: bool):
    """Prevents a checker that has gone blind and passes everything."""
    assert bool(wrong_arrows(list(imports_in(ast.parse(code), module)))) is wrong


def test_the_walk_sees_a_stray_torch():
    """Prevents a checker that misses torch inside a function of the runtime, or refuses it in training."""
    code = ast.parse("def f():\n    import torch.nn as nn")
    assert strays(list(imports_in(code, "nurie.runtime.backend")))
    assert not strays(list(imports_in(code, "nurie.training.loop")))


WATCH = """
import sys
opened = []
sys.addaudithook(lambda name, args: opened.append(name) if name.startswith("socket.") else None)
"""
QUIET = (
    WATCH
    + """
import nurie
heavy = {"onnxruntime", "torch", "fastapi", "rich", "click", "psd_tools"} & set(sys.modules)
assert not heavy, f"import nurie loaded {sorted(heavy)}"
assert not opened, f"import nurie did {opened}"
"""
)
COLORING = (
    WATCH
    + """
import numpy as np
import nurie
from nurie.runtime.backend import FakeBackend
page = np.full((70, 90), 255, np.uint8)
page[20:50, 30] = 0
result = nurie.colorize(page, model=FakeBackend())
assert result.image.shape == (70, 90, 3)
assert not opened, f"colouring did {opened}"
assert "torch" not in sys.modules
"""
)
SILENT = """
import numpy as np
import nurie
nurie.colorize(np.full((64, 64), 255, np.uint8), model="nurie-tiny")
"""
HELP = """
import sys
from nurie.cli.main import main
try:
    sys.argv = ["nurie", "--help"]
    main()
except SystemExit:
    pass
heavy = {"onnxruntime", "torch", "fastapi"} & set(sys.modules)
assert not heavy, f"nurie --help loaded {sorted(heavy)}"
"""


def run_python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_import_is_light_and_silent(tmp_path: Path):
    """Prevents a slow start, text on a caller's terminal, files in its folder, and a library that phones home."""
    done = run_python(QUIET, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_coloring_opens_no_socket(tmp_path: Path):
    """Prevents that a page, or word of it, leaves the machine."""
    done = run_python(COLORING, tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_onnxruntime_is_silent(tmp_path: Path):
    """Prevents that ONNX Runtime tells its maker of a page: its sockets are not Python's, but it keeps a device id."""
    home = tmp_path / "home"
    home.mkdir()
    loud = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    environment = {**loud, "HOME": str(home), "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("XDG_CACHE_HOME", None)
    done = subprocess.run([sys.executable, "-c", SILENT], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_the_socket_watch_sees_a_socket(tmp_path: Path):
    """Prevents an audit hook that never fires, under which the two tests above could not fail."""
    done = run_python(WATCH + "\nimport socket\nsocket.socket().close()\nassert not opened, opened", tmp_path)
    assert "socket.__new__" in done.stderr


def test_help_is_light(tmp_path: Path):
    """Prevents `nurie --help` from loading ONNX Runtime or torch."""
    done = run_python(HELP, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="no clone")
def test_no_source_is_ignored() -> None:
    """A module in a folder that .gitignore takes for an output is on its author's disk alone."""
    listed = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "src", "tests", "benchmarks", "plugins"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in found if name.endswith((".py", ".ts")) and "/server/static" not in name] == []
