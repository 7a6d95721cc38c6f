"""Character profiles: made of coloured sheets, matched with pages, and given to the path as hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, lab_to_rgb, rgb_to_lab
from nurie.core.hints import rasterize
from nurie.core.pieces import at_centers
from nurie.core.profile_file import LOOKS, MEASURES
from nurie.core.types import Extent, Hints, Profile, ProfileRegion, Rgb, Stroke
from nurie.errors import ProfileError
from nurie.runtime.backend import Backend
from nurie.runtime.card import Card
from nurie.runtime.looks import SHORT_PX, Looks, look
from nurie.runtime.region_dots import region_strokes, scaled
from nurie.runtime.seen import depth_of
from nurie.runtime.windows import parts, propose

SAME_PAINT = 6.0  # CIEDE2000 up to which colours of a profile are one paint
_EVEN, _AROUND_HUE, _LIT = 0.6, 15.0, (0.5, 0.85)  # see `_color_of`
_WHITE, _PALE = 95.0, 4.0  # least lightness and most chroma of the paper around a figure

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Weights:
    """How much each difference speaks against two regions being one paint, as log odds.

    Attributes:
        odds: of the Hellinger distance of the odds at each size.
        measures: of the absolute difference of each of `MEASURES`.
        share: what a profile's region gains per log of its share of the sheet.
        least: below this a region belongs to nobody in the profile.
    """

    odds: tuple[float, float]
    measures: tuple[float, ...]
    share: float
    least: float


# `python benchmarks/profiles.py --fit` on drawings by program of other characters than it measures. Those of "colors"
# are the same: fitted with "things", not apart
WEIGHTS = {
    "things": _Weights((-5.1, -6.4), (-1.99, -1.58, -0.27, -0.32, -0.77, -0.92, -1.4, -2.6, -3.1), 0.25, -7.8),
    "colors": _Weights((-5.1, -6.4), (-1.99, -1.58, -0.27, -0.32, -0.77, -0.92, -1.4, -2.6, -3.1), 0.25, -7.8),
}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A coloured drawing of a character, as the network sees it.

    Attributes:
        picture: (H, W, 3) uint8 sRGB, lines and all.
        lineart: (H, W) uint8, its lines, 255 paper.
        small: (h, w) uint8, the same at the working size.
        regions: (H, W) int32 of `regions.label_regions`.
    """

    picture: U8
    lineart: U8
    small: U8
    regions: NDArray[np.int32]


def make_profile(backend: Backend, sheets: Sequence[Sheet], name: str) -> Profile:
    """Store what the regions of sheets look like, and their colours.

    A region's colour is that of its lit half. Left out are regions painted in several hues, white paper at the edge,
    and what the network takes for scenery. Colours of all sheets that hardly differ become one.

    Raises:
        ProfileError: no region is left.
    """
    found: list[tuple[Rgb, float, ProfileRegion]] = []
    for sheet in sheets:
        looks = look(backend, sheet.small, sheet.regions)
        for row, number in enumerate(looks.numbers):
            color = None if looks.scenery[row] else _color_of(sheet, int(number))
            if color is not None:
                odds = tuple(tuple(part[row].tolist()) for part in looks.odds)
                measures = tuple(looks.measures[row].tolist())
                found.append((color, float(np.exp(measures[3])), ProfileRegion(color, odds, measures)))
    if not found:
        raise ProfileError(
            f"found no coloured region of a figure on {len(sheets)} sheet(s); expected a coloured drawing with closed "
            "lines; give its line art with --lines LINES.png"
        )
    paints = _paints([color for color, _, _ in found], [share for _, share, _ in found])
    regions = tuple(ProfileRegion(paints[color], part.odds, part.measures) for color, _, part in found)
    return Profile(name, _model(backend.card), _look_of(backend.card), regions)


def _color_of(sheet: Sheet, number: int) -> Rgb | None:
    """A region's flat: the mean of the lit half of its pixels away from lines; None where these differ in hue."""
    inside = (sheet.regions == number) & (sheet.lineart >= 200)
    depth = depth_of(np.where(inside, 255, 0).astype(np.uint8))
    pixels = sheet.picture[inside & (depth >= min(3.0, depth.max() / 2))]
    if not len(pixels):
        return None
    lab = rgb_to_lab(pixels[:: 1 + len(pixels) // 4000])
    order = np.argsort(lab[:, 0], kind="stable")
    first, last = (int(share * len(order)) for share in _LIT)
    color = lab[order[first : max(last, first + 1)]].mean(0)
    near = np.hypot(*(lab[:, 1:] - color[1:]).T) <= _AROUND_HUE
    edge = np.concatenate([sheet.regions[0], sheet.regions[-1], sheet.regions[:, 0], sheet.regions[:, -1]])
    paper = color[0] >= _WHITE and np.hypot(*color[1:]) <= _PALE and bool((edge == number).any())
    if near.mean() < _EVEN or paper:
        return None
    red, green, blue = lab_to_rgb(color[None].astype(np.float32))[0].tolist()
    return red, green, blue


def _paints(colors: Sequence[Rgb], shares: Sequence[float]) -> dict[Rgb, Rgb]:
    """Each colour to that of its paint: the largest one that hardly differs."""
    area: dict[Rgb, float] = {}
    for color, share in zip(colors, shares, strict=True):
        area[color] = area.get(color, 0) + share
    order = sorted(area, key=lambda color: (-area[color], color))
    lab = rgb_to_lab(np.array(order, np.uint8))
    paints: dict[Rgb, Rgb] = {}
    leaders: list[int] = []
    for number, color in enumerate(order):
        distance = [float(delta_e2000(lab[number : number + 1], lab[n : n + 1])[0]) for n in leaders]
        if distance and min(distance) <= SAME_PAINT:
            paints[color] = order[leaders[int(np.argmin(distance))]]
        else:
            leaders.append(number)
            paints[color] = color
    return paints


def profile_hints(
    backend: Backend,
    lineart: U8,
    regions: NDArray[np.int32],
    profiles: Sequence[Profile],
    hints: Hints | None = None,
    *,
    seed: int = 0,
) -> Hints | None:
    """Exact dots in the colours of profiles, in the regions that look like theirs, under the artist's own hints.

    A region that the artist has marked gets none; so the artist wins. What looks like nothing in the profiles gets
    none either and stays with the network. So does scenery; where the artist gave no hint at all it has loose dots in
    the colours that the network proposes, as on a page without hints, so that a dress does not tint the sky behind it.

    Args:
        backend: the network that the profiles were made with.
        lineart: (h, w) uint8, 255 paper, at the working size.
        regions: (H, W) int32 at the page's size.
        profiles: at least one.
        hints: the artist's own.
        seed: of what is proposed.

    Returns:
        the hints for the page, None if there are none at all.

    Raises:
        ProfileError: a profile of another network.
    """
    for profile in profiles:
        _check_model(profile, backend.card)
    extent, page = Extent(*lineart.shape), Extent(*regions.shape)
    small, depth = at_centers(regions, extent), depth_of(lineart)
    marked = set() if hints is None else set(small[rasterize(hints, extent)[..., 3] > 0].tolist())
    strokes: list[Stroke] = []
    scenery: list[int] = []
    for part in parts(lineart):
        looks = look(backend, np.ascontiguousarray(lineart[part]), small[part])
        scenery += looks.numbers[looks.scenery].tolist()
        for number, color in match(looks, profiles).items():
            if number not in marked:
                room = np.zeros_like(depth)
                room[part] = np.where(small[part] == number, depth[part], 0)
                strokes += region_strokes(room, color, page)
    if strokes and not hints:
        guesses = propose(backend, lineart, small, seed)
        guesses[~np.isin(small, scenery)] = 0
        strokes = [*_loose(guesses, page), *strokes]
    if hints:
        return replace(hints, strokes=(*scaled(strokes, page, hints.size), *hints.strokes))
    return Hints(page, tuple(strokes)) if strokes else None


def match(looks: Looks, profiles: Sequence[Profile]) -> dict[int, Rgb]:
    """Colours for the regions that look like some of the profiles'.

    Each region of the profiles votes for its paint with a weight that falls with the difference of looks; the paint
    with the most votes wins, if these are more than `_Weights.least`.

    Returns:
        by the region's number.

    Source: neighbourhood components analysis, Goldberger et al. 2004, with one weight per feature.
    """
    known = [region for profile in profiles for region in profile.regions]
    weights = WEIGHTS[profiles[0].look]
    colors = [region.color for region in known]
    paints = list(dict.fromkeys(colors))
    scores = _votes(looks, known, weights)
    which = np.array([paints.index(color) for color in colors])
    by_paint = np.stack([np.logaddexp.reduce(scores[:, which == n], axis=1) for n in range(len(paints))], 1)
    best = by_paint.argmax(1)
    taken = (by_paint.max(1) > weights.least) & ~looks.scenery
    return {int(looks.numbers[row]): paints[best[row]] for row in np.flatnonzero(taken)}


def _votes(looks: Looks, known: Sequence[ProfileRegion], weights: _Weights) -> F64:
    """(n, m) log votes of m regions of profiles for n of a page."""
    measures = np.array([region.measures for region in known])
    apart = np.abs(looks.measures[:, None] - measures[None]) @ np.array(weights.measures)
    for number, weight in enumerate(weights.odds):
        odds = np.array([region.odds[number] for region in known])
        apart += weight * np.sqrt(np.maximum(0, 1 - np.sqrt(looks.odds[number]) @ np.sqrt(odds).T))
    return apart + weights.share * measures[:, MEASURES.index("share")]


def _loose(hint_map: U8, page: Extent) -> list[Stroke]:
    """The dots of a hint map as loose strokes, in pixels of the page."""
    count, spots, stats, centers = cv2.connectedComponentsWithStats(hint_map[..., 3])
    scale = np.array(page) / spots.shape
    strokes = []
    for number in range(1, count):
        area = stats[number, cv2.CC_STAT_AREA]
        color = hint_map[spots == number][0, :3].tolist()
        x, y = (centers[number] + 0.5) * scale[::-1] - 0.5
        radius = max(0.5, float(np.sqrt(area / np.pi))) * float(scale.mean())
        strokes.append(Stroke(((float(x), float(y)),), tuple(color), radius, "loose"))
    return strokes


def _model(card: Card) -> str:
    return f"{card.name} {card.version}"


def _look_of(card: Card) -> str:
    return LOOKS[0] if card.things else LOOKS[1]


def _check_model(profile: Profile, card: Card) -> None:
    wide = len(card.things or card.color_bins)
    fits = all(tuple(map(len, region.odds)) == (wide,) * len(SHORT_PX) for region in profile.regions)
    if profile.model != _model(card) or profile.look != _look_of(card) or not fits:
        raise ProfileError(
            f"the profile {profile.name} was made with the model {profile.model}, the page is coloured with "
            f"{_model(card)}, which looks at regions in another way; make it again with this one, or choose that one "
            "with --model: nurie profile make SHEET -o PROFILE.json --model MODEL"
        )
