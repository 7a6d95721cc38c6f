"""Pens and what they leave: widths, gaps, finishes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.datasets.procedural.bands import Lines, ink_bands
from nurie.datasets.procedural.pens import FINISHES, PENS, Pen, draw_pen, finish


def lines(*parts: np.ndarray, contour: bool = True, taper: float = 0.0) -> Lines:
    count = len(parts)
    return Lines(
        np.concatenate(parts).astype(np.float32),
        np.repeat(np.arange(count), [len(part) for part in parts]),
        np.arange(count),
        np.full(count, 4, np.float32),
        np.full((count, 2), taper, np.float32),
        np.full(count, contour),
    )


def straight(length: float = 100, y: float = 0) -> np.ndarray:
    return np.stack([np.linspace(0, length, 26), np.full(26, y)], 1)


def height_at(polygon: np.ndarray, x: float) -> float:
    return float(np.ptp(polygon[np.abs(polygon[:, 0] - x) < 2.1, 1]))


def test_even_pen_leaves_a_band_of_its_width():
    """Prevents lines of another width than asked for."""
    points, starts, owner = ink_bands(lines(straight()), Pen(), np.random.default_rng(0))
    assert list(owner) == [0] and starts[-1] == len(points)
    assert height_at(points, 50) == pytest.approx(4, abs=0.05)


def test_taper_thins_the_ends():
    """Prevents lashes that end bluntly."""
    points, _, _ = ink_bands(lines(straight(), contour=False, taper=1.0), Pen(), np.random.default_rng(0))
    assert height_at(points, 2) < 1 and height_at(points, 50) == pytest.approx(4, abs=0.3)


def test_pen_is_lifted_at_corners():
    """Prevents bulges where a tapering line turns sharply."""
    corner = np.concatenate([straight(40), straight(40)[1:] * 0 + np.linspace(0, 40, 25)[:, None] * (0, 1) + (40, 0)])
    assert len(ink_bands(lines(corner), Pen(), np.random.default_rng(0))[2]) == 1
    assert len(ink_bands(lines(corner), Pen(lift=1.0, corner_taper=0.8), np.random.default_rng(0))[2]) == 2


def test_broken_pen_leaves_gaps_in_contours_only():
    """Prevents closed lines from a pen that is meant to leak, and lashes with holes."""
    many = [straight(y=10 * number) for number in range(20)]
    pen = Pen(gap=1.0, breaks=1.0)
    assert len(ink_bands(lines(*many), pen, np.random.default_rng(0))[2]) > 30
    points, _, owner = ink_bands(lines(*many, contour=False), pen, np.random.default_rng(0))
    assert len(owner) == 20 and points[:, 0].min() < 0.5


def test_owners_ascend_also_when_drawn_twice():
    """Prevents ink that is drawn with another shape than its own."""
    pen = Pen(double=1.0, drift=0.5, lift=1.0, gap=0.5, breaks=0.5)
    _, starts, owner = ink_bands(lines(*(straight(y=9 * number) for number in range(9))), pen, np.random.default_rng(1))
    assert (np.diff(owner) >= 0).all() and set(owner) == set(range(9)) and len(owner) > 18
    assert len(starts) == len(owner) + 1


def test_nothing_is_no_ink():
    """Prevents a crash on a picture without lines."""
    points, starts, owner = ink_bands(
        lines(np.zeros((0, 2))), replace(draw_pen(np.random.default_rng(0), "double")), np.random.default_rng(0)
    )
    assert len(points) == 0 and list(starts) == [0] and len(owner) in (0, 1)


@pytest.mark.parametrize("kind", PENS)
def test_pens_stay_within_their_ranges(kind: str):
    """Prevents pens thinner than a scanner sees or thicker than an eye."""
    for seed in range(20):
        pen = draw_pen(np.random.default_rng(seed), kind)
        assert pen.kind == kind and 0.65 <= pen.width <= 4.1 and pen.finish in FINISHES
        assert sum(pen.color) < 420


@pytest.mark.parametrize("name", FINISHES)
def test_finishes_keep_paper_white_and_lines_dark(name: str):
    """Prevents grey paper and lines that vanish."""
    line = np.full((96, 128), 255, np.uint8)
    line[40:44] = 0
    done = finish(line, Pen(finish=name), np.random.default_rng(0))
    assert done.shape == line.shape and done.dtype == np.uint8
    assert (done[:30] == 255).all() and done[41:43].mean() < 110
