"""Mouths: a line, or an opening with teeth and tongue. Each drawn in own units, half-width 1, v downwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural.curves import ellipse, points, spline
from nurie.datasets.procedural.face.frame import FaceFrame
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke


@dataclass(frozen=True, slots=True, eq=False)
class Mouth:
    """Lines (points and weight), and what an open mouth shows."""

    lines: tuple[tuple[Points, float], ...] = ()
    hole: Points | None = None
    teeth: tuple[Points, ...] = ()
    tongue: Points | None = None


def _line(*knots: tuple[float, float]) -> Points:
    return spline(points(*knots), steps=6)


def _opening(upper: Points, lower: Points, *, teeth: float = 0.0, tongue: float = 0.0, fang: bool = False) -> Mouth:
    """An open mouth between two lines from the left to the right corner; teeth and tongue as shares of its height."""
    hole = np.concatenate([upper, lower[-2:0:-1]])
    top, bottom = float(upper[:, 1].mean()), float(lower[:, 1].max())
    height = bottom - top
    rows: tuple[Points, ...] = ()
    if teeth:
        edge = upper + points((0, height * teeth))
        rows = (np.concatenate([upper - points((0, .1)), edge[::-1]]),)
    if fang:
        at = upper[int(len(upper) * .72)]
        rows = (*rows, at + points((-.13, -.1), (.13, -.1), (.02, height * .30)))
    lick = ellipse((0, bottom), (.62 * float(np.abs(lower[:, 0]).max()), height * tongue), count=20) if tongue else None
    return Mouth((), hole, rows, lick)


MOUTHS: dict[str, Callable[[], Mouth]] = {
    "line": lambda: Mouth(((_line((-.8, 0), (-.2, .05), (.3, .04), (.8, -.02)), 1.0),)),
    "small_line": lambda: Mouth(((_line((-.45, .02), (0, -.03), (.45, .03)), 1.0),)),
    "soft": lambda: Mouth((
        (_line((-.75, -.03), (-.45, .05), (-.2, .06)), 1.0), (_line((.2, .06), (.45, .05), (.75, -.03)), 1.0))),
    "smile": lambda: Mouth(((_line((-1, -.14), (-.5, .10), (0, .17), (.5, .10), (1, -.14)), 1.0),)),
    "smirk": lambda: Mouth(((_line((-.8, .10), (-.1, .10), (.5, -.02), (1.0, -.26)), 1.1),)),
    "frown": lambda: Mouth(((_line((-.8, .16), (-.3, -.04), (.3, -.04), (.8, .16)), 1.1),)),
    "small_frown": lambda: Mouth(((_line((-.55, .10), (0, -.07), (.55, .10)), 1.0),)),
    "crooked": lambda: Mouth(((_line((-.8, .08), (-.35, -.08), (.05, .05), (.45, -.07), (.85, .04)), 1.0),)),
    "wavy": lambda: Mouth(((_line(
        (-.75, .04), (-.5, -.09), (-.25, .07), (0, -.07), (.25, .07), (.5, -.08), (.75, .04)), 1.0),)),
    "pout": lambda: Mouth(((_line((-.42, .14), (-.2, -.10), (.05, -.13), (.3, -.02), (.42, .12)), 1.1),
                           (_line((-.2, .30), (0, .35), (.2, .30)), .6))),
    "cat": lambda: Mouth(((_line((-.95, -.16), (-.75, .08), (-.4, .14), (-.08, -.02), (0, -.12)), 1.0),
                          (_line((0, -.12), (.08, -.02), (.4, .14), (.75, .08), (.95, -.16)), 1.0))),
    "cat_open": lambda: _opening(
        _line((-.95, -.18), (-.6, .10), (-.25, .06), (0, -.10), (.25, .06), (.6, .10), (.95, -.18)),
        _line((-.95, -.18), (-.6, .42), (0, .78), (.6, .42), (.95, -.18)), tongue=.45),
    "small_open": lambda: _opening(
        _line((-.5, 0), (0, -.08), (.5, 0)), _line((-.5, 0), (-.36, .30), (0, .42), (.36, .30), (.5, 0)), tongue=.35),
    "smile_open": lambda: _opening(
        _line((-.9, -.10), (-.4, .02), (0, .04), (.4, .02), (.9, -.10)),
        _line((-.9, -.10), (-.6, .36), (0, .62), (.6, .36), (.9, -.10)), tongue=.42),
    "grin": lambda: _opening(
        _line((-1.1, -.18), (-.5, .02), (0, .06), (.5, .02), (1.1, -.18)),
        _line((-1.1, -.18), (-.75, .22), (0, .42), (.75, .22), (1.1, -.18)), teeth=.99),
    "laugh": lambda: _opening(
        _line((-1.15, -.14), (-.5, .03), (0, .06), (.5, .03), (1.15, -.14)),
        _line((-1.15, -.14), (-.88, .46), (-.3, .92), (.3, .92), (.88, .46), (1.15, -.14)), teeth=.2, tongue=.45),
    "round": lambda: _opening(
        _line((-.40, .10), (-.28, -.20), (0, -.32), (.28, -.20), (.40, .10)),
        _line((-.40, .10), (-.30, .46), (0, .60), (.30, .46), (.40, .10))),
    "shout": lambda: _opening(
        _line((-.85, .06), (-.55, -.22), (0, -.28), (.55, -.22), (.85, .06)),
        _line((-.85, .06), (-.78, .62), (-.4, .98), (.4, .98), (.78, .62), (.85, .06)), teeth=.16, tongue=.36),
    "teeth": lambda: _opening(
        _line((-.95, .26), (-.7, -.12), (0, -.16), (.7, -.12), (.95, .26)),
        _line((-.95, .26), (-.7, .38), (0, .28), (.7, .38), (.95, .26)), teeth=.99),
    "wavy_open": lambda: _opening(
        _line((-.7, .18), (-.4, -.06), (0, .0), (.4, -.06), (.7, .18)),
        _line((-.7, .18), (-.45, .42), (0, .36), (.4, .44), (.7, .18)), teeth=.5),
    "wail": lambda: _opening(
        _line((-.9, .30), (-.5, -.12), (0, -.16), (.5, -.12), (.9, .30)),
        _line((-.9, .30), (-.7, .72), (0, .66), (.7, .72), (.9, .30)), tongue=.5),
    "fang": lambda: _opening(
        _line((-.9, -.12), (-.4, .02), (0, .05), (.4, .02), (.9, -.12)),
        _line((-.9, -.12), (-.6, .36), (0, .60), (.6, .36), (.9, -.12)), tongue=.4, fang=True),
}


def build_mouth(
    frame: FaceFrame, kind: str, *, y: float, size: float, fang: bool = False, lips: bool = False,
) -> tuple[list[Shape], list[Stroke]]:
    """The shapes of an open mouth, and the strokes that belong on the face."""
    mouth = MOUTHS["fang" if fang and kind in ("smile_open", "laugh") else kind]()

    scale = size if mouth.hole is None else size * 1.25

    def put(local: Points) -> Points:
        return frame.place(local * scale + points((0, y)))

    strokes = [Stroke(put(line), weight * 1.15, (0.5, 0.5)) for line, weight in mouth.lines]
    if mouth.hole is None:
        if not lips and size > .11 and kind not in ("pout", "cat"):
            strokes.append(Stroke(put(_line((-.22, .50), (0, .54), (.24, .50))), .5, (1, 1)))
        return (_lips(put) if lips else []), strokes
    return _open(mouth, put), strokes


def _open(mouth: Mouth, put: Callable[[Points], Points]) -> list[Shape]:
    hole = put(mouth.hole)
    line = Stroke(np.concatenate([hole, hole[:1]]), 1.3)
    shapes = [Shape("mouth", hole, "mouth", Layer.HEAD + 20, contour=(line,), relief=0.1)]
    if mouth.tongue is not None:
        tongue = put(mouth.tongue)
        shapes.append(Shape(
            "tongue", tongue, "tongue", Layer.HEAD + 21, contour=(Stroke(tongue, 0.5),), relief=0.2, within=hole,
        ))
    for row in mouth.teeth:
        teeth = put(row)
        edge = Stroke(teeth[len(teeth) // 2:] if len(teeth) > 4 else teeth, 0.6)
        shapes.append(Shape("teeth", teeth, "teeth", Layer.HEAD + 22, contour=(edge,), relief=0.0, within=hole))
    return shapes


def _lips(put: Callable[[Points], Points]) -> list[Shape]:
    """Painted lips, drawn around a shut mouth."""
    outline = spline(points(
        (-.85, .0), (-.3, -.17), (0, -.10), (.3, -.17), (.85, .0), (.4, .26), (0, .34), (-.4, .26),
    ), closed=True, steps=4)
    return [Shape("lips", put(outline), "skin_dark", Layer.HEAD + 15, contour=(), relief=0.3)]
