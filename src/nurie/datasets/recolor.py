"""New colours for the regions of a flat vector picture, and light and shadow on them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import lab_to_rgb, rgb_to_lab
from nurie.datasets.procedural.shade import Light, ShadeStyle, draw_light, draw_style, shade, shadow_colors
from nurie.datasets.vector import Regions

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rng = np.random.Generator
Draw = Callable[[float], F64]  # a lightness to a CIELAB colour

_CASTING_STYLES = ("flat", "thrown")
_SCHEMES = ((0,), (0, 30, -30), (0, 180), (0, 150, 210), (0, 120, 240), (0, 40, 180, 220), tuple(range(0, 360, 15)))
_TEMPERS = ((14, 32, 10), (10, 30, -4), (22, 55, 0), (30, 75, 2), (40, 95, 0))  # chroma from, to; lighter by
_SKINS = np.array(
    [[88, 8, 14], [85, 10, 17], [82, 12, 20], [77, 14, 24], [71, 16, 28], [63, 17, 30], [54, 17, 28], [45, 16, 24],
     [36, 13, 18]],
    np.float64,
)  # fmt: skip


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
