"""Shadow and highlight of a picture of flat regions, as an animator would paint them. Knows numbers, no shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.relief import slope, without_islands

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Rng = np.random.Generator
_AT_PX = 384
_STEP_PX = 2.5
_STEEP = 0.4
_SMALLEST_SHARE = 0.0022


@dataclass(frozen=True, slots=True)
class Light:
    """Where the light comes from.

    Attributes:
        name: an entry of `LIGHTS`.
        x, y: the way that shadows fall on the page, of length 1 at most; y grows downwards.
        rim: a second light from behind, on the other side.
    """

    name: str
    x: float
    y: float
    rim: bool = False


@dataclass(frozen=True, slots=True)
class ShadeStyle:
    """How much is shaded and how; lengths are px in a picture 384 px wide.

    Attributes:
        name: an entry of `STYLES`.
        tones: steps of shadow: 0 none, 1 or 2 with clear borders.
        soft: width of the borders, px.
        depth: how far things bulge, px.
        level: how steep a surface turns away from the light before it lies in shadow, about 1.
        cast: factor on the length of thrown shadows.
        drawn: strength of the shadows that shapes bring along, 0 to 1.
        gloss: strength of drawn lights, 0 to 1.
        face: how round faces are, 0 to 1; many artists leave them flat.
        behind: hair behind the neck lies in shadow as a whole.
        spots: shining spots on round things.
        strength: how dark full shadow is.
        tint: an entry of `TINTS`.
    """

    name: str
    tones: int
    soft: float
    depth: float
    level: float
    cast: float
    drawn: float
    gloss: float
    face: float
    behind: bool
    spots: bool
    strength: float
    tint: str


LIGHTS = {
    "top left": (0.6, 0.75),
    "top right": (-0.6, 0.75),
    "top": (0.08, 0.95),
    "left": (0.95, 0.25),
    "right": (-0.95, 0.25),
    "high left": (0.35, 0.9),
    "high right": (-0.35, 0.9),
    "back left": (0.75, -0.2),
    "back right": (-0.75, -0.2),
}
_LIGHT_SHARES = (0.2, 0.2, 0.14, 0.07, 0.07, 0.12, 0.12, 0.04, 0.04)

# Share of all pictures; tones, ranges of soft, depth, level, cast, drawn.
STYLES: dict[str, tuple[float, int, Mapping[str, tuple[float, float]]]] = {
    "flat": (0.07, 0, {"soft": (1, 1), "depth": (20, 20), "level": (1, 1), "cast": (0, 0), "drawn": (0, 0)}),
    "thrown": (0.16, 1, {"soft": (0.8, 1.4), "depth": (20, 20), "level": (9, 9), "cast": (1.0, 2.0),
                         "drawn": (0.8, 1)}),
    "cel": (0.40, 1, {"soft": (0.8, 1.6), "depth": (16, 34), "level": (0.6, 1.3), "cast": (1.0, 2.0),
                      "drawn": (0.7, 1)}),
    "two tones": (0.17, 2, {"soft": (0.8, 1.6), "depth": (22, 38), "level": (0.4, 0.8), "cast": (1.0, 2.0),
                            "drawn": (0.7, 1)}),
    "soft": (0.12, 1, {"soft": (6, 12), "depth": (34, 56), "level": (0.5, 0.8), "cast": (0.7, 1.3),
                       "drawn": (0.6, 1)}),
    "hard": (0.08, 1, {"soft": (0.6, 1.0), "depth": (26, 44), "level": (0.25, 0.5), "cast": (1.6, 2.6),
                       "drawn": (1, 1)}),
}  # fmt: skip

# What full shadow multiplies colors by, for skin and for the rest.
TINTS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "violet": ((0.86, 0.62, 0.66), (0.62, 0.58, 0.80)), "cool": ((0.80, 0.64, 0.72), (0.56, 0.62, 0.80)),
    "warm": ((0.92, 0.64, 0.54), (0.74, 0.60, 0.62)), "gray": ((0.82, 0.66, 0.62), (0.64, 0.64, 0.68)),
    "night": ((0.62, 0.56, 0.74), (0.46, 0.50, 0.76)), "pink": ((0.95, 0.68, 0.68), (0.78, 0.62, 0.74)),
}  # fmt: skip
SKIN_LIKE = frozenset(("skin", "lips", "ear_inner", "mouth", "tongue", "blush", "nail"))


def draw_light(rng: Rng) -> Light:
    name = list(LIGHTS)[rng.choice(len(LIGHTS), p=_LIGHT_SHARES)]
    x, y = LIGHTS[name]
    turn = rng.normal(0, 0.12)
    cos, sin = np.cos(turn), np.sin(turn)
    return Light(
        name, float(x * cos - y * sin), float(x * sin + y * cos), bool(name.startswith("back") or rng.random() < 0.06)
    )


def draw_style(rng: Rng) -> ShadeStyle:
    names = list(STYLES)
    name = names[rng.choice(len(names), p=[share for share, _, _ in STYLES.values()])]
    _, tones, spans = STYLES[name]
    numbers = {key: float(rng.uniform(*span)) for key, span in spans.items()}
    gloss = 0.0 if rng.random() < 0.12 else float(rng.uniform(0.5, 1))
    return ShadeStyle(
        name,
        tones,
        gloss=gloss,
        face=float(rng.choice((0, 0, 0, 0.6))),
        behind=bool(rng.random() < 0.5),
        spots=bool(rng.random() < 0.25),
        strength=float(rng.uniform(0.5, 1)),
        tint=str(rng.choice(list(TINTS), p=(0.28, 0.2, 0.2, 0.14, 0.06, 0.12))),
        **numbers,
    )


def shade(
    regions: NDArray[np.integer],
    relief: F32,
    cast_px: F32,
    drawn_shadow: U8,
    drawn_light: U8,
    light: Light,
    style: ShadeStyle,
    *,
    receives: NDArray[np.bool_] | None = None,
    masses: NDArray[np.integer] | None = None,
    whole: NDArray[np.bool_] | None = None,
) -> tuple[U8, U8]:
    """Shadow and highlight of a picture.

    Args:
        regions: (H, W) numbers of regions; a higher number lies before a lower one.
        relief: per region, how round it is, 0 to 1.
        cast_px: per region, how far its shadow falls.
        drawn_shadow, drawn_light: (H, W), 255 where the artist put shadow and light.
        receives: per region, whether thrown shadows fall on it; by default on all.
        masses: (H, W) regions without what only lies on surfaces; by default the regions.
        whole: per region, whether all of it lies in shadow (hair behind the neck); by default none.

    Returns:
        Shadow and highlight, (H, W) uint8, 0 none to 255 full.
    """
    scale = regions.shape[1] / _AT_PX
    receives = np.ones(len(relief), bool) if receives is None else receives
    masses = regions if masses is None else masses
    field = _slope(masses, light, style.depth * scale)
    field *= np.minimum(relief.astype(np.float32) * 2, 1.3).take(regions[::2, ::2])
    shadow = cv2.convertScaleAbs(drawn_shadow, alpha=style.drawn)
    if style.tones:
        turned = _turned_away(_without_islands(field, style), style, regions.shape)
        shadow = cv2.max(shadow, turned * (relief > 0).view(np.uint8).take(regions))
    if style.cast:
        thrown = _thrown(regions, cast_px * style.cast, receives, light)
        thrown = cv2.GaussianBlur(thrown, (0, 0), max(1.1, style.soft * scale * 0.4))
        shadow = cv2.max(shadow, cv2.convertScaleAbs(cv2.subtract(thrown, 64), alpha=2) if style.soft < 4 else thrown)
    if whole is not None and style.tones:
        shadow[whole.take(regions)] = 255
    highlight = cv2.convertScaleAbs(drawn_light, alpha=style.gloss)
    if style.spots:
        highlight = cv2.max(highlight, _spots(_enlarged(field, regions.shape), relief, regions))
    if light.rim:
        highlight = cv2.max(highlight, _rim(regions, receives, light, 3.0 * scale))
    return shadow, highlight


def shadow_colors(colors: U8, skin: NDArray[np.bool_], style: ShadeStyle) -> U8:
    """(n, 3) the color of each region in full shadow; `skin` says which ones turn warm instead of cool."""
    warm, cool = (np.float32(tint) for tint in TINTS[style.tint])
    tint = 1 - (1 - np.where(skin[:, None], warm, cool)) * style.strength
    return np.clip(colors * tint, 0, 255).astype(np.uint8)


def light_colors(colors: U8, style: ShadeStyle) -> U8:
    """(n, 3) the color of each region in full light."""
    lit = colors.astype(np.float32)
    share = 0.35 + 0.4 * style.gloss
    return np.maximum(colors, lit + (np.float32((255, 252, 245)) - lit) * share).astype(np.uint8)


def _slope(masses: NDArray[np.integer], light: Light, depth_px: float) -> F32:
    """(H / 2, W / 2) how steep each mass, blown up like a cushion, turns towards (+) or away from (-) the light."""
    return slope(np.ascontiguousarray(masses[::2, ::2]), (light.x, light.y), depth_px / 2)


def _enlarged(field: F32, shape: tuple[int, ...]) -> F32:
    return cv2.resize(field, shape[1::-1], interpolation=cv2.INTER_LINEAR)


def _without_islands(field: F32, style: ShadeStyle) -> F32:
    smallest = _SMALLEST_SHARE * field.size * (3 if style.soft > 4 else 1)
    return without_islands(field, _STEEP * style.level, smallest)


def _turned_away(field: F32, style: ShadeStyle, shape: tuple[int, ...]) -> U8:
    """Shadow by slope, in one or two steps, or gliding; (H, W) uint8."""
    field = _enlarged(field, shape)
    limit = np.float32(_STEEP * style.level)
    width = np.float32(0.05 + 0.035 * style.soft)
    limit = max(limit, width / 2 + np.float32(0.03))
    first = np.clip((-field - limit) / width + 0.5, 0, 1)
    if style.tones < 2:
        return cv2.convertScaleAbs(first, alpha=255)
    second = np.clip((-field - limit * 1.9) / width + 0.5, 0, 1)
    return cv2.convertScaleAbs(first * 0.55 + second * 0.45, alpha=255)


def _thrown(regions: NDArray[np.integer], cast_px: F32, receives: NDArray[np.bool_], light: Light) -> U8:
    """Where something before it stands between a pixel and the light."""
    cast_px = cast_px.astype(np.float32)
    longest = float(min(cast_px.max(initial=0), 0.12 * regions.shape[1]))
    lengths = np.arange(_STEP_PX, longest + _STEP_PX / 2, _STEP_PX)
    steps = (cast_px[:, None] >= lengths).sum(1, dtype=np.int16).take(regions)
    near = _around(steps > 0, int(np.ceil(longest)) + 1)
    order, reach, whole = regions[near].astype(np.int16), steps[near], np.zeros(regions.shape, bool)
    height, width = order.shape
    shadow = whole[near]
    for step, length in enumerate(lengths):
        dx, dy = round(light.x * length), round(light.y * length)
        to = np.s_[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)]
        of = np.s_[max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)]
        shadow[to] |= (reach[of] > step) & (order[of] > order[to])
    return (whole & receives.take(regions)).view(np.uint8) * np.uint8(255)


def _around(mask: NDArray[np.bool_], margin: int) -> tuple[slice, slice]:
    """The part of a picture that holds a mask, with a margin."""
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    return np.s_[max(y - margin, 0) : y + height + margin, max(x - margin, 0) : x + width + margin]


def _spots(field: F32, relief: F32, regions: NDArray[np.integer]) -> U8:
    """Where round things face the light."""
    round_enough = (relief > 0.65).take(regions)
    return cv2.convertScaleAbs(np.clip((field - 0.55) * 6, 0, 0.8) * round_enough, alpha=255)


def _rim(regions: NDArray[np.integer], near: NDArray[np.bool_], light: Light, width_px: float) -> U8:
    """The edge of what stands in front, on the side that the shadows fall to."""
    figure = cv2.convertScaleAbs(near.take(regions).view(np.uint8), alpha=255)
    move = np.float32([[1, 0, -light.x * width_px], [0, 1, -light.y * width_px]])
    inner = cv2.warpAffine(figure, move, figure.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    return cv2.subtract(figure, inner)
