"""A scene drawn by a hand: its lines, regions, flats, shadow, highlight and picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural import pens, shade
from nurie.datasets.procedural.character import guides
from nurie.datasets.procedural.pens import Pen
from nurie.datasets.procedural.render import Raster, render
from nurie.datasets.procedural.scene import Layer, Scene, Stroke
from nurie.datasets.procedural.shade import Light, ShadeStyle
from nurie.datasets.procedural.tone import Tone, add_tone, draw_tone
from nurie.datasets.procedural.wash import draw_wash, wash

U8 = NDArray[np.uint8]
Rng = np.random.Generator
_FEWEST_PX = 6  # regions with fewer pixels are given to their neighbours
_FAR_PX = 24  # how far from specks their neighbours are looked for
_FRONT = 90  # shapes below this layer are background, on which figures throw no shadow
_PAPER_LIKE = frozenset(
    ("skin", "sclera", "eye_light", "teeth", "bubble", "lettering", "blush", "background", "sky", "cloud", "lens")
)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A drawn picture and everything that is true about it. All colors are sRGB bytes.

    Attributes:
        line: (H, W) uint8, 255 paper; with hatching and screentone where there is any.
        line_color: of the ink.
        regions: (H, W) int32, 0 to n - 1, not smoothed.
        names: per region, an entry of `scene.NAMES`.
        colors: (n, 3) uint8, each region's flat color; `shadow_color` and `light_color` are what it becomes
            in full shadow and full light.
        flats: (H, W, 3) uint8.
        shadow, highlight: (H, W) uint8, 0 none to 255 full.
        colors_layer: (H, W, 3) uint8, flats with shadow and highlight, no lines; in some pictures washed
            (`wash.WASHES`).
        picture: (H, W, 3) uint8, colors_layer with smooth borders under the lines (without hatching and screentone).
        facts: JSON-able: seed, kind, traits, pose, pen, light, palette.
    """

    line: U8
    line_color: tuple[int, int, int]
    regions: NDArray[np.int32]
    names: tuple[str, ...]
    colors: U8
    shadow_color: U8
    light_color: U8
    flats: U8
    shadow: U8
    highlight: U8
    colors_layer: U8
    picture: U8
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hand:
    """How a picture is drawn and shaded, whatever it shows."""

    pen: Pen
    light: Light
    style: ShadeStyle
    tone: Tone
    wash: str = ""
    wash_seed: int = 0


def draw_hand(rng: Rng) -> Hand:
    return Hand(
        pens.draw_pen(rng),
        shade.draw_light(rng),
        shade.draw_style(rng),
        draw_tone(rng),
        draw_wash(rng),
        int(rng.integers(2**31)),
    )


def draw_scene(scene: Scene, size_px: int, hand: Hand, rng: Rng, facts: Mapping[str, object]) -> Drawing:
    """A scene drawn, numbered, shaded and colored by one hand."""
    if hand.pen.guides:
        scene = replace(scene, strokes=(*scene.strokes, *_guides(scene, rng)))
    raster = render(scene, size_px, pen=hand.pen, rng=rng)
    regions, shown = number_regions(raster.shapes)
    parts = [scene.shapes[number] if number >= 0 else None for number in shown]
    names = tuple(part.name if part else "background" for part in parts)
    colors = np.array([scene.colors[part.color] if part else (255, 255, 255) for part in parts], np.uint8)
    shadow, highlight = _shade(scene, raster, regions, parts, hand)
    skin = np.array([name in shade.SKIN_LIKE for name in names])
    dark, bright = shade.shadow_colors(colors, skin, hand.style), shade.light_colors(colors, hand.style)
    line = pens.finish(raster.line, hand.pen, rng)
    layer = wash(
        paint(regions, colors, dark, bright, shadow, highlight),
        hand.wash,
        regions,
        np.random.default_rng(hand.wash_seed),
    )
    return Drawing(
        line=_toned(line, hand.tone, regions, names, colors, shadow, rng),
        line_color=hand.pen.color,
        regions=regions,
        names=names,
        colors=colors,
        shadow_color=dark,
        light_color=bright,
        flats=fill(regions, colors),
        shadow=shadow,
        highlight=highlight,
        colors_layer=layer,
        picture=lay_lines(smooth_borders(layer, regions), line, hand.pen.color, tint=hand.pen.tint),
        facts=_facts(scene, hand, facts),
    )


def _guides(scene: Scene, rng: Rng) -> list[tuple[float, Stroke]]:
    """The thin lines of the first sketch that were not rubbed out."""
    people = scene.facts.get("characters") or ()
    return [(Layer.FOREGROUND + 100, line) for person in people[:1] for line in guides(person["pose"], rng)]


def number_regions(shapes: NDArray[np.int32]) -> tuple[NDArray[np.int32], list[int]]:
    """Numbers without gaps in painter's order, and the shape of each; what is too small goes to its neighbours.

    Args:
        shapes: (H, W) -1 or the number of a shape.
    """
    places = shapes + 1
    counts = np.bincount(places.ravel())
    small = (counts > 0) & (counts < _FEWEST_PX)
    if small.any():
        places = _nearest(places, small.take(places))
        counts = np.bincount(places.ravel())
    shown = np.flatnonzero(counts)
    table = np.zeros(len(counts), np.int32)
    table[shown] = np.arange(len(shown))
    return table.take(places), [int(number) - 1 for number in shown]


def _nearest(values: NDArray[np.int32], wrong: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Wrong pixels take the value of the nearest right one."""
    x, y, width, height = cv2.boundingRect(wrong.view(np.uint8))
    near = np.s_[max(y - _FAR_PX, 0) : y + height + _FAR_PX, max(x - _FAR_PX, 0) : x + width + _FAR_PX]
    part, hole = values[near], wrong[near]
    _, labels = cv2.distanceTransformWithLabels(hole.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    of_label = np.zeros(labels.max() + 1, values.dtype)
    of_label[labels[~hole]] = part[~hole]
    filled = values.copy()
    filled[near][hole] = of_label[labels[hole]]
    return filled


def _shade(scene: Scene, raster: Raster, regions: NDArray[np.int32], parts: list, hand: Hand) -> tuple[U8, U8]:
    scale = raster.line.shape[1] / scene.view[2]
    flat = [
        part is None or (part.name in shade.SKIN_LIKE and Layer.HEAD <= part.layer < Layer.FRONT_HAIR) for part in parts
    ]
    relief = np.array([0 if part is None or part.name == "hair" else part.relief for part in parts], np.float32)
    relief *= np.where(flat, hand.style.face, 1)
    cast = np.array([part.cast * scale if part else 0 for part in parts], np.float32)
    return shade.shade(
        regions,
        relief,
        cast,
        raster.shadow,
        raster.light,
        hand.light,
        hand.style,
        masses=raster.masses,
        receives=np.array([part is not None and _FRONT <= part.layer < Layer.FOREGROUND for part in parts]),
        whole=np.array(
            [part is not None and part.name == "hair" and _FRONT < part.layer < Layer.NECK for part in parts]
        )
        if hand.style.behind
        else None,
    )


def paint(regions: NDArray[np.int32], colors: U8, dark: U8, bright: U8, shadow: U8, highlight: U8) -> U8:
    """Flats with shadow and highlight, (H, W, 3) uint8."""
    picture = fill(regions, colors)
    for target, mask in ((dark, shadow), (bright, highlight)):
        x, y, width, height = cv2.boundingRect(mask)
        if width:
            part = np.s_[y : y + height, x : x + width]
            picture[part] = _mix(fill(regions[part], target), np.ascontiguousarray(picture[part]), mask[part])
    return picture


def fill(regions: NDArray[np.int32], colors: U8) -> U8:
    """(H, W, 3) uint8, each region in its color."""
    if len(colors) > 256:
        return colors[regions]
    table = np.zeros((256, 1, 3), np.uint8)
    table[: len(colors), 0] = colors
    return cv2.applyColorMap(regions.astype(np.uint8), table)


def smooth_borders(layer: U8, regions: NDArray[np.int32]) -> U8:
    """The same colors without stairs where regions meet."""
    border = np.zeros(regions.shape, bool)
    across, down = regions[:, 1:] != regions[:, :-1], regions[1:] != regions[:-1]
    border[:, 1:] = across
    border[:, :-1] |= across
    border[1:] |= down
    border[:-1] |= down
    return cv2.copyTo(cv2.GaussianBlur(layer, (3, 3), 0.8), border.view(np.uint8), layer.copy())


def lay_lines(layer: U8, line: U8, ink: tuple[int, int, int], *, tint: float = 0.0) -> U8:
    """A picture with lines of a color over it, (H, W, 3) uint8; `tint` is the share of what lies below in it."""
    if not tint and not any(ink):
        return cv2.multiply(layer, cv2.merge([line] * 3), scale=1 / 255)
    below = cv2.merge([np.full(line.shape, channel, np.uint8) for channel in ink])
    if tint:
        below = cv2.addWeighted(cv2.erode(layer, _SQUARE), tint, below, 1 - tint, 0)
    return _mix(layer, below, line)


_SQUARE = np.ones((3, 3), np.uint8)


def _mix(above: U8, below: U8, mask: U8) -> U8:
    share = mask * np.float32(1 / 255)
    return cv2.blendLinear(above, below, share, 1 - share)


def _toned(
    line: U8, tone: Tone, regions: NDArray[np.int32], names: tuple[str, ...], colors: U8, shadow: U8, rng: Rng
) -> U8:
    darkness = 1 - colors @ np.float32((0.299, 0.587, 0.114)) / 255
    darkness[[name in _PAPER_LIKE for name in names]] = 0
    return add_tone(line, tone, shadow=shadow, regions=regions, darkness=darkness, rng=rng)


def _facts(scene: Scene, hand: Hand, facts: Mapping[str, object]) -> dict[str, object]:
    return {**facts, **_plain(scene.facts), "view": list(scene.view), "palette": _plain(scene.colors), **_plain(hand)}


def _plain(value: object) -> object:
    """The same in JSON's types."""
    if type(value) in (int, float, str, bool):
        return value
    if type(value) is tuple and all(type(part) is int for part in value):
        return list(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.item() if isinstance(value, np.generic) else value
