"""Colours after Levin et al.: neighbours of similar grey get similar colours. Needs scipy, imported late."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.geometry import resize_lineart
from nurie.core.types import Extent
from nurie.errors import MissingExtraError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]

SOLVED_PIXELS = 1 << 18  # 512x512; larger pages are solved at this size and smoothed at their own
SWEEPS = 30  # at the page's own size, after a coarser solution
_VARIANCE_SHARE = 0.6  # these three are the constants of the authors' own program
_LEAST_WEIGHT = 0.01  # of a pixel's most similar neighbour, before weights are scaled to the sum 1
_LEAST_VARIANCE = 2e-6
_NEIGHBORS = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


def check_scipy() -> None:
    """Raises MissingExtraError where scipy is not installed."""
    if find_spec("scipy") is None:
        raise MissingExtraError('the peer levin needs scipy, which is not installed; type: pip install "nurie[bench]"')


def fill_levin(hint_map: U8, lineart: U8) -> U8:
    """Each pixel takes the mean of its neighbours' colours, weighted by how like their grey is to its own.

    Hint pixels keep their colours; the rest is one sparse linear system, solved directly. The original spreads two
    chroma channels and keeps the photo's luma; line art has no luma to keep, so all three of RGB are spread.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.

    Returns:
        (H, W, 3) uint8 sRGB, line-free; white without hints.

    Raises:
        MissingExtraError: scipy is not installed.

    Source: Levin, Lischinski and Weiss 2004, "Colorization using optimization", equations 1 and 2.
    """
    check_scipy()
    if not hint_map[..., 3].any():
        return np.full((*lineart.shape, 3), 255, np.uint8)
    shrink = (SOLVED_PIXELS / lineart.size) ** 0.5
    if shrink >= 1:
        return _to_bytes(_solve(hint_map, lineart), hint_map)
    extent = Extent(*(max(1, round(side * shrink)) for side in lineart.shape))
    coarse = _solve(_shrink_hints(hint_map, extent), resize_lineart(lineart, extent))
    return _to_bytes(_smooth(cv2.resize(coarse, lineart.shape[::-1]), hint_map, lineart), hint_map)


def affinities(lineart: U8) -> csr_matrix:
    """How much each pixel's colour depends on each of its up to eight neighbours'.

    Args:
        lineart: (H, W) uint8, at least two pixels.

    Returns:
        (H W, H W) sparse float64; every row sums to 1.

    Source: the same paper, equation 2, with the bounds of the authors' program.
    """
    from scipy.sparse import csr_matrix

    gray = lineart.astype(np.float64) / 255
    squares, inside = _squared_steps(gray)
    count, total, total_of_squares = (_window_sums(plane) for plane in (np.ones_like(gray), gray, gray * gray))
    variance = np.maximum(total_of_squares / count - (total / count) ** 2, 0)
    nearest = np.where(inside, squares, np.inf).min(0)
    scale = np.maximum(np.maximum(_VARIANCE_SHARE * variance, nearest / -np.log(_LEAST_WEIGHT)), _LEAST_VARIANCE)
    weights = np.where(inside, np.exp(-squares / scale), 0)
    weights /= weights.sum(0)
    numbers = np.arange(gray.size).reshape(gray.shape)
    to = _shifted(numbers, 0)
    places = np.broadcast_to(numbers, to.shape)[inside], to[inside]
    return csr_matrix((weights[inside], places), shape=(gray.size, gray.size))


def _squared_steps(gray: F64) -> tuple[F64, NDArray[np.bool_]]:
    """(8, H, W): squared differences to the neighbours, and which neighbours there are."""
    near = _shifted(gray, np.nan)
    inside = ~np.isnan(near)
    return np.where(inside, (near - gray) ** 2, 0), inside


def _shifted(plane: NDArray, outside: float) -> NDArray:
    """(8, H, W): for each neighbour its value at every pixel."""
    height, width = plane.shape
    padded = np.pad(plane, 1, constant_values=outside)
    return np.stack([padded[1 + y : 1 + y + height, 1 + x : 1 + x + width] for y, x in _NEIGHBORS])


def _window_sums(plane: F64) -> F64:
    return cv2.boxFilter(plane, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)


def _solve(hint_map: U8, lineart: U8) -> F64:
    """(H, W, 3) float64: the colours at which every pixel without a hint is its neighbours' weighted mean."""
    from scipy.sparse import identity
    from scipy.sparse.linalg import splu

    hinted = hint_map[..., 3].ravel() > 0
    colors = hint_map[..., :3].reshape(-1, 3).astype(np.float64)
    if not hinted.all():
        known, unknown = np.flatnonzero(hinted), np.flatnonzero(~hinted)
        rows = affinities(lineart)[unknown]
        system = identity(len(unknown), format="csc") - rows[:, unknown].tocsc()
        # Diagonally dominant, with a symmetric pattern: no pivoting, and the ordering for such patterns.
        factors = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        colors[unknown] = factors.solve(rows[:, known] @ colors[known])
    return colors.reshape(*lineart.shape, 3)


def _smooth(colors: F64, hint_map: U8, lineart: U8) -> F64:
    """A few sweeps of the same averaging at the page's own size bring enlarged colours to its lines."""
    hinted = hint_map[..., 3].ravel() > 0
    flat, known, means = colors.reshape(-1, 3), hint_map[..., :3].reshape(-1, 3)[hinted], affinities(lineart)
    for _ in range(SWEEPS):
        flat[hinted] = known
        flat = means @ flat
    return flat.reshape(colors.shape)


def _shrink_hints(hint_map: U8, extent: Extent) -> U8:
    """Every coarse pixel takes a hint that lies in it: no hint is lost."""
    ys, xs = np.nonzero(hint_map[..., 3])
    rows = ys * extent.height // hint_map.shape[0]
    columns = xs * extent.width // hint_map.shape[1]
    small = np.zeros((*extent, 4), np.uint8)
    small[rows, columns] = hint_map[ys, xs]
    return small


def _to_bytes(colors: F64, hint_map: U8) -> U8:
    filled = np.clip(np.round(colors), 0, 255).astype(np.uint8)
    return np.where(hint_map[..., 3:] > 0, hint_map[..., :3], filled)
