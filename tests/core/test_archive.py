"""Books: what is refused before it is unpacked, the order of pages, and what stays byte for byte."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurie.core import archive as module
from nurie.core.archive import Replacement, natural, opened, output_names, pages_of, write_archive
from nurie.errors import BookError

WRITABLE = (".png", ".jpg")


def pack(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as book:
        for name, data in entries:
            book.writestr(name, data)
    return path


def message(path: Path) -> str:
    with pytest.raises(BookError) as caught, opened(path):
        pass
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_pages_in_natural_order(tmp_path: Path):
    """Prevents page 10 after page 1, and thumbnails, hints or a Mac's shadows taken for pages."""
    names = ["p10.png", "p2.PNG", "p1.jpg", "B/1.png", "a/9.png", "ComicInfo.xml", "p1.hints.png",
             "__MACOSX/._p1.jpg", ".thumb/1.png", "a/"]  # fmt: skip
    with opened(pack(tmp_path / "b.cbz", *((name, b"x" * (name[-1] != "/")) for name in names))) as book:
        assert pages_of(book) == ["a/9.png", "B/1.png", "p1.jpg", "p2.PNG", "p10.png"]


@given(st.lists(st.integers(0, 10**30), min_size=1, max_size=9))
def test_numbers_sort_by_value(numbers: list[int]):
    """Prevents an order of digits."""
    names = [f"x{number}.png" for number in numbers]
    assert sorted(names, key=natural) == [f"x{number}.png" for number in sorted(numbers)]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_every_name_can_be_sorted(names: list[str]):
    """Prevents a comparison of numbers with letters, and an order that depends on the first one."""
    assert sorted(names, key=natural) == sorted(reversed(names), key=natural)


@pytest.mark.parametrize(
    "name",
    ["../a.png", "a/../../b.png", "/etc/a.png", "C:\\a.png", "c:a.png", "..\\a.png", "a\n.png", "/", "a\x1b[2J.png"],
)
def test_names_that_lead_out(tmp_path: Path, name: str):
    """Prevents zip slip in our readers or in those of the book that we write."""
    told = message(pack(tmp_path / "b.cbz", ("1.png", b"x"), (name, b"y")))
    assert "leads out of the book" in told or "has no proper name" in told
    assert "\x1b" not in told


def test_links_doubles_and_secrets(tmp_path: Path):
    """Prevents links to files outside, and two entries of which readers show different ones."""
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "'link.png' is a link" in message(pack(tmp_path / "l.cbz", (link, b"/etc/passwd")))
    with pytest.warns(UserWarning, match="Duplicate"):
        double = pack(tmp_path / "d.cbz", ("1.png", b"x"), ("1.png", b"y"))
    assert "stands there twice" in message(double)
    data = bytearray(pack(tmp_path / "e.cbz", ("1.png", b"x")).read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "e.cbz").write_bytes(data)
    assert "1.png is encrypted" in message(tmp_path / "e.cbz")


def stated(path: Path, size: int) -> Path:
    """The same zip with another unpacked size in its directory."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2") + 24
    data[at : at + 4] = struct.pack("<I", size)
    path.write_bytes(data)
    return path


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents memory or disk filled by a few kilobytes: sizes are judged first, and bind while reading."""
    bomb = pack(tmp_path / "b.cbz", ("1.png", bytes(100_000)))
    assert bomb.stat().st_size < 1000
    assert "1.png would unpack to 2048 MiB, at most 1024 MiB" in message(stated(bomb, 2 << 30))
    liar = stated(pack(tmp_path / "liar.cbz", ("1.png", bytes(100_000))), 10)
    assert "1.png is damaged" in message(liar)
    monkeypatch.setattr(module, "MOST_BYTES", 150_000)
    two = pack(tmp_path / "two.cbz", ("1.png", bytes(100_000)), ("2.png", bytes(100_000)))
    assert "split the book" in message(two)
    monkeypatch.setattr(module, "MOST_ENTRIES", 1)
    assert "has 2 entries, at most 1" in message(two)


def test_what_is_no_book(tmp_path: Path):
    """Prevents tracebacks for a missing, empty, other or damaged file."""
    assert "no book at" in message(tmp_path / "absent.cbz")
    (tmp_path / "rar.cbz").write_bytes(b"Rar!\x1a\7\0" + bytes(80))
    assert "is no zip" in message(tmp_path / "rar.cbz")
    assert "holds no picture" in message(pack(tmp_path / "text.cbz", ("a.txt", b"x")))
    whole = pack(tmp_path / "crc.cbz", ("1.png", b"pixels pixels"), method=zipfile.ZIP_STORED)
    whole.write_bytes(whole.read_bytes().replace(b"pixels pixels", b"pixels pixelz"))
    assert "1.png is damaged" in message(whole)
    cut = pack(tmp_path / "cut.cbz", ("1.png", bytes(1000)))
    cut.write_bytes(cut.read_bytes()[:60])
    assert "is no zip" in message(cut)


def test_names_of_coloured_pages():
    """Prevents a coloured page that takes another entry's name, or a suffix that it does not have inside."""
    names = ["1.png", "2.TIF", "2.png", "3.bmp", "3.BMP.png", "3.png", "x"]
    assert output_names(names, ["1.png", "2.TIF", "3.bmp"], None, WRITABLE) == {
        "1.png": "1.png", "2.TIF": "2.TIF.png", "3.bmp": "3.bmp.png.png"
    }  # fmt: skip
    names = ["1.png", "2.jpg"]
    assert output_names(names, names, ".jpg", WRITABLE) == {"1.png": "1.jpg", "2.jpg": "2.jpg"}


def test_what_is_not_replaced_stays(tmp_path: Path):
    """Prevents a ComicInfo.xml that is rewritten, lost dates, comments or folders, and zips that differ in each run."""
    info = zipfile.ZipInfo("ComicInfo.xml", (2001, 2, 3, 4, 5, 6))
    info.comment, info.external_attr = b"about", 0o640 << 16
    entries = ("a/", b""), ("a/1.png", b"lines"), (info, b"<ComicInfo/>\r\n\0"), ("2.png", b"2")
    source = pack(tmp_path / "in.cbz", *entries)
    with zipfile.ZipFile(source, "a") as book:
        book.comment = b"issue 1"
    (tmp_path / "new").write_bytes(b"colours")
    with opened(source) as book:
        for name in ("one.cbz", "two.cbz"):
            write_archive(tmp_path / name, book, {"a/1.png": Replacement("a/1.png.png", tmp_path / "new")})
    assert (tmp_path / "one.cbz").read_bytes() == (tmp_path / "two.cbz").read_bytes()
    with opened(tmp_path / "one.cbz") as book:
        assert book.namelist() == ["a/", "a/1.png.png", "ComicInfo.xml", "2.png"]
        assert [book.read(name) for name in book.namelist()] == [b"", b"colours", b"<ComicInfo/>\r\n\0", b"2"]
        kept = book.getinfo("ComicInfo.xml")
        assert (kept.date_time, kept.comment, kept.external_attr) == (info.date_time, b"about", 0o640 << 16)
        assert book.comment == b"issue 1"
