"""Flats: one colour per region, from a painted colour layer. Regions come from `regions`; hints are `exact`'s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import lab_to_rgb, rgb_to_lab
from nurie.core.gaps import root
from nurie.core.pieces import LINE_BELOW, STRIP_ROWS, Grid, at_centers, divide, make_grid, with_pieces
from nurie.core.regions import default_gap_px, label_regions

SAME_COLOR = 6.0  # CIELAB distance below which two flats become one colour
_FEW_CELLS = 16  # regions with fewer cells of the grid are judged by all their pixels
_LIT = (0.5, 0.85)  # of a painted area's pixels by lightness, those that show its own colour: neither shadow nor gloss
_EVEN = (0.2, 0.8)  # the same of an area painted without shading
_LIGHTNESS_BINS = 32
_SHADED_WEIGHT, _FLAT_WEIGHT = 0.3, 0.7  # of lightness beside hue and chroma, where an area is divided
_POCKET_SHARE = 3e-4  # of the page; a smaller region joins a neighbour of its colour
_MOST_LIGHT = 1.5  # by how much a highlight may outshine the flat
_DARK = 8.0  # levels added to both sides of a ratio: in near black a level more or less is no shading

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Flats:
    """A page in flat colours.

    Attributes:
        regions: (H, W) int32, 1 to n, under the lines too.
        palette: (n, 3) uint8 sRGB, per region.
    """

    regions: I32
    palette: U8

    @property
    def flats(self) -> U8:
        """(H, W, 3) uint8 sRGB, `palette[regions - 1]`: no pixel mixes two colours. Painted at each call."""
        return paint(self.palette, self.regions)


def make_flats(color: U8, flat_color: U8 | None, lineart: U8, regions: I32 | None = None) -> Flats:
    """Lay one colour into each region of the line art; a region that is painted in several hues becomes several.

    A region's colour is that of its lit half: the mean from the middle to the upper part of its lightness, of
    `flat_color` where there is one. Shadow of the same hue is no flat of its own, and neither is a gradient.
    Colours that hardly differ are one, over the whole page. Each line's pixels have the colour of the nearest region.

    Args:
        color: (H, W, 3) uint8 sRGB, the painted layer, free of lines.
        flat_color: (H, W, 3) uint8 sRGB, the same without shading, or None.
        lineart: (H, W) uint8, 255 paper.
        regions: (H, W) int32 of `regions.label_regions`; None closes gaps of `default_gap_px`. It is not changed.

    Source: division by the principal axis, Orchard and Bouman 1991, "Color quantization of images", section III,
    at the threshold of Otsu 1979. Hue and chroma are compared over lightness, a* / (L* + 16), which a change of the
    light alone leaves as it is.
    """
    if regions is None:
        regions = label_regions(lineart, default_gap_px(lineart))
    painted, band, weight = (color, _LIT, _SHADED_WEIGHT) if flat_color is None else (flat_color, _EVEN, _FLAT_WEIGHT)
    grid = make_grid(painted, lineart, regions)
    regions = with_pieces(regions, grid, divide(grid, weight))
    grid = replace(grid, labels=at_centers(regions, grid.extent))
    typical, areas = _typical_colors(_samples(grid, painted, lineart, regions), band)
    palette = lab_to_rgb(_few_colors(rgb_to_lab(typical), areas))
    return Flats(regions, _join_pockets(regions, palette))


def paint(palette: U8, regions: I32) -> U8:
    """(H, W, 3) uint8: each region's colour, region 1's first in the palette."""
    channels = np.vstack([np.zeros((1, 3), np.uint8), palette]).T.copy()
    flats = np.empty((*regions.shape, 3), np.uint8)
    for top in range(0, len(regions), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        cv2.merge([np.take(channel, regions[rows], mode="clip") for channel in channels], flats[rows])
    return flats


def _samples(grid: Grid, color: U8, lineart: U8, regions: I32) -> list[tuple[I32, U8]]:
    """(n,) regions and (n, 3) colours, in parts: cells, all pixels of small regions, lines where nothing else is."""
    cells, free = grid.labels.ravel(), grid.free.ravel()
    few = np.bincount(cells[free], minlength=int(regions.max()) + 1) < _FEW_CELLS
    used = np.flatnonzero(free & ~few[cells])
    samples = [(cells[used], grid.colors.reshape(-1, 3)[used])]
    samples += _pixels(few, regions, color, lineart)
    seen = sum(np.bincount(labels, minlength=len(few)) for labels, _ in samples) > 0
    if not seen[1:].all():
        samples += _pixels(~seen, regions, color)
    return samples


def _pixels(
    chosen: NDArray[np.bool_], regions: I32, color: U8, lineart: U8 | None = None
) -> Iterator[tuple[I32, U8]]:
    """Regions and colours of the pixels of the chosen regions, but lines of `lineart`, per strip of the page."""
    for top in range(0, len(regions), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        shown = np.take(chosen, regions[rows])
        if lineart is not None:
            shown &= lineart[rows] >= LINE_BELOW
        places = np.flatnonzero(shown)
        if len(places):
            yield np.take(regions[rows], places), np.take(color[rows].reshape(-1, 3), places, 0)


def _typical_colors(
    samples: Sequence[tuple[I32, U8]], band: tuple[float, float]
) -> tuple[U8, NDArray[np.int64]]:
    """(n + 1, 3): per region the mean colour of the samples whose lightness lies in `band` of all of its; (n + 1,)
    how many samples it has.
    """
    shape = (max(int(labels.max(initial=0)) for labels, _ in samples) + 1, _LIGHTNESS_BINS)
    counts, sums = np.zeros(shape, np.int64), np.zeros((3, *shape))
    for labels, colors in samples:
        if not len(labels):
            continue
        gray = cv2.cvtColor(colors[None], cv2.COLOR_RGB2GRAY)[0] // (256 // _LIGHTNESS_BINS)
        keys = labels * np.intp(_LIGHTNESS_BINS) + gray
        counts += np.bincount(keys, minlength=counts.size).reshape(shape)
        for part, channel in zip(sums, colors.T, strict=True):
            part += np.bincount(keys, channel, counts.size).reshape(shape)
    reached = np.cumsum(counts, 1) / np.maximum(counts.sum(1, keepdims=True), 1)
    before = np.hstack([np.zeros((len(counts), 1)), reached[:, :-1]])
    weight = np.clip(np.minimum(reached, band[1]) - np.maximum(before, band[0]), 0, None) / np.maximum(counts, 1)
    means = (weight * sums).sum(2).T / (band[1] - band[0])
    return np.clip(np.round(means), 0, 255).astype(np.uint8), counts.sum(1)


def _few_colors(lab: F32, areas: NDArray[np.intp]) -> F32:
    """The largest region's colour for all that are near it, and so on: hair of many locks is one colour."""
    found, open_ = lab.copy(), np.ones(len(lab), np.bool_)
    for number in np.argsort(-areas, kind="stable"):
        if open_[number]:
            same = open_ & (np.linalg.norm(lab - lab[number], axis=1) < SAME_COLOR)
            found[same], open_[same] = lab[number], False
    return found


def _join_pockets(regions: I32, palette: U8) -> U8:
    """Join small regions to a neighbour of the same colour, as between hatching lines; changes the numbers, and
    returns the palette of the new ones.
    """
    areas = count_pixels(regions)
    small = (areas < _POCKET_SHARE * regions.size) & (areas > 0)
    pairs = np.concatenate(list(_neighbours(regions, small)))
    pairs = pairs[(palette[pairs[:, 0]] == palette[pairs[:, 1]]).all(1)]
    joined = list(range(len(areas)))
    for one, other in pairs[np.argsort(-areas[pairs[:, 1]], kind="stable")].tolist():
        joined[root(joined, one)] = root(joined, other)
    roots = np.array([root(joined, number) for number in range(len(joined))])
    kept = np.zeros(len(areas), np.bool_)
    kept[roots[areas > 0]] = True
    renumbered = np.cumsum(kept, dtype=np.int32)[roots]
    for top in range(0, len(regions), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        regions[rows] = np.take(renumbered, regions[rows])
    return palette[kept]


def _neighbours(regions: I32, chosen: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """(m, 2) pairs of numbers, without repeats: a chosen region and one that it touches, per strip of the page."""
    for top in range(0, len(regions), STRIP_ROWS):
        y, x = np.nonzero(chosen[regions[top : top + STRIP_ROWS]])
        own = regions[y + top, x].astype(np.int64)
        around = [
            regions[np.clip(y + top + down, 0, len(regions) - 1), np.clip(x + right, 0, regions.shape[1] - 1)]
            for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))
        ]
        keys = np.concatenate([(own << 32 | other)[own != other] for other in around])
        keys = np.unique(keys)
        yield np.stack([keys >> 32, keys & 0xFFFFFFFF], 1)


def relit(new: U8, old: U8, index: NDArray[np.intp], color: U8) -> U8:
    """Pixels in the colours of new flats, under the light and shadow that they had over the old ones.

    Args:
        new, old: (n, 3) uint8 sRGB, a colour per flat.
        index: (m,) the flat of each pixel.
        color: (m, 3) uint8 sRGB, the pixels over their old flats.

    Returns:
        (m, 3) uint8: new flat x brightness of the pixel / brightness of the old flat, clipped.
    """
    light = cv2.cvtColor(color[None], cv2.COLOR_RGB2GRAY)[0] + np.float32(_DARK)
    light /= np.take(cv2.cvtColor(old[None], cv2.COLOR_RGB2GRAY)[0] + np.float32(_DARK), index)
    np.minimum(light, _MOST_LIGHT, out=light)
    return cv2.multiply(np.take(new, index, 0), cv2.merge([light] * 3).reshape(-1, 3), dtype=cv2.CV_8U)


def repaint(flats: Flats, color: U8, palette: U8) -> U8:
    """The painted layer (H, W, 3) under a new palette (n, 3) and its old light; other regions stay bit for bit."""
    changed = (palette != flats.palette).any(1)
    result = color.copy()
    for top in range(0, len(color), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        index = flats.regions[rows].ravel() - 1
        places = np.flatnonzero(np.take(changed, index))
        if len(places):
            shown = np.take(color[rows].reshape(-1, 3), places, 0)
            result[rows].reshape(-1, 3)[places] = relit(palette, flats.palette, np.take(index, places), shown)
    return result


def count_pixels(regions: I32) -> NDArray[np.int64]:
    """(n + 1,) pixels of each number from 0."""
    count = int(regions.max()) + 1
    strips = range(0, len(regions), STRIP_ROWS)
    return sum(np.bincount(regions[top : top + STRIP_ROWS].ravel(), minlength=count) for top in strips)
