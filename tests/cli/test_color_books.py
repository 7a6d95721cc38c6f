"""`nurie color book.cbz`, from the words typed to the book written, on the fake network."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main
from nurie.runtime import catalog, colorizer, replay
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card

HINTS = {"version": 1, "size": [60, 40], "strokes": [{"points": [[12, 20]], "color": "#c81e14", "radius_px": 4}]}


def picture(pixels: np.ndarray, format_: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format_)
    return buffer.getvalue()


def lines() -> np.ndarray:
    page = np.full((40, 60), 255, np.uint8)
    page[:, 28:32] = 0
    return page


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of three pages, one of them a TIFF, with a note; hints for page 2. Any model name opens the fake."""
    monkeypatch.chdir(tmp_path)
    Path("fake.onnx").write_bytes(b"weights")
    for module in (colorizer, catalog, replay):
        monkeypatch.setattr(module, "find_bundle", lambda model: Path("fake.onnx"))
    monkeypatch.setattr(colorizer, "OnnxBackend", lambda path, threads: FakeBackend(Card("plain", "0")))
    with zipfile.ZipFile("book.cbz", "w") as book:
        book.writestr("p/10.tif", picture(lines(), "TIFF"))
        book.writestr("p/1.jpg", picture(lines(), "JPEG"))
        book.writestr("p/2.png", picture(lines()))
        book.writestr("note.txt", "hello")
    Path("hints").mkdir()
    Path("hints/2.hints.json").write_text(json.dumps(HINTS))
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["color", *words])
    return int(caught.value.code or 0)


def damage() -> None:
    with zipfile.ZipFile("book.cbz", "a") as book:
        book.writestr("p/3.png", b"\x89PNG\r\n\x1a\n broken")


def test_a_book_to_a_book(capsys: pytest.CaptureFixture[str]):
    """Prevents lost hints, lost files, names whose suffix lies, and pages out of order."""
    assert run("book.cbz", "-o", "out/coloured.cbz", "--hints", "hints", "--json") == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [report["input"] for report in reports] == [f"book.cbz/p/{name}" for name in ("1.jpg", "2.png", "10.tif")]
    assert [(report["page"], report["pages"], report["outcome"]) for report in reports] == [
        (number, 3, "colored") for number in (1, 2, 3)
    ]
    assert reports[-1]["left_s"] == 0
    with zipfile.ZipFile("out/coloured.cbz") as book:
        assert book.namelist() == ["p/10.png", "p/1.jpg", "p/2.png", "note.txt"]
        assert book.read("note.txt") == b"hello"
        with Image.open(book.open("p/2.png")) as page:
            assert page.getpixel((12, 20)) == (200, 30, 20)
        with Image.open(book.open("p/1.jpg")) as page:
            assert page.format == "JPEG"
    assert sorted(path.name for path in Path("out").iterdir()) == ["coloured.cbz"]


def test_what_is_printed(capsys: pytest.CaptureFixture[str]):
    """Prevents silence over hours, and chatter where --quiet asks for none."""
    assert run("book.cbz") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("book.cbz/p/1.jpg -> book.color.cbz/p/1.jpg  60x40")
    assert "1 of 3, " in out[0] and out[0].endswith(" s left")
    assert out[2].endswith("3 of 3, 0 s left")
    assert run("book.cbz", "-o", "q.cbz", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_a_damaged_page_is_named_and_stands_as_it_was(capsys: pytest.CaptureFixture[str]):
    """Prevents one damaged page from costing the book, or from going unnoticed."""
    damage()
    assert run("book.cbz", "-o", "out.cbz", "--quiet") == 1
    err = capsys.readouterr().err
    assert "1 of 4 pages failed, their originals stand in out.cbz" in err
    assert "book.cbz/p/3.png: the picture is damaged" in err
    with zipfile.ZipFile("out.cbz") as book:
        assert book.read("p/3.png") == b"\x89PNG\r\n\x1a\n broken"
        with Image.open(book.open("p/2.png")) as page:
            assert page.mode == "RGB"


def test_an_interrupted_book_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Prevents Ctrl-C from costing the pages that are done, and other settings from discarding them in silence."""

    class Stopped(FakeBackend):
        def run(self, planes):  # type: ignore[no-untyped-def]
            if len(self.calls) == 1:
                raise KeyboardInterrupt
            return super().run(planes)

    with monkeypatch.context() as patch:
        patch.setattr(colorizer, "OnnxBackend", lambda path, threads: Stopped(Card("plain", "0")))
        assert run("book.cbz", "-o", "out.cbz") == 1
    assert not Path("out.cbz").exists()
    capsys.readouterr()
    assert run("book.cbz", "-o", "out.cbz") == 0
    out = capsys.readouterr().out.splitlines()
    assert "done before, 1 of 3" in out[0] and "done before" not in "".join(out[1:])
    with monkeypatch.context() as patch:
        patch.setattr(colorizer, "OnnxBackend", lambda path, threads: Stopped(Card("plain", "0")))
        assert run("book.cbz", "-o", "two.cbz") == 1
    assert run("book.cbz", "-o", "two.cbz", "--seed", "5") == 0
    assert "1 pages of an earlier run had other settings or inputs; started anew" in capsys.readouterr().err


def test_several_books_and_a_format():
    """Prevents books that overwrite each other, or pages in another format than asked for."""
    Path("sub").mkdir()
    Path("sub/two.zip").write_bytes(Path("book.cbz").read_bytes())
    assert run("book.cbz", "sub/two.zip", "-o", "out/", "--format", "webp", "--quiet") == 0
    for name in ("book.cbz", "two.zip"):
        with zipfile.ZipFile(f"out/{name}") as book:
            assert book.namelist() == ["p/10.webp", "p/1.webp", "p/2.webp", "note.txt"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("book.cbr", "-o", "x.cbz"), "book.cbr is a book that nurie cannot read; unpack it and pack its pictures as"),
        (("absent.cbz",), "no book at absent.cbz"),
        (("book.cbz", "-o", "x.png"), "x.png ends in '.png'; end a book in .cbz or .zip"),
        (("book.cbz", "-o", "book.cbz", "--force"), "book.cbz is an input; inputs are never overwritten"),
        (("book.cbz", "-o", "there.cbz"), "there.cbz exists already"),
        (("book.cbz", "absent.cbz", "-o", "x.cbz"), "-o x.cbz is one book, but there are 2"),
        (("page.png", "-o", "x.cbz"), "-o x.cbz is a book, but there are pages"),
        (("book.cbz", "page.png", "-o", "x.cbz"), "-o x.cbz is a book, but there are pages"),
        (("book.cbz", "series", "--format", "psd"), "a book holds pictures, not psd"),
        (("series", "--layers", "per-color"), "a book has no --layers"),
        (("book.cbz", "series/book.cbz", "page.png", "-o", "out"), "two books would both be written to out/book.cbz"),
        (("page.png", "--recolor"), "--recolor is for books"),
        (("book.cbz", "--save-session", "--layers", "per-color"), "a book has no --layers and no --save-session"),
        (("book.cbz", "--format", "psd"), "a book holds pictures, not psd"),
        (("book.cbz", "--hints", "hints/2.hints.json"), "is one file, but there are 3 pages"),
        (("book.cbz", "--size", "7"), "the working size is 7"),
        (("--session", "x.session.json", "--recolor"), "there is --recolor; leave that out"),
    ],
)
def test_errors_say_what_to_type(capsys: pytest.CaptureFixture[str], words: tuple, text: str):
    """Prevents a long run that ends in an error known from the start."""
    Image.fromarray(lines()).save("page.png")
    Path("there.cbz").write_bytes(b"mine")
    Path("series").mkdir()
    shutil.copy("book.cbz", "series")
    Path("book.cbr").write_bytes(b"Rar!")
    assert run(*words) == 2
    assert text in capsys.readouterr().err
    assert Path("there.cbz").read_bytes() == b"mine"
    assert not list(Path().glob(".*.parts"))


def test_a_series(capsys: pytest.CaptureFixture[str]):
    """Prevents books that lie among pages and are left out without a word, and a second run that does all again."""
    Path("series/1/extra").mkdir(parents=True)
    for name in ("book.cbz", "series/2.cbz", "series/1/extra/3.cbz"):
        shutil.copy("book.cbz", name) if name != "book.cbz" else None
    for name in ("page.png", "series/1/a.png"):
        Image.fromarray(lines()).save(name)
    assert run("series", "book.cbz", "page.png", "-o", "out", "--quiet") == 0
    files = ["book.cbz", "page.png", "series/1/a.png", "series/1/extra/3.cbz", "series/2.cbz"]
    assert sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.*")) == files
    assert len({Path(f"out/{name}").read_bytes() for name in files if name.endswith("cbz")}) == 1
    capsys.readouterr()
    Path("out/series/2.cbz").unlink()
    assert run("series", "book.cbz", "page.png", "-o", "out", "--resume", "--json") == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [report["resumed"] for report in reports] == [True, True, False, False, False]


def test_a_folder_of_books_alone(capsys: pytest.CaptureFixture[str]):
    """Prevents that a shelf is taken for a folder without pictures, and failures of books that hide those of pages."""
    damage()
    Path("shelf").mkdir()
    shutil.move("book.cbz", "shelf/book.cbz")
    assert run("shelf", "--quiet") == 1
    assert "1 of 4 pages failed, their originals stand in shelf.color/book.cbz:" in capsys.readouterr().err
    Path("shelf/broken.png").write_bytes(b"none")
    assert run("shelf", "--quiet", "--force") == 1
    told = capsys.readouterr().err
    assert "1 of 1 pages failed" in told and "shelf/broken.png" in told and "shelf/book.cbz/p/3.png" in told
    Path("shelf/broken.png").unlink()
    assert run("shelf", "--quiet", "--resume") == 0
