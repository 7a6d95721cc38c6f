"""Ears: at the sides of the skull (human, elf) and on top of it (cat, fox, rabbit, dog, bear, mouse)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural.curves import spline
from nurie.datasets.procedural.head import Head
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

# Side ears: (back, down) in head units from the front root; back runs away from the face.
SIDE_EARS: dict[str, tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]] = {
    "human": (
        ((.0, .07), (.05, -.06), (.16, -.10), (.235, -.01), (.21, .15), (.13, .27), (.06, .36), (.01, .35)),
        ((.06, .02), (.14, -.03), (.185, .05), (.15, .15), (.10, .20)),
    ),
    "small": (
        ((.0, .06), (.05, -.03), (.13, -.05), (.185, .02), (.165, .14), (.10, .24), (.04, .29), (.0, .28)),
        ((.05, .04), (.11, .0), (.145, .06), (.11, .14)),
    ),
    "elf": (
        ((.0, .05), (.10, -.05), (.30, -.16), (.56, -.27), (.56, -.27), (.44, -.04), (.24, .15), (.10, .29), (.0, .31)),
        ((.08, .05), (.24, -.05), (.44, -.17), (.30, .02), (.12, .15)),
    ),
    "elf short": (
        ((.0, .05), (.08, -.05), (.20, -.14), (.34, -.22), (.34, -.22), (.29, -.04), (.18, .15), (.08, .28), (.0, .3)),
        ((.06, .04), (.16, -.04), (.26, -.11), (.20, .04), (.10, .14)),
    ),
    "elf drooping": (
        ((.0, .05), (.12, .0), (.34, .03), (.60, .14), (.60, .14), (.42, .18), (.22, .22), (.08, .29), (.02, .30)),
        ((.08, .07), (.26, .06), (.46, .12), (.30, .14), (.12, .17)),
    ),
}
_FLARE = {"human": .50, "small": .45, "elf": 1.1, "elf short": .95, "elf drooping": 1.1}


def build_side_ears(kind: str, head: Head, *, width: float, y: float, size: float) -> list[Shape]:
    """Ears at the skull's sides; the near one of a turned head lies on the face, the far one hides behind it."""
    outer, inner = (spline(knots, steps=5) for knots in SIDE_EARS[kind])
    shapes = []
    for side in (-1, 1):
        turned = head.pose.yaw * side
        if turned > 0.55 and not kind.startswith("elf"):
            continue
        outline = _at_side(outer * size, head, side, width, y, _FLARE[kind])
        fold = _at_side(inner * size, head, side, width, y, _FLARE[kind])
        layer = Layer.HEAD + 40 if turned < -0.22 else Layer.HEAD - 5
        line = Stroke(outline, 1.0, (.5, .4))
        shapes.append(Shape(
            "skin", outline, "skin", layer, contour=(line,), details=(Stroke(fold, .6, (1, .8)),), shadows=(fold,),
            relief=0.3, cast=0.03,
        ))
    return shapes


def _at_side(flat: NDArray, head: Head, side: int, width: float, y: float, flare: float) -> Points:
    """An ear drawn as (back, down) stands off the skull by `flare`: as seen from the front, and from the side."""
    back, down = flat[:, 0], flat[:, 1]
    x = side * (width + back * flare * 0.8)
    z = -0.02 - back * (0.9 if flare < .8 else .55)
    return head.space(np.stack([x, y + down, z], 1))


# Top ears: (out, up) from the middle of the base, with the inner area and the depth of the base.
TOP_EARS: dict[str, dict[str, object]] = {
    "cat": {
        "x": .47, "y": -.80, "turn": .30,
        "outer": ((-.26, -.14), (-.22, .14), (-.06, .40), (.06, .56), (.06, .56), (.16, .38), (.26, .10), (.28, -.20)),
        "inner": ((-.14, -.02), (-.10, .16), (.05, .42), (.05, .42), (.14, .20), (.16, -.04)),
    },
    "fox": {
        "x": .46, "y": -.80, "turn": .24,
        "outer": ((-.25, -.14), (-.26, .18), (-.13, .50), (.05, .80), (.05, .80), (.20, .50), (.28, .14), (.27, -.20)),
        "inner": ((-.14, .0), (-.14, .22), (.04, .62), (.04, .62), (.15, .28), (.16, .0)),
    },
    "rabbit": {
        "x": .30, "y": -.90, "turn": .16,
        "outer": ((-.13, -.10), (-.17, .40), (-.16, .85), (-.02, 1.12), (.13, .88), (.17, .42), (.13, -.12)),
        "inner": ((-.06, .06), (-.09, .45), (-.08, .78), (-.01, .96), (.06, .80), (.09, .45), (.06, .06)),
    },
    "dog": {
        "x": .62, "y": -.70, "turn": .35,
        "outer": ((-.24, .06), (-.16, .22), (.06, .27), (.26, .10), (.34, -.22), (.30, -.50), (.16, -.52), (.06, -.28),
                  (-.10, -.12)),
        "inner": (),
    },
    "bear": {
        "x": .55, "y": -.80, "turn": .45,
        "outer": ((-.22, -.10), (-.22, .12), (-.10, .27), (.08, .28), (.22, .14), (.24, -.12)),
        "inner": ((-.11, -.02), (-.11, .10), (-.02, .16), (.09, .12), (.12, -.02)),
    },
    "mouse": {
        "x": .58, "y": -.84, "turn": .5,
        "outer": ((-.16, -.14), (-.32, .10), (-.28, .40), (.0, .54), (.30, .40), (.34, .08), (.16, -.16)),
        "inner": ((-.08, -.04), (-.20, .12), (-.17, .32), (.0, .42), (.19, .31), (.22, .10), (.08, -.04)),
    },
    "wolf": {
        "x": .44, "y": -.82, "turn": .18,
        "outer": ((-.22, -.12), (-.20, .22), (-.06, .44), (.04, .66), (.04, .66), (.17, .40), (.24, .12), (.24, -.18)),
        "inner": ((-.10, .0), (-.08, .22), (.03, .50), (.03, .50), (.12, .22), (.13, .0)),
    },
}


def build_top_ears(kind: str, head: Head, *, color: str, droop: float, size: float) -> list[Shape]:
    """Animal ears above the hair; their base carries no line, so that they grow out of it."""
    style = TOP_EARS[kind]
    outer = spline(style["outer"], steps=5)
    shapes = []
    for side in (-1, 1):
        put = _top_place(head, style, side, droop, size)
        outline = put(outer)
        line = Stroke(outline, 1.0, (.4, .4))
        if color != "hair":
            left, right = style["outer"][0], style["outer"][-1]
            base = put(_zigzag(right, left, -0.16 * (right[0] - left[0])))
            outline = np.concatenate([outline, base])
            line = Stroke(np.concatenate([outline, outline[:1]]))
        shapes.append(Shape("fur", outline, color, Layer.OVER_HAIR + 40, contour=(line,), relief=0.4, cast=0.03))
        if style["inner"] and head.pose.yaw * side < 0.9:
            tuft = _zigzag(style["inner"][-1], style["inner"][0], 0.16 if kind != "bear" else 0.06)
            inner = np.concatenate([put(spline(style["inner"], steps=4)), put(tuft)])
            shapes.append(Shape(
                "ear_inner", inner, "fur_2", Layer.OVER_HAIR + 41, relief=0.2, within=outline,
                contour=(Stroke(np.concatenate([inner, inner[:1]]), .6),),
            ))
    return shapes


def _zigzag(start: tuple[float, float], end: tuple[float, float], reach: float) -> NDArray:
    """Tips of fur between two points of an ear's base, `reach` upwards, the middle ones longest."""
    share = np.linspace(0, 1, 7)[1:-1, None]
    tips = np.float32([1, .05, 1.25, .05, .8])[:, None] * (0, reach)
    return (np.float32(start) * (1 - share) + np.float32(end) * share + tips).astype(np.float32)


def _top_place(
    head: Head, style: dict[str, object], side: int, droop: float, size: float,
) -> Callable[[NDArray], Points]:
    """From an ear's (out, up) to the picture; `turn` swings its opening outwards, droop leans it aside."""
    angle = float(style["turn"])

    def put(flat: NDArray) -> Points:
        flat = np.asarray(flat, np.float32) * size
        cos, sin = np.cos(droop), np.sin(droop)
        out = flat[:, 0] * cos + np.clip(flat[:, 1], 0, None) * sin
        up = np.where(flat[:, 1] > 0, flat[:, 1] * cos, flat[:, 1]) - flat[:, 0] * sin * .5
        x = side * (float(style["x"]) + out * np.cos(angle))
        z = 0.05 - out * np.sin(angle)
        return head.space(np.stack([x, float(style["y"]) - up, z], 1))

    return put
