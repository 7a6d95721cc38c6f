"""Tests of nurie.evaluation.drift: the same page at three sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from nurie.core.types import Hints, Stroke
from nurie.datasets.manifest import read_manifest
from nurie.evaluation.drift import PAIR_NAMES, DriftRow, drift, drift_cells, drift_headings, measure_drift, rescale
from nurie.evaluation.methods import Painted, fillers
from nurie.evaluation.run import EvalConfig

RED, BLUE = (200, 30, 40), (40, 60, 210)


@dataclass
class BySize:
    """Paints a grey that depends on the page's height, as a network might whose receptive field is in pixels."""

    name: str = "by size"

    def paint(self, page, hints, *, seed):
        gray = np.full((*page.extent, 3), min(255, page.extent.height), np.uint8)
        return Painted(gray, gray)


def test_what_depends_on_the_size_drifts(halves):
    """Pages that are not really resized, or layers compared with themselves, give 0 to everybody."""
    small, both, large = drift(BySize(), halves, Hints(halves.extent), seed=0)
    assert 0 < small < both and 0 < large < both


def test_a_filler_hardly_drifts(halves):
    """Hints that do not move with the page would land elsewhere on it."""
    hints = Hints(halves.extent, (Stroke(((8, 50),), RED, 2), Stroke(((75, 8),), BLUE, 2)))
    assert max(drift(fillers(["watershed"])[0], halves, hints, seed=0)) < 0.5


def test_rescaling_keeps_paper_and_ink(halves):
    """Cubic overshoot that wraps round would put black specks on the paper."""
    for scale, extent in ((0.5, (30, 40)), (1.0, (60, 80)), (2.0, (120, 160))):
        lineart = rescale(halves.lineart, scale)
        assert lineart.shape == extent and lineart.max() == 255 and lineart.min() < 60


def test_the_table_holds_each_suite_level_and_method(manifest):
    """Means over too many pictures, or a suite without any that divides by zero."""
    config = EvalConfig(levels=(0, 4), suites=("anime", "real", "vector"))
    table = measure_drift(fillers(["nearest"]), read_manifest(manifest), manifest.parent, config=config, limit=2)
    assert [(row.suite, row.level, row.pictures) for row in table] == [
        ("anime", 0, 2), ("anime", 4, 2), ("vector", 0, 2), ("vector", 4, 2)
    ]  # fmt: skip
    assert table[0].pairs == (0, 0, 0) and len(table[0].pairs) == len(PAIR_NAMES)


def test_cells_fit_their_headings():
    """A shifted column reads as a wrong figure."""
    cells = drift_cells(DriftRow("real", 4, "a", 2, (1.0, 2.0, 4.5)))
    assert cells == ["4", "a", "1.00", "2.00", "4.50", "2.50"] and len(cells) == len(drift_headings())
    assert drift_cells(DriftRow("real", 4, "a", 2, (float("nan"),) * 3))[-1] == "–"


def test_an_all_black_page_has_no_drift(halves):
    """A mean over nothing is a warning and a nan that spoils the others."""
    black = type(halves)("black", halves.picture, np.zeros_like(halves.lineart), halves.colors)
    assert np.isnan(drift(BySize(), black, Hints(black.extent), seed=0)).all()


@pytest.mark.parametrize("limit", [1, 5])
def test_limit_is_per_suite(manifest, limit):
    """`--drift 1` that takes one picture in all would leave suites out."""
    seen = []
    config = EvalConfig(levels=(0,), suites=("anime", "vector"))
    measure_drift(
        fillers(["nearest"]), read_manifest(manifest), manifest.parent, config=config, limit=limit,
        on_picture=lambda: seen.append(1),
    )  # fmt: skip
    assert len(seen) == min(limit, 3) + min(limit, 2)
