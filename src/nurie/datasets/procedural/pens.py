"""The pens that a picture may be drawn with, and what paper and scanner do to their ink."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Rng = np.random.Generator
_NEVER = 9.0


@dataclass(frozen=True, slots=True)
class Pen:
    """One pen in one hand; lengths are px in a picture 384 px wide.

    Attributes:
        kind: an entry of `PENS`.
        width: of a contour.
        fine: factor on the width of inner lines.
        pressure: how strongly the width swells and shrinks along a line, 0 to 1.
        slant: how much thicker lines in one direction are than those across it.
        taper, corner_taper: how far contours thin out at their ends and at corners where the pen is lifted.
        keep_taper: how much of the drawn tapers (lashes, strands) this pen can do.
        lift: the pen is lifted where a line turns by more than this, radians.
        wobble: size of the slow deviation that lines and areas share.
        drift: size of each line's own deviation.
        gap, breaks: chances that an end stays open, and that a line is interrupted.
        double: how often a line is drawn again, on average.
        guides: construction lines are left in the drawing.
        strength: of the ink, 1 black.
        fills: black hair is filled; pencils leave it white.
        color: of the ink.
        tint: share of the color below that lines in the picture take on.
        finish: an entry of `FINISHES`.
    """

    kind: str = "even"
    width: float = 1.8
    fine: float = 1.0
    pressure: float = 0.0
    slant: float = 0.0
    taper: float = 0.0
    corner_taper: float = 0.0
    keep_taper: float = 1.0
    lift: float = _NEVER
    wobble: float = 0.0
    drift: float = 0.0
    gap: float = 0.0
    breaks: float = 0.0
    double: float = 0.0
    guides: bool = False
    strength: float = 1.0
    fills: bool = True
    color: tuple[int, int, int] = (0, 0, 0)
    tint: float = 0.0
    finish: str = "clean"


# Share of all pictures, and for each number of the pen the range that it is drawn from.
PENS: dict[str, tuple[float, Mapping[str, tuple[float, float]]]] = {
    "even": (0.20, {"width": (1.3, 2.4), "fine": (0.7, 1.0), "wobble": (0, 0.5), "keep_taper": (0.6, 1)}),
    "tapered": (0.26, {"width": (1.5, 2.7), "fine": (0.65, 0.9), "pressure": (0.15, 0.45), "taper": (0.4, 0.75),
                       "corner_taper": (0.5, 0.9), "lift": (0.7, 1.1), "slant": (0, 0.15), "wobble": (0, 0.5)}),
    "mechanical": (0.09, {"width": (0.9, 1.35), "fine": (0.85, 1.1), "wobble": (0, 0.4), "keep_taper": (0.3, 0.8)}),
    "pencil": (0.13, {"width": (1.0, 1.9), "fine": (0.7, 1.0), "pressure": (0.1, 0.4), "taper": (0.2, 0.6),
                      "corner_taper": (0.2, 0.6), "lift": (0.7, 1.3), "wobble": (0.2, 0.9), "drift": (0.2, 0.8),
                      "double": (0.0, 0.25), "gap": (0, 0.15), "strength": (0.6, 0.95)}),
    "sketch": (0.06, {"width": (0.7, 1.2), "fine": (0.8, 1.0), "pressure": (0.2, 0.5), "taper": (0.4, 0.9),
                      "corner_taper": (0.4, 0.9), "lift": (0.5, 0.9), "wobble": (0.3, 1.0), "drift": (0.7, 1.4),
                      "double": (1.0, 1.9), "strength": (0.65, 1)}),
    "broken": (0.08, {"width": (1.1, 2.0), "fine": (0.7, 1.0), "pressure": (0.1, 0.3), "taper": (0.2, 0.7),
                      "corner_taper": (0.3, 0.8), "lift": (0.6, 1.0), "gap": (0.3, 0.6), "breaks": (0.2, 0.6),
                      "wobble": (0, 0.6)}),
    "double": (0.05, {"width": (0.9, 1.6), "fine": (0.7, 1.0), "pressure": (0.1, 0.4), "taper": (0.3, 0.8),
                      "corner_taper": (0.3, 0.8), "lift": (0.6, 1.1), "wobble": (0.2, 0.8), "drift": (0.4, 1.0),
                      "double": (0.35, 0.9), "strength": (0.7, 1)}),
    "brush": (0.10, {"width": (2.4, 4.0), "fine": (0.45, 0.7), "pressure": (0.5, 0.85), "slant": (0.1, 0.35),
                     "taper": (0.5, 0.9), "corner_taper": (0.6, 0.95), "lift": (0.7, 1.1), "wobble": (0.1, 0.8)}),
    "marker": (0.07, {"width": (2.4, 3.8), "fine": (0.6, 0.9), "wobble": (0.2, 0.8), "pressure": (0.0, 0.2),
                      "keep_taper": (0.3, 0.8)}),
}  # fmt: skip
_FINISHES = {
    "sketch": ("graphite", "clean", "soft"),
    "pencil": ("graphite", "graphite", "soft"),
    "double": ("graphite", "clean", "soft"),
    "brush": ("clean", "dry", "clean"),
    "marker": ("rough", "clean", "soft"),
}
_NO_FILLS = frozenset(("pencil", "double", "sketch", "mechanical"))
_GUIDED = {"sketch": 0.4, "double": 0.25, "pencil": 0.12}
_INKS = {"black": 0.78, "brown": 0.09, "blue": 0.05, "red": 0.04, "violet": 0.04}
_TINTS = {
    "black": (18, 16, 20),
    "brown": (92, 52, 40),
    "blue": (44, 66, 132),
    "red": (150, 54, 58),
    "violet": (84, 56, 106),
}


def draw_pen(rng: Rng, kind: str | None = None) -> Pen:
    """A pen by its share, or one of a kind. Raises KeyError for a kind that `PENS` lacks."""
    names = list(PENS)
    shares = np.array([share for share, _ in PENS.values()])
    kind = kind or names[rng.choice(len(names), p=shares / shares.sum())]
    numbers = {name: float(rng.uniform(*span)) for name, span in PENS[kind][1].items()}
    inks = list(_INKS)
    ink = inks[rng.choice(len(inks), p=list(_INKS.values()))]
    tint = tuple(int(np.clip(part * rng.uniform(0.6, 1.2), 0, 255)) for part in _TINTS[ink])
    color = (0, 0, 0) if ink == "black" and rng.random() < 0.6 else tint
    tinted = float(rng.uniform(0.25, 0.55)) if rng.random() < 0.16 else 0.0
    guided = bool(rng.random() < _GUIDED.get(kind, 0))
    return Pen(
        kind,
        color=color,
        guides=guided,
        tint=tinted,
        fills=kind not in _NO_FILLS and ink == "black",
        finish=str(rng.choice(_FINISHES.get(kind, ("clean", "clean", "clean", "soft")))),
        **numbers,
    )


def facts(pen: Pen) -> dict[str, object]:
    """The pen as JSON-able values."""
    return {field.name: getattr(pen, field.name) for field in fields(pen)}


def finish(line: U8, pen: Pen, rng: Rng) -> U8:
    """(H, W) uint8 line, 255 paper, as paper and pen leave it."""
    dark = FINISHES[pen.finish](255 - line, rng)
    return 255 - (dark if pen.strength >= 1 else cv2.convertScaleAbs(dark, alpha=pen.strength))


def _clean(dark: U8, rng: Rng) -> U8:
    return dark


def _soft(dark: U8, rng: Rng) -> U8:
    """Slightly out of focus."""
    return cv2.convertScaleAbs(cv2.GaussianBlur(dark, (0, 0), float(rng.uniform(0.5, 0.9))), alpha=1.15)


def _graphite(dark: U8, rng: Rng) -> U8:
    """The paper's grain shows in the line; some dust beside it."""
    grain = _noise(dark.shape, rng, fine=True)
    depth = float(rng.uniform(0.35, 0.9))
    mottled = cv2.multiply(dark, cv2.convertScaleAbs(grain, alpha=depth, beta=255 - 190 * depth), scale=1 / 255)
    return cv2.GaussianBlur(mottled, (3, 3), 0.45)


def _rough(dark: U8, rng: Rng) -> U8:
    """Edges that follow the paper's tooth."""
    soft = cv2.GaussianBlur(dark, (0, 0), 0.7).astype(np.int16)
    edge = soft + (_noise(dark.shape, rng, fine=True).astype(np.int16) - 128) // 4
    return np.clip((edge - 80) * 3, 0, 255).astype(np.uint8)


def _dry(dark: U8, rng: Rng) -> U8:
    """A brush that runs dry: streaks of paper within thick lines."""
    streaks = _noise(dark.shape, rng, fine=False)
    white = np.clip((streaks.astype(np.int16) - 168) * 5, 0, 190).astype(np.uint8)
    core = cv2.erode(dark, np.ones((2, 2), np.uint8))
    return cv2.subtract(dark, cv2.min(white, core))


# What paper and pen make of a clean line, by name.
FINISHES: dict[str, Callable[[U8, Rng], U8]] = {
    "clean": _clean,
    "soft": _soft,
    "graphite": _graphite,
    "rough": _rough,
    "dry": _dry,
}


def _noise(shape: tuple[int, ...], rng: Rng, *, fine: bool) -> U8:
    """(H, W) uint8 around 128 from a large tile at a random place."""
    tile = _tile(fine)
    y, x = rng.integers(0, 512, 2)
    rows, columns = (np.arange(side) + at for side, at in zip(shape, (y, x), strict=False))
    return tile[np.ix_(rows % len(tile), columns % len(tile))]


@cache
def _tile(fine: bool) -> U8:
    noise = np.random.default_rng(5).normal(0, 1, (512, 512)).astype(np.float32)
    sigma = (0.8, 0.8) if fine else (5.0, 0.7)
    noise = cv2.GaussianBlur(noise, (0, 0), sigma[0], sigmaY=sigma[1], borderType=cv2.BORDER_REFLECT)
    return np.clip(128 + 58 * noise / noise.std(), 0, 255).astype(np.uint8)
