"""A release is what was committed, built the same twice, tried by itself, and never put over another."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import nurie

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def release(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("release.py")


@pytest.fixture
def clone(tmp_path: Path, release: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository in place of ours."""
    root = tmp_path / "clone"
    (root / "src/nurie").mkdir(parents=True)
    (root / "src/nurie/__init__.py").write_text('__version__ = "3.2.1"\n', encoding="utf-8")
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 3.2.1\n\n## 3.2.0\n", encoding="utf-8")
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    monkeypatch.setattr(release.run, "ROOT", root)
    return root


def test_the_version_stands_in_one_place(release: ModuleType):
    """Prevents a wheel that calls itself otherwise than the package in it."""
    assert release.read_version(ROOT) == nurie.__version__
    release.check_changelog(ROOT, nurie.__version__)
    assert not re.search(r"(?m)^version\s*=", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_what_the_changelog_does_not_tell_is_not_released(clone: Path, release: ModuleType):
    """Prevents a release of which nobody knows what is new."""
    release.check_changelog(clone, "3.2.1")
    with pytest.raises(release.run.RunError, match=r"begins with '3\.2\.1'.* says 3\.2\.2"):
        release.check_changelog(clone, "3.2.2")


def test_what_is_not_committed_is_not_released(clone: Path, release: ModuleType, capsys: pytest.CaptureFixture[str]):
    """Prevents a wheel that no commit can be found for."""
    (clone / "notes.txt").write_text("later", encoding="utf-8")
    assert release.main() == 2
    assert "1 files are not committed, notes.txt for example" in capsys.readouterr().err
    release.unpack(clone.parent / "unpacked")
    assert sorted(path.name for path in (clone.parent / "unpacked").iterdir()) == ["CHANGELOG.md", "src"]


def test_builds_that_differ_are_refused(tmp_path: Path, release: ModuleType):
    """Prevents a wheel that nobody can build again."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        (folder / "n.whl").write_bytes(b"same")
    release.check_equal(*([folder / "n.whl"] for folder in folders))
    (folders[1] / "n.whl").write_bytes(b"other")
    with pytest.raises(release.run.RunError, match=r"differ in n\.whl"):
        release.check_equal(*([folder / "n.whl"] for folder in folders))


def test_the_wheel_is_tried_where_no_clone_is_found(
    tmp_path: Path, release: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    """Prevents a trial that would pass with the clone's own files."""
    calls = []
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setattr(release.run, "create_venv", lambda folder: folder.mkdir())
    folder = tmp_path / "elsewhere"
    release.try_wheel(tmp_path / "n.whl", folder, "3.2.1", lambda command, **more: calls.append((command, more)))
    assert all(more["cwd"] == folder and "PYTHONPATH" not in more["env"] and more["check"] for _, more in calls)
    assert calls[0][0][-1] == str(tmp_path / "n.whl") and str(folder) in calls[1][0][-1]
    assert [command[1] for command, _ in calls[2:]] == ["color", "color", "sheet"]
    assert not [part for command, _ in calls for part in command if str(ROOT) in part]


def test_nothing_released_is_overwritten(tmp_path: Path, release: ModuleType):
    """Prevents two different files of one version."""
    built = tmp_path / "nurie-1.whl"
    built.write_bytes(b"1")
    told = release.keep([built], tmp_path / "dist")
    assert told.endswith("nurie-1.whl") and told.split()[0] in (tmp_path / "dist/SHA256SUMS").read_text()
    with pytest.raises(release.run.RunError, match=r"has nurie-1\.whl"):
        release.keep([built], tmp_path / "dist")
