"""Simulated hints."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.hints import rasterize
from nurie.core.types import Extent
from nurie.datasets.simulate import SIMULATORS, random_hints, simulate_hints
from nurie.errors import OptionError


def _picture() -> tuple[np.ndarray, np.ndarray]:
    """Left red, right blue, a line between."""
    colors = np.zeros((80, 100, 3), np.uint8)
    colors[:, :50], colors[:, 50:] = (200, 30, 20), (20, 40, 210)
    lineart = np.full((80, 100), 255, np.uint8)
    lineart[:, 49:51] = 0
    return colors, lineart


@pytest.mark.parametrize("name", [name for name in SIMULATORS if name != "messy_strokes"])
def test_hints_have_the_color_that_lies_under_them(name: str) -> None:
    """A hint with a mixed or foreign colour teaches the network to ignore hints."""
    colors, lineart = _picture()
    hints = simulate_hints(name, colors, lineart, np.random.default_rng(5), 12)
    assert hints.strokes
    for stroke in hints.strokes:
        x, y = stroke.points[0]
        assert np.abs(colors[int(y), int(x)].astype(int) - stroke.color).max() <= 1


@pytest.mark.parametrize("name", list(SIMULATORS))
def test_the_same_generator_state_gives_the_same_hints(name: str) -> None:
    """Evaluation compares methods on the same hints, and a resumed run repeats its samples."""
    colors, lineart = _picture()
    first, second = (simulate_hints(name, colors, lineart, np.random.default_rng(9)) for _ in range(2))
    assert first.strokes == second.strokes


def test_strokes_do_not_leave_their_color() -> None:
    """`region_strokes` is the exact kind: it must not cross into the other colour."""
    colors, lineart = _picture()
    hints = simulate_hints("region_strokes", colors, lineart, np.random.default_rng(2), 40)
    for stroke in hints.strokes:
        assert len({x < 50 for x, _ in stroke.points}) == 1


@pytest.mark.parametrize("lines", [0, 255])
def test_a_page_of_ink_or_of_paper_is_no_error(lines: int) -> None:
    """Black fills and blank crops occur in every corpus."""
    colors, _ = _picture()
    for name in SIMULATORS:
        hints = simulate_hints(name, colors, np.full((80, 100), lines, np.uint8), np.random.default_rng(1), 5)
        assert rasterize(hints, Extent(80, 100))[..., 3].any()


def test_random_hints_are_never_none() -> None:
    """Whether a sample has hints is decided before its crop; a second chance of none would raise the share."""
    colors, lineart = _picture()
    assert all(random_hints(colors, lineart, np.random.default_rng(n)) for n in range(100))


def test_unknown_simulator() -> None:
    """A misspelt simulator must be refused with the list of simulators."""
    colors, lineart = _picture()
    with pytest.raises(OptionError, match=r"'dot'.*dots, sized_dots"):
        simulate_hints("dot", colors, lineart, np.random.default_rng(0))
