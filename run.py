#!/usr/bin/env python3
"""Everything that a clone can do, with the standard library alone: `python3 run.py demo`, `test`, and so on.

Each verb makes the virtual environment that it needs, once, and reuses it until pyproject.toml changes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
EXAMPLES = ROOT / "examples"
OUT = ROOT / "out"
BASE_VENV = ROOT / ".venv"
TEST_VENV = ROOT / ".venv-test"
DOCS_VENV = ROOT / ".venv-docs"
CONSTRAINTS = ROOT / "tests" / "constraints.txt"
WEB = ROOT / "web"
STATIC = ROOT / "src" / "nurie" / "server" / "static"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DEFAULT_MANIFEST = "../shared/corpus/manifest.jsonl"
OLDEST_PYTHON = (3, 10)
OLDEST_NODE = 20


class RunError(Exception):
    """Something that the caller can put right; the message says how."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the process's exit code."""
    options = _parser().parse_args(argv)
    try:
        _require_python(sys.version_info[:2])
        VERBS[options.verb](options.rest)
    except RunError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"run.py: failed ({error.returncode}): {_shown(error.cmd)}", file=sys.stderr)
        return error.returncode if error.returncode > 0 else 1
    return 0


def demo(rest: Sequence[str]) -> None:
    """colour every drawing in examples/ into out/ and write a contact sheet"""
    _refuse(rest, "demo")
    clock = Clock()
    python = make_venv(BASE_VENV, ".")
    clock.lap("environment in .venv")
    for step, command in demonstration(EXAMPLES, OUT):
        nurie(python, *command)
        clock.lap(step)
    sheet, auto, hinted = OUT / "contact-sheet.png", OUT / "auto", OUT / "hinted"
    print(f"\nBefore and after:  {sheet}\nWithout hints:     {auto}\nAfter hints:       {hinted}\n")
    print(clock.report())


def demonstration(examples: Path, out: Path) -> Iterator[tuple[str, list[object]]]:
    """What is done and the arguments of `nurie` for it: a folder of drawings without and with hints, and a sheet."""
    drawings = sorted(examples.glob("*.png"))
    hinted = [drawing for drawing in drawings if drawing.with_suffix(".hints.json").is_file()]
    for pages, name, options in ((drawings, "auto", []), (hinted, "hinted", ["--hints", examples])):
        if not pages:
            raise RunError(f"no drawings for {name} in {examples}; put NAME.png and NAME.hints.json there")
        (out / name).mkdir(parents=True, exist_ok=True)  # so that a single drawing goes into it, too
        step = f"{len(pages)} drawings {'after' if options else 'without'} hints"
        yield step, ["color", *pages, *options, "-o", out / name, "--force"]
    folders = [examples, out / "auto", out / "hinted"]
    yield "contact sheet", ["sheet", *folders, "--hints", examples, "-o", out / "contact-sheet.png", "--force"]


def test(rest: Sequence[str]) -> None:
    """install what the tests need, then ruff, the page's tests and pytest; with arguments only pytest, with these"""
    lint([])
    with_page = not rest and page_can_be_tested()
    if with_page:
        npm("run", "check")
        npm("test")
        page([])
    call([venv_python(TEST_VENV), "-m", "pytest", *rest])
    if with_page:
        test_in_browser()


def page_can_be_tested() -> bool:
    """Whether Node is here; says so where not. In CI it must be."""
    try:
        require_node()
    except RunError as error:
        if os.environ.get("CI"):
            raise
        print(f"run.py: the page's tests are left out: {error}", flush=True)
        return False
    return True


def test_in_browser() -> None:
    """The page's tests in a browser, where there is one."""
    if not any(map(shutil.which, BROWSERS)):
        print(f"run.py: the tests in a browser are left out: found none of {', '.join(BROWSERS)}", flush=True)
        return
    npm("run", "test:browser", NURIE_PYTHON=str(venv_python(TEST_VENV)))


def page(rest: Sequence[str]) -> None:
    """build the drawing page in web/ into src/nurie/server/static, where `nurie serve` finds it"""
    _refuse(rest, "page")
    npm("run", "build")
    made, earlier = STATIC.with_name("static.new"), STATIC.with_name("static.old")
    for folder in (made, earlier):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(WEB / "dist", made)
    if STATIC.exists():
        STATIC.rename(earlier)
    made.rename(STATIC)
    shutil.rmtree(earlier, ignore_errors=True)
    print(f"the page is in {STATIC}", flush=True)


def npm(*arguments: str, **environment: str) -> None:
    """Call npm in web/, with the packages of its lock file."""
    program, stamp = require_node(), WEB / "node_modules" / "nurie-installed.txt"
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != lock:
        call([program, "ci", "--no-audit", "--no-fund"], cwd=WEB)
        stamp.write_text(lock, encoding="utf-8")
    call([program, *arguments], cwd=WEB, **environment)


def require_node() -> str:
    """Where npm is, beside a Node that is new enough.

    Raises:
        RunError: it is not.
    """
    node, program = shutil.which("node"), shutil.which("npm")
    told = "" if node is None else subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    version = re.match(r"v(\d+)", told)
    if program is None or version is None or int(version[1]) < OLDEST_NODE:
        found = " ".join(filter(None, [told and f"Node {told}", "no npm" if program is None else ""])) or "no Node"
        raise RunError(f"the page needs Node {OLDEST_NODE} or newer with npm, found {found}; install them, then type: "
                       "python3 run.py page")  # fmt: skip
    return program


def lint(rest: Sequence[str]) -> None:
    """ruff over the whole tree; further arguments go to ruff"""
    call([full_venv(), "-m", "ruff", "check", *(rest or [ROOT])])


def train(rest: Sequence[str]) -> None:
    """`nurie train`, by default of recipes/nurie-tiny.toml; further arguments go to it"""
    if not rest or rest[0].startswith("-"):
        rest = ["recipes/nurie-tiny.toml", *rest]
    nurie(full_venv(), "train", *rest)


def evaluate(rest: Sequence[str]) -> None:
    """`nurie eval`, by default of nurie on the corpus's val split; further arguments go to it"""
    defaults = ["--model", "nurie", "--data", DEFAULT_MANIFEST, "--split", "val"]
    defaults += ["--report", "out/eval", "--force"]
    nurie(full_venv(), "eval", *(rest or defaults))


def bench(rest: Sequence[str]) -> None:
    """run the scripts in benchmarks/, or the one that is named; further arguments go to it"""
    names = benchmark_names()
    chosen = names
    if rest:
        if rest[0] not in names:
            raise RunError(f"no benchmark named {rest[0]!r}; there are: {', '.join(names) or 'none'}")
        chosen = [rest[0]]
    python = full_venv()
    for name in chosen:
        call([python, ROOT / "benchmarks" / f"{name}.py", *rest[1:]])


def plugins(rest: Sequence[str]) -> None:
    """write the plug-ins for painting programs as zips into out/plugins/"""
    _refuse(rest, "plugins")
    nurie(make_venv(BASE_VENV, "."), "plugins", "zip", "-o", OUT / "plugins", "--force")


def docs(rest: Sequence[str]) -> None:
    """make the documentation's site into out/site; a warning is an error"""
    _refuse(rest, "docs")
    python = make_venv(DOCS_VENV, ".[serve,docs]")
    shutil.rmtree(OUT / "site", ignore_errors=True)
    call([python, *site_arguments(OUT / "site", OUT / "site.cache")])
    print(f"the site is in {OUT / 'site'}; open index.html there", flush=True)


def site_arguments(folder: Path, cache: Path) -> list[object]:
    """What Python is told to make the site; all is read anew, since the reference comes from the program."""
    return ["-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-c", ROOT / "docs" / "site", "-d", cache, ROOT, folder]


def release(rest: Sequence[str]) -> None:
    """build source archive and wheel twice, compare them, try the wheel by itself, and put them into dist/"""
    _refuse(rest, "release")
    call([full_venv(), ROOT / "release.py"])


def hostile(rest: Sequence[str]) -> None:
    """give thousands of hostile files to the command line and the server (tests/hostile); --cases N for fewer"""
    call([full_venv(), "-m", "hostile", *rest], PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}")


def audit(rest: Sequence[str]) -> None:
    """report known weaknesses of what is installed, by pip-audit and npm audit; never fails"""
    _refuse(rest, "audit")
    call([full_venv(), ROOT / "audit.py"])


def benchmark_names() -> list[str]:
    """The scripts in benchmarks/; modules that they share have no main guard."""
    scripts = sorted((ROOT / "benchmarks").glob("*.py"))
    return [path.stem for path in scripts if "__main__" in path.read_text(encoding="utf-8")]


VERBS: dict[str, Callable[[Sequence[str]], None]] = {
    "demo": demo,
    "test": test,
    "page": page,
    "lint": lint,
    "train": train,
    "eval": evaluate,
    "bench": bench,
    "plugins": plugins,
    "docs": docs,
    "release": release,
    "hostile": hostile,
    "audit": audit,
}


class Clock:
    """Remembers how long each step of a run took."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._start = self._last = now()
        self._laps: list[tuple[str, float]] = []

    def lap(self, step: str) -> None:
        """Close the step that ends now."""
        now = self._now()
        self._laps.append((step, now - self._last))
        self._last = now

    def report(self) -> str:
        """One line per step and the sum, in seconds."""
        laps = [*self._laps, ("together", self._last - self._start)]
        return "\n".join(f"{seconds:7.1f} s  {step}" for step, seconds in laps)


def full_venv() -> Path:
    """The environment with the [train] and [test] extras; torch is pinned there, for a user it is not."""
    return make_venv(TEST_VENV, ".[train,test]", "-c", str(CONSTRAINTS))


def make_venv(folder: Path, *install: str, editable: bool = True) -> Path:
    """Make a virtual environment with this project in it, unless it is there and still right.

    Returns:
        Its Python.

    Raises:
        RunError: Python cannot make virtual environments here.
    """
    python, stamp = venv_python(folder), folder / "nurie-installed.txt"
    wanted = fingerprint(install)
    if python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"installing into {folder} …", flush=True)
    if not python.exists():
        create_venv(folder)
    call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *["-e"] * editable, *install])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def fingerprint(install: Sequence[str]) -> str:
    """What decides whether an environment is still right: the install line, pyproject.toml and the pins."""
    files = [path.read_bytes() for path in (ROOT / "pyproject.toml", CONSTRAINTS) if path.is_file()]
    return hashlib.sha256("\0".join(install).encode() + b"\0".join(files)).hexdigest()


def venv_python(folder: Path, windows: bool = os.name == "nt") -> Path:
    """Where a virtual environment keeps its Python."""
    return folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"


def nurie(python: Path, *arguments: object) -> None:
    """Call the installed `nurie` command of an environment."""
    call([python.with_name("nurie" + python.suffix), *arguments])


def create_venv(folder: Path) -> None:
    """Make an empty virtual environment.

    Raises:
        RunError: Python cannot make any here.
    """
    try:
        call([sys.executable, "-m", "venv", folder])
    except subprocess.CalledProcessError:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunError(
            "this Python cannot make a virtual environment; install its venv module "
            "(Debian and Ubuntu: apt install python3-venv) and run the same line again"
        ) from None


def call(command: Sequence[object], cwd: Path = ROOT, **environment: str) -> None:
    """Run a command, with `environment` on top of what there is."""
    environment = {"OMP_NUM_THREADS": "2", "ORT_DISABLE_TELEMETRY": "1", **os.environ, **environment}
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, env=environment)


def _refuse(rest: Sequence[str], verb: str) -> None:
    if rest:
        raise RunError(f"{verb} takes no arguments, found {' '.join(rest)}; type: python3 run.py {verb}")


def _require_python(version: tuple[int, ...]) -> None:
    if version < OLDEST_PYTHON:
        found = ".".join(map(str, version))
        raise RunError(f"this is Python {found}, and 3.10 or newer is needed; type for example: python3.12 run.py demo")


def _shown(command: Sequence[str]) -> str:
    return " ".join(command)


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {name:{width}}  {verb.__doc__}" for name, verb in VERBS.items())
    how = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="run.py", epilog=f"verbs:\n{verbs}", formatter_class=how)
    parser.add_argument("verb", choices=VERBS, metavar="VERB", help="what to do, see below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="handed on to what the verb calls")
    return parser


if __name__ == "__main__":
    sys.exit(main())
