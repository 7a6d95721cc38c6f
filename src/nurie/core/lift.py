"""Colour from the network's size to the page's: every pixel mixes only colours of its own side of the line."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.geometry import darkest
from nurie.core.layers import STRIP_ROWS
from nurie.core.regions import assign_sheets, label_regions
from nurie.core.types import Extent

_ANALYSIS_PIXELS = 6_000_000  # larger pages find their regions on a coarser grid that opens no line
_CLEAN = 112  # a working cell darker than this is crossed by a line that could have soiled its colour
_OWN_WEIGHT = 20  # of a soiled cell's colour against each neighbour's, before both are weighted by trust
_SHEETS = 6
_NO_SHEET = 255
_LEAST_TRUST = 0.02

Floats = NDArray[np.float32]


def lift(
    color: NDArray[np.uint8], working_lineart: NDArray[np.uint8], lineart: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Enlarge a line-free colour layer to the page, region by region.

    Regions are the connected parts of the paper; pixels under a line belong to the nearest one, so that
    both half-dark borders of a line take the colour of their own side. A pixel mixes cells of its own
    region alone: cells beyond its border are replaced by their neighbours inside. Where none is near, it
    takes the region's mean, and a region that holds no cell at all is bilinear. Away from lines this is
    bilinear, and at the page's own size the identity.

    It works on sheets: regions that lie close together go to different sheets, each sheet is filled
    beyond its regions and enlarged as a whole, and every pixel picks its own.

    Args:
        color: (h, w, 3) uint8 sRGB at the working size.
        working_lineart: (h, w) uint8, the lines at that size.
        lineart: (H, W) uint8, 255 paper.

    Returns:
        (H, W, 3) uint8 sRGB.

    Source: bilinear upsampling restricted to the pixel's own segment; the evidence is in MODEL_CARD.md.
    """
    page = Extent(*lineart.shape)
    color, working_lineart = _not_above(color, working_lineart, page)
    extent = _analysis_extent(page, Extent(*color.shape[:2]))
    labels = label_regions(lineart if extent == page else darkest(lineart, extent))
    lifted = _lift_regions(color, _trust(working_lineart), labels)
    if extent == page:
        return lifted
    return cv2.resize(lifted, (page.width, page.height), interpolation=cv2.INTER_LINEAR)


def _not_above(
    color: NDArray[np.uint8], working_lineart: NDArray[np.uint8], page: Extent
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A working size above the page's is first brought down to it, light cells counting more."""
    size = (min(color.shape[1], page.width), min(color.shape[0], page.height))
    if size == (color.shape[1], color.shape[0]):
        return color, working_lineart
    total = cv2.resize(_weighted(color, _trust(working_lineart)), size, interpolation=cv2.INTER_AREA)
    total = total.reshape(size[1], size[0], 4)
    lines = cv2.resize(working_lineart, size, interpolation=cv2.INTER_AREA)
    return _to_bytes(total[..., :3] / total[..., 3:]), lines.reshape(size[1], size[0])


def _trust(lineart: NDArray[np.uint8]) -> Floats:
    """How far a cell's colour is its region's: the square of its lightness."""
    table = np.maximum((np.arange(256, dtype=np.float32) / 255) ** 2, _LEAST_TRUST)
    return table[lineart]


def _weighted(color: NDArray[np.uint8], weight: Floats) -> Floats:
    """(h, w, 4) float32: colour times weight, and the weight."""
    return np.dstack([color * weight[..., None], weight])


def _to_bytes(color: Floats) -> NDArray[np.uint8]:
    return np.clip(color + np.float32(0.5), 0, 255).astype(np.uint8)


def _analysis_extent(page: Extent, working: Extent) -> Extent:
    scale = math.sqrt(_ANALYSIS_PIXELS / (page.height * page.width))
    if scale >= 1:
        return page
    return Extent(max(working.height, round(page.height * scale)), max(working.width, round(page.width * scale)))


def _lift_regions(color: NDArray[np.uint8], trust: Floats, labels: NDArray[np.int32]) -> NDArray[np.uint8]:
    size = (labels.shape[1], labels.shape[0])
    cells, numbers = _cell_labels(labels, Extent(*trust.shape))
    sheet_of = assign_sheets(cells, _SHEETS)
    weighted = _weighted(color, trust)
    plain = cv2.resize(color, size, interpolation=cv2.INTER_LINEAR)
    pick = np.empty(labels.shape, np.uint8)
    owner = np.stack([_spread(np.where(sheet_of[cells] == sheet, cells, -1)) for sheet in range(_SHEETS)])
    far = _pick_sheets(pick, labels, numbers, sheet_of, owner)
    for sheet in range(_SHEETS):
        inside = sheet_of[cells] == sheet
        if inside.any():
            filled = cv2.resize(_fill(color, weighted, inside), size, interpolation=cv2.INTER_LINEAR)
            cv2.copyTo(filled, (pick == sheet).view(np.uint8), plain)
    plain.reshape(-1, 3)[far] = _means(cells, weighted)[numbers[labels.ravel()[far]]]
    return plain


def _pick_sheets(
    pick: NDArray[np.uint8],
    labels: NDArray[np.int32],
    numbers: NDArray[np.int32],
    sheet_of: NDArray[np.uint8],
    owner: NDArray[np.int32],
) -> NDArray[np.intp]:
    """Write each pixel's sheet into `pick`; return the flat indices of those far from every cell of their region."""
    sheet_of_label = np.where(numbers >= 0, sheet_of[numbers], _NO_SHEET).astype(np.uint8)
    _, height, width = owner.shape
    rows = np.arange(labels.shape[0]) * height // labels.shape[0] * width
    columns = np.arange(labels.shape[1]) * width // labels.shape[1]
    far = []
    for top in range(0, len(labels), STRIP_ROWS):  # in strips, so that the look-ups stay in the cache
        strip = slice(top, top + STRIP_ROWS)
        label = labels[strip].astype(np.intp)
        number, pick[strip] = numbers[label], sheet_of_label[label]
        cell = np.minimum(pick[strip], _SHEETS - 1) * np.intp(height * width) + rows[strip, None] + columns
        away = (owner.ravel()[cell] != number) & (number >= 0)
        far.append(np.flatnonzero(away) + top * labels.shape[1])
    return np.concatenate(far)


def _cell_labels(labels: NDArray[np.int32], extent: Extent) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(h, w) the region at each cell's centre, renumbered from 0, and the new number of each region or -1."""
    rows = (np.arange(extent.height) * 2 + 1) * labels.shape[0] // (2 * extent.height)
    columns = (np.arange(extent.width) * 2 + 1) * labels.shape[1] // (2 * extent.width)
    centers = labels[np.ix_(rows, columns)]
    present = np.zeros(int(labels.max()) + 1, bool)
    present[centers.ravel()] = True
    numbers = np.where(present, np.cumsum(present) - 1, -1).astype(np.int32)
    return numbers[centers], numbers


def _fill(color: NDArray[np.uint8], weighted: Floats, inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The sheet's clean cells as they are; others near it become a mean with the sheet's cells around them.

    A cell's own colour counts for much in that mean: soft pencil crosses every cell, and a plain mean blurs it.
    """
    mask = inside.view(np.uint8)
    own = cv2.copyTo(weighted, mask)
    around = _neighbour_sum(own).reshape(-1, 4)
    soiled = ~(inside & (weighted[..., 3] >= (_CLEAN / 255) ** 2))
    needed = np.flatnonzero(soiled & (cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0))
    sums = np.take(around, needed, axis=0) + (_OWN_WEIGHT - 1) * np.take(own.reshape(-1, 4), needed, axis=0)
    empty = sums[:, 3] < _LEAST_TRUST / 2
    if empty.any():
        wide = _neighbour_sum(around.reshape(own.shape)).reshape(-1, 4)
        sums[empty] = np.take(wide, needed[empty], axis=0)
    filled = color.copy()
    filled.reshape(-1, 3)[needed] = _to_bytes(sums[:, :3] / np.maximum(sums[:, 3:], np.float32(1e-3)))
    return filled


def _neighbour_sum(values: Floats) -> Floats:
    """Sum over 3x3 cells, nothing beyond the border. Float32 sums of a blank neighbourhood are exactly 0."""
    return cv2.sepFilter2D(values, -1, np.ones(3), np.ones(3), borderType=cv2.BORDER_CONSTANT)


def _spread(cells: NDArray[np.int32]) -> NDArray[np.int32]:
    """Let each region's number run over the unnumbered (-1) cells within two steps."""
    grown = cv2.dilate(cells.astype(np.float32), np.ones((5, 5), np.uint8)).astype(np.int32)
    return np.where(cells >= 0, cells, grown)


def _means(cells: NDArray[np.int32], weighted: Floats) -> NDArray[np.uint8]:
    """(n, 3) uint8, the trusted mean colour of each region."""
    flat, columns = cells.ravel(), weighted.reshape(-1, 4)
    sums = np.stack([np.bincount(flat, columns[:, channel]) for channel in range(4)], axis=1)
    return _to_bytes((sums[:, :3] / sums[:, 3:]).astype(np.float32))
