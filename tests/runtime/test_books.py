"""Books page by page: a killed run goes on, and ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.core.archive import opened
from nurie.core.session import ModelId
from nurie.core.types import ColorizeOptions
from nurie.errors import BookError
from nurie.runtime.backend import FakeBackend
from nurie.runtime.books import BookPage, BookRun, BookSettings
from nurie.runtime.card import Card
from nurie.runtime.colorizer import Colorizer

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODEL = ModelId("plain", "0", "f" * 64)
COLORIZER = Colorizer(FakeBackend(Card("plain", "0")))
COUNT = 5

RUN = """
import sys, time
from pathlib import Path
from nurie.core.archive import opened
from nurie.core.session import ModelId
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card
from nurie.runtime.books import BookRun, BookSettings
from nurie.runtime.colorizer import Colorizer

class Stuck(FakeBackend):
    def run(self, planes):
        if len(self.calls) == 3:
            time.sleep(600)
        return super().run(planes)

colorizer = Colorizer(Stuck(Card("plain", "0")))
with opened(Path("book.cbz")) as archive:
    run = BookRun(archive, Path("out.cbz"), colorizer, BookSettings())
    run.begin(Path("book.cbz"), ModelId("plain", "0", "f" * 64), "1")
    for name in run.pages:
        run.color(name)
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Five pages of one line each, a cover in colour, and a ComicInfo.xml."""
    path = tmp_path / "book.cbz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ComicInfo.xml", "<ComicInfo/>")
        for number in range(1, COUNT + 1):
            page = np.full((40, 60), 255, np.uint8)
            page[:, 5 + 5 * number] = 0
            archive.writestr(f"{number}.png", cv2.imencode(".png", page)[1].tobytes())
        cover = np.zeros((40, 60, 3), np.uint8)
        cover[:], cover[10:30, 10:30] = (30, 60, 220), (200, 180, 20)
        archive.writestr("cover.png", cv2.imencode(".png", cover)[1].tobytes())
    return path


def finish(book: Path, target: Path, settings: BookSettings | None = None, version: str = "1") -> list[BookPage]:
    with opened(book) as archive:
        run = BookRun(archive, target, COLORIZER, settings or BookSettings())
        run.begin(book, MODEL, version)
        pages = [run.color(name) for name in run.pages]
        run.finish()
    return pages


def killed(book: Path) -> None:
    """Start a run that hangs in its fourth page, and kill it there."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-c", RUN], cwd=book.parent, env=environment)
    parts = book.parent / ".out.cbz.parts"
    deadline = time.monotonic() + 120
    while not (parts / "page-00002.json").is_file():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (book.parent / "out.cbz").exists()


def test_a_killed_run_goes_on(book: Path, tmp_path: Path):
    """Prevents work lost by a kill, half a page taken for a whole one, and a result that shows the seam."""
    killed(book)
    parts = tmp_path / ".out.cbz.parts"
    (parts / ".page-00003.png.99.tmp").write_bytes(b"half")
    (parts / "page-00003.png").write_bytes(b"without its facts")
    pages = finish(book, tmp_path / "out.cbz")
    assert [page.resumed for page in pages] == [True] * 3 + [False] * 3
    assert not parts.exists()
    assert finish(book, tmp_path / "whole.cbz")[0].resumed is False
    assert (tmp_path / "out.cbz").read_bytes() == (tmp_path / "whole.cbz").read_bytes()


@pytest.mark.parametrize(
    ("settings", "version"),
    [
        (BookSettings(ColorizeOptions(seed=1)), "1"),
        (BookSettings(ColorizeOptions(palette=((1, 2, 3),))), "1"),
        (BookSettings(recolor=True), "1"),
        (BookSettings(suffix=".jpg"), "1"),
        (BookSettings(), "2"),
    ],
)
def test_other_settings_start_anew(book: Path, tmp_path: Path, settings: BookSettings, version: str):
    """Prevents a book in two styles, the first pages from a run that was meant otherwise."""
    with opened(book) as archive:
        run = BookRun(archive, tmp_path / "out.cbz", COLORIZER, BookSettings())
        run.begin(book, MODEL, "1")
        run.color("1.png")
        run.close()
        again = BookRun(archive, tmp_path / "out.cbz", COLORIZER, BookSettings())
        assert again.begin(book, MODEL, "1") == 0
        assert again.color("1.png").resumed
        again.close()
        assert BookRun(archive, tmp_path / "out.cbz", COLORIZER, settings).begin(book, MODEL, version) == 1
    assert not any(page.resumed for page in finish(book, tmp_path / "out.cbz", settings, version))
    finish(book, tmp_path / "whole.cbz", settings, version)
    assert (tmp_path / "out.cbz").read_bytes() == (tmp_path / "whole.cbz").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses to replace a file that is open")
def test_two_runs_on_one_book(book: Path, tmp_path: Path):
    """Prevents two runs that take pages from under each other."""
    with opened(book) as archive:
        first, second = (BookRun(archive, tmp_path / "out.cbz", COLORIZER, BookSettings()) for _ in range(2))
        first.begin(book, MODEL, "1")
        with pytest.raises(BookError, match="another nurie is writing this book"):
            second.begin(book, MODEL, "1")
        first.close()
        assert second.begin(book, MODEL, "1") == 0
        second.close()


def test_a_changed_part_is_done_again(book: Path, tmp_path: Path):
    """Prevents a page that was damaged on disk, or replaced by hand, in a book that claims to be whole."""
    with opened(book) as archive:
        run = BookRun(archive, tmp_path / "out.cbz", COLORIZER, BookSettings())
        run.begin(book, MODEL, "1")
        run.color("1.png"), run.color("2.png")
        run.close()
    parts = tmp_path / ".out.cbz.parts"
    (parts / "page-00000.png").write_bytes(b"cut off")
    (parts / "notes.txt").write_text("mine")
    assert [page.resumed for page in finish(book, tmp_path / "out.cbz")][:3] == [False, True, False]
    assert [path.name for path in parts.iterdir()] == ["notes.txt"]  # what is not ours stays


def test_pages_in_colour_are_left_alone(book: Path, tmp_path: Path):
    """Prevents a cover that is coloured over, and one that no option can colour."""
    pages = {page.name: page.outcome for page in finish(book, tmp_path / "out.cbz")}
    assert pages == {f"{number}.png": "colored" for number in range(1, COUNT + 1)} | {"cover.png": "left"}
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(tmp_path / "out.cbz") as new:
        assert new.namelist() == old.namelist()
        for name in ("cover.png", "ComicInfo.xml"):
            assert new.read(name) == old.read(name)
        with Image.open(new.open("1.png")) as page:
            assert (page.size, page.mode) == ((60, 40), "RGB")
            assert page.getpixel((10, 20)) == (0, 0, 0)
    assert {page.outcome for page in finish(book, tmp_path / "all.cbz", BookSettings(recolor=True))} == {"colored"}
