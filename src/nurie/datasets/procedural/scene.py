"""What a drawing consists of before it is rendered: shapes in painter's order. Values only, no pixels.

Units: a head is 2 high, from the top of the skull (y = -1) to the chin (y = 1), around (0, 0) when it looks
straight ahead; x grows to the right of the picture, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_MARGIN = 0.15  # lines may leave their shape by that much
Points = NDArray[np.float32]  # (n, 2), x and y in head units


class Layer(IntEnum):
    """Painter's order: a higher layer covers a lower one. Shapes may use numbers between, such as `Layer.HEAD + 2`."""

    BACKGROUND = 0
    BEHIND = 100  # wings, tails, capes, props behind the body
    BACK_HAIR = 200
    BODY = 300  # torso, legs, clothes on them
    NECK = 400
    COLLAR = 500
    HEAD = 600  # ears at the side of the skull below, then the face, blush, nose, mouth
    EYES = 700
    FRONT_HAIR = 800  # side locks, fringe, ahoge
    OVER_HAIR = 900  # brows and lashes that show through a fringe, glasses
    HEADWEAR = 1000
    ARMS = 1100  # arms, hands and props in front of everything
    FOREGROUND = 1200  # speech bubbles, lettering, frames


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One line of the pen.

    Attributes:
        points: (n, 2), a dense polyline (`curves.spline` makes one).
        weight: width relative to the picture's contour pen; 1 a contour, 0.5 a fine inner line, 2 a lash.
        taper: how far begin and end thin out, each 0 (blunt) to 1 (to a point).
    """

    points: Points
    weight: float = 1.0
    taper: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One area of one flat colour, and the lines and lights on it.

    Attributes:
        name: what it is, an entry of `NAMES`: the name of its region.
        outline: (n, 2), a closed polygon; the last point is not the first one again.
        color: a key of the palette, such as "skin", "hair", "cloth_1".
        layer: place in painter's order; equal layers keep the order in which they were built.
        contour: the strokes around it; None draws the whole outline, () draws none.
        details: strokes inside it (folds, strands), clipped to the outline.
        shadows, lights: polygons of drawn shadow and highlight, clipped to the outline (hair gloss, a fold's
            shadow, the light in an eye).
        relief: how round it is shaded: 0 flat paper, 1 a balloon.
        cast: length, in head units, of the shadow it throws on what lies below it in painter's order.
        ink: filled with black in the line picture too (pupils, black hair in manga).
        within: outline of another shape that this one may not leave (an iris within the eye's white).
    """

    name: str
    outline: Points
    color: str
    layer: float
    contour: tuple[Stroke, ...] | None = None
    details: tuple[Stroke, ...] = ()
    shadows: tuple[Points, ...] = ()
    lights: tuple[Points, ...] = ()
    relief: float = 0.5
    cast: float = 0.0
    ink: bool = False
    within: Points | None = None


NAMES = (
    "background", "sky", "cloud", "ground", "plant", "building", "furniture", "bubble", "lettering", "frame",
    "skin", "hair", "brow", "lash", "sclera", "iris", "pupil", "eye_light", "tear",
    "mouth", "teeth", "tongue", "lips", "blush", "ear_inner", "fur", "horn", "feather", "wing", "tail", "nail",
    "cloth", "collar", "tie", "ribbon", "button", "belt", "armor", "leather", "hat", "glasses", "lens",
    "headphones", "jewel", "prop", "shoe",
)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Shapes and free strokes, with the window of head units that the picture shows.

    Attributes:
        shapes: in painter's order (`make_scene` sorts).
        view: left, top, width, height in head units; square pictures have a square view.
        strokes: lines that belong to no shape (speed lines, sweat, motion), with their layer.
        colors: palette key to sRGB bytes.
        facts: what was drawn, JSON-able: "hair": "twin tails", "yaw": 0.4, ...
    """

    shapes: tuple[Shape, ...]
    view: tuple[float, float, float, float]
    colors: Mapping[str, tuple[int, int, int]]
    strokes: tuple[tuple[float, Stroke], ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def make_scene(
    shapes: Iterable[Shape], view: tuple[float, float, float, float], colors: Mapping[str, tuple[int, int, int]],
    *, strokes: Iterable[tuple[float, Stroke]] = (), facts: Mapping[str, object] | None = None,
) -> Scene:
    """A scene with its shapes in painter's order. Raises KeyError for a colour that the palette lacks."""
    ordered = tuple(sorted(shapes, key=lambda shape: shape.layer))
    for shape in ordered:
        if shape.color not in colors:
            raise KeyError(f"shape {shape.name!r} has color {shape.color!r}; the palette has {', '.join(colors)}")
    return Scene(ordered, view, colors, tuple(strokes), dict(facts or {}))


def in_view(shapes: Sequence[Shape], view: tuple[float, float, float, float]) -> list[Shape]:
    """Without the shapes that lie outside of the picture."""
    outlines = [shape.outline for shape in shapes]
    points, starts = np.concatenate(outlines), np.cumsum([0, *map(len, outlines[:-1])])
    corner, size = np.float32(view[:2]), np.float32(view[2:])
    inside = np.maximum.reduceat(points, starts) > corner - _MARGIN
    inside &= np.minimum.reduceat(points, starts) < corner + size + _MARGIN
    return [shape for shape, is_inside in zip(shapes, inside.all(1), strict=True) if is_inside]
