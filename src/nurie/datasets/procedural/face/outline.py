"""The face's outline in any view: a hand-drawn front, three-quarter and profile curve, blended by |yaw|."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural.curves import points, spline
from nurie.datasets.procedural.scene import Points

TOP = 0.97  # height of the skull above its middle
COUNT = 44  # points of one half, temple to chin

# Half of a front view, from the temple over the cheek to the chin (x >= 0).
FACE_SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "oval": ((.725, -.45), (.79, -.10), (.765, .18), (.70, .44), (.53, .71), (.28, .92), (.09, .995), (0, 1.0)),
    "round": ((.725, -.45), (.80, -.10), (.79, .20), (.74, .47), (.58, .72), (.33, .90), (.13, .965), (0, .975)),
    "heart": ((.725, -.45), (.80, -.12), (.765, .15), (.68, .42), (.50, .69), (.27, .90), (.09, .99), (0, 1.005)),
    "square": ((.725, -.45), (.76, -.10), (.745, .20), (.705, .48), (.60, .73), (.37, .94), (.17, 1.02), (0, 1.025)),
    "long": ((.725, -.45), (.74, -.10), (.715, .20), (.65, .50), (.50, .79), (.28, 1.00), (.10, 1.075), (0, 1.08)),
    "pointed": ((.725, -.45), (.78, -.10), (.745, .18), (.67, .44), (.47, .72), (.24, .925), (.07, 1.02), (0, 1.035)),
    "chubby": ((.725, -.45), (.81, -.10), (.80, .18), (.80, .43), (.67, .70), (.40, .875), (.15, .925), (0, .93)),
    "chibi": ((.775, -.45), (.87, -.10), (.88, .18), (.85, .43), (.70, .66), (.42, .81), (.16, .86), (0, .865)),
    "gaunt": ((.725, -.45), (.75, -.10), (.73, .18), (.64, .42), (.51, .70), (.31, .96), (.13, 1.05), (0, 1.06)),
}
# The same head at a yaw of 0.65 and in near profile (1.15), looking to the right: far side, then near side.
_FAR_TURNED = (
    (.735, -.45), (.79, -.17), (.785, -.04), (.748, .115), (.757, .24), (.772, .36), (.745, .52), (.665, .69),
    (.525, .87), (.405, .975), (.29, 1.0),
)
_NEAR_TURNED = (
    (-.735, -.45), (-.735, -.10), (-.675, .18), (-.62, .42), (-.52, .62), (-.31, .80), (-.02, .935), (.19, .995),
    (.29, 1.0),
)
_FAR_PROFILE = (
    (.735, -.45), (.78, -.18), (.78, -.06), (.735, .12), (.79, .27), (.895, .425), (.90, .455), (.86, .50),
    (.775, .54), (.795, .60), (.80, .63), (.755, .665), (.78, .71), (.765, .75), (.735, .79), (.745, .88), (.70, .97),
    (.58, 1.0),
)
_NEAR_PROFILE = (
    (-.72, -.45), (-.62, -.10), (-.46, .18), (-.38, .42), (-.28, .62), (-.05, .79), (.22, .91), (.45, .985), (.58, 1.0),
)
_TURNED, _PROFILE = 0.65, 1.15


def face_halves(shape: str, yaw: float) -> tuple[Points, Points]:
    """The far and the near half of the outline, temple to chin, for a head that looks to the right by `yaw` >= 0."""
    front, oval = _half(shape), _half("oval")
    own = front - oval
    if yaw <= _TURNED:
        share = np.float32(yaw / _TURNED)
        share = share * (1.6 - 0.6 * share)
        far = oval + (_far("turned") - oval) * share
        near = oval * (-1, 1) + (_near("turned") - oval * (-1, 1)) * share
    else:
        share = np.float32(min(1.0, (yaw - _TURNED) / (_PROFILE - _TURNED)))
        nose = share * share * (3 - 2 * share)
        far = _far("turned") + (_far("profile") - _far("turned")) * nose
        near = _near("turned") + (_near("profile") - _near("turned")) * share
    keep = np.cos(min(yaw, 1.2))
    far = far + own * (0.35 + 0.65 * keep, 1)
    near = near + own * (-0.2 - 0.8 * keep**2, 1)
    near[-1] = far[-1]
    return far.astype(np.float32), near.astype(np.float32)


def skull_top(far: Points, near: Points) -> Points:
    """The curve over the skull from the far temple to the near one, without its ends."""
    middle, half = (far[0] + near[0]) / 2, (far[0, 0] - near[0, 0]) / 2
    start = np.arcsin(np.clip(-middle[1] / TOP, 0, 0.99))
    angle = np.linspace(start, np.pi - start, 14)[1:-1]
    return np.stack([middle[0] + half / np.cos(start) * np.cos(angle), -TOP * np.sin(angle)], 1).astype(np.float32)


@lru_cache(maxsize=64)
def _half(shape: str) -> Points:
    return _resample(spline(FACE_SHAPES[shape], steps=12))


@lru_cache(maxsize=4)
def _far(view: str) -> Points:
    return _resample(spline(_FAR_TURNED if view == "turned" else _FAR_PROFILE, steps=12))


@lru_cache(maxsize=4)
def _near(view: str) -> Points:
    return _resample(spline(_NEAR_TURNED if view == "turned" else _NEAR_PROFILE, steps=12))


def _resample(curve: ArrayLike) -> Points:
    """`COUNT` points evenly along a curve; height counts more than width, so that views match at like heights."""
    curve = points(*curve)
    steps = np.hypot(np.diff(curve[:, 0]) * 0.45, np.diff(curve[:, 1]))
    length = np.concatenate([[0], np.cumsum(steps)])
    wanted = np.linspace(0, length[-1], COUNT)
    result = np.stack([np.interp(wanted, length, curve[:, axis]) for axis in (0, 1)], 1).astype(np.float32)
    result.setflags(write=False)
    return result
