"""Colours where the artist gave none: dots sampled from the network's own colour classes, most certain first."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.flood import flood
from nurie.runtime.backend import Backend
from nurie.runtime.tensors import pad_planes, to_planes

ROUNDS = (4, 10, 18)  # dots added per round; each round sees the dots before it
COVERED = 0.35  # flood confidence from which a place counts as hinted
TEMPERATURE = 0.35  # of the seed's noise; seed 0 has none
DOT_SHARE = 1 / 170  # a dot's radius as a share of the short side
_SPACING_CELLS = 2.0
_INK_BELOW = 200


def complete_hints(
    backend: Backend, lineart: NDArray[np.uint8], hint_map: NDArray[np.uint8], seed: int
) -> NDArray[np.uint8]:
    """Add dots of plausible colours to places that no hint reaches.

    In each round the network says how likely each colour class is per cell; the most certain cells that
    no hint covers take a dot of their class, and the next round sees these dots. One noise vector per
    seed is shared by all cells, so that places that could be the same thing choose the same colour.

    Args:
        backend: a network with colour classes; one without gets its hints back.
        lineart: (h, w) uint8, 255 paper.
        hint_map: (h, w, 4) uint8, the artist's hints.
        seed: 0 takes the most likely class, others vary.

    Returns:
        (h, w, 4) uint8: the artist's hints, and the dots where those do not reach.

    Source: confidence-ordered decoding, Chang et al. 2022, "MaskGIT", arXiv:2202.04200; classes instead of
        regression, Zhang et al. 2016, arXiv:1603.08511.
    """
    bins = np.array(backend.card.color_bins, np.uint8)
    if not len(bins):
        return hint_map
    cells = _cells(lineart, backend.card.cell_px)
    noise = _noise(len(bins), seed)
    completed = hint_map.copy()
    for count in ROUNDS:
        flooded = flood(completed, lineart)
        free = np.flatnonzero(flooded[cells.rows, cells.columns, 3] < 255 * COVERED)
        if not free.size:
            break
        planes = pad_planes(to_planes(lineart, completed, flooded), backend.card.multiple)
        score = _pool(_log_softmax(backend.run(planes)[1][0]), cells)[free] + noise
        order = score.max(1) + 0.02 * np.minimum(cells.depth[free], 8)
        for index in _spread(cells, free, order, count, _SPACING_CELLS * backend.card.cell_px):
            cell = free[index]
            _draw_dot(completed, cells.rows[cell], cells.columns[cell], bins[score[index].argmax()])
    marked = hint_map[..., 3] > 0
    completed[marked] = hint_map[marked]
    return completed


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The cells of the class grid that lie on the page, each with its pixel farthest from ink.

    rows, columns: of that pixel; depth: its distance from ink in px; region: its region's number; grid: the
    cell's (row, column) in the class grid; all (cells,).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    depth: NDArray[np.float32]
    region: NDArray[np.int32]
    grid: tuple[NDArray[np.int64], NDArray[np.int64]]


def _cells(lineart: NDArray[np.uint8], cell_px: int) -> _Cells:
    height, width = lineart.shape
    paper = (lineart >= _INK_BELOW).astype(np.uint8)
    depth = cv2.distanceTransform(np.pad(paper, 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    down, across = -(-height // cell_px), -(-width // cell_px)
    padded = np.pad(
        depth, ((0, down * cell_px - height), (0, across * cell_px - width)), constant_values=-1
    )
    blocks = padded.reshape(down, cell_px, across, cell_px).swapaxes(1, 2).reshape(down * across, -1)
    inside = blocks.argmax(1)
    grid = np.divmod(np.arange(down * across), across)
    rows, columns = grid[0] * cell_px + inside // cell_px, grid[1] * cell_px + inside % cell_px
    _, labels = cv2.connectedComponents(paper, connectivity=4)
    return _Cells(rows, columns, depth[rows, columns], labels[rows, columns], grid)


def _noise(count: int, seed: int) -> NDArray[np.float32]:
    """Gumbel noise: adding it to log probabilities and taking the largest is sampling."""
    if seed == 0:
        return np.zeros(count, np.float32)
    uniform = np.random.default_rng(seed).uniform(1e-6, 1 - 1e-6, count)
    return (-TEMPERATURE * np.log(-np.log(uniform))).astype(np.float32)


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max(0)
    return shifted - np.log(np.exp(shifted).sum(0))


def _pool(scores: NDArray[np.float32], cells: _Cells) -> NDArray[np.float32]:
    """(K, gh, gw) class scores to (cells, K), averaged over neighbouring cells of the same region."""
    grid_region = np.full((scores.shape[1] + 2, scores.shape[2] + 2), -1, np.int32)
    grid_region[cells.grid[0] + 1, cells.grid[1] + 1] = cells.region
    padded = np.pad(scores, ((0, 0), (1, 1), (1, 1)))
    total, weight = np.zeros((len(cells.rows), len(scores)), np.float32), np.zeros(len(cells.rows), np.float32)
    for down, across in np.ndindex(3, 3):
        row, column = cells.grid[0] + down, cells.grid[1] + across
        same = grid_region[row, column] == cells.region
        total += same[:, None] * padded[:, row, column].T
        weight += same
    return total / weight[:, None]


def _spread(
    cells: _Cells, free: NDArray[np.int64], order: NDArray[np.float32], count: int, spacing_px: float
) -> list[int]:
    """Indices into `free`, best first, none within `spacing_px` of another in the same region."""
    chosen: list[int] = []
    for index in np.argsort(-order, kind="stable").tolist():
        cell = free[index]
        if cells.depth[cell] < 1:
            continue
        others = free[chosen]
        apart = np.hypot(cells.rows[others] - cells.rows[cell], cells.columns[others] - cells.columns[cell])
        if np.any((apart < spacing_px) & (cells.region[others] == cells.region[cell])):
            continue
        chosen.append(index)
        if len(chosen) == count:
            break
    return chosen


def _draw_dot(hint_map: NDArray[np.uint8], row: int, column: int, color: NDArray[np.uint8]) -> None:
    radius = max(1, round(min(hint_map.shape[:2]) * DOT_SHARE))
    value = (*color.tolist(), 255)
    cv2.circle(hint_map, (int(column), int(row)), radius, value, -1)
