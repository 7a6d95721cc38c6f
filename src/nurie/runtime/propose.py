"""Colours where the artist gave none: dots sampled from the network's own colour classes, most certain first."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab
from nurie.core.flood import flood
from nurie.core.geometry import resize_lineart, working_extent
from nurie.core.types import Extent
from nurie.runtime.backend import Backend
from nurie.runtime.bundle import Card
from nurie.runtime.tensors import pad_planes, to_planes

SHORT_PX = 128  # short side at which colours are proposed: there the network sees whole things
ROUNDS = (4, 10, 18)  # dots added per round; each round sees the dots before it
COVERED = 0.6  # flood confidence from which a place counts as hinted
GUESS_REACH_SHARE = 1.5  # a guess runs out sooner than an artist's hint: one leak would colour the page
TEMPERATURE = 0.12  # of the seed's noise; seed 0 has none
DOT_SHARE = 1 / 170  # a dot's radius as a share of the short side
SPACING_CELLS = 1.5
_INK_BELOW = 200
KERNEL_LAB = 12.0  # colours this far apart in CIELAB still vote for each other
_KERNEL_LIGHTNESS = 0.7  # of a difference in lightness against one in hue
FAVOR_RARE = 0.2  # 0 the most likely colour (much paper white and brown), 1 the most surprising one
_UNIFORM = 0.5  # share of "all classes alike" in how common a class is, so that the rarest are not favoured most
VIVID = 1.4  # where anything goes, so much for 50 units of chroma, in units of log probability ...
_CERTAIN = 0.5  # ... and nothing where one colour and its like have this share of the votes
_MOST_CHROMA = 45.0
PAPER = 0.7  # around the drawing paper stays, unless another colour is so much more likely (log probability)
_GAP_PX = 2.0  # at `SHORT_PX`: gaps in the lines up to so wide do not join a thing to what surrounds it
U8 = NDArray[np.uint8]


def propose_hints(backend: Backend, lineart: U8, seed: int) -> U8:
    """Dots of plausible colours for a page without hints.

    In each round the network says how likely each colour class is per cell; the most certain cells that
    no dot covers take a dot of their class, and the next round sees these dots. One noise vector per
    seed is shared by all cells, so that places that could be the same thing choose the same colour.
    Within the drawing rare and vivid colours are favoured where the network is unsure; around it, paper.

    Args:
        backend: a network with colour classes; one without gets no dots.
        lineart: (h, w) uint8, 255 paper.
        seed: 0 takes the most likely class, others vary.

    Returns:
        (h, w, 4) uint8 as of `hints.rasterize`.

    Source: confidence-ordered decoding, Chang et al. 2022, "MaskGIT", arXiv:2202.04200; classes instead of
        regression, Zhang et al. 2016, arXiv:1603.08511.
    """
    hint_map = np.zeros((*lineart.shape, 4), np.uint8)
    if not backend.card.color_bins:
        return hint_map
    palette = _palette(backend.card)
    page = Extent(*lineart.shape)
    small = working_extent(page, min(SHORT_PX, min(page)))
    depth = _depth(lineart)
    for row, column, color in _propose(backend, resize_lineart(lineart, small), palette, seed):
        _draw_dot(hint_map, *_deepest(depth, row, column, page, small), color)
    return hint_map


def _propose(backend: Backend, lineart: U8, palette: _Palette, seed: int) -> list[tuple[int, int, U8]]:
    """Row, column and colour of each dot, at the size of `lineart`."""
    cells, noise = _cells(lineart, backend.card.cell_px), _noise(len(palette.bins), seed)
    hint_map = np.zeros((*lineart.shape, 4), np.uint8)
    dots = []
    for count in ROUNDS:
        flooded = flood(hint_map, lineart)
        free = np.flatnonzero((flooded[cells.rows, cells.columns, 3] < 255 * COVERED) & (cells.depth >= 1))
        if not free.size:
            break
        planes = pad_planes(to_planes(lineart, hint_map, flooded), backend.card.multiple)
        likely, charm = (_pool(part, cells)[free] for part in palette.score(backend.run(planes)[1][0]))
        around = cells.surround[free, None]
        score = likely + np.where(around, palette.paper, charm) + noise
        order = score.max(1) + 0.02 * np.minimum(cells.depth[free], 8)
        for index in _spread(cells, free, order, count, SPACING_CELLS * backend.card.cell_px):
            dot = int(cells.rows[free[index]]), int(cells.columns[free[index]]), palette.bins[score[index].argmax()]
            _draw_dot(hint_map, *dot)
            dots.append(dot)
    return dots


@dataclass(frozen=True, slots=True, eq=False)
class _Palette:
    """The colour classes, and what is known of them beside the network's answer.

    bins (K, 3) uint8; kernel (K, K), how much each votes for each other; merit (K,), what a class gains by being
    rare; chroma (K,); paper (K,), what whites gain around the drawing.
    """

    bins: U8
    kernel: NDArray[np.float32]
    merit: NDArray[np.float32]
    chroma: NDArray[np.float32]
    paper: NDArray[np.float32]

    def score(self, logits: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(K, gh, gw) logits to how likely a class and its like are (log), and what makes it a better choice.

        The classes of one thing's colours, such as skin, are many and near each other; alone each loses
        against white, which is one class. Where the votes are spread over all colours (cloth, hair of a
        fantasy figure), the mean of them is grey, so vivid ones are favoured.
        """
        votes = self.kernel @ np.exp(_log_softmax(logits)).reshape(len(logits), -1)  # (K, cells)
        free = np.clip(1 - votes.max(0) / _CERTAIN, 0, 1)
        charm = self.merit[:, None] + VIVID / 50 * self.chroma[:, None] * free
        return tuple(part.reshape(logits.shape).astype(np.float32) for part in (np.log(votes + 1e-9), charm))


def _palette(card: Card) -> _Palette:
    bins = np.array(card.color_bins, np.uint8)
    lab = rgb_to_lab(bins)
    steps = (lab[:, None] - lab[None]) * np.float32([_KERNEL_LIGHTNESS, 1, 1])
    kernel = np.exp(-(steps**2).sum(2) / (2 * KERNEL_LAB**2))
    uniform = np.full(len(bins), 1 / len(bins), np.float32)
    shares = np.array(card.color_shares, np.float32) if card.color_shares else uniform
    common = kernel @ ((1 - _UNIFORM) * shares + _UNIFORM * uniform)
    chroma = np.minimum(np.hypot(lab[:, 1], lab[:, 2]), _MOST_CHROMA)
    paper = np.where(bins.min(1) > 235, PAPER, 0).astype(np.float32)
    return _Palette(bins, kernel, -FAVOR_RARE * np.log(common), chroma, paper)


def _deepest(depth: NDArray[np.float32], row: int, column: int, page: Extent, small: Extent) -> tuple[int, int]:
    """The pixel of the page farthest from ink among those that a pixel of the smaller picture stands for."""
    top, left = row * page.height // small.height, column * page.width // small.width
    bottom, right = -(-(row + 1) * page.height // small.height), -(-(column + 1) * page.width // small.width)
    window = depth[top:bottom, left:right]
    down, across = np.unravel_index(int(window.argmax()), window.shape)
    return top + int(down), left + int(across)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The cells of the class grid that lie on the page, each with its pixel farthest from ink.

    rows, columns: of that pixel; depth: its distance from ink in px; region: its region's number; surround:
    whether paper joins it to the page's edge; grid: the cell's (row, column) in the class grid; all (cells,).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    depth: NDArray[np.float32]
    region: NDArray[np.int32]
    surround: NDArray[np.bool_]
    grid: tuple[NDArray[np.int64], NDArray[np.int64]]


def _cells(lineart: U8, cell_px: int) -> _Cells:
    height, width = lineart.shape
    depth = _depth(lineart)
    down, across = -(-height // cell_px), -(-width // cell_px)
    padded = np.pad(
        depth, ((0, down * cell_px - height), (0, across * cell_px - width)), constant_values=-1
    )
    blocks = padded.reshape(down, cell_px, across, cell_px).swapaxes(1, 2).reshape(down * across, -1)
    inside = blocks.argmax(1)
    grid = np.divmod(np.arange(down * across), across)
    rows, columns = grid[0] * cell_px + inside // cell_px, grid[1] * cell_px + inside % cell_px
    _, labels = cv2.connectedComponents((lineart >= _INK_BELOW).astype(np.uint8), connectivity=4)
    return _Cells(rows, columns, depth[rows, columns], labels[rows, columns], _surround(depth)[rows, columns], grid)


def _surround(depth: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(h, w), what lies around the drawing: paper that reaches the page's edge through no narrow gap."""
    _, labels = cv2.connectedComponents((depth > _GAP_PX / 2).astype(np.uint8), connectivity=4)
    inner = labels[1:-1, 1:-1] if min(labels.shape) > 2 else labels
    edge = np.concatenate([inner[0], inner[-1], inner[:, 0], inner[:, -1]])
    return np.isin(labels, np.setdiff1d(edge, 0))


def _depth(lineart: U8) -> NDArray[np.float32]:
    """Distance of each pixel from ink and from the page's border."""
    paper = np.pad((lineart >= _INK_BELOW).astype(np.uint8), 1)
    return cv2.distanceTransform(paper, cv2.DIST_L2, 3)[1:-1, 1:-1]


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
        others = free[chosen]
        apart = np.hypot(cells.rows[others] - cells.rows[cell], cells.columns[others] - cells.columns[cell])
        if np.any((apart < spacing_px) & (cells.region[others] == cells.region[cell])):
            continue
        chosen.append(index)
        if len(chosen) == count:
            break
    return chosen


def _draw_dot(hint_map: U8, row: int, column: int, color: U8) -> None:
    radius = max(1, round(min(hint_map.shape[:2]) * DOT_SHARE))
    value = (*color.tolist(), 255)
    cv2.circle(hint_map, (int(column), int(row)), radius, value, -1)
