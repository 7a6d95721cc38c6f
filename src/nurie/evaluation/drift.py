"""Hue drift: whether a page keeps its colours when the same page is given at another size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.types import Hints, Page
from nurie.datasets.manifest import Row
from nurie.evaluation.methods import Method
from nurie.evaluation.run import EvalConfig, Level, select_suites
from nurie.evaluation.suites import LINE_BELOW, Sample, draw_hints, load_sample, spread

U8 = NDArray[np.uint8]

SCALES = (0.5, 1.0, 2.0)
PAIRS = tuple(combinations(SCALES, 2))
PAIR_NAMES = tuple(f"{one:g}x–{other:g}x" for one, other in PAIRS)


@dataclass(frozen=True, slots=True)
class DriftRow:
    """Mean drift of one method over one suite at one hint level.

    Attributes:
        pictures: how many were coloured at every scale.
        pairs: mean ΔE2000 for each pair of `PAIRS`; nan where no page has paper.
    """

    suite: str
    level: Level
    method: str
    pictures: int
    pairs: tuple[float, ...]

    @property
    def mean(self) -> float:
        return math.fsum(self.pairs) / len(self.pairs)


def measure_drift(
    methods: Sequence[Method],
    rows: Sequence[Row],
    folder: Path,
    *,
    config: EvalConfig,
    limit: int,
    on_picture: Callable[[], None] = lambda: None,
) -> tuple[DriftRow, ...]:
    """Colour at most `limit` pictures of each suite at every scale, by every method.

    Raises:
        OptionError: an unknown suite, or no picture in any suite.
        ManifestError: a file that cannot be read.
    """
    table = []
    for suite, members in select_suites(rows, config).items():
        found: dict[tuple[Level, str], list[list[float]]] = {}
        for row in spread(members, limit):
            sample = load_sample(row, folder)
            for level in config.levels:
                hints = draw_hints(sample, level, seed=config.seed)
                for method in methods:
                    steps = drift(method, sample, hints, seed=config.seed)
                    found.setdefault((level, method.name), []).append(steps)
            on_picture()
        for level in config.levels:
            for method in methods:
                if steps := found.get((level, method.name)):
                    table.append(DriftRow(suite, level, method.name, len(steps), _means(steps)))
    return tuple(table)


def drift(method: Method, sample: Sample, hints: Hints, *, seed: int) -> list[float]:
    """Mean ΔE2000 between the line-free layers at two scales, for each pair of `PAIRS`.

    The page is resized as a program would that saves the same drawing at another size; the hints keep their places.
    Layers are compared at the smallest size, outside lines.

    Returns:
        as many values as `PAIRS`; nan where the smallest page is all line.
    """
    pages = [Page(rescale(sample.lineart, scale)) for scale in SCALES]
    size = pages[0].lineart.shape[::-1]
    layers = [method.paint(page, hints, seed=seed).color for page in pages]
    paper = pages[0].lineart >= LINE_BELOW
    if not paper.any():
        return [math.nan] * len(PAIRS)
    labs = [rgb_to_lab(cv2.resize(layer, size, interpolation=cv2.INTER_AREA)[paper]) for layer in layers]
    return [float(delta_e2000(one, other).mean()) for one, other in combinations(labs, 2)]


def rescale(lineart: U8, scale: float) -> U8:
    """(H, W) uint8 line art at another size: area averaging down, cubic up."""
    if scale == 1:
        return lineart
    height, width = (max(1, round(side * scale)) for side in lineart.shape)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(lineart, (width, height), interpolation=how)


def drift_headings() -> list[str]:
    """Column headings: the pairs of scales, and their mean."""
    return ["hints", "method", *PAIR_NAMES, "drift ΔE ↓"]


def drift_cells(row: DriftRow) -> list[str]:
    """One row's cells as text, in the order of `drift_headings`."""
    values = (*row.pairs, row.mean)
    return [str(row.level), row.method, *("–" if math.isnan(value) else f"{value:.2f}" for value in values)]


def _means(steps: list[list[float]]) -> tuple[float, ...]:
    defined = [values for values in steps if not math.isnan(values[0])]
    return tuple(math.fsum(column) / len(column) for column in zip(*defined, strict=True)) or (math.nan,) * len(PAIRS)
