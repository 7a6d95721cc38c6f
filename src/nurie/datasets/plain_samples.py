"""Training samples as the seed systems had them: the whole picture, one line extractor, no augmentation.

Sample number n of a seed is always the same, as in `samples`, of which this is the plain sibling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.hints import rasterize
from nurie.core.types import Extent, Hints
from nurie.datasets.cache import Picture, Pictures
from nurie.datasets.drawn import KIND as DRAWN
from nurie.datasets.extract import LINE_STYLES
from nurie.datasets.samples import chooser
from nurie.datasets.simulate import SIMULATORS, simulate_hints
from nurie.datasets.sketches import color_sketch, gray_sketch, line_sketch
from nurie.errors import RecipeError

U8 = NDArray[np.uint8]
Rng = np.random.Generator

TRUTH = "truth"  # the kind of hint that is the picture itself


def _gray(picture: U8, rng: Rng) -> U8:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


DRAWINGS: dict[str, Callable[[U8, Rng], U8]] = {
    **{name: draw for name, (draw, _) in LINE_STYLES.items()},
    "line_sketch": line_sketch,
    "gray_sketch": gray_sketch,
    "color_sketch": color_sketch,
    "gray": _gray,
}


@dataclass(frozen=True, slots=True)
class Whiteout:
    """Squares of the picture that are taken out of a hint of kind "truth": there is white.

    Attributes:
        count: of squares.
        size: side of each in pixels of a picture of `at_px`; in others in proportion.
        at_px: that picture's side.
    """

    count: int = 0
    size: int = 50
    at_px: int = 256


@dataclass(frozen=True, slots=True)
class PlainConfig:
    """How plain samples are made.

    Attributes:
        lines: share of each of `DRAWINGS`.
        hints: share of each kind: of `simulate.SIMULATORS`, or "truth", the picture itself; empty for no hints at all.
        whiteout: what is left out of "truth".
    """

    lines: Mapping[str, float] = field(default_factory=lambda: {"adaptive": 1.0})
    hints: Mapping[str, float] = field(default_factory=dict)
    whiteout: Whiteout = field(default_factory=Whiteout)


@dataclass(frozen=True, slots=True, eq=False)
class PlainSample:
    """What the network sees, and what it should paint.

    Attributes:
        lineart: (S, S) uint8, 255 paper; a sketch in colour (S, S, 3).
        hint_map: (S, S, 4) uint8, RGB and mask.
        picture: (S, S, 3) uint8, lines and all.
    """

    lineart: U8
    hint_map: U8
    picture: U8


class PlainSource:
    """Draws plain samples from a cache. Holds no state but its arguments.

    Args:
        pictures: the decoded corpus.
        weights: share of the samples per source name, as of `samples.SampleSource`.
        seed: of all chance.
        config: lines and hints.

    Raises:
        RecipeError: a weight for a source that the corpus lacks, a kind of lines or hints that nobody knows.
    """

    def __init__(
        self, pictures: Pictures, *, weights: Mapping[str, float], seed: int, config: PlainConfig
    ) -> None:
        self._pictures = pictures
        self._choose = chooser(pictures, weights, seed)
        self._seed, self._config = seed, config
        for shares, known, where in ((config.lines, DRAWINGS, "lines"), (config.hints, (TRUTH, *SIMULATORS), "hints")):
            if unknown := sorted(set(shares) - set(known)):
                raise RecipeError(f"data.plain.{where} names {', '.join(unknown)}; known are {', '.join(known)}")
        if not config.lines:
            raise RecipeError(f"data.plain.lines is empty; known are {', '.join(DRAWINGS)}")

    def sample(self, number: int, size_px: int, *, no_hint_share: float = 0.0) -> PlainSample:
        """Sample `number` at `size_px` pixels square."""
        rng = np.random.default_rng([self._seed, number])
        chosen = self._choose(number, rng.random())
        hinted = bool(self._config.hints) and rng.random() >= no_hint_share
        picture = square(self._pictures[chosen], size_px)
        lineart = DRAWINGS[_choose(self._config.lines, rng)](picture, rng)
        return PlainSample(lineart, self._hint_map(picture, lineart, rng, hinted=hinted), picture)

    def _hint_map(self, picture: U8, lineart: U8, rng: Rng, *, hinted: bool) -> U8:
        extent = Extent(*picture.shape[:2])
        if not hinted:
            return rasterize(Hints(extent), extent)
        kind = _choose(self._config.hints, rng)
        if kind == TRUTH:
            return np.dstack([picture, white_out(extent, rng, self._config.whiteout)])
        gray = lineart if lineart.ndim == 2 else cv2.cvtColor(lineart, cv2.COLOR_RGB2GRAY)
        return rasterize(simulate_hints(kind, picture, gray, rng), extent)


def _choose(shares: Mapping[str, float], rng: Rng) -> str:
    likely = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=likely / likely.sum()))


def square(picture: Picture, size_px: int) -> U8:
    """The picture with its lines, cut to a square: a tall one at its top, a wide one in its middle.

    A drawing by program, whose colours lie apart from its lines, gets these laid over them.

    Returns:
        (S, S, 3) uint8 sRGB.

    Source: deepcolor's preparation of its data.
    """
    colors = picture.colors
    if picture.row.lineart_kind == DRAWN and picture.lineart is not None:
        light = cv2.cvtColor(np.ascontiguousarray(picture.lineart), cv2.COLOR_GRAY2RGB)
        colors = cv2.multiply(colors, light, scale=1 / 255)
    height, width = colors.shape[:2]
    short, left = min(height, width), max(0, (width - height) // 2)
    cut = np.ascontiguousarray(colors[:short, left : left + short])
    how = cv2.INTER_AREA if short > size_px else cv2.INTER_CUBIC
    return cv2.resize(cut, (size_px, size_px), interpolation=how)


def white_out(extent: Extent, rng: Rng, config: Whiteout) -> U8:
    """(H, W) uint8, 255 where a hint is left and 0 in the squares; their corners are uniform within the picture.

    With 30 squares of 50 px at 256 px, 39 % of the picture are left on average: 17 % of its centre, nearly all of its
    corners.
    """
    kept = np.full(extent, 255, np.uint8)
    side = max(1, round(config.size * min(extent) / config.at_px))
    for _ in range(config.count):
        top, left = int(rng.integers(0, extent.height - side)), int(rng.integers(0, extent.width - side))
        kept[top : top + side, left : left + side] = 0
    return kept
