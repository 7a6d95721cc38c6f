"""The flood of hints through the line map."""

from __future__ import annotations

import heapq

import cv2
import numpy as np
import pytest

from nurie.core import flood as module
from nurie.core.flood import CELL_PX, LINE_COST, flood

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


def test_sweeps_find_the_distances_that_dijkstra_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in a sweep's direction or cost would still look plausible: compare with an exact search."""
    monkeypatch.setattr(module, "MAX_ROUNDS", 50)
    rng = np.random.default_rng(3)
    lineart = np.full((48, 40), 255, np.uint8)
    for _ in range(6):
        x, y, radius = rng.integers(4, 40, 3).tolist()
        cv2.circle(lineart, (x, y), radius, 0, 1)
    seeds = np.zeros((24, 20), bool)
    seeds[3, 4] = seeds[20, 15] = True
    darkest = lineart.reshape(24, CELL_PX, 20, CELL_PX).min((1, 3))
    cost = (1 + LINE_COST * ((255 - darkest) / np.float32(255)) ** 2).astype(np.float32)
    distance, _ = module._geodesic(seeds, cost)
    np.testing.assert_allclose(distance, _dijkstra(seeds, cost), rtol=1e-3, atol=0.1)


def _dijkstra(seeds: np.ndarray, cost: np.ndarray) -> np.ndarray:
    distance = np.where(seeds, 0.0, np.inf)
    queue = [(0.0, int(y), int(x)) for y, x in np.argwhere(seeds)]
    while queue:
        here, y, x = heapq.heappop(queue)
        for v, u in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if 0 <= v < cost.shape[0] and 0 <= u < cost.shape[1] and here + cost[v, u] < distance[v, u]:
                distance[v, u] = here + cost[v, u]
                heapq.heappush(queue, (float(distance[v, u]), v, u))
    return distance


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (37, 3), (64, 50)])
def test_a_sweep_is_a_running_minimum(shape: tuple[int, int]) -> None:
    """The doubling steps must not skip a row or change what they were given."""
    rng = np.random.default_rng(5)
    places, steps = rng.integers(0, 2**40, shape), rng.integers(1, 2**38, shape)
    before, along = places.copy(), np.cumsum(steps, 0)
    np.testing.assert_array_equal(module._sweep(places, along), np.minimum.accumulate(places - along, 0) + along)
    np.testing.assert_array_equal(places, before)


def test_each_cell_names_the_seed_that_its_distance_is_to() -> None:
    """Distance and seed lie in one number: a carry from one into the other would send colours across the page."""
    rng = np.random.default_rng(11)
    seeded = rng.random((45, 71)) < 0.01
    cost = (1 + LINE_COST * rng.choice([0, 0, 0, 0.3, 1], seeded.shape) ** 2).astype(np.float32)
    distance, nearest = module._geodesic(seeded, cost)
    assert seeded.ravel()[nearest].all() and (distance[seeded] == 0).all()
    for number in np.flatnonzero(seeded)[:4]:
        alone, _ = module._geodesic(np.arange(seeded.size).reshape(seeded.shape) == number, cost)
        own = nearest == number
        np.testing.assert_allclose(distance[own], alone[own], rtol=0.02)



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
