"""Builds what is released, twice, and tries it where there is no clone: `python3 run.py release`.

From the last commit, in two folders, come a source archive and a wheel each; their hashes must be equal. The wheel is
installed into an environment of its own, and colours the examples from there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import run

DIST = run.ROOT / "dist"
INIT = Path("src/nurie/__init__.py")
OF_CLONES = ("PYTHONPATH", "VIRTUAL_ENV")  # what would let an installed wheel find the clone


def main() -> int:
    """Release, or say why not."""
    try:
        release()
    except run.RunError as error:
        print(f"release.py: {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"release.py: failed ({error.returncode}): {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    return 0


def release() -> None:
    """Build, compare, try, and put archives and hashes into dist/.

    Raises:
        run.RunError: something that is not committed, two builds that differ, or files of this version in dist/.
    """
    _check_committed()
    version = read_version(run.ROOT)
    check_changelog(run.ROOT, version)
    clock = run.Clock()
    with tempfile.TemporaryDirectory(prefix="nurie-release-") as folder:
        built = [build(Path(folder) / name) for name in ("first", "second")]
        clock.lap("built twice")
        check_equal(*built)
        try_wheel(next(path for path in built[0] if path.suffix == ".whl"), Path(folder) / "elsewhere", version)
        clock.lap("installed, and coloured the examples")
        sums = keep(built[0], DIST)
    print(f"\n{sums}\n{clock.report()}")


def read_version(root: Path) -> str:
    """The version, from the one place that has it."""
    found = re.search(r'^__version__ = "(.+)"$', (root / INIT).read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise run.RunError(f'no line `__version__ = "…"` in {INIT}')
    return found[1]


def check_changelog(root: Path, version: str) -> None:
    """Refuse a version of which the changelog's newest heading does not speak."""
    newest = re.search(r"^## (.+)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    if newest is None or version not in newest[1]:
        raise run.RunError(
            f"CHANGELOG.md begins with {newest[1] if newest else 'no heading'!r}, and {INIT} says {version}; "
            "expected the same version"
        )


def build(folder: Path) -> list[Path]:
    """Unpack the last commit into a new folder and build there.

    Returns:
        The source archive and the wheel.
    """
    unpack(folder)
    moment = _git("log", "-1", "--format=%ct").decode().strip()
    environment = {"CI": "true", "SOURCE_DATE_EPOCH": moment}  # a release without its page is none
    out = folder / "out"
    run.call([sys.executable, "-m", "hatchling", "build", "-d", out], cwd=folder, **environment)
    return sorted(out.iterdir())


def unpack(folder: Path) -> None:
    """Write the last commit's files, with no trace of git, into a new folder."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=BytesIO(_git("archive", "HEAD"))) as archive:
        archive.extractall(folder, filter="data")


def check_equal(first: Sequence[Path], second: Sequence[Path]) -> None:
    """Refuse builds of one commit that differ."""
    hashes = [{path.name: sha256(path) for path in paths} for paths in (first, second)]
    if differ := sorted({name for name, _ in hashes[0].items() ^ hashes[1].items()}):
        raise run.RunError(f"two builds of one commit differ in {', '.join(differ)}; unpack both and compare them")


def try_wheel(wheel: Path, folder: Path, version: str, call: Callable[..., object] = subprocess.run) -> None:
    """Install a wheel by itself and run the demonstration with it, where no clone can be found."""
    folder.mkdir()
    python = run.venv_python(folder / "venv")
    run.create_venv(folder / "venv")
    environment = {name: value for name, value in os.environ.items() if name not in OF_CLONES}

    def outside(*command: object) -> None:
        call([str(part) for part in command], check=True, cwd=folder, env=environment)

    outside(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    says = f"import nurie; assert nurie.__version__ == {version!r}; assert {str(folder)!r} in nurie.__file__"
    outside(python, "-c", says)
    shutil.copytree(run.EXAMPLES, folder / "examples")
    for _, command in run.demonstration(folder / "examples", folder / "out"):
        outside(python.with_name("nurie" + python.suffix), *command)


def keep(paths: Sequence[Path], folder: Path) -> str:
    """Copy what was built, with a SHA256SUMS beside it, unless there is something of that name.

    Returns:
        A line per file: its hash, its size, its name.
    """
    folder.mkdir(exist_ok=True)
    if there := [path.name for path in paths if (folder / path.name).exists()]:
        raise run.RunError(f"{folder} has {', '.join(there)}; raise the version, or move these away")
    for path in paths:
        shutil.copy(path, folder / path.name)
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in paths)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return "\n".join(f"{sha256(path)}  {path.stat().st_size / 1e6:6.1f} MB  {path.name}" for path in paths)


def sha256(path: Path) -> str:
    """Of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_committed() -> None:
    if changed := _git("status", "--porcelain").decode().split("\n")[:-1]:
        raise run.RunError(f"{len(changed)} files are not committed, {changed[0][3:]} for example; commit them first")


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=run.ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main())
