"""What is kept looks the same to every reader, and is a whole picture."""

from __future__ import annotations

import hashlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.datasets.collect.settle import DamagedError, UnfitError, check_digests, settle


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_a_plain_picture_keeps_its_bytes(kind, suffix, draw, encode):
    """Written again it would lose quality, and its digest would lead nowhere."""
    content = encode(draw(1), kind)
    settled = settle(content)
    assert (settled.content, settled.suffix, settled.height, settled.width) == (content, suffix, 96, 80)
    assert settled.sha256 == hashlib.sha256(content).hexdigest()


def _seen_by_opencv(content: bytes) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def test_transparency_lies_on_white(draw, encode):
    """The trainer's reader drops alpha: every transparent drawing would stand on black."""
    picture = np.dstack([draw(1), np.zeros((96, 80), np.uint8)])
    settled = settle(encode(picture))
    assert settled.suffix == ".png"
    assert (_seen_by_opencv(settled.content) == 255).all()


def test_a_turn_by_exif_is_applied(draw, encode):
    """One reader turns it, the header's size does not: lines and colours would lie across each other."""
    exif = Image.Exif()
    exif[0x0112] = 6
    settled = settle(encode(draw(1), "JPEG", exif=exif))
    assert (settled.height, settled.width, settled.suffix) == (80, 96, ".png")
    assert _seen_by_opencv(settled.content).shape == (80, 96, 3)


@pytest.mark.parametrize("kind", ["palette", "gif", "sixteen"])
def test_odd_kinds_become_png(kind, draw):
    """A reader that knows them not would leave a hole in the corpus."""
    image = Image.fromarray(draw(1))
    if kind == "sixteen":
        image = Image.fromarray(np.full((9, 9), 40_000, np.uint16))
    buffer = BytesIO()
    (image.quantize() if kind == "palette" else image).save(buffer, "GIF" if kind == "gif" else "PNG")
    settled = settle(buffer.getvalue())
    with Image.open(BytesIO(settled.content)) as written:
        assert (written.format, written.mode) == ("PNG", "RGB")


def test_moving_pictures_are_left_out(draw):
    """The first frame of a film is mostly a title."""
    frames = [Image.fromarray(draw(seed)) for seed in range(3)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(UnfitError, match="3 frames"):
        settle(buffer.getvalue())


@pytest.mark.parametrize("cut", [10, 200, 600])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_damaged(kind, cut, draw, encode):
    """A grey lower half would be learned from."""
    content = encode(draw(1, (200, 200)), kind)
    with pytest.raises(DamagedError):
        settle(content[: len(content) * cut // 1000])


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"<svg", b"<?xml version='1.0'?><svg"])
def test_what_is_no_picture_is_damaged(content):
    """An error page under a picture's name."""
    with pytest.raises(DamagedError):
        settle(content)


def test_a_drawing_in_svg_is_rendered():
    """Half of what packages hold is SVG."""
    pytest.importorskip("resvg_py")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="10" height="10" fill="#f00"/></svg>'
    settled = settle(svg.encode())
    assert (settled.height, settled.width, settled.suffix) == (512, 1024, ".png")
    seen = _seen_by_opencv(settled.content)
    assert seen[200, 100].tolist() == [255, 0, 0] and seen[200, 900].tolist() == [255, 255, 255]


def test_digests_are_compared():
    """Another file than the one whose licence was read."""
    check_digests(b"a", {"md5": hashlib.md5(b"a").hexdigest().upper(), "sha1": hashlib.sha1(b"a").hexdigest()})
    with pytest.raises(DamagedError, match="its md5 is"):
        check_digests(b"b", {"md5": hashlib.md5(b"a").hexdigest()})
