"""The flood of hints through the line map."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.flood import flood

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def _page(size: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """A page with one closed vertical line in the middle, and an empty hint map."""
    lineart = np.full((size, size), 255, np.uint8)
    lineart[:, size // 2 - 1 : size // 2 + 1] = 0
    return lineart, np.zeros((size, size, 4), np.uint8)


def test_without_hints_nothing_flows() -> None:
    """An empty page of hints must not read as black or white."""
    lineart, hints = _page()
    assert not flood(hints, lineart).any()


def test_each_side_of_a_line_keeps_its_own_color() -> None:
    """A colour must not leak across a closed line when the other side has its own hint."""
    lineart, hints = _page()
    hints[5, 3], hints[60, 60] = RED, BLUE
    flooded = flood(hints, lineart)
    assert (flooded[:, :31, :3] == RED[:3]).all()
    assert (flooded[:, 33:, :3] == BLUE[:3]).all()


def test_confidence_drops_across_a_line() -> None:
    """A region without a hint takes its neighbour's colour, but must be marked as doubtful."""
    lineart, hints = _page()
    hints[32, 27] = RED
    flooded = flood(hints, lineart)
    near_side, far_side = int(flooded[32, 20, 3]), int(flooded[32, 38, 3])
    assert far_side < 0.6 * near_side


def test_a_hint_pixel_keeps_its_exact_color() -> None:
    """A one-pixel hint in a small thing (an eye) must survive the coarser cells of the flood."""
    lineart, hints = _page()
    hints[10, 10], hints[11, 11] = RED, BLUE
    flooded = flood(hints, lineart)
    assert tuple(flooded[10, 10, :3]) == RED[:3] and tuple(flooded[11, 11, :3]) == BLUE[:3]


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (33, 2), (45, 71)])
def test_any_size(shape: tuple[int, int]) -> None:
    """Odd sizes must not lose a row or a column to the cells."""
    hints = np.zeros((*shape, 4), np.uint8)
    hints[0, 0] = RED
    flooded = flood(hints, np.full(shape, 255, np.uint8))
    assert flooded.shape == (*shape, 4) and (flooded[..., :3] == RED[:3]).all()


def test_floods_meet_in_the_gap_between_two_rooms() -> None:
    """A line that is open by a few pixels is the commonest leak: a hint near the gap must not fill the other room."""
    lineart = np.full((192, 384), 255, np.uint8)
    lineart[:, 190:194] = 0
    lineart[94:98, 190:194] = 255  # the gap
    hints = np.zeros((192, 384, 4), np.uint8)
    hints[95:97, 170:172], hints[40:42, 340:342] = RED, BLUE  # one close to the gap, the other far away
    flooded = flood(hints, lineart)
    assert (flooded[:, :190, :3] == RED[:3]).all() and (flooded[:, 196:, :3] == BLUE[:3]).all()


def test_confidence_does_not_depend_on_the_working_size() -> None:
    """At larger sizes each drawn line is more cells dark, and the network fell back on sepia behind hatching."""
    seen = []
    for scale in (1, 2, 3):
        hint_map = np.zeros((96 * scale, 128 * scale, 4), np.uint8)
        lineart = np.full((96 * scale, 128 * scale), 255, np.uint8)
        hint_map[40 * scale : 44 * scale, 8 * scale : 12 * scale] = 200, 40, 30, 255
        lineart[:, 60 * scale : 64 * scale] = 215  # a faint pencil line
        seen.append(int(flood(hint_map, lineart)[42 * scale, 120 * scale, 3]))
    assert min(seen) > 60 and max(seen) - min(seen) <= 6
