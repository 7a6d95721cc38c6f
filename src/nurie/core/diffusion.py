"""Hints diffused over the page: what each pixel would take if colours ran into each other, held up by lines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

GRID = 48  # cells along the short side, at any size of the page
SHUT = 10.0  # a cell full of ink lets exp(-10) of a colour pass ...
LEAST_OPEN = 0.01  # ... but never less than this
ROUNDS, COARSEST = 20, 6  # per size; the coarsest has fewer cells along its short side

F32 = NDArray[np.float32]


def diffuse(
    hint_map: NDArray[np.uint8],
    lineart: NDArray[np.uint8],
    *,
    grid: int = GRID,
    shut: float = SHUT,
    rounds: int = ROUNDS,
) -> NDArray[np.uint8]:
    """Blend the hints' colours smoothly between the hints, less across lines than along paper.

    Where `flood.flood` decides for the nearest hint, this one hedges: on pencil pages with open and doubtful lines the
    mean of the hints around is nearer to the truth. A random walk on a coarse grid, from coarse to fine: cells with a
    hint keep its colour, every other cell takes the mean of its neighbours, weighted by how open they are.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.
        grid: cells along the short side; networks have learned from the default.
        shut: how much lines hold up, of a cell full of ink exp(-shut) passes; the same.
        rounds: at each size, with the coarsest first; the same.

    Returns:
        (H, W, 3) uint8 sRGB; black without hints.

    Source: random walks on line art, Sýkora, Dingliana and Collins 2009, "LazyBrush", section 2, for the weights;
    Levin, Lischinski and Weiss 2004 for blending.
    """
    height, width = lineart.shape
    if not hint_map[..., 3].any():
        return np.zeros((height, width, 3), np.uint8)
    levels = _pyramid(*_grid(hint_map, lineart, grid, shut))
    opened, seeds = levels[-1]
    color = np.broadcast_to(seeds[..., :3].sum((0, 1)) / seeds[..., 3].sum(), (*opened.shape, 3)).astype(np.float32)
    for opened, seeds in reversed(levels):
        color = cv2.resize(color, opened.shape[::-1], interpolation=cv2.INTER_LINEAR)
        color = _relaxed(color, opened, seeds, rounds)
    whole = cv2.resize(color, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.convertScaleAbs(whole)


def _grid(hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8], grid: int, shut: float) -> tuple[F32, F32]:
    """(h, w) how open each cell is, and (h, w, 4) the hints' colours times their share of it, and that share."""
    scale = min(1.0, grid / min(lineart.shape))  # a strip a few pixels wide would grow without end
    size = tuple(max(1, round(side * scale)) for side in lineart.shape[::-1])
    dark = cv2.resize(255 - lineart, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    marked = (hint_map[..., 3] > 0).view(np.uint8)
    seeds = cv2.bitwise_and(hint_map, hint_map, mask=marked).astype(np.float32)
    seeds[..., 3] = marked
    return np.maximum(np.exp(-shut * dark), np.float32(LEAST_OPEN)), _shrunk(seeds, size)


def _pyramid(opened: F32, seeds: F32) -> list[tuple[F32, F32]]:
    """The grid and its halves, the finest first."""
    levels = [(opened, seeds)]
    while min(opened.shape) > COARSEST:
        size = tuple(-(-side // 2) for side in opened.shape[::-1])
        opened, seeds = _shrunk(opened, size), _shrunk(seeds, size)
        levels.append((opened, seeds))
    return levels


def _shrunk(plane: F32, size: tuple[int, ...]) -> F32:
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)


def _relaxed(color: F32, opened: F32, seeds: F32, rounds: int) -> F32:
    """Some rounds in which each cell without a hint takes the weighted mean of the 3x3 cells around it."""
    places = np.flatnonzero(seeds[..., 3])
    found = seeds.reshape(-1, 4)[places]
    known = found[:, :3] / found[:, 3:]
    weight = cv2.merge([opened] * 3)
    share = 1 / cv2.blur(weight, (3, 3))
    color.reshape(-1, 3)[places] = known
    for _ in range(rounds):
        cv2.multiply(color, weight, dst=color)
        cv2.multiply(cv2.blur(color, (3, 3)), share, dst=color)
        color.reshape(-1, 3)[places] = known
    return color
