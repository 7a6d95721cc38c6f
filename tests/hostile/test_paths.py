"""Names and places that are not what they seem: links, folders, devices, other alphabets, names without end."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hostile import doors
from hostile.doors import SMALL, command
from hostile.seeds import encoded, lines

if sys.platform != "linux":
    pytest.skip("names and devices are Linux's", allow_module_level=True)


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    doors.warm_up()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.png"
    path.write_bytes(encoded(lines(), "PNG"))
    return path


def refused(*words: object) -> str:
    code, _, err = command("color", *SMALL, *words)
    assert code in (1, 2, 3) and "Traceback" not in err, err
    assert len(err) < 3000
    return err


def test_folders_and_devices_that_are_called_pictures(tmp_path: Path):
    """Prevents a program that waits for a pipe for ever, or reads a device without end."""
    folder, pipe, device = tmp_path / "folder.png", tmp_path / "pipe.png", tmp_path / "zero.png"
    folder.mkdir()
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    assert "no pictures in" in refused(folder)
    assert "a device or a pipe" in refused(pipe)
    assert "a device or a pipe" in refused(device)
    for option in ("--hints", "--palette", "--profile", "--reference", "--model"):
        for path in (folder, pipe, device):
            (tmp_path / "good.png").write_bytes(encoded(lines(), "PNG"))
            refused(tmp_path / "good.png", option, path)
    for path in (folder, pipe, device):
        code, _, err = command("color", "--session", path)
        assert code == 2 and "Traceback" not in err
    book = tmp_path / "pipe.cbz"
    os.mkfifo(book)
    refused(book)


def test_links(tmp_path: Path, page: Path):
    """Prevents links that lead nowhere or in a circle, and an input that is overwritten through one."""
    (tmp_path / "none.png").symlink_to("absent.png")
    (tmp_path / "circle.png").symlink_to("circle.png")
    (tmp_path / "fine.png").symlink_to(page)
    assert "no file at" in refused(tmp_path / "none.png")
    refused(tmp_path / "circle.png")
    before = page.read_bytes()
    assert "is an input" in refused(page, "-o", tmp_path / "fine.png", "--force")
    assert page.read_bytes() == before
    assert command("color", tmp_path / "fine.png", *SMALL, "-o", tmp_path / "out.png")[0] == 0


@pytest.mark.parametrize(
    "name",
    ["塗り絵.png", "ａｂ\u202egnp.png", "-x.png", "a\nb.png", "a'b\"$(x)`.png", "%s%n.png", " .png", "é.png",
     "[b]x.png"],
)  # fmt: skip
def test_names_in_other_alphabets(tmp_path: Path, page: Path, name: str):
    """Prevents names that are mangled, taken for options, or run."""
    path = page.rename(tmp_path / name)
    os.chdir(tmp_path)
    code, _, err = command("color", f"./{name}", *SMALL, "--json", "--save-session")
    assert code == 0, err
    assert path.with_name(f"{path.stem}.color.png").is_file()
    code, _, err = command("color", "--session", f"./{path.stem}.color.session.json", "-o", "again.png", "--quiet")
    assert code == 0, err


def test_a_name_that_is_no_text(tmp_path: Path, page: Path):
    """Prevents a traceback for a name of bytes that are no UTF-8, as from an old archive."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.png"))
    page.rename(path)
    code, _, err = command("color", path, *SMALL)
    assert code == 0, err
    code, _, err = command("color", path, *SMALL, "--save-session", "--force", "--json", "-o", tmp_path / "out.png")
    assert code in (0, 2) and "Traceback" not in err, err


def test_names_without_end(tmp_path: Path, page: Path):
    """Prevents a traceback for names that no folder takes, and a refusal for the longest that it takes."""
    long = tmp_path / f"{'x' * 251}.png"
    page.rename(long)
    code, _, err = command("color", long, *SMALL, "-o", tmp_path / "out.png", "--quiet")
    assert code == 0, err
    code, _, err = command("color", long, *SMALL, "-o", tmp_path / f"{'y' * 251}.png", "--quiet")
    assert code == 0, err
    assert not list(tmp_path.glob(".*"))
    assert "too long" in refused(long)  # with .color in the middle
    assert "too long" in refused(tmp_path / ("z" * 5000 + ".png"))
    assert "too long" in refused(long, "-o", tmp_path / ("z" * 300 + ".png"))


def test_a_folder_with_a_bad_page_gives_the_others(tmp_path: Path, page: Path):
    """Prevents that one damaged page costs a batch."""
    folder = tmp_path / "in"
    folder.mkdir()
    page.rename(folder / "good.png")
    (folder / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nno")
    (folder / "folder.png").mkdir()
    (folder / "none.png").symlink_to("absent")
    code, _, err = command("color", folder, *SMALL, "-o", tmp_path / "out")
    assert code == 1 and "bad.png" in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.png"]
