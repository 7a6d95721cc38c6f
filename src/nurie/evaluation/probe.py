"""The hint whose change shows bleeding: which one, and what it becomes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.types import Hints, Rgb, Stroke
from nurie.evaluation.suites import Sample

WHOLE_PAGE_SHARE = 0.9  # a region that holds more than this share of the paper counts as the whole page
MIN_REGION_PX = 64  # smaller parts are specks between hatching lines
MIN_STEP = 20.0  # ΔE2000 from a hint's colour to its complement that makes a change worth watching


class Probe(NamedTuple):
    """The hints with one colour changed, and the region that holds the changed hint."""

    hints: Hints
    region: int


def find_probe(sample: Sample, hints: Hints, *, seed: int) -> Probe | None:
    """Choose the hint whose change shows bleeding, by the seed.

    It starts on paper, in a region that is neither the whole page nor a speck, and its colour differs clearly from its
    complement (mid grey does not). None where no hint is such.
    """
    in_parts = _in_parts(sample, hints)
    candidates = [(index, region) for index, region in in_parts if _step(hints.strokes[index]) >= MIN_STEP]
    if not candidates:
        return None
    index, region = candidates[int(np.random.default_rng(seed).integers(len(candidates)))]
    return Probe(_with_complement(hints, index), region)


def _in_parts(sample: Sample, hints: Hints) -> list[tuple[int, int]]:
    """Index and region of the strokes that start in a region which is neither the whole page nor a speck."""
    sizes = np.bincount(sample.regions.ravel())
    part = (sizes >= MIN_REGION_PX) & (sizes <= WHOLE_PAGE_SHARE * sizes[1:].sum())
    part[0] = False  # lines
    regions = [_region_under(sample, stroke) for stroke in hints.strokes]
    return [(index, region) for index, region in enumerate(regions) if part[region]]


def _region_under(sample: Sample, stroke: Stroke) -> int:
    x, y = (round(value) for value in stroke.points[0])
    height, width = sample.extent
    return int(sample.regions[min(max(y, 0), height - 1), min(max(x, 0), width - 1)])


def _complement(color: Rgb) -> Rgb:
    red, green, blue = color
    return 255 - red, 255 - green, 255 - blue


def _step(stroke: Stroke) -> float:
    """ΔE2000 from a stroke's colour to its complement."""
    lab = rgb_to_lab(np.array([stroke.color, _complement(stroke.color)], np.uint8))
    return float(delta_e2000(lab[0], lab[1]))


def _with_complement(hints: Hints, index: int) -> Hints:
    old = hints.strokes[index]
    new = Stroke(old.points, _complement(old.color), old.radius_px, old.kind)
    return replace(hints, strokes=(*hints.strokes[:index], new, *hints.strokes[index + 1 :]))
