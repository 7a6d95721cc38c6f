"""Pictures to files and back, and nothing half written."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from nurie.core.image_io import read_page, read_picture, write_image
from nurie.errors import PageError

COLOR = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".PNG"])
def test_lossless_round_trip_with_dpi(tmp_path: Path, suffix: str):
    """Prevents colours or a print size that change by saving and opening."""
    path = tmp_path / f"page{suffix}"
    write_image(path, COLOR, dpi=(600, 300))
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.pixels, COLOR)
    assert picture.dpi == pytest.approx((600, 300), rel=1e-4)


def test_jpeg_keeps_size_and_dpi(tmp_path: Path):
    """Prevents a JPEG that prints at another size."""
    write_image(tmp_path / "page.jpg", COLOR, dpi=(300, 300))
    picture = read_picture(tmp_path / "page.jpg")
    assert picture.pixels.shape == COLOR.shape
    assert picture.dpi == (300, 300)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".jpg"])
def test_the_profile_is_srgb(tmp_path: Path, suffix: str):
    """Prevents colours that depend on the viewer's guess."""
    path = tmp_path / f"page{suffix}"
    write_image(path, COLOR)
    with Image.open(path) as image:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)


def test_equal_pictures_are_equal_files(tmp_path: Path):
    """Prevents a date inside the file that makes every run differ."""
    for name in ("a.png", "b.png"):
        write_image(tmp_path / name, COLOR, dpi=(300, 300))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_nothing_is_overwritten_without_force(tmp_path: Path):
    """Prevents the loss of a page that somebody has worked on."""
    path = tmp_path / "page.png"
    path.write_bytes(b"mine")
    with pytest.raises(PageError, match="--force"):
        write_image(path, COLOR)
    assert path.read_bytes() == b"mine"
    write_image(path, COLOR, force=True)
    np.testing.assert_array_equal(read_picture(path).pixels, COLOR)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents half a picture under the final name when the disk is full, and temporary files left behind."""

    class Full(io.FileIO):
        def write(self, data):
            super().write(bytes(data)[:4])
            raise OSError(28, "No space left on device")

    path = tmp_path / "page.png"
    path.write_bytes(b"mine")
    monkeypatch.setattr(Path, "open", lambda self, mode: Full(self, mode))
    with pytest.raises(PageError, match="No space left"):
        write_image(path, COLOR, force=True)
    monkeypatch.undo()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


@pytest.mark.parametrize(
    ("name", "text"), [("page.tiff", "written as"), ("page", "page/"), ("wide.webp", "use .png")]
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, name: str, text: str):
    """Prevents a format chosen by guess, and a crash inside an encoder."""
    with pytest.raises(PageError, match=text):
        write_image(tmp_path / name, np.zeros((1, 16384, 3), np.uint8))
    assert not list(tmp_path.iterdir())


def test_folders_are_made(tmp_path: Path):
    """Prevents a batch that fails on the first subfolder."""
    write_image(tmp_path / "a" / "b" / "page.png", COLOR[..., 0])
    assert read_page(tmp_path / "a" / "b" / "page.png").extent == (20, 30)


def test_a_picture_is_put_on_white(tmp_path: Path):
    """Prevents black where a painted picture is transparent."""
    pixels = np.dstack([COLOR, np.zeros((20, 30), np.uint8)])
    assert read_picture(pixels).pixels.min() == 255
