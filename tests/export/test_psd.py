"""PSD and PSB, read back by psd-tools and by ImageMagick."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from psd_tools import PSDImage
from psd_tools.constants import Resource

from nurie.core.blend import blank
from nurie.errors import PageError
from nurie.export.psd import write_psd
from nurie.export.stack import Document, Group
from nurie.export.write import write_layers

SIZES = [(1, 1), (1, 2), (37, 51), (2, 300), (128, 1), (130, 257)]
ORDER = ["paper", "hints", "flats", "shading", "highlights", "lines"]  # from the bottom, as psd-tools tells them


@pytest.mark.parametrize("suffix", [".psd", ".psb"])
@pytest.mark.parametrize("size", SIZES)
def test_everything_is_read_back(tmp_path: Path, painted: Callable, size: tuple[int, int], suffix: str):
    """Prevents a file that paint programs misread: names, order, modes, boxes, pixels, the merged picture."""
    page, path = painted(*size), tmp_path / f"page{suffix}"
    write_layers(path, page.layers, page.image, hints=page.hints)
    psd = PSDImage.open(path)
    assert (psd.size, psd.version) == (size[::-1], 1 if suffix == ".psd" else 2)
    assert [group.name for group in psd] == ["nurie"]
    assert [layer.name for layer in psd[0]] == ORDER
    modes = {layer.name: layer.blend_mode.name for layer in psd[0]}
    assert (modes.pop("shading"), modes.pop("highlights"), set(modes.values())) == ("MULTIPLY", "SCREEN", {"NORMAL"})
    assert [layer.name for layer in psd[0] if not layer.visible] == ["hints"]
    found = {layer.name: np.asarray(layer.topil(apply_icc=False).convert("RGBA")) for layer in psd[0]}
    np.testing.assert_array_equal(found["lines"], page.layers.lines)
    np.testing.assert_array_equal(found["hints"], page.hints)
    assert found["paper"].min() == 255
    for name in ("flats", "shading", "highlights"):
        np.testing.assert_array_equal(found[name][..., :3], getattr(page.layers, name))
        assert found[name][..., 3].min() == 255
    assert psd.has_preview()
    np.testing.assert_array_equal(np.asarray(psd.topil(apply_icc=False)), page.image)


@pytest.mark.parametrize("arrangement", [{}, {"per_color": True}, {"per_region": True}])
def test_the_layers_merge_to_the_picture(tmp_path: Path, painted: Callable, arrangement: dict):
    """Prevents layers that another program composes to another picture."""
    page, path = painted(40, 33), tmp_path / "page.psd"
    write_layers(path, page.layers, page.image, hints=page.hints, **arrangement)
    merged = PSDImage.open(path).composite(force=True, apply_icc=False).convert("RGB")
    assert np.abs(np.asarray(merged).astype(int) - page.image).max() <= 1


def test_flats_per_color(tmp_path: Path, painted: Callable):
    """Prevents flats that a wand does not select: every layer has one colour, is opaque there, and cropped."""
    page, path = painted(30, 40), tmp_path / "page.psd"
    write_layers(path, page.layers, page.image, per_color=True)
    group = next(member for member in PSDImage.open(path)[0] if member.is_group())
    assert group.name == "flats"
    flats = np.zeros((30, 40, 4), np.uint8)
    for layer in group:
        pixels = np.asarray(layer.topil(apply_icc=False).convert("RGBA"))
        mask = pixels[..., 3] == 255
        assert "#{:02x}{:02x}{:02x}".format(*pixels[mask][0, :3]) == layer.name
        assert layer.size == pixels.shape[1::-1]
        flats[layer.top : layer.bottom, layer.left : layer.right][mask] += pixels[mask]
    np.testing.assert_array_equal(flats[..., :3], page.layers.flats)
    assert flats[..., 3].min() == 255


def test_japanese_names(tmp_path: Path, painted: Callable):
    """Prevents names that arrive as question marks; the ASCII ones stay beside them."""
    page, path = painted(9, 9), tmp_path / "頁.psd"
    write_layers(path, page.layers, page.image, hints=page.hints, names="ja")
    assert [layer.name for layer in PSDImage.open(path)[0]] == ["用紙", "ヒント", "下塗り", "影", "ハイライト", "線画"]
    assert b"\x05lines" in path.read_bytes()


def test_resources(tmp_path: Path, painted: Callable):
    """Prevents another print size, colours left to guess, and no picture in the file browser."""
    page, path = painted(300, 200), tmp_path / "page.psd"
    write_layers(path, page.layers, page.image, dpi=(600, 350.5))
    psd = PSDImage.open(path)
    resolution = psd.image_resources.get_data(Resource.RESOLUTION_INFO)
    assert (resolution.horizontal, resolution.vertical) == (600 * 65536, 350.5 * 65536)
    assert (resolution.horizontal_unit, resolution.vertical_unit) == (1, 1)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(psd.image_resources.get_data(Resource.ICC_PROFILE)))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    thumbnail = psd.thumbnail()
    assert thumbnail.size == (107, 160)
    assert np.abs(np.asarray(thumbnail).mean((0, 1)) - page.image.mean((0, 1))).max() < 4


def test_without_dpi_nothing_is_claimed(tmp_path: Path, painted: Callable):
    """Prevents a made-up resolution."""
    page, path = painted(3, 3), tmp_path / "page.psd"
    write_layers(path, page.layers, page.image)
    assert PSDImage.open(path).image_resources.get_data(Resource.RESOLUTION_INFO) is None


def test_a_long_strip_needs_psb(tmp_path: Path, painted: Callable):
    """Prevents a PSD that Photoshop refuses above 30,000 px; PSB takes it, with wide counts and lengths."""
    page = painted(30_001, 3, ink=False)
    with pytest.raises(PageError, match=r"30000 px a side.*3x30001.*\.psb"):
        write_layers(tmp_path / "strip.psd", page.layers, page.image)
    assert not list(tmp_path.iterdir())
    write_layers(tmp_path / "strip.psb", page.layers, page.image)
    record = PSDImage.open(tmp_path / "strip.psb")._record  # psd-tools itself paints nothing of that length
    merged = [np.frombuffer(plane, np.uint8) for plane in record.image_data.get_data(record.header)]
    np.testing.assert_array_equal(np.stack(merged, axis=-1).reshape(page.image.shape), page.image)
    lines = record.layer_and_mask_information.layer_info.channel_image_data[-2]  # under the folder's own
    planes = [np.frombuffer(channel.get_data(3, 30_001, 8, 2), np.uint8) for channel in lines]
    found = np.stack([*planes[1:], planes[0]], axis=-1).reshape(page.layers.lines.shape)
    np.testing.assert_array_equal(found, page.layers.lines)


@pytest.mark.parametrize(("suffix", "version"), [(".psd", 1), (".psb", 2)])
def test_the_header(tmp_path: Path, painted: Callable, suffix: str, version: int):
    """Prevents a header of another version, size, depth or mode than the file has."""
    page, path = painted(5, 9), tmp_path / f"page{suffix}"
    write_layers(path, page.layers, page.image)
    head = struct.unpack_from(">4sH6xH2I2H", path.read_bytes())
    assert head == (b"8BPS", version, 3, 5, 9, 8, 3)


@pytest.mark.parametrize(("suffix", "length"), [(".psd", "I"), (".psb", "Q")])
def test_lengths_add_up(tmp_path: Path, painted: Callable, suffix: str, length: str):
    """Prevents sections whose stated length leads a strict reader astray; psd-tools forgives some."""
    page, path = painted(13, 7), tmp_path / f"page{suffix}"
    write_layers(path, page.layers, page.image, per_region=True)
    data = path.read_bytes()
    start = 26 + 4
    start += 4 + struct.unpack_from(">I", data, start)[0]
    section, info = struct.unpack_from(">2" + length, data, start)
    step = struct.calcsize(">" + length)
    assert info % 4 == 0
    assert section == step + info + 4
    merged = start + step + section
    rows = np.frombuffer(data, ">u2" if length == "I" else ">u4", 3 * 13, merged + 2)
    assert data[merged : merged + 2] == b"\0\1"
    assert merged + 2 + rows.nbytes + int(rows.sum()) == len(data)


def test_equal_pages_are_equal_files(tmp_path: Path, painted: Callable):
    """Prevents a date or an address inside the file."""
    page = painted(20, 20)
    for name in ("a.psd", "b.psd"):
        write_layers(tmp_path / name, page.layers, page.image)
    assert (tmp_path / "a.psd").read_bytes() == (tmp_path / "b.psd").read_bytes()


def test_size_is_checked_before_anything_is_written():
    """Prevents work on a page that the format cannot hold."""
    stream = io.BytesIO()
    with pytest.raises(PageError, match="holds at most"):
        write_psd(stream, Document(Group("nurie", "nurie", ()), blank(0, (1, 40_000, 3))))
    assert stream.getvalue() == b""


def imagemagick() -> str:
    """ImageMagick's program; a test that asks for it is skipped where there is none."""
    for name in ("magick", "/usr/bin/convert", "convert"):
        program = shutil.which(name)
        if program and b"ImageMagick" in subprocess.run([program, "-version"], capture_output=True).stdout:
            return program
    pytest.skip("ImageMagick is not installed")


@pytest.mark.parametrize("suffix", [".psd", ".psb"])
def test_imagemagick_reads_it(tmp_path: Path, painted: Callable, suffix: str):
    """Prevents a file that only psd-tools understands: the merged picture and each layer's pixels."""
    program, page, path = imagemagick(), painted(37, 51), tmp_path / f"page{suffix}"
    write_layers(path, page.layers, page.image, dpi=(300, 300), hints=page.hints)
    subprocess.run([program, path, "+adjoin", "PNG32:" + str(tmp_path / "part-%02d.png")], check=True)
    parts = [Image.open(name) for name in sorted(tmp_path.glob("part-*.png"))]
    np.testing.assert_array_equal(np.asarray(parts[0])[..., :3], page.image)
    assert parts[0].info["dpi"] == pytest.approx((300, 300), rel=1e-3)
    pictures = [np.asarray(part) for part in parts[1:] if part.size == (51, 37)]
    for name in ("flats", "shading", "highlights"):
        expected = getattr(page.layers, name)
        assert any((picture[..., :3] == expected).all() for picture in pictures), name
    visible = page.layers.lines[..., 3:] > 0
    lines = np.where(visible, page.layers.lines, 0)
    assert any((np.where(visible, picture, 0) == lines).all() for picture in pictures)


def test_what_is_bare_is_transparent(tmp_path: Path, painted: Callable):
    """Prevents white paint where a background of one's own should show through, in all arrangements."""
    page = painted(30, 40)
    color = page.layers.flats.copy()
    bare = np.zeros(int(page.layers.regions.max()), np.bool_)
    bare[[1, 4]] = True
    inside = bare[page.layers.regions - 1]
    color[inside] = 255
    layers = replace(page.layers, flats=color, bare=bare)
    for arrangement in ({}, {"per_color": True}, {"per_region": True}):
        path = tmp_path / f"{len(arrangement)}{''.join(arrangement)}.psd"
        write_layers(path, layers, page.image, **arrangement)
        found = next(member for member in PSDImage.open(path)[0] if member.name == "flats")
        alpha = np.zeros((30, 40), np.uint8)
        for layer in found if found.is_group() else [found]:
            part = np.asarray(layer.topil(apply_icc=False).convert("RGBA"))[..., 3]
            alpha[layer.top : layer.bottom, layer.left : layer.right] |= part
        np.testing.assert_array_equal(alpha, np.where(inside, 0, 255))
