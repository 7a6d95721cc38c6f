"""Floods over a map of lines: which seed has which cell."""

from __future__ import annotations

import heapq

import cv2
import numpy as np
import pytest

from nurie.core import geodesic as module
from nurie.core.geodesic import UNITS, ease, geodesic, line_cost, nearest_seeds, soften, to_units


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
    cost = line_cost(lineart.reshape(24, 2, 20, 2).min((1, 3)))
    distance, _ = geodesic(seeds, to_units(cost, UNITS))
    np.testing.assert_allclose(distance / UNITS, _dijkstra(seeds, cost), rtol=1e-3, atol=0.1)


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
    steps = to_units(line_cost(rng.choice(np.array([255, 255, 255, 178, 0], np.uint8), seeded.shape)), UNITS)
    distance, nearest = geodesic(seeded, steps)
    assert seeded.ravel()[nearest].all() and (distance[seeded] == 0).all()
    for number in np.flatnonzero(seeded)[:4]:
        alone, _ = geodesic(np.arange(seeded.size).reshape(seeded.shape) == number, steps)
        own = nearest == number
        np.testing.assert_allclose(distance[own], alone[own], rtol=0.02)


def test_a_hint_beside_a_line_does_not_take_the_middle() -> None:
    """What is marked at a region's edge is meant for the edge; the mark in the middle is the region's."""
    seeds = np.zeros((60, 120), np.bool_)
    lineart = np.full(seeds.shape, 255, np.uint8)
    lineart[0] = 0
    seeds[1, 60] = seeds[30, 10] = True
    at_edge = nearest_seeds(seeds, lineart, lineart, 12.0) == 60 + 120
    assert at_edge[1, 60] and at_edge.mean() < 0.05  # by bare distance it would have half of the page


def test_a_line_is_crossed_where_it_is_weakest() -> None:
    """The parts of a pleated skirt are one area to the eye: what is far behind faint lines is nearer than over ink."""
    seeds = np.zeros((40, 120), np.bool_)
    lineart = np.full(seeds.shape, 255, np.uint8)
    lineart[:, 20:100:16] = 190
    lineart[:, 100:102] = 0
    seeds[20, 5] = seeds[20, 110] = True
    first = nearest_seeds(seeds, lineart, lineart, 2.0) == 20 * 120 + 5
    assert first[:, :99].all() and not first[:, 103:].any()


def test_softened_relief_is_a_binomial_mean_to_the_bit() -> None:
    """The browser and the training device compute the same whole numbers; a rounding apart moves whole regions."""
    relief = np.random.default_rng(2).integers(0, 256, (7, 9), np.uint8)
    framed, weights = np.pad(relief.astype(int), 1, mode="edge"), np.outer([1, 2, 1], [1, 2, 1])
    expected = [[((framed[y : y + 3, x : x + 3] * weights).sum() + 8) // 16 for x in range(9)] for y in range(7)]
    np.testing.assert_array_equal(soften(relief), expected)
    assert (soften(np.full((1, 1), 77, np.uint8)) == 77).all()


def test_what_is_narrow_is_dear_within_bounds() -> None:
    """A cost below 1 would reverse the order of paths, one without a limit would not fit its number."""
    costs = ease(np.arange(256, dtype=np.uint8), 12.0)
    assert costs[12:].max() == costs.min() == 1 and costs.max() <= module.SLOWEST
    assert (np.diff(costs[1:]) <= 0).all() and costs[6] == 8
    assert (ease(np.zeros((2, 2), np.uint8), 0.5) == 1).all()  # of a page of a few pixels


@pytest.mark.parametrize("shape", [(1, 100_000), (100_000, 1)])
def test_a_page_of_one_row_of_ink_keeps_its_order(shape: tuple[int, int]) -> None:
    """Distances that do not fit their number wrap around, and colours come from nowhere."""
    seeds = np.zeros(shape, np.bool_)
    seeds.ravel()[[0, -1]] = True
    ink = np.zeros(shape, np.uint8)
    nearest = nearest_seeds(seeds, ink, ink, 50.0).ravel()
    assert (nearest[:49_000] == 0).all() and (nearest[51_000:] == 99_999).all()
