"""Pages out of layered documents: the drawing, the hints, and files that are damaged or meant to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage

from nurie.core import decode as module
from nurie.core.decode import decode
from nurie.core.image_io import read_page, read_picture
from nurie.errors import PageError
from nurie.export.ora import write_ora
from nurie.export.psd import write_psb, write_psd
from nurie.export.stack import Document, Group, Layer

SIZE = (24, 31)
RNG = np.random.default_rng(0)
MERGED = RNG.integers(0, 256, (*SIZE, 3), dtype=np.uint8)
ORA = {"mimetype": b"image/openraster"}
WRITERS = {"psd": write_psd, "psb": write_psb, "ora": write_ora}


def strokes(rows: slice, value: int = 200) -> np.ndarray:
    """A transparent layer with one dark band."""
    layer = np.zeros((*SIZE, 4), np.uint8)
    layer[rows, 3:20] = (30, 0, 60, value)
    return layer


def layer(name: str, pixels: np.ndarray, *, left: int = 0, top: int = 0, visible: bool = True) -> Layer:
    return Layer("layer", name, pixels[..., :3], lambda: pixels[..., 3], left, top, visible=visible)


def document(kind: str, *members: Layer | Group, dpi: tuple[float, float] | None = None) -> bytes:
    """A file of that kind, its layers from the top, with MERGED as its merged picture."""
    stream = io.BytesIO()
    WRITERS[kind](stream, Document(Group("root", "root", members), MERGED, dpi))
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip file; in a member's name `__` stands for a dot."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", dpi=(300, 300))
    return stream.getvalue()


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["lines", "Line Art", "LINEART", "ink", "Inks 2", "線画", "主線", " lines "])
def test_the_line_layer_is_the_drawing(kind: str, name: str):
    """Prevents colours of the merged picture taken for lines, and ink that loses its colour or its softness."""
    lines = strokes(slice(5, 9))
    page = read_page(document(kind, layer(name, lines), layer("flats", strokes(slice(0, 24))), dpi=(300, 150)))
    np.testing.assert_array_equal(page.lineart, 255 - lines[..., 3])
    np.testing.assert_array_equal(page.ink, lines[..., :3])
    assert page.dpi == pytest.approx((300, 150))
    assert "which is taken as the drawing" in page.warnings[0]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["outlines of a plan", "linework?", "blink", "Layer 1", ""])
def test_other_layers_are_not(kind: str, name: str):
    """Prevents a layer taken for the drawing because its name holds the letters somewhere."""
    decoded = decode(document(kind, layer(name, strokes(slice(5, 9)))), drawing=True)
    np.testing.assert_array_equal(decoded.pixels, MERGED)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_picture_is_the_merged_one(kind: str):
    """Prevents `nurie lines` from making line art of the line layer instead of the painting."""
    picture = read_picture(document(kind, layer("lines", strokes(slice(5, 9))), dpi=(72, 72)))
    np.testing.assert_array_equal(picture.pixels, MERGED)
    assert picture.dpi == pytest.approx((72, 72))
    assert picture.warnings == ()


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["hints", "nurie hints", "Hint", "ヒント"])
def test_hints(kind: str, name: str):
    """Prevents hints that are lost because their layer is hidden, as in the files that we write."""
    hints = strokes(slice(2, 4), 255)
    page = read_page(document(kind, layer("lines", strokes(slice(5, 9))), layer(name, hints, visible=False)))
    np.testing.assert_array_equal(page.hint_layer, hints)
    assert not page.hint_layer.flags.writeable
    assert read_page(document(kind, layer("lines", hints))).hint_layer is None


@pytest.mark.parametrize("kind", WRITERS)
def test_layers_outside_the_page_are_cut(kind: str):
    """Prevents lines that shift or wrap where a layer is larger than the page or lies beside it."""
    lines = strokes(slice(5, 9))
    page = read_page(document(kind, layer("lines", lines, left=-4, top=3)))
    expected = np.full(SIZE, 255, np.uint8)
    expected[8:12, 0:16] = 55
    np.testing.assert_array_equal(page.lineart, expected)
    far = read_page(document(kind, layer("lines", lines, left=500, top=-500), layer("ink", lines)))
    np.testing.assert_array_equal(far.lineart, 255 - lines[..., 3])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_group_of_lines(kind: str):
    """Prevents half a drawing where the artist keeps lines in several layers of one group."""
    upper, lower = strokes(slice(5, 9)), strokes(slice(7, 12), 100)
    group = Group("g", "Lineart", (layer("face", upper), layer("hair", lower), layer("draft", upper, visible=False)))
    page = read_page(document(kind, group))
    cover = 255 - page.lineart.astype(int)
    assert cover[5, 5] == 200
    assert cover[11, 5] == 100
    assert abs(cover[8, 5] - (200 + 100 * 55 / 255)) <= 1
    assert page.ink[8, 5].tolist() == [30, 0, 60]


@pytest.mark.parametrize("kind", WRITERS)
def test_hidden_and_empty_lines(kind: str):
    """Prevents a draft drawn over the ink, and a blank page because the line layer is empty."""
    shown, draft = strokes(slice(5, 9)), strokes(slice(12, 20))
    page = read_page(document(kind, layer("lines 2", draft, visible=False), layer("lines", shown)))
    np.testing.assert_array_equal(page.lineart, 255 - shown[..., 3])
    only = read_page(document(kind, layer("lines", draft, visible=False)))
    np.testing.assert_array_equal(only.lineart, 255 - draft[..., 3])
    empty = decode(document(kind, layer("lines", draft * 0)), drawing=True)
    np.testing.assert_array_equal(empty.pixels, MERGED)


def test_opacity(tmp_path: Path):
    """Prevents faint lines that come out at full strength."""
    psd = PSDImage.new("RGB", SIZE[::-1])
    psd.create_pixel_layer(Image.fromarray(strokes(slice(5, 9), 255)), name="lines", opacity=128)
    psd.save(tmp_path / "page.psd")
    assert read_page(tmp_path / "page.psd").lineart[6, 6] == 127
    stack = b'<image w="31" h="24"><stack><layer name="lines" src="a.png" opacity="0.5"/></stack></image>'
    parts = {"a__png": png(strokes(slice(5, 9), 255)), "mergedimage__png": png(MERGED), "stack__xml": stack}
    assert abs(int(read_page(zipped(**ORA, **parts)).lineart[6, 6]) - 127) <= 1


def test_a_gray_psd(tmp_path: Path):
    """Prevents that pages of a grey document are refused or shown in false colours."""
    gray = RNG.integers(0, 256, SIZE, dtype=np.uint8)
    PSDImage.frompil(Image.fromarray(gray)).save(tmp_path / "page.psd")
    np.testing.assert_array_equal(read_picture(tmp_path / "page.psd").pixels[..., 1], gray)


def test_krita():
    """Prevents a Krita document that is refused although its merged picture lies in it, or loses its dpi."""
    data = zipped(mimetype=b"application/x-krita", mergedimage__png=png(MERGED), maindoc__xml=b"<DOC/>")
    decoded = decode(data, drawing=True)
    np.testing.assert_array_equal(decoded.pixels, MERGED)
    assert decoded.dpi == pytest.approx((300, 300), rel=1e-3)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"8BPS\0\1", "cannot be read as layers"),
        (b"PK\3\4 and no more", "cannot be read as layers"),
        (zipped(mimetype=b"application/epub+zip"), "neither an OpenRaster nor a Krita"),
        (zipped(word=b""), "mimetype"),
        (zipped(mimetype=b"application/x-krita"), "mergedimage.png"),
        (zipped(**ORA, mergedimage__png=b"no picture", stack__xml=b"<image/>"), "cannot be read"),
        (zipped(**ORA, mergedimage__png=png(MERGED), stack__xml=b"<image"), "cannot be read"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, data: bytes, text: str):
    """Prevents tracebacks: the message says which file it is and what to do."""
    path = tmp_path / "page.psd"
    path.write_bytes(data)
    with pytest.raises(PageError, match=text) as caught:
        read_page(path)
    assert str(path) in str(caught.value)
    assert "export" in str(caught.value)


def test_huge_sizes_are_refused_before_decoding(monkeypatch: pytest.MonkeyPatch):
    """Prevents a file of a hundred bytes that asks for gigabytes: its size stands in its header."""
    monkeypatch.setattr(PSDImage, "open", lambda *args: pytest.fail("opened before the check"))
    header = struct.pack(">4sH6xH2I2H", b"8BPS", 2, 3, 300_000, 300_000, 8, 3)
    with pytest.raises(PageError, match="300000x300000"):
        decode(header + bytes(100))
    head = bytearray(png(MERGED))
    head[16:24] = struct.pack(">2I", 100_000, 100_000)
    head[29:33] = struct.pack(">I", zlib.crc32(head[12:29]))
    with pytest.raises(PageError, match="100000x100000"):
        decode(zipped(mimetype=b"application/x-krita", mergedimage__png=bytes(head)))


@pytest.mark.parametrize("kind", WRITERS)
def test_a_huge_layer_is_refused(monkeypatch: pytest.MonkeyPatch, kind: str):
    """Prevents a small page with one layer that unpacks to gigabytes."""
    wide = np.zeros((40, 40, 4), np.uint8)
    data = document(kind, layer("lines", wide))
    monkeypatch.setattr(module, "MAX_PIXELS", SIZE[0] * SIZE[1])
    with pytest.raises(PageError, match="a layer of 40x40 pixels"):
        decode(data, drawing=True)


def test_xml_that_grows_is_refused():
    """Prevents a stack.xml of entities that fill the memory."""
    bomb = b'<!DOCTYPE image [<!ENTITY a "aaaa">]><image><stack><layer name="&a;"/></stack></image>'
    with pytest.raises(PageError, match="document type"):
        decode(zipped(**ORA, mergedimage__png=png(MERGED), stack__xml=bomb))
    long = b"<image>" + b" " * 16_000_000 + b"</image>"
    with pytest.raises(PageError, match="bytes"):
        decode(zipped(**ORA, mergedimage__png=png(MERGED), stack__xml=long))


@pytest.mark.parametrize("kind", WRITERS)
def test_damaged_files_raise_nothing_else(kind: str):
    """Prevents tracebacks of a parser for files that were cut or have a bit turned somewhere."""
    whole = document(kind, layer("lines", strokes(slice(5, 9))), layer("hints", strokes(slice(2, 4))))
    rng = np.random.default_rng(1)
    for _ in range(25):
        data = bytearray(whole)
        data[rng.integers(0, len(data))] ^= 1 << rng.integers(0, 8)
        for damaged in (bytes(data), whole[: rng.integers(4, len(whole))]):
            try:
                decode(damaged, drawing=True)
            except PageError:
                continue


def test_a_layer_beyond_the_page_is_left_out():
    """Prevents that a layer which was moved off the page makes its document unreadable."""
    near, far = layer("lines", strokes(slice(5, 9))), layer("lines", strokes(slice(0, 9)), left=35, top=30)
    document_ = document("ora", far, near)
    np.testing.assert_array_equal(read_page(document_).lineart, read_page(document("ora", near)).lineart)


def test_a_damaged_channel_is_no_black_one():
    """Prevents a black page where psd-tools could not unpack a channel, and told its log alone."""
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 24, 31, 8, 3) + struct.pack(">III", 0, 0, 0)
    assert decode(head + b"\0\2" + zlib.compress(bytes(24 * 31 * 3))).pixels.shape == (24, 31, 3)
    with pytest.raises(PageError, match="a channel is damaged"):
        decode(head + b"\0\2" + b"no zlib at all")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037"])
def test_entities_in_any_encoding_are_refused(encoding: str):
    """Prevents that another encoding hides what grows without end, or names a file or an address."""
    text = '<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]><image>&x;</image>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    xml = head.encode() + text.encode(encoding) if encoding == "cp037" else (head + text).encode(encoding)
    with pytest.raises(PageError, match=r"declares a document type|unknown encoding"):
        decode(zipped(**ORA, stack__xml=xml, mergedimage__png=png(MERGED)))


def test_a_png_that_unpacks_to_more_than_a_picture():
    """Prevents gigabytes of nothing inside a small document."""
    small = png(MERGED)
    chunk = struct.pack(">I", 20_000_000) + b"teSt" + bytes(20_000_000 + 4)
    with pytest.raises(PageError, match="bytes, for 31x24 pixels"):
        decode(zipped(**ORA, stack__xml=b"<image/>", mergedimage__png=small[:33] + chunk + small[33:]))


def test_many_large_layers_are_refused():
    """Prevents minutes over layers that are each within the limit."""
    lines = strokes(slice(5, 9))
    pages = document("ora", *[layer("lines", lines) for _ in range(8)])
    assert read_page(pages).extent == SIZE
    with module.at_most(SIZE[0] * SIZE[1]), pytest.raises(PageError, match="layers of more than 0 MP; merge some"):
        read_page(pages)
