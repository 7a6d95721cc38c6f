"""Pencil pages: when their lines are doubted, where, and what stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.hedge import Doubt, find_doubt, hedge, pencil_share
from nurie.core.hints import rasterize
from nurie.core.types import ColorizeOptions, ColorizeRequest, Extent, Hints, Page, Stroke
from nurie.runtime.colorizer import Colorizer

EXTENT = Extent(200, 320)


def page(dark: int) -> np.ndarray:
    """Two rooms side by side, whose walls are so dark."""
    lineart = np.full(EXTENT, 255, np.uint8)
    cv2.rectangle(lineart, (20, 20), (300, 180), 255 - dark, 3)
    cv2.line(lineart, (160, 20), (160, 180), 255 - dark, 3)
    return lineart


def regions() -> np.ndarray:
    found = np.ones(EXTENT, np.int32)
    found[20:181, 20:160], found[20:181, 160:301] = 2, 3
    return found


def dots(*at: tuple[int, int, tuple[int, int, int]]) -> np.ndarray:
    return rasterize(Hints(EXTENT, tuple(Stroke(((float(x), float(y)),), color, 4) for x, y, color in at)), EXTENT)


RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 40)
AGREEING = dots((60, 100, RED), (120, 60, RED), (230, 100, BLUE))
CONTRARY = dots((60, 100, RED), (120, 60, GREEN), (230, 100, BLUE))


def test_pencil_and_ink():
    """Ink that passes for pencil: thin, anti-aliased, of one grey, or nothing at all."""
    assert pencil_share(page(140)) == 1 and pencil_share(page(255)) == 0
    thin = cv2.resize(page(255), None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    assert pencil_share(thin) == 0
    assert pencil_share(np.full(EXTENT, 255, np.uint8)) == 0
    rng = np.random.default_rng(0)
    grainy = np.clip(page(150) + rng.normal(0, 25, EXTENT), 0, 255).astype(np.uint8)
    assert pencil_share(grainy) > 0.9


def test_who_agrees_with_the_lines_keeps_them():
    """Colours that run out of their regions though each region was given one."""
    lineart = page(140)
    assert find_doubt(lineart, regions(), AGREEING, 1.0) is None
    assert find_doubt(lineart, regions(), CONTRARY, 0.0) is None  # ink
    assert find_doubt(lineart, regions(), dots(), 1.0) is None
    assert find_doubt(lineart, regions(), CONTRARY, 1.0) is not None


def test_where_doubt_is():
    """Most in regions of two colours and of none; least beside the hint of a region of one colour; none on marks."""
    doubt = find_doubt(page(140), regions(), CONTRARY, 1.0)
    assert doubt.share[CONTRARY[..., 3] > 0].max() == 0
    assert doubt.share[100, 100] == doubt.share[5, 5] == pytest.approx(0.75)
    assert doubt.share[100, 237] < 0.2 < 0.7 < doubt.share[40, 290]
    half = find_doubt(page(140), regions(), CONTRARY, 0.5)
    np.testing.assert_allclose(half.share, doubt.share / 2, rtol=1e-6)


def test_what_is_held_stays():
    """Hints and bare paper that take a tint; another size than the working one."""
    share, blend = np.full((10, 16), 0.5, np.float32), np.full((10, 16, 3), 200, np.uint8)
    held = np.zeros((20, 32), np.bool_)
    held[3, 4] = True
    found = hedge(np.full((20, 32, 3), 100, np.uint8), Doubt(share, blend), held)
    assert found[3, 4].tolist() == [100] * 3 and found[10, 10].tolist() == [150] * 3


def test_no_seam_between_hints_of_one_open_region():
    """A page in pencil with two colours in one room: no hard edge where no line is, and each hint to the byte."""
    colorizer, hints = Colorizer("nurie-tiny"), Hints(EXTENT, tuple(
        Stroke(((x, y),), color, 4) for x, y, color in ((50.0, 100.0, RED), (130.0, 100.0, GREEN), (230.0, 100.0, BLUE))
    ))  # fmt: skip

    def color(dark: int, **options: object) -> np.ndarray:
        request = ColorizeRequest(Page(page(dark)), hints, ColorizeOptions(**options))
        return colorizer.colorize(request).layers.color.astype(int)

    def steepest(found: np.ndarray) -> int:
        return int(np.abs(np.diff(found[100, 60:120], axis=0)).max())

    pencil, ink = color(140), color(255)
    assert steepest(pencil) < 0.5 * steepest(ink)
    assert [pencil[100, x].tolist() for x in (50, 130, 230)] == [list(RED), list(GREEN), list(BLUE)]
    palette = color(140, palette=(RED, GREEN, BLUE))
    assert steepest(palette) > 0.8 * steepest(ink)  # nothing between given colours
