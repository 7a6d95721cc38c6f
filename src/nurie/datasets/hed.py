"""Lines of the network `core.hed` for training: its answer once per picture, then other lines for every crop."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.hed import Look, hed_sides, ridges
from nurie.datasets.penwork import connected, fine_lines, in_strokes, on_paper, press
from nurie.datasets.strokes import pen_hand, pencil_hand

__all__ = ["hed_lineart", "hed_sides"]

U8 = NDArray[np.uint8]
Rng = np.random.Generator

_INK_SHARE = 0.55
_REDRAWN_SHARE = 0.85
_AROUND = np.ones((5, 5), np.uint8)


def hed_lineart(sides_crop: U8, rng: Rng, picture: U8 | None = None) -> U8:
    """Lines of a crop as by a pen or a pencil: other mixture, thickness, contrast and pressure every time.

    Args:
        sides_crop: (h, w, 2) uint8, a part of what `hed_sides` gives, mirrored or resized as its picture is.
        rng: of all chance; the same state gives the same lines.
        picture: (h, w, 3) uint8 sRGB, what the sides belong to: mostly its own fine lines are drawn too.

    Returns:
        (h, w) uint8, 255 paper.
    """
    if rng.random() < _REDRAWN_SHARE:
        return 255 - _redrawn(sides_crop, rng, picture)
    return 255 - (_inked(sides_crop, rng) if rng.random() < _INK_SHARE else _pencilled(sides_crop, rng))


def _redrawn(sides: U8, rng: Rng, picture: U8 | None) -> U8:
    """Strokes along the ridges, or along the picture's fine lines, mostly where the network agrees with them."""
    look = Look(
        mix=float(rng.uniform(0.1, 0.8)),
        reach_px=int(rng.choice([5, 7, 7])),
        contrast=1.0,
        cut=float(rng.uniform(0, 0.3)),
        softness_px=float(rng.uniform(0, 0.9)),
        smallest_px=0,
    )
    strength = ridges(sides, look)
    if picture is not None and (how := rng.random()) < 0.85:
        fine = fine_lines(picture, rng)
        strength = cv2.max(strength, fine) if how < 0.25 else cv2.min(cv2.dilate(strength, _AROUND), fine)
    weak = float(rng.uniform(5, 30))
    strength = connected(strength, strong=90, weak=weak, smallest=int(rng.integers(20, 60)))
    if rng.random() < _INK_SHARE:
        return in_strokes(strength, weak, rng, pen_hand(rng))
    dark = in_strokes(strength, weak, rng, pencil_hand(rng))
    return on_paper(press(dark, rng, contrast=1.0, dips=float(rng.uniform(0, 0.55))), rng)


def _inked(sides: U8, rng: Rng) -> U8:
    look = Look(
        mix=float(rng.uniform(0.2, 0.9)),
        reach_px=int(rng.choice([5, 7, 7])),
        contrast=float(rng.uniform(1.1, 2)),
        cut=float(rng.uniform(0.12, 0.4)),
        softness_px=float(rng.uniform(0.6, 1.1)),
        smallest_px=int(rng.integers(6, 40)),
    )
    dark = press(ridges(sides, look), rng, contrast=1.0, dips=float(rng.uniform(0, 0.35)))
    return cv2.min(dark, int(rng.integers(190, 250))) if rng.random() < 0.12 else dark


def _pencilled(sides: U8, rng: Rng) -> U8:
    look = Look(
        mix=float(rng.uniform(0.1, 0.8)),
        reach_px=int(rng.choice([7, 9, 11])),
        contrast=float(rng.uniform(0.5, 1.2)),
        cut=float(rng.uniform(0.03, 0.2)),
        softness_px=float(rng.uniform(0.4, 0.9)),
        smallest_px=int(rng.integers(0, 16)),
    )
    return on_paper(press(ridges(sides, look), rng, contrast=1.0, dips=float(rng.uniform(0.1, 0.55))), rng)
