"""run.py needs nothing but Python, and says what to type when it cannot go on."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_spec = importlib.util.spec_from_file_location("nurie_run", ROOT / "run.py")
run = importlib.util.module_from_spec(_spec)
sys.modules["nurie_run"] = run
_spec.loader.exec_module(run)


class Calls(list):
    """Commands, and what the environment of each had in addition."""

    environments: list[dict[str, str]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    """Every command that run.py would have started; environments are made in a scratch folder."""
    log, environments = Calls(), []
    log.environments = environments

    def pretend(command: list[object], cwd: Path = ROOT, **environment: str) -> None:
        log.append([str(part) for part in command])
        environments.append(environment)
        if "venv" in log[-1]:
            pretend_python(Path(log[-1][-1]))

    monkeypatch.setattr(run, "call", pretend)
    monkeypatch.setattr(run, "BASE_VENV", tmp_path / "base")
    monkeypatch.setattr(run, "TEST_VENV", tmp_path / "test")
    monkeypatch.setattr(run, "OUT", tmp_path / "out")
    return log


def pretend_python(folder: Path) -> None:
    python = run.venv_python(folder)
    python.parent.mkdir(parents=True)
    python.touch()


def test_standard_library_only():
    """Prevents a run.py that cannot start before something is installed."""
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_reads_as_python_3_10():
    """Prevents syntax that the oldest supported Python does not know."""
    for path in [ROOT / "run.py", *sorted((ROOT / "src").rglob("*.py"))]:
        ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 10))


@pytest.mark.parametrize(("windows", "expected"), [(True, "v/Scripts/python.exe"), (False, "v/bin/python")])
def test_python_of_an_environment(windows: bool, expected: str):
    """Prevents a run.py that looks for bin/ on Windows."""
    assert run.venv_python(Path("v"), windows=windows).as_posix() == expected


def test_demo_colors_every_drawing_and_hints_where_there_are_any(calls: list[list[str]]):
    """Prevents a demo that leaves out a drawing, or forgets the hints beside it."""
    run.demo([])
    plain, hinted = [call for call in calls if call[1:2] == ["color"]]
    drawings = sorted(run.EXAMPLES.glob("*.png"))
    assert [part for part in plain if part.endswith(".png")] == [str(drawing) for drawing in drawings]
    assert "--hints" not in plain
    names = [path.name.removesuffix(".hints.json") for path in sorted(run.EXAMPLES.glob("*.hints.json"))]
    assert len(names) >= 5
    assert [Path(part).stem for part in hinted if part.endswith(".png")] == names
    assert hinted[hinted.index("--hints") + 1] == str(run.EXAMPLES)
    assert all("--force" in call for call in calls if call[1:2] in (["color"], ["sheet"]))


def test_demo_installs_no_extras(calls: list[list[str]]):
    """Prevents a demo that downloads torch."""
    run.demo([])
    installs = [call for call in calls if "pip" in call]
    assert [call[-1] for call in installs] == ["."]


def test_environment_is_made_once(calls: list[list[str]], tmp_path: Path):
    """Prevents an installation at every run, and an old environment after pyproject.toml has changed."""
    pretend_python(tmp_path / "base")
    run.make_venv(tmp_path / "base", ".")
    run.make_venv(tmp_path / "base", ".")
    assert len(calls) == 1
    run.make_venv(tmp_path / "base", ".[test]")
    assert len(calls) == 2


def test_tests_run_ruff_and_pytest_with_pinned_torch(calls: list[list[str]], tmp_path: Path):
    """Prevents a CI that skips the linter or the tests, or that takes whichever torch is newest."""
    run.test(["-k", "hints"])
    shown = [" ".join(call) for call in calls]
    assert any("-m ruff check" in line for line in shown)
    assert shown[-1].endswith("-m pytest -k hints")
    assert any(f"-e .[train,test] -c {run.CONSTRAINTS}" in line for line in shown)
    assert re.search(r"^torch==[\d.]+$", run.CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, calls: Calls) -> Path:
    """A page that was built, a place for it, and tools that are said to be there."""
    folder = tmp_path / "web"
    (folder / "dist" / "assets").mkdir(parents=True)
    (folder / "node_modules").mkdir()
    (folder / "dist" / "index.html").write_text("new", encoding="utf-8")
    (folder / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(run, "WEB", folder)
    monkeypatch.setattr(run, "STATIC", tmp_path / "static")
    monkeypatch.setattr(run, "require_node", lambda: "npm")
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/bin/{name}")
    return folder


def test_the_page_takes_the_place_of_the_earlier_one(web: Path, calls: Calls, tmp_path: Path):
    """Prevents files of an older page beside the new one, and an installation at every build."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "old.js").touch()
    for _ in range(2):
        run.page([])
        assert [path.name for path in sorted((tmp_path / "static").iterdir())] == ["assets", "index.html"]
    ci = ["npm", "ci", "--no-audit", "--no-fund"]
    assert calls == [ci, ["npm", "run", "build"], ["npm", "run", "build"]]
    assert not list(tmp_path.glob("static.*"))
    (web / "package-lock.json").write_text("{ }", encoding="utf-8")
    run.page([])
    assert calls[3:] == [ci, ["npm", "run", "build"]]


def test_the_page_is_tested_with_everything_else(web: Path, calls: Calls):
    """Prevents a page whose tests nobody runs, and tests in a browser that meet another nurie or an old page."""
    run.test([])
    shown = [call for call in calls if call[0] == "npm" or "pytest" in call]
    assert [call[1:] for call in shown] == [
        ["ci", "--no-audit", "--no-fund"], ["run", "check"], ["test"], ["run", "build"], ["-m", "pytest"],
        ["run", "test:browser"],
    ]  # fmt: skip
    assert calls.environments[-1] == {"NURIE_PYTHON": str(run.venv_python(run.TEST_VENV))}
    del calls[:]
    run.test(["-k", "hints"])
    assert not [call for call in calls if call[0] == "npm"]


def test_no_browser(web: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Prevents a run that fails, or keeps silent, for want of a browser."""
    monkeypatch.setattr(run.shutil, "which", lambda name: None if "chrom" in name else f"/bin/{name}")
    run.test([])
    assert "tests in a browser are left out: found none of chromium" in capsys.readouterr().out
    assert "pytest" in calls[-1]


@pytest.mark.parametrize(
    ("told", "found"), [("v18.19.0", "found Node v18.19.0"), (None, "found no Node"), ("v22.1.0", None)]
)
def test_node_is_missing_or_old(
    monkeypatch: pytest.MonkeyPatch, calls: Calls, capsys: pytest.CaptureFixture[str], tmp_path: Path, told: str,
    found: str | None,
):  # fmt: skip
    """Prevents a puzzling error of npm, and a CI that is green without the page's tests."""
    monkeypatch.setattr(run, "WEB", tmp_path)
    answer = subprocess.CompletedProcess([], 0, f"{told}\n", "")
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: answer)
    monkeypatch.setattr(run.shutil, "which", lambda name: None if told is None and name == "node" else name)
    monkeypatch.delenv("CI", raising=False)
    assert run.page_can_be_tested() is (found is None)
    if found is None:
        return
    assert found in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert run.main(["test"]) == 2
    assert f"Node 20 or newer with npm, {found}" in capsys.readouterr().err


def test_arguments_are_handed_on(calls: list[list[str]]):
    """Prevents `run.py train --help` from showing the help of run.py, and a lost option."""
    assert run.main(["train", "--minutes", "5"]) == 0
    assert calls[-1][1:] == ["train", "recipes/nurie-tiny.toml", "--minutes", "5"]
    assert run.main(["train", "recipes/other.toml", "--help"]) == 0
    assert calls[-1][1:] == ["train", "recipes/other.toml", "--help"]


def test_errors_say_what_to_type(calls: list[list[str]], capsys: pytest.CaptureFixture[str]):
    """Prevents a traceback where a sentence helps."""
    assert run.main(["demo", "--fast"]) == 2
    assert "type: python3 run.py demo" in capsys.readouterr().err
    assert run.main(["bench", "nonsense"]) == 2
    assert "no benchmark named 'nonsense'" in capsys.readouterr().err


def test_bench_runs_scripts_not_their_parts(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Prevents that a module which two benchmarks share is run as a third."""
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "speed.py").write_text('if __name__ == "__main__":\n    pass\n', encoding="utf-8")
    (tmp_path / "benchmarks" / "shared.py").write_text("COUNT = 1\n", encoding="utf-8")
    run.bench([])
    run.bench(["speed", "--rounds", "3"])
    script = str(tmp_path / "benchmarks" / "speed.py")
    assert [call[1:] for call in calls[-2:]] == [[script], [script, "--rounds", "3"]]


def test_plugins_are_written_as_zips(calls: list[list[str]], tmp_path: Path):
    """Prevents a verb that leaves yesterday's zips."""
    assert run.main(["plugins"]) == 0
    assert calls[-1][1:] == ["plugins", "zip", "-o", str(tmp_path / "out" / "plugins"), "--force"]


def test_the_site_is_made_anew_and_strictly(calls: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents pages that are no more in the site, a reference of yesterday, and warnings that nobody reads."""
    monkeypatch.setattr(run, "DOCS_VENV", tmp_path / "docs")
    stale = tmp_path / "out" / "site" / "stale.html"
    stale.parent.mkdir(parents=True)
    stale.touch()
    assert run.main(["docs"]) == 0
    assert not stale.exists()
    assert {"-W", "-E"} <= set(calls[-1])
    assert calls[-1][-2:] == [str(run.ROOT), str(tmp_path / "out" / "site")]
    assert [call[-1] for call in calls if "pip" in call] == [".[serve,docs]"]


def test_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Prevents pip's puzzling message on a Python that is too old."""
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 0))
    assert run.main(["demo"]) == 2
    assert "3.10 or newer" in capsys.readouterr().err


def test_failed_command_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Prevents a green CI after red tests."""
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    monkeypatch.setitem(run.VERBS, "lint", lambda rest: run.call(failing))
    assert run.main(["lint"]) == 3
    assert "failed (3)" in capsys.readouterr().err


def test_clock_adds_up():
    """Prevents times that do not sum to what the user waited."""
    ticks = iter([0.0, 2.0, 5.0])
    clock = run.Clock(now=lambda: next(ticks))
    clock.lap("one")
    clock.lap("two")
    assert [line.split() for line in clock.report().splitlines()] == [
        ["2.0", "s", "one"], ["3.0", "s", "two"], ["5.0", "s", "together"],
    ]  # fmt: skip


def test_makefile_has_the_same_verbs():
    """Prevents a verb that only one of the two knows."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = re.search(r"^([a-z ]+):\n\tpython3 run\.py \$@", text, re.MULTILINE)
    assert set(rule[1].split()) == set(run.VERBS)


def test_ci_runs_exactly_the_tests():
    """Prevents a CI that tests something else than a contributor does."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    tests, report = [line for line in lines if "run.py" in line]
    assert tests == "python3 run.py test" and "set -euo pipefail" in lines
    assert "run.py audit || true" in report  # which fails nothing
