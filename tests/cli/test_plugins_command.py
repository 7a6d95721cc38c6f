"""`nurie plugins`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nurie.cli.main import main
from nurie.cli.plugins import _NEXT, _PROGRAMS
from nurie.runtime.plugins import PLUGINS, PROGRAMS


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_install_and_uninstall(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents an install that does not say what to do next, and an uninstall that hides what stays."""
    place = tmp_path / "GIMP" / "2.10"
    assert run("plugins", "install", "gimp", "--to", place) == 0
    told = capsys.readouterr().out
    assert f'nurie watch "{place / "nurie"}"' in told
    assert (place / "nurie").is_dir()
    (place / "scripts" / "nurie.scm").write_text("; mine")
    assert run("plugins", "install", "gimp", "--to", place) == 2
    assert "--force" in capsys.readouterr().err
    assert run("plugins", "uninstall", "gimp", "--to", place) == 0
    assert "nurie.scm was changed and stays" in capsys.readouterr().err
    assert run("plugins", "uninstall", "gimp", "--to", place) == 2


def test_zips(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents zips that are missing, or overwritten without being asked."""
    assert run("plugins", "zip", "-o", tmp_path / "out") == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"nurie-{name}.zip" for name in PLUGINS}
    assert run("plugins", "zip", "-o", tmp_path / "out") == 2
    assert run("plugins", "zip", "-o", tmp_path / "out", "--force") == 0


def test_tables_agree():
    """Prevents a program that is offered and unknown, or without a word of what to do next."""
    assert _PROGRAMS == PROGRAMS
    assert _NEXT.keys() == PLUGINS.keys()
