"""Training samples: sample number n of a seed is always the same, whoever makes it and in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.diffusion import diffuse
from nurie.core.flood import flood
from nurie.core.geometry import resize_lineart
from nurie.core.hints import rasterize
from nurie.core.types import Extent, Hints
from nurie.datasets.cache import InTurn, Picture, Pictures
from nurie.datasets.drawn import KIND as DRAWN
from nurie.datasets.extract import LINE_STYLES, degrade, random_lineart, remove_lines, stray
from nurie.datasets.manifest import Row
from nurie.datasets.simulate import SIMULATORS, random_count, random_hints
from nurie.errors import RecipeError

U8 = NDArray[np.uint8]
Rng = np.random.Generator

_DETAIL_SHORT_PX = 420  # small crops also show details of a picture of this short side
_AMBIENT_SHARE = 0.12  # of the windows with hints, shown in another light
_FEWEST_TURNED = 8
_SWAPPED, _NEGATIVE = 0.5, 0.12  # of the turned ones: red, green and blue change places; light and dark do
_ASTRAY = ("ink", "pencil")  # kinds of lines that can be sketches, beside those that are simulated
_OWN_LINES, _OWN_LINES_DRAWN = 0.75, 0.95  # shares that show the picture's own lines, where it has any
_FLAT_HINTS = 0.5  # share of the hinted windows whose hints have flat colours, where these are known
UNKNOWN = 255
CELL_PX = 16
_MIN_ZOOM = 2.2  # a picture's short side is up to this many crops long, at any crop size


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What the network sees, and what it should give; all (S, S[, C]) uint8.

    Attributes:
        lineart: 255 paper.
        hint_map: RGB and mask.
        flooded: RGB and confidence, of `flood.flood`.
        colors: the picture without its lines.
        picture: the picture as the artist left it.
        flats: one colour per region, without light and shadow; None where they are not known.
        diffused: RGB of `diffusion.diffuse`.
        things: (S / 16, S / 16) what lies at the centre of each cell, an index into `things.THINGS`, `UNKNOWN` where
            nobody knows.
    """

    lineart: U8
    hint_map: U8
    flooded: U8
    colors: U8
    picture: U8
    flats: U8 | None
    diffused: U8
    things: U8

    def seen_hints(self) -> U8:
        """(S, S, 3): the hints on white paper under the lines."""
        return (_over_white(self.hint_map) * (self.lineart[..., None] / 255) + 0.5).astype(np.uint8)

    def seen_flood(self) -> U8:
        """(S, S, 3): the flooded hints on white paper, the paler the less certain."""
        return (_over_white(self.flooded) + 0.5).astype(np.uint8)

    def seen_diffused(self) -> U8:
        """(S, S, 3): the diffused hints, white where there are none."""
        return self.diffused if self.hint_map[..., 3].any() else np.full_like(self.diffused, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """What a sample is made of, for those who make lines and hints themselves (`training.tensor_data`).

    Attributes:
        colors: (S, S, 3) uint8.
        lineart: (S, S) uint8, 255 paper, or None where lines are to be drawn.
        line_free: whether the colours have no lines in them.
        hinted: whether hints are to be given.
    """

    colors: U8
    lineart: U8 | None
    line_free: bool
    hinted: bool


def _over_white(rgba: U8) -> NDArray[np.float32]:
    alpha = rgba[..., 3:] / np.float32(255)
    return rgba[..., :3] * alpha + 255 * (1 - alpha)


@dataclass(frozen=True, slots=True)
class SampleConfig:
    """How samples are varied.

    Attributes:
        lines: share of each of `extract.LINE_STYLES` among the lines that are simulated; empty takes that table's.
        hints: share of each of `simulate.SIMULATORS`; empty takes `HINT_SHARES`.
        color_play: whether windows are shown in other hues, contrasts and lights.
        turned: share of the windows with hints whose colours are quite other ones, and whose hints are many, so that a
            picture which comes a thousand times cannot be known by heart: only its hints tell its colours.
        astray: share of the windows with hints whose lines are a first sketch, which the paint does not quite follow.
    """

    lines: Mapping[str, float] = field(default_factory=dict)
    hints: Mapping[str, float] = field(default_factory=dict)
    color_play: bool = True
    turned: float = 0.2
    astray: float = 0.0


class SampleSource:
    """Draws samples from a cache. Holds no state but its arguments.

    Args:
        pictures: the decoded corpus.
        weights: share of the samples per source name, relative; sources not named get a share by their number
            of pictures.
        no_hint_weights: the same for samples without hints, None as `weights`. There nothing but the thing tells its
            colour: what has natural colours should come often, what was recoloured seldom.
        seed: of all chance.
        config: how the samples are varied.

    Raises:
        RecipeError: a weight for a source that the corpus lacks, a share of a kind of lines or hints that nobody knows.
    """

    def __init__(
        self, pictures: Pictures, *, weights: Mapping[str, float], seed: int,
        no_hint_weights: Mapping[str, float] | None = None, config: SampleConfig | None = None,
    ) -> None:  # fmt: skip
        self._pictures = pictures
        self._hinted = chooser(pictures, weights, seed)
        self._without = chooser(pictures, no_hint_weights, seed) if no_hint_weights else self._hinted
        self._seed = seed
        self._config = config or SampleConfig()
        _refuse_unknown(self._config.lines, LINE_STYLES, "data.samples.lines")
        _refuse_unknown(self._config.hints, SIMULATORS, "data.samples.hints")

    def sample(self, number: int, size_px: int, *, no_hint_share: float = 0.25) -> Sample:
        """Sample `number` at `size_px` pixels square.

        A share of all samples has no hint; these mostly show whole things.
        """
        rng = self._rng(number)
        chosen, without_hints = self._chosen(number, rng, no_hint_share)
        picture = self._pictures[chosen]
        window = _crop(picture, size_px, rng, self._config, whole=without_hints)
        colors, lineart = window.colors, degrade(window.lineart, rng)
        plain = colors if picture.row.lineart_kind == DRAWN else remove_lines(colors, lineart)
        extent = Extent(size_px, size_px)
        hints = Hints(extent)
        if not without_hints:
            hints = self._hints(window, plain, lineart, rng)
        hint_map = rasterize(hints, extent)
        return Sample(
            lineart, hint_map, flood(hint_map, lineart), plain, colors, window.flats(), diffuse(hint_map, lineart),
            window.things(),
        )  # fmt: skip

    def crop(self, number: int, size_px: int, *, no_hint_share: float = 0.25) -> Crop:
        """The window of sample `number` as the corpus has it, its lines and hints still to be made."""
        rng = self._rng(number)
        chosen, without_hints = self._chosen(number, rng, no_hint_share)
        picture = self._pictures[chosen]
        area, mirror = _place(picture, size_px, rng, whole=without_hints)
        lineart = None
        if _shows_own_lines(picture, rng):
            lineart = resize_lineart(_cut(picture.lineart[area], mirror), Extent(size_px, size_px))
        colors = _resize(_cut(picture.colors[area], mirror), size_px)
        return Crop(colors, lineart, picture.row.lineart_kind == DRAWN, not without_hints)

    def _hints(self, window: _Window, plain: U8, lineart: U8, rng: Rng) -> Hints:
        """As an artist gives them: often in a thing's flat colour, else in what is seen at the place."""
        flat = window.region_colors if rng.random() < _FLAT_HINTS else None
        count = random_count(rng, fewest=_FEWEST_TURNED if window.turned else 1)
        return random_hints(
            plain, lineart, rng, count, regions=window.regions, region_colors=flat, shares=self._config.hints
        )

    def row(self, number: int, *, no_hint_share: float = 0.25) -> Row:
        """Where sample `number` comes from."""
        return self._pictures.rows[self._chosen(number, self._rng(number), no_hint_share)[0]]

    def _rng(self, number: int) -> Rng:
        return np.random.default_rng([self._seed, number])

    def _chosen(self, number: int, rng: Rng, no_hint_share: float) -> tuple[int, bool]:
        """A picture's number, and whether it comes without hints; the first that a sample draws."""
        place, without_hints = rng.random(), bool(rng.random() < no_hint_share)
        choose = self._without if without_hints else self._hinted
        return choose(number, place), without_hints


def _refuse_unknown(shares: Mapping[str, float], known: Mapping[str, object], where: str) -> None:
    if unknown := sorted(set(shares) - set(known)):
        raise RecipeError(f"{where} names {', '.join(unknown)}; known are {', '.join(known)}")


def chooser(pictures: Pictures, weights: Mapping[str, float], seed: int) -> Callable[[int, float], int]:
    """Which picture a sample shows: a function of the sample's number and a chance in [0, 1).

    Pictures that have an order of their own come in it; others by their shares. Raises RecipeError as `SampleSource`.
    """
    if isinstance(pictures, InTurn):
        return partial(_in_turn, pictures, seed)
    return partial(_by_share, np.cumsum(picture_shares(pictures, weights)))


def _in_turn(pictures: InTurn, seed: int, number: int, place: float) -> int:
    return pictures.turn(number, seed)


def _by_share(cumulative: NDArray[np.float64], number: int, place: float) -> int:
    return min(int(np.searchsorted(cumulative, place, side="right")), len(cumulative) - 1)


def picture_shares(pictures: Pictures, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Each picture's share of the samples, with sum 1; see `SampleSource`."""
    sources = [row.source for row in pictures.rows]
    if unknown := sorted(set(weights) - set(sources)):
        raise RecipeError(
            f"data.weights names {', '.join(unknown)}; the selected corpus has {', '.join(sorted(set(sources)))}; name "
            "these, or type: --set data.weights={} --set data.no_hint_weights={}"
        )
    counts = {source: sources.count(source) for source in set(sources)}
    total = len(sources)
    share = np.array([weights.get(source, counts[source] / total) / counts[source] for source in sources])
    return share / share.sum()


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """colors (S, S, 3) and lineart (S, S) uint8; regions (S, S) int32 with region_colors (N, 3) and region_things (N,)
    uint8, or None; turned, whether the colours are quite other ones than the picture's.
    """

    colors: U8
    lineart: U8
    regions: NDArray[np.int32] | None
    region_colors: U8 | None
    region_things: U8 | None
    turned: bool

    def things(self) -> U8:
        half = CELL_PX // 2
        if self.regions is None or self.region_things is None:
            return np.full(tuple(side // CELL_PX for side in self.lineart.shape), UNKNOWN, np.uint8)
        return self.region_things[self.regions[half::CELL_PX, half::CELL_PX]]

    def flats(self) -> U8 | None:
        if self.regions is None or self.region_colors is None:
            return None
        words = np.zeros((len(self.region_colors), 4), np.uint8)  # one number a colour: a fourth of the time
        words[:, :3] = self.region_colors
        filled = np.take(words.view(np.uint32)[:, 0], self.regions)
        return filled.view(np.uint8).reshape(*filled.shape, 4)[..., :3]


def _crop(picture: Picture, size_px: int, rng: Rng, config: SampleConfig, *, whole: bool) -> _Window:
    """A square window at a random scale, mirrored half the time, with its line art.

    With `whole` the window is mostly near the full short side, and hues stay natural: without hints only the
    thing tells its colour.
    """
    area, mirror = _place(picture, size_px, rng, whole=whole)
    turned = config.color_play and not whole and bool(rng.random() < config.turned)
    play = _color_play(rng, turned=turned, natural=whole) if config.color_play else _as_it_is
    colors = play(_cut(picture.colors[area], mirror))
    if _shows_own_lines(picture, rng):
        lineart = _cut(picture.lineart[area], mirror)
    else:
        drawn_px = int(np.clip(rng.uniform(1, 2) * size_px, 8, max(len(colors), size_px)))
        sides = None if picture.sides is None else _resize(_cut(picture.sides[area], mirror), drawn_px)
        lineart = random_lineart(_resize(colors, drawn_px), rng, config.lines, sides=sides)
    if not whole and picture.row.lineart_kind in (None, *_ASTRAY) and rng.random() < config.astray:
        lineart = stray(lineart, rng)
    regions = region_colors = None
    if picture.regions is not None and picture.region_colors is not None:
        region_colors = play(picture.region_colors[None])[0]
        regions = _cut(picture.regions[area], mirror)
        regions = cv2.resize(regions, (size_px, size_px), interpolation=cv2.INTER_NEAREST).astype(np.int32)
    return _Window(
        _resize(colors, size_px), resize_lineart(lineart, Extent(size_px, size_px)), regions, region_colors,
        picture.names, turned,
    )  # fmt: skip


def _place(picture: Picture, size_px: int, rng: Rng, *, whole: bool) -> tuple[tuple[slice, slice], bool]:
    """A square window's rows and columns, and whether it is mirrored."""
    height, width = picture.colors.shape[:2]
    short = min(height, width)
    zoom = max(_MIN_ZOOM, _DETAIL_SHORT_PX / size_px)
    power = rng.random() ** (3 if whole else 1)
    window = int(np.clip(short / zoom**power, min(short, size_px / 1.5), short))
    top, left = int(rng.integers(0, height - window + 1)), int(rng.integers(0, width - window + 1))
    return (slice(top, top + window), slice(left, left + window)), bool(rng.random() < 0.5)


def _shows_own_lines(picture: Picture, rng: Rng) -> bool:
    share = _OWN_LINES_DRAWN if picture.row.lineart_kind == DRAWN else _OWN_LINES
    return bool(rng.random() < share) and picture.lineart is not None


def _cut(window: NDArray[Any], mirror: bool) -> NDArray[Any]:
    return cv2.flip(window, 1) if mirror else np.ascontiguousarray(window)


def _resize(picture: U8, size_px: int) -> U8:
    how = cv2.INTER_AREA if picture.shape[0] > size_px else cv2.INTER_LINEAR
    return cv2.resize(picture, (size_px, size_px), interpolation=how)


def _color_play(rng: Rng, *, turned: bool, natural: bool) -> Callable[[U8], U8]:
    """A change of all colours: mostly none or mild; `turned` to other hues; now and then, unless `natural`, in another
    light.
    """
    if not turned and rng.random() < 0.4:
        return _as_it_is
    turn = int(rng.integers(0, 256)) if turned else int(rng.normal(0, 3))
    table = np.arange(256)
    hue = ((table + turn) % 256).astype(np.uint8)
    saturation = np.clip(table * rng.uniform(0.85, 1.4), 0, 255).astype(np.uint8)
    gamma = float(np.exp(rng.normal(0, 0.4 if turned else 0.15)))
    value = np.round(255 * (table / 255) ** gamma).astype(np.uint8)
    tables = np.stack([hue, saturation, value], 1)[None]  # (1, 256, 3)
    order = rng.permutation(3) if turned and rng.random() < _SWAPPED else None
    negative = turned and rng.random() < _NEGATIVE
    light = None if natural or rng.random() >= _AMBIENT_SHARE else _light(rng)

    def play(colors: U8) -> U8:
        colors = colors if order is None else np.ascontiguousarray(colors[..., order])
        colors = 255 - colors if negative else colors
        hsv = cv2.LUT(cv2.cvtColor(colors, cv2.COLOR_RGB2HSV_FULL), tables)
        played = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB_FULL)
        return played if light is None else cv2.LUT(played, light)

    return play


def _as_it_is(colors: U8) -> U8:
    return colors


def _light(rng: Rng) -> U8:
    """(1, 256, 3), every colour at another hour or in another place: times that of the light."""
    light = np.array(list(AMBIENT.values())[int(rng.integers(len(AMBIENT)))])
    gains = 1 - rng.uniform(0.3, 1) * (1 - light)
    return np.round(np.arange(256)[:, None] * gains).astype(np.uint8)[None]


AMBIENT: dict[str, tuple[float, float, float]] = {
    "night": (0.42, 0.5, 0.8),
    "evening": (1.0, 0.76, 0.58),
    "dawn": (1.0, 0.84, 0.88),
    "forest": (0.78, 0.95, 0.72),
    "candle": (1.0, 0.82, 0.5),
    "cave": (0.62, 0.66, 0.7),
    "sea": (0.6, 0.88, 0.95),
}
