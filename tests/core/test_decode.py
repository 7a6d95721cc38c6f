"""Pictures of every kind that artists have, and files that are none."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from nurie.core import decode as module
from nurie.core.decode import decode
from nurie.errors import PageError

GRAY = (np.add.outer(np.arange(24), np.arange(40)) * 4).astype(np.uint8)
COLOR = np.dstack([GRAY, 255 - GRAY, GRAY // 2])


def encoded(array: np.ndarray | Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image = array if isinstance(array, Image.Image) else Image.fromarray(array)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {"compression": "tiff_lzw"}), ("TIFF", {}), ("BMP", {})],
)
def test_lossless_color_is_exact(kind: str, options: dict):
    """Prevents swapped channels and a colour shift in any of the lossless formats."""
    np.testing.assert_array_equal(decode(encoded(COLOR, kind, **options)).pixels, COLOR)


def test_jpeg_is_close():
    """Prevents a JPEG read as BGR or YCbCr."""
    pixels = decode(encoded(COLOR, "JPEG", quality=95, subsampling=0)).pixels
    assert np.abs(pixels.astype(int) - COLOR).mean() < 3


@pytest.mark.parametrize("options", [{"kind": "PNG"}, {"kind": "TIFF", "compression": "group4"}])
def test_one_bit(options: dict):
    """Prevents 1-bit ink at values 0 and 1 instead of 0 and 255."""
    bits = Image.fromarray(GRAY).convert("1", dither=Image.Dither.NONE)
    pixels = decode(encoded(bits, **options)).pixels
    np.testing.assert_array_equal(pixels, np.where(GRAY > 127, 255, 0))


def test_sixteen_bits_are_scaled():
    """Prevents 16-bit scans that come out black, white or wrapped around."""
    deep = np.linspace(0, 65535, 300).reshape(10, 30).astype(np.uint16)
    np.testing.assert_array_equal(decode(encoded(deep)).pixels, np.round(deep / 257.0))
    np.testing.assert_array_equal(decode(encoded(deep, "TIFF")).pixels, np.round(deep / 257.0))


def test_palette_and_its_transparency():
    """Prevents palette indices taken for colours, and a lost transparent entry."""
    image = Image.new("P", (4, 2), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putpixel((1, 0), 1)
    assert decode(encoded(image)).pixels[0, :2].tolist() == [[10, 20, 30], [200, 100, 50]]
    decoded = decode(encoded(image, transparency=0))
    assert decoded.alpha is not None
    assert decoded.alpha[0].tolist() == [0, 255, 0, 0]


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_is_kept_apart(mode: str):
    """Prevents transparent drawings that are flattened on black."""
    image = Image.fromarray(np.dstack([COLOR, GRAY])).convert(mode)
    decoded = decode(encoded(image))
    np.testing.assert_array_equal(decoded.alpha, GRAY)
    np.testing.assert_array_equal(decoded.pixels, np.asarray(image)[..., :-1].squeeze())


def test_cmyk():
    """Prevents CMYK TIFFs read as negatives."""
    image = Image.new("CMYK", (3, 3), (0, 0, 0, 0))
    image.putpixel((0, 0), (0, 0, 0, 255))
    pixels = decode(encoded(image, "TIFF")).pixels
    assert pixels[0, 0].max() < 40
    assert pixels[1, 1].min() > 250


def test_exif_turn_and_dpi():
    """Prevents pages on their side, and x and y resolution left unturned."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(COLOR, "JPEG", exif=exif, dpi=(300, 150), quality=95)
    decoded = decode(data)
    assert decoded.pixels.shape == (40, 24, 3)
    assert decoded.dpi == (150, 300)
    assert np.abs(decoded.pixels.astype(int) - np.rot90(COLOR, -1)).mean() < 6


def test_foreign_profile_is_converted():
    """Prevents colours of a wide profile shown as if they were sRGB."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("LAB", (2, 2), (128, 128, 128))
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", icc_profile=lab)
    pixels = decode(buffer.getvalue()).pixels
    assert np.abs(pixels.astype(int) - 119).max() <= 3  # L* = 50 is sRGB 119


def test_srgb_profile_changes_nothing():
    """Prevents a rounding loss on every page that says it is sRGB."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    np.testing.assert_array_equal(decode(encoded(COLOR, icc_profile=srgb)).pixels, COLOR)
    np.testing.assert_array_equal(decode(encoded(GRAY, icc_profile=srgb)).pixels, GRAY)


def test_broken_profile_is_a_warning():
    """Prevents a good drawing refused, or silently mistreated, for a damaged profile."""
    decoded = decode(encoded(COLOR, icc_profile=b"no profile at all" * 10))
    np.testing.assert_array_equal(decoded.pixels, COLOR)
    assert "colour profile that cannot be used" in decoded.warnings[0]


def test_first_frame_with_a_warning():
    """Prevents a film or a multi-page TIFF coloured in part without a word."""
    pages = [Image.fromarray(GRAY), Image.fromarray(255 - GRAY)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    decoded = decode(data)
    np.testing.assert_array_equal(decoded.pixels, GRAY)
    assert "several frames" in decoded.warnings[0]


def test_arrays_and_pictures():
    """Prevents the Python doors from reading a page otherwise than the file door."""
    for array in (GRAY, GRAY[..., None]):
        np.testing.assert_array_equal(decode(array).pixels, GRAY)
    np.testing.assert_array_equal(decode(np.dstack([COLOR, GRAY])).alpha, GRAY)
    np.testing.assert_array_equal(decode(np.dstack([GRAY, GRAY])).alpha, GRAY)
    np.testing.assert_array_equal(decode(Image.fromarray(COLOR)).pixels, COLOR)


def test_an_array_is_copied():
    """Prevents that colouring locks or changes the caller's array."""
    mine = GRAY.copy()
    decode(mine).pixels[:] = 0
    np.testing.assert_array_equal(mine, GRAY)


@pytest.mark.parametrize("array", [GRAY.astype(np.float32), np.zeros((4, 4, 5), np.uint8), np.zeros(4, np.uint8)])
def test_other_arrays_are_refused(array: np.ndarray):
    """Prevents floats in 0..1 read as black, and channel-first arrays read as strips."""
    with pytest.raises(PageError, match="expected"):
        decode(array)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"8BPS\0\1", "cannot be read as layers"),
        (b"CSFCHUNK", "a Clip Studio document"),
        (b"<svg xmlns=''/>", "an SVG drawing"),
        (b"hello, this is text", "no picture that nurie knows"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged"),
        (encoded(COLOR)[:70], "damaged"),
        (encoded(COLOR, "JPEG")[:400], "damaged"),
        (encoded(COLOR, "TIFF")[:300], "damaged"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, data: bytes, found: str):
    """Prevents tracebacks and guesses: the message says which file, what it is and what to give."""
    path = tmp_path / "page.png"
    path.write_bytes(data)
    with pytest.raises(PageError, match=found) as caught:
        decode(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path):
    """Prevents a bare errno for the two commonest slips."""
    with pytest.raises(PageError, match="no file at"):
        decode(tmp_path / "absent.png")
    with pytest.raises(PageError, match="is a folder"):
        decode(str(tmp_path))


def test_size_is_checked_before_decoding(monkeypatch: pytest.MonkeyPatch):
    """Prevents a small file that unpacks to gigabytes: its size stands in the header."""
    data = encoded(GRAY)
    monkeypatch.setattr(module, "MAX_PIXELS", GRAY.size - 1)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded before the check"))
    with pytest.raises(PageError, match="40x24"):
        decode(data)


def test_above_pillows_own_limit(monkeypatch: pytest.MonkeyPatch):
    """Prevents 1200 dpi scans that fail at Pillow's limit for the whole process."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    np.testing.assert_array_equal(decode(encoded(GRAY)).pixels, GRAY)


def test_exif_turn_of_a_square():
    """Prevents dpi along the wrong axis where width and height do not show that the picture was turned."""
    exif = Image.Exif()
    exif[0x0112] = 8
    square = np.full((20, 20), 255, np.uint8)
    assert decode(encoded(square, "JPEG", exif=exif, dpi=(300, 150))).dpi == (150, 300)


def test_tiff_without_a_resolution():
    """Prevents a page of 1 dpi, metres wide, where the file states no resolution."""
    assert decode(encoded(np.full((5, 5), 255, np.uint8), "TIFF")).dpi is None
