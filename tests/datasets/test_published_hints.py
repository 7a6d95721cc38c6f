"""Other systems' hints are drawn by their rules."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.hints import rasterize
from nurie.datasets.simulate import HINT_SHARES, SIMULATORS, simulate_hints

PUBLISHED = [name for name in SIMULATORS if name not in HINT_SHARES]
PAPER = np.full((128, 128), 255, np.uint8)
COLORS = np.random.default_rng(0).integers(0, 256, (128, 128, 3)).astype(np.uint8)


def _many(name: str, times: int = 300):  # type: ignore[no-untyped-def]
    return [simulate_hints(name, COLORS, PAPER, np.random.default_rng(seed)) for seed in range(times)]


def test_the_table_holds_the_published_ones() -> None:
    """A recipe that names one would be refused."""
    assert set(PUBLISHED) == {"ideepcolor", "alacgan", "paintstorch", "icolorit", "paintschainer"}


def test_our_own_recipes_do_not_learn_from_them() -> None:
    """Another mix of hints would make every trained figure incomparable."""
    assert len(HINT_SHARES) == 9 and sum(HINT_SHARES.values()) == pytest.approx(1)


def test_ideepcolors_points_are_few_and_central() -> None:
    """Uniform places and fixed numbers are another protocol: geometric with p = 1/8, normal around the centre."""
    counts = [len(hints.strokes) for hints in _many("ideepcolor")]
    places = np.array([stroke.points[0] for hints in _many("ideepcolor") for stroke in hints.strokes])
    assert np.mean(counts) == pytest.approx(8, abs=1.5) and min(counts) == 1
    assert places.mean(0) == pytest.approx([64, 64], abs=3) and places.std(0) == pytest.approx([30, 30], abs=4)
    sizes = {round(2 * stroke.radius_px) for hints in _many("ideepcolor") for stroke in hints.strokes}
    assert sizes == set(range(1, 10))


def test_alacgan_marks_a_share_of_the_pixels() -> None:
    """0 to 1.5 %, 0.4 % on average, in colours that are a little elsewhere."""
    shares = [len(hints.strokes) / PAPER.size for hints in _many("alacgan", 200)]
    assert np.mean(shares) == pytest.approx(0.004, abs=6e-4) and max(shares) <= 0.0151
    hints = simulate_hints("alacgan", COLORS, PAPER, np.random.default_rng(1))
    here = [tuple(COLORS[int(s.points[0][1]), int(s.points[0][0])].tolist()) == s.color for s in hints.strokes]
    assert np.mean(here) < 0.2


def test_paintstorchs_strokes_bend() -> None:
    """Straight strokes, or colours other than the start's, are another simulator."""
    strokes = [stroke for hints in _many("paintstorch", 60) for stroke in hints.strokes]
    assert {len(hints.strokes) for hints in _many("paintstorch")} == set(range(1, 11))
    for stroke in strokes:
        (x, y), color = stroke.points[0], stroke.color
        assert color == tuple(COLORS[int(y), int(x)].tolist())
        assert 0.5 <= stroke.radius_px <= 16 * 128 / 512
    start, middle, end = (np.array([stroke.points[n] for stroke in strokes]) for n in (0, 4, 8))
    assert np.linalg.norm(middle - (start + end) / 2, axis=1).mean() > 1


def test_icolorit_marks_whole_cells() -> None:
    """Cells of 2x2 px on the even grid, ten of them: the same files serve all methods there."""
    hints = simulate_hints("icolorit", COLORS, PAPER, np.random.default_rng(4))
    marked = rasterize(hints, hints.size)[..., 3] > 0
    cells = marked.reshape(64, 2, 64, 2).sum((1, 3))
    assert set(np.unique(cells)) == {0, 4} and (cells > 0).sum() == 10


def test_paintschainers_colors_are_coarse() -> None:
    """Exact colours in training would make the network trust a hint more than it did."""
    hints = _many("paintschainer", 100)
    values = {value for one in hints for stroke in one.strokes for value in stroke.color}
    assert all(value % 20 == 0 or value == 255 for value in values)
    counts = np.array([len(one.strokes) for one in hints])
    assert counts.min() >= 2 and 0.3 < (counts <= 15).mean() < 0.7
    one = simulate_hints("paintschainer", COLORS, PAPER, np.random.default_rng(0), 1)
    assert 5 <= (rasterize(one, one.size)[..., 3] > 0).sum() <= 13  # a pixel and what lies around it
