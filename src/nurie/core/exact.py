"""Exact hints: a region that is marked has the mark's colour, up to the line, at the page's size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.flats import LINE_BELOW, STRIP_ROWS, Flats, relit
from nurie.core.gaps import analysis_extent, largest_ball
from nurie.core.geodesic import OPEN_SHARE
from nurie.core.hints import rasterize_marks
from nurie.core.mark_floods import flood_marks
from nurie.core.pieces import enlarge_labels
from nurie.core.regions import PAPER_LEVEL
from nurie.core.tones import find_tones, shown_through
from nurie.core.types import Extent, Hints

STROKE_SHARE = 0.25  # a region takes a mark of which this share lies in it,
REGION_SHARE = 0.25  # or that covers this share of it,
DEPTH_SHARE, LEAST_SHARE = 0.5, 0.05  # or that reaches so far to its middle with at least so much of itself
_MIDDLE = 0.8  # a mark's middle is as far from its edge as this share of the farthest
_SEEN_SHARE = 0.9  # so much of its middle must lie on paper, or as much as this many dots have
_SEEN_DOTS = 4
_DEPTH_PIXELS = 120_000  # depths are measured on a grid of so many cells at most
_FOLLOWED = 8.0  # mean CIEDE2000 from a hint up to which the painting has followed it
_UNPAINTED, _AS_IT_IS = -1, -2

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """A page after its exact and transparent hints.

    Attributes:
        flats: with the hints' colours; a region that several colours share is several.
        color: (H, W, 3) uint8 sRGB, the painted layer in these colours, its light and shadow kept.
        colored: (n,) bool, per region, whether a hint gives it its colour.
        bare: (n,) bool, per region, whether a transparent hint leaves the paper bare.
        origin: (n,) per region, the number of the region that it was, or was a part of, before.
    """

    flats: Flats
    color: U8
    colored: NDArray[np.bool_]
    bare: NDArray[np.bool_]
    origin: Ints

    @property
    def painted(self) -> U8:
        """(H, W) uint8, 0 where the paper is left bare, else 255. Made at each call."""
        return np.where(self.bare, 0, 255).astype(np.uint8)[self.flats.regions - 1]


class _Touches(NamedTuple):
    """What marks lie in which regions, one row per pair: (n,) each."""

    mark: Ints
    region: Ints
    pixels: Ints
    depth: NDArray[np.float32]


def apply_exact(
    flats: Flats,
    color: U8,
    lineart: U8,
    hints: Hints | None,
    walls: U8 | None = None,
    odd: NDArray[np.bool_] | None = None,
) -> Exact:
    """Give marked regions the colours of their exact hints; leave bare what a transparent hint marks.

    A region takes a mark if a quarter of what is visible of the mark lies in it, or a quarter of the region is
    covered, or the mark reaches half as far in as the region is wide with a twentieth of itself; a mark that none
    takes goes to the region with most of it. So a scribble that slips over a border changes nothing there. Marks of
    several colours in one region divide it as floods do in `geodesic.nearest_seeds`, and each keeps at least its own
    pixels. No more than these has a mark whose middle lies on a line between regions, where another one's does not: it
    may mean either side; nor has an `odd` one beside others. Where the painting has the hint's colour under the hint
    already, only the flats change, and its light and shadow stay; else it becomes hint x brightness of the old colour /
    brightness of the old flat, clipped.

    Loose hints change nothing, nor do marks under solid ink. A region that is filled in grey becomes what has to lie
    under that grey to be seen in the mark's colour, or in its hue. Pixels of regions that take no mark stay bit for
    bit, in `color` and in the flats.

    Args:
        flats: of `make_flats`.
        color: (H, W, 3) uint8 sRGB, the painted layer, free of lines.
        lineart: (H, W) uint8, 255 paper.
        hints: of the page, at any size.
        walls: of `tones.open_tones`; None where nothing is filled.
        odd: of `odd_marks.find_odd` for the marks of `hints.rasterize_marks`; None where no mark is one.

    Raises:
        HintError: a stroke that cannot be drawn.

    Source: as in `geodesic`.
    """
    count = len(flats.palette)
    none = np.zeros(count, np.bool_)
    unchanged = Exact(flats, color, none, none, np.arange(1, count + 1))
    if not hints:
        return unchanged
    numbers, colors, kinds = rasterize_marks(hints, Extent(*lineart.shape))
    values = colors.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    values[[kind == "transparent" for kind in kinds]] = _UNPAINTED
    walls = lineart if walls is None else walls
    binding = np.array([False, *(kind != "loose" for kind in kinds)])
    places = np.flatnonzero(binding[numbers] & (walls >= PAPER_LEVEL))  # under solid ink a mark means nothing
    if not len(places):
        return unchanged
    touches = _touches(numbers, places, flats.regions)
    timid = _on_lines(numbers, places, flats.regions)
    if odd is not None:
        known = min(len(timid), len(odd))
        timid[:known] |= odd[:known]
    taken = _taken(touches, flats.regions, timid)
    regions, origin, wanted = _assigned(flats, walls, numbers, places, taken, values)
    visible = places[np.take(walls, places) >= LINE_BELOW]
    given = np.take(values, np.take(numbers, visible) - 1)
    followed = _followed(color, visible, np.take(regions, visible), given, wanted)
    tones = find_tones(lineart, walls, regions)
    return _recolored(flats, color, regions, origin, wanted, followed, tones)


def _followed(
    color: U8, places: Ints, regions: I32, given: NDArray[np.int64], wanted: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Per region, whether the painting has the wanted colour under its marks, which are `given` at `places`."""
    own = (given == wanted[regions - 1]) & (given >= 0)
    places, regions = places[own], regions[own]
    far = delta_e2000(rgb_to_lab(color.reshape(-1, 3)[places]), rgb_to_lab(_unpacked(given[own])))
    count = np.bincount(regions - 1, minlength=len(wanted))
    return (count > 0) & (np.bincount(regions - 1, far, len(wanted)) <= _FOLLOWED * count)


def _unpacked(values: NDArray[np.int64]) -> U8:
    return np.stack([values >> 16 & 255, values >> 8 & 255, values & 255], 1).astype(np.uint8)


def _recolored(
    flats: Flats, color: U8, regions: I32, origin: Ints, wanted: NDArray[np.int64], followed: NDArray[np.bool_],
    tones: Mapping[int, int],
) -> Exact:  # fmt: skip
    """Per region: its origin among `flats`, the packed colour `wanted` or `_UNPAINTED` or `_AS_IT_IS`, and where
    `followed` the painting stays; `tones` of `find_tones`.
    """
    old = flats.palette[origin - 1]
    changed, bare, new = wanted != _AS_IT_IS, wanted == _UNPAINTED, old.copy()
    level = np.full(len(wanted), 255)
    level[np.array([*tones], np.intp) - 1] = [*tones.values()]
    new[changed] = shown_through(_unpacked(wanted), level)[changed]
    new[bare] = 255
    new_color = color.copy()
    for top in range(0, len(regions), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        index = regions[rows].ravel() - 1
        places = np.flatnonzero(np.take(changed, index))
        if not len(places):
            continue
        index = np.take(index, places)
        shown = np.take(color[rows].reshape(-1, 3), places, 0)
        shaded = relit(new, old, index, shown)
        shaded[np.take(bare, index)] = 255
        new_color[rows].reshape(-1, 3)[places] = np.where(followed[index, None], shown, shaded)
    return Exact(Flats(regions, new), new_color, changed & ~bare, bare, origin)


def _touches(numbers: I32, places: Ints, regions: I32) -> _Touches:
    marks, touched = np.take(numbers, places), np.take(regions, places)
    keys, which, pixels = np.unique(
        marks.astype(np.int64) << 32 | touched, return_inverse=True, return_counts=True
    )
    distance = _depths(regions)
    y, x = np.divmod(places, regions.shape[1])
    cells = [side * n // of for side, n, of in zip((y, x), distance.shape, regions.shape, strict=True)]
    depth = np.zeros(len(keys), np.float32)
    np.maximum.at(depth, which, distance[tuple(cells)])
    return _Touches((keys >> 32).astype(np.intp), (keys & 0xFFFFFFFF).astype(np.intp), pixels, depth)


def _depths(regions: I32) -> NDArray[np.float32]:
    """On a grid: how far each cell is from another region; the page's border is none."""
    return _framed_distances(_inner(_grid(regions)))


def _framed_distances(inner: U8) -> NDArray[np.float32]:
    """How far each cell is from the next 0, as if the page's border were repeated without end."""
    framed = cv2.copyMakeBorder(inner, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]


def _grid(regions: I32) -> I32:
    extent = analysis_extent(*regions.shape, _DEPTH_PIXELS)
    rows, columns = ((np.arange(n) * 2 + 1) * side // (2 * n) for n, side in zip(extent, regions.shape, strict=True))
    return regions[np.ix_(rows, columns)]


def _inner(labels: I32) -> U8:
    """1 where the next cell to the right and the next below belong to the same region."""
    inner = np.ones(labels.shape, np.uint8)
    inner[:, :-1] = labels[:, 1:] == labels[:, :-1]
    inner[:-1] &= labels[1:] == labels[:-1]
    return inner


def _on_lines(numbers: I32, places: Ints, regions: I32) -> NDArray[np.bool_]:
    """Per number of a mark, whether it lies in several regions and too little of its middle at `places`, on paper."""
    everywhere, width = np.flatnonzero(numbers), numbers.shape[1]
    mark, marked = np.take(numbers, everywhere), np.zeros(numbers.shape, np.uint8)
    marked.ravel()[everywhere] = 1
    for step, at_end in ((1, (everywhere + 1) % width == 0), (width, everywhere + width >= numbers.size)):
        following = np.take(numbers, everywhere + step, mode="clip")
        marked.ravel()[everywhere[~at_end & (following > 0) & (following != mark)]] = 0
    depth = np.take(_framed_distances(marked), everywhere)
    thickness = np.zeros(int(mark.max()) + 1, np.float32)
    np.maximum.at(thickness, mark, depth)
    middle = depth >= _MIDDLE * thickness[mark]
    on_paper = np.zeros(numbers.size, np.bool_)
    on_paper[places] = True
    seen = middle & np.take(on_paper, everywhere)
    total, seen = (np.bincount(mark[part], minlength=len(thickness)) for part in (middle, seen))
    of_dot = (2 * (1 - _MIDDLE) * thickness.astype(np.float64) + 1) ** 2
    touched = np.unique(mark.astype(np.int64) << 32 | np.take(regions, everywhere)) >> 32
    return (seen < _SEEN_SHARE * np.minimum(total, _SEEN_DOTS * of_dot)) & (np.bincount(touched) > 1)


def _taken(touches: _Touches, regions: I32, timid: NDArray[np.bool_]) -> dict[int, dict[int, bool]]:
    """Per region the marks that it takes, and whether each spreads in it, as `timid` ones do only where no other does;
    the rule stands at `apply_exact`.
    """
    grid = _grid(regions)
    count = int(regions.max()) + 1
    radius = largest_ball(grid, _inner(grid), count)[touches.region]
    area = np.bincount(grid.ravel(), minlength=count)[touches.region] * (regions.size / grid.size)
    share = touches.pixels / np.bincount(touches.mark, touches.pixels)[touches.mark]
    deep = (touches.depth >= DEPTH_SHARE * radius) & (share >= LEAST_SHARE)
    covers = touches.pixels >= REGION_SHARE * area
    taken = (share >= STROKE_SHARE) | covers | deep
    most = np.zeros(touches.mark.max() + 1)
    np.maximum.at(most, touches.mark, touches.pixels)
    lost = np.bincount(touches.mark[taken], minlength=len(most)) == 0
    taken |= lost[touches.mark] & (touches.pixels == most[touches.mark])
    clear = taken & (covers | ~timid[touches.mark])
    spreads = clear | (np.bincount(touches.region[clear], minlength=count)[touches.region] == 0)
    pairs: dict[int, dict[int, bool]] = {}
    for region, mark, spread in zip(*(part[taken].tolist() for part in (*touches[:2][::-1], spreads)), strict=True):
        pairs.setdefault(region, {})[mark] = spread
    return pairs


def _assigned(
    flats: Flats, lineart: U8, numbers: I32, places: Ints, taken: Mapping[int, Mapping[int, bool]],
    values: NDArray[np.int64],
) -> tuple[I32, Ints, NDArray[np.int64]]:
    """Regions, split where several colours share one; per region its origin, and its wanted colour."""
    regions, count = flats.regions, len(flats.palette)
    origin, wanted = list(range(1, count + 1)), [_AS_IT_IS] * count
    for region, spreads in taken.items():
        marks = [*spreads]
        several = np.unique(values[[mark - 1 for mark in marks]])
        wanted[region - 1] = int(several[0])
        if len(several) > 1:
            if regions is flats.regions:
                regions = regions.copy()
            choice = np.zeros(len(values) + 1, np.int32)
            choice[marks] = np.searchsorted(several, values[np.array(marks) - 1]) + 1
            new = np.array([0, region, *range(len(origin) + 1, len(origin) + len(several))], np.int32)
            floods = choice * 0
            floods[marks] = choice[marks] * [*spreads.values()]
            _split(regions, region, lineart, numbers, places, choice, floods, new)
            origin += [region] * (len(several) - 1)
            wanted += several[1:].tolist()
    return regions, np.array(origin), np.array(wanted, np.int64)


def _split(
    regions: I32, region: int, lineart: U8, numbers: I32, places: Ints, choice: I32, floods: I32, new: I32
) -> None:
    """Divide one region between the marks with a `choice`: choice k becomes region new[k]. Those that are no `floods`
    have their own pixels alone.
    """
    seeds = places[(np.take(regions, places) == region) & (choice[np.take(numbers, places)] > 0)]
    inside = regions == region
    rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    inside = inside[window]
    y, x = np.divmod(seeds, regions.shape[1])
    y, x = y - rows[0], x - columns[0]
    chosen, flooding = (kept[np.take(numbers, seeds)] for kept in (choice, floods))
    divided, _ = flood_marks(inside, lineart[window], y, x, flooding, OPEN_SHARE * min(regions.shape))
    down, right = (side / n for side, n in zip(inside.shape, divided.shape, strict=True))
    to_cells = np.array([[1 / right, 0, 0.5 / right - 0.5], [0, 1 / down, 0.5 / down - 0.5]])
    target = regions[window]
    for strip, labels in enlarge_labels(divided, to_cells, inside.shape):
        np.copyto(target[strip], new[labels], where=inside[strip])
    target[y, x] = new[chosen]
