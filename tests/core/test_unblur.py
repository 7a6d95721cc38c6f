"""A blurred picture as a hint says more than it shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import nurie
from nurie.core.hint_files import blur_hints, hints_to_json, read_hints
from nurie.core.types import BLUR_SHARE, Extent, Hints, Stroke
from nurie.core.unblur import blur_marks, unblur
from nurie.errors import HintError


def _drawing() -> tuple[np.ndarray, np.ndarray]:
    """A blue ground with a red disc and a small green one in it, outlined: 256×256 px."""
    picture = np.full((256, 256, 3), (60, 90, 180), np.uint8)
    line = np.full((256, 256), 255, np.uint8)
    for center, radius, color in (((110, 120), 60, (200, 60, 50)), ((120, 110), 14, (60, 190, 90))):
        cv2.circle(picture, center, radius, color, -1)
        cv2.circle(line, center, radius, 0, 2)
    return picture, line


def test_colors_are_found_behind_the_blur() -> None:
    """Taken as it is seen the blur is grey mud: the small disc would have no colour at all."""
    picture, line = _drawing()
    blur = cv2.blur(picture, (100, 100))
    found = unblur(blur, line, BLUR_SHARE)
    inner = np.s_[106:115, 116:125]
    far, near = (np.abs(colors[inner].astype(int) - picture[inner]).mean() for colors in (blur, found))
    assert near < 0.4 * far
    assert np.abs(found.astype(int) - picture).mean() < 0.4 * np.abs(blur.astype(int) - picture).mean()


@pytest.mark.parametrize("extent", [(40, 33), (33, 200), (300, 310)])
def test_one_color_stays_one(extent: tuple[int, int]) -> None:
    """Ringing, or a border that darkens, would tint flat pictures."""
    picture = np.full((*extent, 3), (30, 150, 220), np.uint8)
    line = np.full(extent, 255, np.uint8)
    line[extent[0] // 2] = 0
    blur = cv2.blur(np.where(line[..., None] == 0, picture * 0.8, picture).astype(np.uint8), (box_px(extent),) * 2)
    found = unblur(blur, line, BLUR_SHARE).astype(int)
    assert np.abs(found - picture)[line == 255].max() <= 15 and np.abs(found - picture)[line == 255].mean() <= 1
    assert found[line == 0].mean() < found[line == 255].mean()


def box_px(extent: tuple[int, int]) -> int:
    return round(BLUR_SHARE * min(extent))


def test_a_mark_is_believed() -> None:
    """A stroke beside a blurred picture says what the artist sees better than it."""
    picture, line = _drawing()
    marks = np.zeros((256, 256, 4), np.uint8)
    marks[110:114, 118:122] = (220, 220, 20, 255)
    found = unblur(cv2.blur(picture, (100, 100)), line, BLUR_SHARE, marks)
    assert np.abs(found[110:114, 118:122].astype(int) - (220, 220, 20)).mean() < 8
    assert np.abs(found[150, 110].astype(int) - picture[150, 110]).mean() < 40


def test_a_wash_by_hand_is_not_sharpened_to_noise() -> None:
    """What no box has blurred has no colours behind it: computed back all the same it is black and glaring."""
    picture, line = _drawing()
    wash = cv2.GaussianBlur(picture, (0, 0), 15)
    found = unblur(wash, line, BLUR_SHARE)
    assert np.abs(found.astype(int) - wash)[line == 255].mean() < 20
    assert ((found < 5) | (found > 250)).any(-1)[line == 255].mean() < 0.02


def test_marks_lie_beside_lines() -> None:
    """A mark on a line marks both its sides."""
    picture, line = _drawing()
    marks = blur_marks(blur_hints(cv2.blur(picture, (100, 100))).blur, line)
    marked = marks[..., 3] > 0
    assert 0.01 < marked.mean() < 0.3 and not marked[line < 50].any() and not marks[~marked].any()


def test_a_file_is_a_blurred_hint_by_its_name(tmp_path: Path) -> None:
    """An opaque picture is otherwise refused: all of it would be an exact hint."""
    picture, _ = _drawing()
    for name in ("a.blur.png", "a.png"):
        cv2.imwrite(str(tmp_path / name), picture[..., ::-1])
    hints = read_hints(tmp_path / "a.blur.png", Extent(512, 512))
    assert hints and hints.blur is not None and (hints.blur.picture == picture).all()
    with pytest.raises(HintError, match=r"NAME\.blur\.png"):
        read_hints(tmp_path / "a.png", Extent(256, 256))
    with pytest.raises(HintError, match="no JSON form"):
        hints_to_json(hints)


def test_a_network_of_marks_understands_it(fake_backend) -> None:
    """The same hint must reach every model; strokes given beside it come first."""
    picture, line = _drawing()
    hints = blur_hints(cv2.blur(picture, (100, 100)))
    result = nurie.colorize(line, hints, model=fake_backend)
    assert result.image[150, 110].argmax() == 0 and result.image[240, 240].argmax() == 2
    stroke = Stroke(((110, 150),), (0, 255, 0), 5)
    both = nurie.colorize(line, Hints(hints.size, (stroke,), blur=hints.blur), model=fake_backend)
    assert both.layers.flats[150, 110].tolist() == [0, 255, 0]
