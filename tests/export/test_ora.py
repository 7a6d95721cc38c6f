"""OpenRaster, read back by zipfile, an XML parser and Pillow."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import pytest
from PIL import Image, ImageCms

from nurie.export.write import write_layers

OPERATIONS = {"multiply": "svg:multiply", "screen": "svg:screen"}


def opened(archive: ZipFile, place: str) -> Image.Image:
    return Image.open(io.BytesIO(archive.read(place)))


def flattened(archive: ZipFile, element: ET.Element, under: np.ndarray) -> np.ndarray:
    """What the visible layers of a stack make of the (H, W, 3) float picture under them."""
    for child in reversed(list(element)):
        if child.get("visibility") == "hidden":
            continue
        if child.tag == "stack":
            under = flattened(archive, child, under)
            continue
        pixels = np.asarray(opened(archive, child.get("src")).convert("RGBA")) / 255
        left, top = int(child.get("x")), int(child.get("y"))
        box = np.s_[top : top + pixels.shape[0], left : left + pixels.shape[1]]
        color, alpha, below = pixels[..., :3], pixels[..., 3:], under[box].copy()
        mixed = {"svg:multiply": below * color, "svg:screen": 1 - (1 - below) * (1 - color)}
        blended = mixed.get(child.get("composite-op"), color)
        under[box] = below * (1 - alpha) + blended * alpha
    return under


@pytest.mark.parametrize("arrangement", [{}, {"per_color": True}, {"per_region": True}])
@pytest.mark.parametrize("size", [(1, 1), (37, 51), (2, 300)])
def test_the_layers_merge_to_the_picture(tmp_path: Path, painted: Callable, size: tuple[int, int], arrangement: dict):
    """Prevents layers in the wrong order, mode or place, and masks of another colour than the flats."""
    page, path = painted(*size), tmp_path / "page.ora"
    write_layers(path, page.layers, page.image, hints=page.hints, **arrangement)
    with ZipFile(path) as archive:
        stack = ET.fromstring(archive.read("stack.xml")).find("stack")
        merged = flattened(archive, stack, np.zeros((*size, 3))) * 255
        np.testing.assert_array_equal(np.asarray(opened(archive, "mergedimage.png")), page.image)
    assert np.abs(merged - page.image).max() <= 1


def test_the_layout_of_the_file(tmp_path: Path, painted: Callable):
    """Prevents a file that is not recognised: the MIME type is first and not compressed."""
    page, path = painted(300, 600), tmp_path / "page.ora"
    write_layers(path, page.layers, page.image, dpi=(600, 300))
    with ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        assert archive.read("mimetype") == b"image/openraster"
        assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
        image = ET.fromstring(archive.read("stack.xml"))
        assert {name: image.get(name) for name in ("w", "h", "xres", "yres")} == {
            "w": "600", "h": "300", "xres": "600", "yres": "300"
        }  # fmt: skip
        assert opened(archive, "Thumbnails/thumbnail.png").size == (256, 128)
        sources = {layer.get("src") for layer in image.iter("layer")}
        assert sources == {name for name in archive.namelist() if name.startswith("data/")}
        assert archive.testzip() is None


def test_layers_pixels_names_and_modes(tmp_path: Path, painted: Callable):
    """Prevents lines that lost their own pixels, and layers under foreign names."""
    page, path = painted(37, 51), tmp_path / "page.ora"
    write_layers(path, page.layers, page.image, hints=page.hints, names="ja")
    with ZipFile(path) as archive:
        stacks = list(ET.fromstring(archive.read("stack.xml")).find("stack"))
        assert [stack.get("name") for stack in stacks] == ["nurie"]
        layers = list(stacks[0])
        assert [layer.get("name") for layer in layers] == ["線画", "ハイライト", "影", "下塗り", "ヒント", "用紙"]
        found = [layer.get("composite-op") for layer in layers]
        assert found == ["svg:src-over", "svg:screen", "svg:multiply", *["svg:src-over"] * 3]
        pictures = [opened(archive, layer.get("src")) for layer in layers]
    lines, highlights, shading, flats, hints, paper = [np.asarray(picture) for picture in pictures[:5]] + [
        np.asarray(pictures[5].convert("RGBA"))
    ]
    np.testing.assert_array_equal(lines, page.layers.lines)
    np.testing.assert_array_equal(highlights, page.layers.highlights)
    np.testing.assert_array_equal(shading, page.layers.shading)
    np.testing.assert_array_equal(flats, page.layers.flats)
    np.testing.assert_array_equal(hints, page.hints)
    assert paper.min() == 255


@pytest.mark.parametrize("per_color", [False, True])
def test_every_picture_says_that_it_is_srgb(tmp_path: Path, painted: Callable, per_color: bool):
    """Prevents layers in other colours than the merged picture, and a chunk that decoders refuse."""
    page, path = painted(12, 12), tmp_path / "page.ora"
    write_layers(path, page.layers, page.image, per_color=per_color)
    with ZipFile(path) as archive:
        for place in (name for name in archive.namelist() if name.endswith(".png")):
            picture = opened(archive, place)
            profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
            assert "sRGB" in ImageCms.getProfileDescription(profile)
            picture.verify()


def test_without_dpi_nothing_is_claimed_and_equal_pages_are_equal_files(tmp_path: Path, painted: Callable):
    """Prevents a made-up resolution, and the time of writing in the file."""
    page = painted(8, 8)
    for name in ("a.ora", "b.ora"):
        write_layers(tmp_path / name, page.layers, page.image)
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()
    with ZipFile(tmp_path / "a.ora") as archive:
        assert b"xres" not in archive.read("stack.xml")
