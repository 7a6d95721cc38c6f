"""Watching a folder: what is due, where it goes, what is left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nurie.core.types import ColorizeOptions
from nurie.errors import OptionError
from nurie.runtime.watch import Due, Watch, is_page
from nurie.runtime.watch_names import targets_of
from nurie.runtime.watch_options import read_options
from nurie.runtime.watch_record import RECORD, Record


class Folder:
    """A watched folder, a clock that is set by hand, and a painter that writes its page's bytes backwards."""

    def __init__(self, folder: Path, to: Path | None = None) -> None:
        self.path, self.to, self.time = folder, to or folder, 0.0
        self.start()

    def start(self, **settings: object) -> None:
        """As a new process would."""
        self.watch = Watch(self.path, self.to, ".psd", Record(self.to, settings), now=lambda: self.time)

    def save(self, name: str, data: bytes = b"lines") -> Path:
        (self.path / name).write_bytes(data)
        return self.path / name

    def look(self) -> list[Due]:
        """Twice, as far apart as files must stay the same."""
        self.watch.look()
        self.time += 1
        return list(self.watch.look().due)

    def run(self) -> dict[str, str]:
        """What was coloured, and into what."""
        found = self.look()
        for due in found:
            due.target.write_bytes(b"colour of " + due.source.read_bytes())
            self.watch.done(due, "colored")
        return {due.source.name: due.target.name for due in found}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_page_is_colored_once(folder: Folder):
    """Prevents results that are coloured again, and pages that are coloured at each look."""
    folder.save("page.png")
    assert folder.run() == {"page.png": "page.color.psd"}
    assert folder.run() == {}
    folder.start()
    assert folder.run() == {}


def test_a_half_written_file_waits(folder: Folder):
    """Prevents that a file is read while a program still writes it, or is empty."""
    folder.save("empty.png", b"")
    folder.save("page.png", b"l")
    assert folder.watch.look().unsettled
    folder.time += 1
    folder.save("page.png", b"lin")
    assert not folder.watch.look().due
    folder.time += 0.5
    assert not folder.watch.look().due
    folder.time += 0.5
    assert [due.source.name for due in folder.watch.look().due] == ["page.png"]


def test_a_changed_page_is_colored_again(folder: Folder):
    """Prevents an old result beside a new drawing; a file that was only touched costs nothing."""
    path = folder.save("page.png")
    folder.run()
    os.utime(path, ns=(1, 1))
    assert folder.run() == {}
    folder.save("page.png", b"others")
    assert folder.run() == {"page.png": "page.color.psd"}
    assert (folder.path / "page.color.psd").read_bytes() == b"colour of others"


def test_what_was_worked_on_stays(folder: Folder):
    """Prevents that an artist's work in a result is overwritten by the next colouring, or coloured itself."""
    folder.save("page.png")
    folder.run()
    folder.save("page.color.psd", b"painted over")
    assert folder.run() == {}
    folder.save("page.png", b"others")
    (due,) = folder.look()
    assert due.target.name == "page.color-2.psd"
    assert "page.color.psd" in due.why
    folder.run()
    assert (folder.path / "page.color.psd").read_bytes() == b"painted over"
    folder.save("page.png", b"third")
    assert folder.run() == {"page.png": "page.color-2.psd"}


def test_a_renamed_result_is_no_page(folder: Folder):
    """Prevents a loop over a result that was renamed or copied; one that was worked on under a new name is a page."""
    folder.save("page.png")
    folder.run()
    (folder.path / "page.color.psd").rename(folder.path / "final.psd")
    assert folder.run() == {}
    folder.start()
    assert folder.run() == {}
    folder.save("final.psd", b"with new hints")
    assert folder.run() == {"final.psd": "final.color.psd"}


def test_without_its_record(folder: Folder):
    """Prevents that a lost or damaged record costs a result, or colours everything again."""
    folder.save("page.png")
    folder.run()
    (folder.path / RECORD).write_text("{")
    folder.start()
    assert folder.run() == {}
    (folder.path / RECORD).unlink()
    os.utime(folder.path / "page.color.psd", ns=(1, 1))
    folder.start()
    assert folder.run() == {"page.png": "page.color-2.psd"}


def test_other_settings_color_again(folder: Folder):
    """Prevents old colours under a new palette; what was worked on stays all the same."""
    folder.save("a.png")
    folder.save("b.png")
    folder.run()
    folder.save("b.color.psd", b"painted over")
    folder.start(seed=1)
    assert folder.run() == {"a.png": "a.color.psd", "b.png": "b.color-2.psd"}


def test_two_pages_of_one_name(folder: Folder):
    """Prevents that page.psd's result replaces page.png's."""
    folder.save("page.png")
    folder.save("page.psd", b"8BPS")
    expected = {"page.png": "page.color.psd", "page.psd": "page.psd.color.psd"}
    assert folder.run() == expected
    folder.save("page.png", b"1")
    folder.save("page.psd", b"2")
    assert folder.run() == expected


def test_two_folders_into_one(tmp_path: Path):
    """Prevents that pages of one name in two folders replace each other's results."""
    results = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        folder = Folder(tmp_path / name, tmp_path)
        folder.save("page.png", name.encode())
        results |= set(folder.run().values())
    assert len(results) == 2


def test_hints_beside_a_page(folder: Folder):
    """Prevents hints and options that are ignored, taken for pages, or not looked at again."""
    folder.save("page.png")
    folder.run()
    folder.save("page.hints.png", b"red")
    folder.save("page.options.json", b"{}")
    (due,) = folder.look()
    assert (due.hints, due.options) == (folder.path / "page.hints.png", folder.path / "page.options.json")
    folder.run()
    folder.save("page.hints.png", b"blue")
    assert folder.run() == {"page.png": "page.color.psd"}


def test_a_failure_is_told_once(folder: Folder):
    """Prevents an endless row of the same error, and a page that is given up for ever."""
    folder.save("page.png", b"x")
    (due,) = folder.look()
    folder.watch.failed(due, "page.png is damaged")
    assert (folder.path / "page.color.txt").read_text() == "nurie: page.png is damaged\n"
    assert folder.look() == []
    folder.save("page.png", b"whole")
    assert folder.run() == {"page.png": "page.color.psd"}
    assert not (folder.path / "page.color.txt").exists()


def test_a_locked_file_waits(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    """Prevents that a file which another program holds ends the watch, is told at each look, or is forgotten."""
    folder.save("page.png")
    from nurie.runtime import watch

    whole = watch.sha256_of

    def locked(path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(watch, "sha256_of", locked)
    folder.watch.look()
    folder.time += 1
    assert folder.watch.look().locked == ((folder.path / "page.png", "Permission denied"),)
    again = folder.watch.look()
    assert (again.locked, again.unsettled) == ((), True)
    monkeypatch.setattr(watch, "sha256_of", whole)
    assert folder.run() == {"page.png": "page.color.psd"}


def test_a_file_that_goes(folder: Folder):
    """Prevents an error over a temporary file that is renamed between two looks."""
    path = folder.save("page.png")
    folder.watch.look()
    folder.time += 1
    seen = folder.watch._due
    folder.watch._due = lambda name, stamps: (path.unlink(), seen(name, stamps))[1]  # type: ignore[method-assign]
    assert folder.watch.look().due == ()


@pytest.mark.parametrize("name", ["page.png", "頁.PSD", "a.color.page.png", "color.png", "x.kra"])
def test_pages(name: str):
    """Prevents a drawing that is never coloured for its name."""
    assert is_page(name)


@pytest.mark.parametrize(
    "name",
    ["page.color.psd", "PAGE.COLOR-12.PNG", ".page.png", "~$page.psd", "page.psd~", "page.kra~", "page.png.tmp",
     "page.tmp.png", "page.hints.png", ".page.kra-autosave.kra", "page.txt", "page.png.part", "page.clip"],
)  # fmt: skip
def test_no_pages(name: str):
    """Prevents that results, hints, autosaves and locks are coloured."""
    assert not is_page(name)


@pytest.mark.parametrize("stem", ["x" * 250, "あ" * 80, "\udcff" * 250])
def test_long_names(stem: str):
    """Prevents a result whose name no file system holds, half a character, and two pages with one result."""
    names = [next(targets_of(f"{stem}{end}.png", ".psd", lambda *_: False)) for end in ("1", "2")]
    assert names[0] != names[1]
    for name in names:
        assert len(name.encode("utf-8", "surrogateescape")) <= 200
        assert name.endswith(".color.psd")


def test_names_that_are_no_unicode(folder: Folder):
    """Prevents that one name of another encoding stops the watch, or its record."""
    name = os.fsdecode(b"caf\xe9.png")
    try:
        folder.save(name)
    except OSError:
        pytest.skip("this file system takes no such names")
    assert list(folder.run()) == [name]
    folder.start()
    assert folder.run() == {}


def test_options(tmp_path: Path):
    """Prevents a page's own options that are lost, or that lose the folder's."""
    path = tmp_path / "page.options.json"
    path.write_text('{"seed": 4, "palette": ["#ff0000"], "light": "top", "shading": 0.5, "gap": null}')
    found = read_options(path, ColorizeOptions(seed=1, gap_px=3.0))
    assert (found.seed, found.gap_px, found.palette) == (4, 3.0, ((255, 0, 0),))
    assert found.light is not None and found.light.strength == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "JSON"), ("[]", "holds list"), ('{"sed": 1}', "unknown option 'sed'"), ('{"seed": "1"}', "expected int"),
     ('{"seed": -1}', "seed is -1"), ('{"light": "north"}', "top-left"), ('{"shading": 1}', "of a light"),
     ('{"palette": ["red"]}', "red"), ('{"seed": true}', "expected int")],
)  # fmt: skip
def test_options_that_are_refused(tmp_path: Path, text: str, told: str):
    """Prevents a misspelt option that is ignored."""
    path = tmp_path / "page.options.json"
    path.write_text(text)
    with pytest.raises(Exception, match=told) as caught:
        read_options(path, ColorizeOptions())
    assert isinstance(caught.value, OptionError) or "palette" in type(caught.value).__name__.lower()


def test_what_is_gone_is_forgotten(folder: Folder):
    """Prevents a record that grows with every page that a plug-in sends through the folder."""
    for name in ("a.png", "b.png", "c.png"):
        folder.save(name, name.encode())
    folder.run()
    (folder.path / "a.png").unlink()
    (folder.path / "a.color.psd").unlink()
    (folder.path / "b.png").unlink()
    folder.save("d.png")
    folder.run()
    kept = Record(folder.path, {})
    assert [name for name in ("a.png", "b.png", "c.png", "d.png") if kept.get(name)] == ["b.png", "c.png", "d.png"]
