"""Regions of flat vector pictures. Numpy and OpenCV only.

A rendered vector picture has few colours, but its borders are anti-aliased and its file may be lossy. Each border
pixel is therefore kept as a mixture of two regions, so that new colours leave no fringe of the old ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F64 = NDArray[np.float64]

_SMOOTH = 14  # grey levels by which pixels of one colour differ in a lossy file
_NEAR = 22.0  # RGB distance within which two colours are one
_MOST_COLORS = 64
_LINE_DARKER = 24  # grey levels by which a line is darker than both its sides
_LEAST_PX = 10  # smaller areas belong to what is around them
_NONE = 255
_AROUND = tuple((2 * dy, 2 * dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx)


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Connected areas of one colour, and the pixels that show two of them.

    Attributes:
        ids: (H, W) int32, the region that a pixel shows most, 0 to N - 1.
        other: (H, W) int32, the second region that a border pixel shows; N stands for black.
        share: (H, W) uint8, how much of `other` the pixel shows: 0 nothing, 255 only that.
        colors: (N, 3) uint8 sRGB, mean colour per region.
        paints: (N,) int32: regions with the same number were painted with the same colour.
        families: (N,) int32: regions with the same number get their new colours together: of one paint, bands of a
            gradient, a colour and its shadow.
        forms: (N,) int32: regions with the same number are rounded as one: they touch without a line between them and
            have related colours, as a thing's lit and shaded sides, or one lies within the other, as eyes in a face.
        background: (N,) bool: what lies around the drawing, by the whole picture's edge.
    """

    ids: I32
    other: I32
    share: U8
    colors: U8
    paints: I32
    families: I32
    forms: I32
    background: NDArray[np.bool_]

    def window(self, rows: slice, columns: slice) -> Regions:
        """The part that a window shows; ids stay as they are."""
        area = (rows, columns)
        return replace(self, ids=self.ids[area], other=self.other[area], share=self.share[area])


def find_regions(picture: U8) -> Regions:
    """Find the areas of one colour in a flat picture.

    Colours are those of smooth places; a gradient becomes bands of neighbouring paints. Areas below 10 px and lines
    thinner than 2 px belong to their surroundings, thin black ones as a share of black.

    Args:
        picture: (H, W, 3) uint8 sRGB, drawn flat; anti-aliasing and compression do no harm.
    """
    index = _paints(picture)
    sure = _opened(index)
    found, paints = _components(index, sure)
    ids = _spread(found)
    colors = _mean_colors(picture, found, len(paints))
    if not len(paints):  # nothing is flat
        ids, paints = np.zeros_like(ids), np.zeros(1, np.int32)
        colors = picture.reshape(-1, 3).mean(0)[None].astype(np.uint8)
    other, share = _unmix(picture, ids, found < 0, colors)
    background = _background(ids, colors)
    areas = np.bincount(ids.ravel(), minlength=len(colors)).astype(np.float64)
    families = _families(rgb_to_lab(colors).astype(np.float64), paints, areas)
    forms = _forms(picture, ids, colors, np.where(background, -1, families))
    return Regions(ids, other, share, colors, paints, families, forms, background)


def _paints(picture: U8) -> U8:
    """Which of the colours of smooth places each pixel is, most frequent first, or `_NONE`."""
    bins = _bins(picture)
    spread = cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(2)
    counts = np.bincount(bins[spread < _SMOOTH], minlength=1 << 15)
    least = max(8, bins.size // 8000)
    frequent = [int(code) for code in np.argsort(-counts, kind="stable")[:512] if counts[code] >= least]
    palette: list[NDArray[np.float32]] = []
    for color in _bin_colors(np.array(frequent, np.int64)):
        if len(palette) < _MOST_COLORS and all(np.linalg.norm(color - known) >= _NEAR for known in palette):
            palette.append(color)
    table = np.full(1 << 15, _NONE, np.uint8)
    if palette:
        used = np.flatnonzero(np.bincount(bins.ravel(), minlength=1 << 15))
        far = np.linalg.norm(_bin_colors(used)[:, None] - np.stack(palette)[None], axis=2)  # (used, K)
        table[used] = np.where(far.min(1) < _NEAR, far.argmin(1), _NONE)
    return table[bins]


def _bins(picture: U8) -> NDArray[np.uint16]:
    """Five bits per channel in one number."""
    red, green, blue = (channel.astype(np.uint16) for channel in cv2.split(picture))
    return (red >> 3 << 10) | (green >> 3 << 5) | (blue >> 3)


def _bin_colors(bins: NDArray[np.int64]) -> NDArray[np.float32]:
    return (np.stack([bins >> 10, bins >> 5 & 31, bins & 31], -1) * 8 + 4).astype(np.float32)


def _opened(index: U8) -> NDArray[np.bool_]:
    """Where a pixel lies in a square of 2 x 2 of its colour: what is thinner is the ramp of a border."""
    square = np.ones((2, 2), np.uint8)
    same = cv2.dilate(index, square, anchor=(0, 0)) == cv2.erode(index, square, anchor=(0, 0))
    return cv2.dilate((same & (index != _NONE)).astype(np.uint8), square, anchor=(1, 1)) > 0


def _components(index: U8, sure: NDArray[np.bool_]) -> tuple[I32, I32]:
    """Connected areas of equal `index` where `sure`: (H, W) numbers, -1 elsewhere; and the index of each.

    One pass for all colours: pixels stand at even places of a picture twice as large, joined where they are equal.
    """
    height, width = index.shape
    joined = np.zeros((2 * height - 1, 2 * width - 1), np.uint8)
    joined[::2, ::2] = sure
    joined[::2, 1::2] = sure[:, 1:] & sure[:, :-1] & (index[:, 1:] == index[:, :-1])
    joined[1::2, ::2] = sure[1:] & sure[:-1] & (index[1:] == index[:-1])
    count, numbers = cv2.connectedComponents(joined, connectivity=4)
    numbers = numbers[::2, ::2]
    areas = np.bincount(numbers.ravel(), minlength=count)
    kept = areas >= _LEAST_PX
    kept[0] = False
    renumbered = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    paints = np.zeros(count, np.int32)
    paints[numbers] = index
    return renumbered[numbers], paints[kept]


def _spread(found: I32) -> I32:
    """Every pixel's nearest area."""
    free = np.flatnonzero(found.ravel() >= 0)
    if free.size in (0, found.size):
        return found
    _, labels = cv2.distanceTransformWithLabels(
        (found < 0).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    source = np.zeros(int(labels.max()) + 1, np.int32)
    source[labels.ravel()[free]] = found.ravel()[free]
    return source[labels]


def _mean_colors(picture: U8, found: I32, count: int) -> U8:
    """(count, 3): the mean over the pixels that are surely of the region."""
    numbers = found.ravel() + 1
    areas = np.maximum(np.bincount(numbers, minlength=count + 1), 1)
    sums = [np.bincount(numbers, channel.ravel(), minlength=count + 1) for channel in cv2.split(picture)]
    return np.round(np.stack(sums, 1) / areas[:, None]).astype(np.uint8)[1:]


def mean_colors(picture: U8, regions: Regions) -> U8:
    """(N, 3) uint8: what each region of a picture looks like, its mixed border pixels left out."""
    return _mean_colors(picture, np.where(regions.share == 0, regions.ids, -1), len(regions.colors))


def _unmix(picture: U8, ids: I32, mixed: NDArray[np.bool_], colors: U8) -> tuple[I32, U8]:
    """The second region of each mixed pixel, the one near by (or black) that explains its colour best; its share."""
    black = len(colors)
    table = np.vstack([colors, np.zeros((1, 3), np.uint8)]).astype(np.float32)
    y, x = np.nonzero(mixed)
    first = ids[y, x]
    seen = picture[y, x] - table[first]  # (M, 3) how far the pixel is from its own region's colour
    best, amount = np.full(len(y), black, np.int32), np.zeros(len(y), np.float32)
    error = np.full(len(y), np.inf, np.float32)
    height, width = ids.shape
    around = [ids[np.clip(y + dy, 0, height - 1), np.clip(x + dx, 0, width - 1)] for dy, dx in _AROUND]
    for second in (*around, np.full(len(y), black, np.int32)):
        step = table[second] - table[first]
        length = np.einsum("ij,ij->i", step, step)
        part = np.clip(np.einsum("ij,ij->i", seen, step) / np.maximum(length, 1), 0, 1)
        missed = seen - part[:, None] * step
        missed = np.einsum("ij,ij->i", missed, missed) + 1
        better = missed < error
        best, amount, error = (np.where(better, a, b) for a, b in ((second, best), (part, amount), (missed, error)))
    other, share = ids.copy(), np.zeros(ids.shape, np.uint8)
    other[y, x], share[y, x] = best, np.round(255 * amount)
    return other, share


def _background(ids: I32, colors: U8) -> NDArray[np.bool_]:
    """Regions that make up much of the picture's edge, and all near-white ones at it."""
    edge = np.concatenate([ids[0], ids[-1], ids[:, 0], ids[:, -1]])
    share = np.bincount(edge, minlength=len(colors)) / edge.size
    return (share > 0.15) | ((share > 0) & (colors.min(1) > 225))


def _forms(picture: U8, ids: I32, colors: U8, families: I32) -> I32:
    """Regions of one family joined where most of their common border shows no line; family -1 is joined to nothing."""
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    own = cv2.cvtColor(colors[None], cv2.COLOR_RGB2GRAY)[0].astype(np.int16)
    pairs, open_ = [], []
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        border = np.flatnonzero((ids[here] != ids[there]).ravel())
        a, b = ids[here].ravel()[border], ids[there].ravel()[border]
        darkest = np.minimum(gray[here].ravel()[border], gray[there].ravel()[border])
        pairs.append(np.minimum(a, b).astype(np.int64) * len(colors) + np.maximum(a, b))
        open_.append(darkest > np.minimum(own[a], own[b]) - _LINE_DARKER)
    known, which = np.unique(np.concatenate(pairs), return_inverse=True)
    share = np.bincount(which, np.concatenate(open_), len(known)) / np.maximum(np.bincount(which), 1)
    areas = np.bincount(ids.ravel(), minlength=len(colors)).astype(np.float64)
    forms = np.arange(len(colors), dtype=np.int32)
    for pair in known[share > 0.6]:
        a, b = int(pair // len(colors)), int(pair % len(colors))
        if families[a] == families[b] >= 0:
            forms[forms == forms[a]] = forms[b]
    surround = (own > 60) & (families >= 0)
    return _with_details(forms, np.stack([known // len(colors), known % len(colors)], 1), areas, surround)


def _with_details(forms: I32, touching: NDArray[np.int64], areas: F64, surround: NDArray[np.bool_]) -> I32:
    """Forms that lie wholly within another, larger one join it; a few times, for what lies within these."""
    may = np.zeros(len(forms), np.bool_)
    for _ in range(3):
        may[:] = False
        may[forms[surround]] = True
        size = np.bincount(forms, areas, len(forms))
        pairs = np.unique(np.sort(forms[touching], 1), axis=0)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        neighbours = np.bincount(pairs.ravel(), minlength=len(forms))
        joined = np.arange(len(forms), dtype=np.int32)
        for inner, outer in (*pairs, *pairs[:, ::-1]):
            if neighbours[inner] == 1 and may[outer] and size[inner] < 0.3 * size[outer]:
                joined[inner] = outer
        forms = joined[joined[forms]]
    return forms


def _families(lab: F64, paints: I32, areas: F64) -> I32:
    """Paints that belong together get one number: equal ones, bands of a gradient, a colour and its shadow."""
    count = int(paints.max()) + 1
    weights = np.maximum(np.bincount(paints, areas, count), 1e-9)
    means = np.stack([np.bincount(paints, areas * plane, count) for plane in lab.T], 1) / weights[:, None]
    family = np.arange(count, dtype=np.int32)
    for a in np.unique(paints):
        for b in np.unique(paints[paints < a]):
            if _related(means[a], means[b]):
                family[family == family[a]] = family[b]
    return family[paints]


def _related(one: F64, two: F64) -> bool:
    light = abs(one[0] - two[0])
    tint = float(np.hypot(*(one[1:] - two[1:])))
    if light < 12 and tint < 10:
        return True
    chroma = np.hypot(one[1], one[2]), np.hypot(two[1], two[2])
    turned = abs(np.angle(complex(*one[1:]) * complex(*two[1:]).conjugate(), deg=True))
    return bool(min(chroma) > 10 and light < 22 and turned < 13 and abs(chroma[0] - chroma[1]) < 20)
