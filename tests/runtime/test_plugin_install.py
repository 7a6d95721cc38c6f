"""Installing plug-ins: copied whole, removed exactly, nothing of others touched."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from nurie.errors import OptionError
from nurie.runtime import plugins
from nurie.runtime.plugin_install import install, uninstall, write_zip
from nurie.runtime.plugins import PLUGINS, PROGRAMS, locate


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", PLUGINS)
def test_in_and_out_again(name: str, tmp_path: Path):
    """Prevents files that stay behind, and files of others that go."""
    for place in ("other.py", "scripts/other.scm", "plug-ins/other/other.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(place)
    before = tree(tmp_path)
    written = install(name, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in written} == tree(tmp_path).keys() - before.keys() - {
        PLUGINS[name].record
    }
    cache = written[0].parent / "__pycache__" / f"{written[0].stem}.cpython-311.pyc"
    cache.parent.mkdir()
    cache.touch()
    removed, kept = uninstall(name, tmp_path)
    assert (sorted(removed), kept) == (sorted(written), [])
    assert tree(tmp_path) == before
    assert not [path for path in tmp_path.rglob("*nurie*")]


def test_what_was_changed_stays(tmp_path: Path):
    """Prevents the loss of what somebody changed in a plug-in."""
    install("krita", tmp_path)
    own = tmp_path / "nurie_krita" / "docker.py"
    own.write_text("# mine")
    with pytest.raises(OptionError, match=r"docker\.py is there and not as nurie wrote it; add --force"):
        install("krita", tmp_path)
    assert own.read_text() == "# mine"
    _, kept = uninstall("krita", tmp_path)
    assert kept == [own]
    assert list(tree(tmp_path)) == ["nurie_krita/docker.py"]
    with pytest.raises(OptionError, match="nurie installed nothing in"):
        uninstall("krita", tmp_path)
    install("krita", tmp_path, force=True)
    assert own.read_text() != "# mine"


def test_over_an_earlier_version(tmp_path: Path):
    """Prevents a module of an earlier version that stays and is loaded."""
    install("krita", tmp_path)
    record = tmp_path / PLUGINS["krita"].record
    old = tmp_path / "nurie_krita" / "old.py"
    old.write_bytes(b"")
    values = json.loads(record.read_text())
    values["files"]["nurie_krita/old.py"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    record.write_text(json.dumps(values))
    install("krita", tmp_path)
    assert not old.exists()
    assert (tmp_path / "nurie_krita" / "docker.py").exists()


@pytest.mark.parametrize("path", ["../outside", "/outside", "a/../../outside", "C:outside", "..\\outside"])
def test_a_record_that_leads_elsewhere(tmp_path: Path, path: str):
    """Prevents that a record which somebody wrote makes us remove any file."""
    place, outside = tmp_path / "program", tmp_path / "outside"
    install("krita", place)
    outside.write_bytes(b"")
    record = place / PLUGINS["krita"].record
    record.write_text(json.dumps({"files": {path: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}))
    with pytest.raises(OptionError, match="installed nothing"):
        uninstall("krita", place)
    assert outside.exists()


def test_gimp_3_starts_its_plug_in(tmp_path: Path):
    """Prevents a plug-in that GIMP 3 does not see, because it is no program."""
    install("gimp-3", tmp_path)
    assert (tmp_path / "plug-ins/nurie/nurie.py").stat().st_mode & stat.S_IXUSR
    write_zip("gimp-3", tmp_path / "gimp.zip")
    with zipfile.ZipFile(tmp_path / "gimp.zip") as archive:
        assert archive.getinfo("plug-ins/nurie/nurie.py").external_attr >> 16 & stat.S_IXUSR


@pytest.mark.parametrize("name", PLUGINS)
def test_zips(name: str, tmp_path: Path):
    """Prevents a zip that differs from what is installed, holds a path of this machine, or changes from run to run."""
    write_zip(name, tmp_path / "one.zip")
    write_zip(name, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    install(name, tmp_path / "program", command=["secret-place"])
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        held = {entry: archive.read(entry) for entry in archive.namelist()}
    installed = tree(tmp_path / "program")
    for path in (PLUGINS[name].record, PLUGINS[name].command):
        installed.pop(path or "", None)
    assert held == installed
    assert not [entry for entry in held if "__pycache__" in entry]


def test_krita_finds_its_entry(tmp_path: Path):
    """Prevents a zip that Krita refuses: its entry must name the folder beside it."""
    install("krita", tmp_path)
    (entry,) = tmp_path.glob("*.desktop")
    (line,) = [line for line in entry.read_text().splitlines() if line.startswith("X-KDE-Library=")]
    assert (tmp_path / line.split("=")[1] / "__init__.py").is_file()
    assert entry.stem == line.split("=")[1]


@pytest.mark.parametrize(
    ("program", "system", "environment", "expected"),
    [
        ("krita", "linux", {"HOME": "/h"}, "/h/.local/share/krita/pykrita"),
        ("krita", "linux", {"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/krita/pykrita"),
        ("krita", "darwin", {"HOME": "/h"}, "/h/Library/Application Support/krita/pykrita"),
        ("krita", "win32", {"HOME": "/h", "APPDATA": "/a"}, "/a/krita/pykrita"),
        ("gimp", "linux", {"HOME": "/h"}, "/h/.config/GIMP/2.10"),
        ("gimp", "darwin", {"HOME": "/h"}, "/h/Library/Application Support/GIMP/2.10"),
    ],
)
def test_where_programs_look(program: str, system: str, environment: dict[str, str], expected: str):
    """Prevents a plug-in where its program never looks."""
    assert locate(program, None, environment, system)[1].as_posix() == expected


def test_which_gimp(tmp_path: Path):
    """Prevents a plug-in of GIMP 3 in GIMP 2.10's folder, and the other way round."""
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    for version in ("2.8", "2.10", "not-a-version"):
        (tmp_path / "GIMP" / version).mkdir(parents=True)
    assert locate("gimp", None, environment, "linux") == ("gimp-2.10", tmp_path / "GIMP" / "2.10")
    (tmp_path / "GIMP" / "3.0").mkdir()
    assert locate("gimp", None, environment, "linux") == ("gimp-3", tmp_path / "GIMP" / "3.0")
    assert locate("gimp", tmp_path / "GIMP" / "2.10") == ("gimp-2.10", tmp_path / "GIMP" / "2.10")
    with pytest.raises(OptionError, match="which GIMP"):
        locate("gimp", tmp_path)
    with pytest.raises(OptionError, match="custom_nodes"):
        locate("comfyui", None, environment, "linux")
    (tmp_path / "ComfyUI" / "custom_nodes").mkdir(parents=True)
    assert locate("comfyui", None, environment, "linux")[1] == tmp_path / "ComfyUI" / "custom_nodes"


def test_a_wheel_without_plug_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents an empty folder that passes for an installed plug-in."""
    monkeypatch.setattr(plugins, "_PACKAGE", tmp_path / "a" / "b")
    with pytest.raises(OptionError, match="carries no plug-ins"):
        install("krita", tmp_path)
    (tmp_path / "a" / "b" / "plugins" / "shared" / "nurie_shared").mkdir(parents=True)
    assert plugins.sources() == tmp_path / "a" / "b" / "plugins"
    assert set(PROGRAMS) == {name.split("-")[0] for name in PLUGINS}
