"""Tests of nurie.evaluation.probe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nurie.core.types import Extent, Hints, Stroke
from nurie.evaluation.probe import find_probe


def dots(*places, color=(200, 30, 40)):
    return Hints(Extent(60, 80), tuple(Stroke((place,), color, 2.0) for place in places))


def test_one_hint_gets_its_complement_and_its_region_is_named(halves):
    """Two changed hints, or the wrong region, would make every method look as if it bled."""
    before = dots((10, 10), (70, 50), (72, 9))
    probe = find_probe(halves, before, seed=0)
    changed = [i for i, pair in enumerate(zip(before.strokes, probe.hints.strokes, strict=True)) if pair[0] != pair[1]]
    assert len(changed) == 1
    new = probe.hints.strokes[changed[0]]
    assert new.color == (55, 225, 215) and new.radius_px == 2.0
    x, y = new.points[0]
    assert probe.region == halves.regions[y, x] > 0


def test_the_seed_decides(halves):
    """The same seed must probe the same hint in every run."""
    before = dots(*((x, 20) for x in range(2, 38, 3)))
    chosen = [find_probe(halves, before, seed=seed).hints.strokes for seed in (0, 0, 1, 2, 3)]
    assert chosen[0] == chosen[1] and len(set(chosen)) > 1


def test_no_hint_qualifies(halves):
    """A hint on a line, on an undivided page or in mid grey cannot show bleeding."""
    assert find_probe(halves, Hints(halves.extent), seed=0) is None
    assert find_probe(halves, dots((40, 10)), seed=0) is None
    assert find_probe(halves, dots((10, 10), color=(127, 128, 127)), seed=0) is None
    undivided = replace(halves, lineart=np.full_like(halves.lineart, 255))
    assert find_probe(undivided, dots((10, 10)), seed=0) is None


def test_a_speck_between_lines_is_no_region(halves):
    """Pencil hatching encloses hundreds of specks; they would be probed instead of regions."""
    lineart = halves.lineart.copy()
    lineart[5:15, 5:15] = 0
    lineart[7:13, 7:13] = 255
    assert find_probe(replace(halves, lineart=lineart), dots((10, 10)), seed=0) is None
