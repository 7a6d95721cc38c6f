"""Flat vector pictures: their regions, new colours for these, light and shadow on these. Numpy and OpenCV only.

A rendered vector picture has few colours, but its borders are anti-aliased and its file may be lossy. Each border
pixel is therefore kept as a mixture of two regions, so that new colours leave no fringe of the old ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import lab_to_rgb, rgb_to_lab
from nurie.datasets.procedural.shade import Light, ShadeStyle, draw_light, draw_style, shade, shadow_colors

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rng = np.random.Generator
Draw = Callable[[float], F64]  # a lightness to a CIELAB colour

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


def recolor(picture: U8, regions: Regions, rng: Rng) -> U8:
    """Paint the regions with other colours, as a colourist might.

    Regions of one colour stay of one colour, and a colour's shadow keeps its distance from it. Blacks and most
    near-whites stay; what has the colour of skin or leaves often gets another skin or another green; the other
    colours come from one harmony. Gradients and textures within regions are kept.

    Args:
        picture: (H, W, 3) uint8 sRGB, the picture (or the window) whose regions these are.
        regions: of `find_regions`, of the same extent.
        rng: of all chance.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    colors = new_colors(regions, rng)
    step = np.vstack([colors.astype(np.int16) - regions.colors, np.zeros((1, 3), np.int16)])
    change = step[regions.ids]
    mixed = np.flatnonzero(regions.share)
    part = regions.share.ravel()[mixed, None].astype(np.float32) / 255
    first, second = step[regions.ids.ravel()[mixed]], step[regions.other.ravel()[mixed]]
    change.reshape(-1, 3)[mixed] = np.round(first + part * (second - first))
    return cv2.add(picture, change, dtype=cv2.CV_8U)


def new_colors(regions: Regions, rng: Rng) -> U8:
    """A new colour per region, (N, 3) uint8 sRGB; see `recolor`."""
    lab = rgb_to_lab(regions.colors).astype(np.float64)
    areas = np.bincount(regions.ids.ravel(), minlength=len(lab)).astype(np.float64)
    draw = _harmony(rng)
    kept = rng.choice((0.0, 0.5), p=(0.7, 0.3))  # what share of the colours stays
    new = lab.copy()
    for family in np.unique(regions.families):
        members = np.flatnonzero(regions.families == family)
        if not areas[members].any() or rng.random() < kept:
            continue
        old = np.average(lab[members], axis=0, weights=areas[members])
        new[members] = _moved(lab[members], old, _replacement(old, draw, rng))
    if rng.random() < 0.15:
        _tint_paper(new, lab, areas, regions, draw, rng)
    return _in_gamut(new)


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


def _replacement(old: F64, draw: Draw, rng: Rng) -> F64:
    """What the colour `old` becomes, CIELAB."""
    light, chroma = old[0], float(np.hypot(old[1], old[2]))
    hue = float(np.degrees(np.arctan2(old[2], old[1]))) % 360
    if chroma < 9:
        kept = 1.0 if light < 32 or light > 90 else 0.6
        return old if rng.random() < kept else draw(light)
    if 22 < hue < (84 if chroma > 30 else 97) and 9 < chroma < 48 and light > 48 and rng.random() < 0.9:
        return _SKINS[rng.integers(len(_SKINS))] + rng.normal(0, (3, 1.5, 2.5))
    if 28 < hue < 90 and light <= 48 and rng.random() < 0.45:  # brown: earth, wood, hair, dark skin
        return old + rng.normal(0, (6, 3, 4))
    if 100 < hue < 158 and chroma > 18 and rng.random() < 0.55:
        return _from_hue(light + rng.normal(0, 7), chroma * rng.uniform(0.6, 1.1), rng.uniform(98, 160))
    if light < 30 and rng.random() < 0.5:  # a dark colour that serves as ink
        return old
    return draw(light)


def _harmony(rng: Rng) -> Draw:
    """A source of colours that go together: a few hues, one temper (pastel, muted, full)."""
    base = rng.uniform(0, 360)
    turns = _SCHEMES[rng.integers(len(_SCHEMES))]
    spread = rng.choice((6, 10, 16))
    low, high, shift = _TEMPERS[rng.integers(len(_TEMPERS))]

    def draw(light: float) -> F64:
        hue = base + rng.choice(turns) + rng.normal(0, spread)
        chroma = rng.uniform(low, high)
        new = light + shift + rng.normal(0, 10)
        if np.cos(np.radians(hue - 95)) > 0.8:  # yellows are light, or they are olive
            new = max(new, rng.uniform(55, 85))
        return _from_hue(float(np.clip(new, 18, 93)), chroma, hue)

    return draw


def _moved(lab: F64, old: F64, new: F64) -> F64:
    """A family's members at the same distance from `new` as they were from `old`: the turn and ratio of the tint."""
    turn = complex(*new[1:]) / complex(*old[1:]) if np.hypot(*old[1:]) > 9 else 0
    if abs(turn) > 1.6:
        turn *= 1.6 / abs(turn)
    away = (lab[:, 1] - old[1] + 1j * (lab[:, 2] - old[2])) * (turn or 1)
    light = new[0] + (lab[:, 0] - old[0])
    return np.stack([light, new[1] + away.real, new[2] + away.imag], 1)


def _tint_paper(new: F64, lab: F64, areas: F64, regions: Regions, draw: Draw, rng: Rng) -> None:
    """Some white areas that are not the paper around the drawing get a colour: a shirt, a wall."""
    white = (lab[:, 0] > 93) & (np.hypot(lab[:, 1], lab[:, 2]) < 6) & (areas > 0.012 * regions.ids.size)
    white &= ~regions.background
    color = draw(rng.uniform(60, 88))
    new[white] = color


def _from_hue(light: float, chroma: float, hue: float) -> F64:
    turn = np.radians(hue)
    return np.array([light, chroma * np.cos(turn), chroma * np.sin(turn)])


def _in_gamut(lab: F64) -> U8:
    """sRGB bytes; what sRGB cannot show is made paler, not turned."""
    lab = lab.copy()
    lab[:, 0] = np.clip(lab[:, 0], 0, 100)
    for _ in range(6):
        rgb = lab_to_rgb(lab)
        off = np.abs(rgb_to_lab(rgb) - lab).max(1) > 2.5
        if not off.any():
            break
        lab[off, 1:] *= 0.85
    return rgb


def shade_picture(picture: U8, regions: Regions, rng: Rng) -> U8:
    """Put light and shadow on a flat picture, from one side, hard-edged or soft, as `procedural.shade` does it.

    Each form is rounded by itself. The background and blacks get none; lines stay as dark as they are.

    Args:
        picture: (H, W, 3) uint8 sRGB, as found or recoloured.
        regions: its regions, of the same extent.
        rng: of all chance: the light, the style, the tint and the strength.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    unlit = regions.background | (regions.colors.max(1) < 55)
    if rng.random() < 0.6:  # white inside a drawing is paper as often as it is a thing
        unlit |= regions.colors.min(1) > 215
    style, light = draw_style(rng), draw_light(rng)
    while style.name in _CASTING_STYLES:  # who stands before whom is not known here
        style = draw_style(rng)
    shadow, highlight = _light_planes(regions, unlit, light, style, rng)
    skin = _is_skin(rgb_to_lab(regions.colors))
    tint = shadow_colors(np.full_like(regions.colors, 255), skin, style).astype(np.float32) / 255
    glow = float(rng.uniform(0.35, 0.75))
    highlight *= cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) * np.float32(glow / 255)
    planes = []
    for channel, dark in zip(cv2.split(picture), tint.T, strict=True):
        lit = channel * (1 - shadow * (1 - dark)[regions.ids])
        planes.append(lit + (255 - lit) * highlight)
    return np.round(cv2.merge(planes)).astype(np.uint8)


def _light_planes(
    regions: Regions, unlit: NDArray[np.bool_], light: Light, style: ShadeStyle, rng: Rng
) -> tuple[F32, F32]:
    """Shadow and highlight, (H, W) float32 in [0, 1], 0 where `unlit`."""
    known, forms = np.unique(regions.forms, return_inverse=True)
    relief = np.zeros(len(known), np.float32)
    np.maximum.at(relief, forms, np.where(unlit, 0, rng.uniform(0.5, 0.9, len(forms))).astype(np.float32))
    none = np.zeros(regions.ids.shape, np.uint8)
    receives = np.zeros(len(known), np.bool_)
    receives[forms[~regions.background]] = True
    planes = shade(
        forms.astype(np.int32)[regions.ids], relief, np.zeros_like(relief), none, none, light, style, receives=receives
    )
    flat = unlit[regions.ids]
    shadow, highlight = (plane.astype(np.float32) / 255 for plane in planes)
    shadow[flat] = highlight[flat] = 0
    return shadow, highlight


def _is_skin(lab: F32) -> NDArray[np.bool_]:
    hue, chroma = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])), np.hypot(lab[:, 1], lab[:, 2])
    return (hue > 22) & (hue < 97) & (chroma > 9) & (chroma < 48) & (lab[:, 0] > 28)


_CASTING_STYLES = ("flat", "thrown")
_SCHEMES = ((0,), (0, 30, -30), (0, 180), (0, 150, 210), (0, 120, 240), (0, 40, 180, 220), tuple(range(0, 360, 15)))
_TEMPERS = ((14, 32, 10), (10, 30, -4), (22, 55, 0), (30, 75, 2), (40, 95, 0))  # chroma from, to; lighter by
_SKINS = np.array(
    [[88, 8, 14], [85, 10, 17], [82, 12, 20], [77, 14, 24], [71, 16, 28], [63, 17, 30], [54, 17, 28], [45, 16, 24],
     [36, 13, 18]],
    np.float64,
)  # fmt: skip
