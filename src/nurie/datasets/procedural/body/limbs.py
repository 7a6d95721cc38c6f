"""Arms in simple poses with sleeves and hands. Legs are in `legs.py`, what clothes do in `clothes.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import BEZIER, Frame, comb, fold, limb, outside
from nurie.datasets.procedural.body.hands import HANDS, place_hand
from nurie.datasets.procedural.body.limb_styles import ArmPose, Sleeve
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

UNDER, ASIDE, OVER = Layer.BODY - 30, Layer.BODY + 60, Layer.ARMS


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """An arm's middle line and skin widths, with what its parts need."""

    frame: Frame
    side: int
    pose: ArmPose
    middle: Points
    widths: np.ndarray
    thumb: Points

    @property
    def layer(self) -> float:
        return Layer.BEHIND + 40 if self.pose.behind else UNDER


def make_arm(frame: Frame, side: int, first: ArmPose, second: ArmPose | None = None, share: float = 0.0) -> Arm:
    """An arm on its way between two poses; hand and layer are the nearer one's. Point 8 of the middle is the elbow."""
    joint, _ = frame.joint(side)
    pose = first if second is None or share < 0.5 else second
    elbow, wrist = _places(frame, side, first, joint)
    if second is not None and share:
        other = _places(frame, side, second, joint)
        elbow, wrist = elbow + (other[0] - elbow) * share, wrist + (other[1] - wrist) * share
    bow = np.float32([side * 0.05 * _unit(frame, joint), 0])
    ups = BEZIER @ np.stack([joint, joint + (elbow - joint) * 0.33 + bow, joint + (elbow - joint) * 0.66 + bow * 0.6,
        elbow])
    down = wrist - elbow
    downs = BEZIER @ np.stack([elbow, elbow + down * 0.33 + bow * 0.6, elbow + down * 0.66, wrist])
    widths = np.interp(np.linspace(0, 1, 17), (0, 0.12, 0.3, 0.5, 0.62, 0.85, 1),
                       np.array((1, 1.0, 0.92, 0.78, 0.82, 0.62, 0.56)) * frame.build.arm)
    way = (downs[-1] - downs[-4]) / max(float(np.linalg.norm(downs[-1] - downs[-4])), 1e-6)
    thumb = np.float32([-way[1], way[0]])
    middle = np.concatenate([ups, downs[1:]]).astype(np.float32)
    return Arm(frame, side, pose, middle, widths, thumb if -thumb[0] * side - thumb[1] * 0.8 > 0 else -thumb)


def _unit(frame: Frame, joint: Points) -> float:
    """The upper arm's length."""
    waist = float(frame.y(2))
    return (waist - float(frame.y(1))) * 0.42 + (waist - float(joint[1])) * 0.58


def _places(frame: Frame, side: int, pose: ArmPose, joint: Points) -> tuple[Points, Points]:
    """Elbow and wrist of a pose."""
    out = np.float32([side, 1]) * _unit(frame, joint)
    elbow, wrist = frame.tilt(joint + np.float32([pose.elbow, pose.wrist]) * out)
    if pose.near:
        chibi = frame.build.levels[0] < 1.2
        wrist = joint - 0.05 * out if chibi else frame.head.roll(np.float32(pose.wrist) * np.float32([side, 1]))[0]
    return elbow, wrist


def build_arm(arm: Arm, sleeve: Sleeve, *, apart: bool = False, cloaked: bool = False) -> list[Shape]:
    """Skin and sleeve of one arm; the forearm is apart where it lies in front, the elbow is sharp, or if told so.

    A `cloaked` upper arm lies below a cape: the forearm in front then has all of its lines.
    """
    parts = ((0, 8), (8, 16)) if arm.pose.front or apart or _bend(arm) > 0.9 else ((0, 16),)
    if sleeve.bag and arm.middle[16, 1] < arm.middle[8, 1]:
        sleeve = replace(sleeve, bag=0.0, end=0.62, flare=1.1)
    shapes: list[Shape] = []
    inner = outer = None
    for begin, end in parts:
        layer = OVER if arm.pose.front and begin else (arm.layer if arm.pose.behind or not begin else ASIDE)
        if cloaked and layer == OVER:
            inner = outer = None
        skin = _skin(arm, begin, end, layer, inner)
        cover = _sleeve(arm, begin, end, sleeve, layer + 1, outer)
        if sleeve.end <= end / 16 - 0.02 or end == 16 or sleeve.start > begin / 16:
            shapes.append(skin)
        shapes += cover
        inner, outer = skin.outline, cover[0].outline if cover else None
    return shapes


def _bend(arm: Arm) -> float:
    first, last = arm.middle[8] - arm.middle[0], arm.middle[16] - arm.middle[8]
    cosine = float(first @ last) / max(float(np.linalg.norm(first) * np.linalg.norm(last)), 1e-6)
    return float(np.arccos(np.clip(cosine, -1, 1)))


def _cap(center: Points, way: Points, radius: float) -> Points:
    """Half a circle round the end of a limb that goes off along `way`."""
    angle = np.arctan2(way[1], way[0])
    turns = np.linspace(angle + np.pi / 2, angle + 3 * np.pi / 2, 9)
    return (center + radius * curves.pair(np.cos(turns), np.sin(turns))).astype(np.float32)


def _chain(first: Points, *others: Points) -> Points:
    """Lines joined to one, each turned to begin where the one before ended."""
    lines = [first]
    for line in others:
        end = lines[-1][-1]
        lines.append(line if np.abs(line[0] - end).sum() <= np.abs(line[-1] - end).sum() else line[::-1])
    return np.concatenate(lines)


def _skin(arm: Arm, begin: int, end: int, layer: float, upper: Points | None) -> Shape:
    middle, widths = arm.middle[begin:end + 1], arm.widths[begin:end + 1]
    cap = _cap(middle[0], middle[1] - middle[0], widths[0] / 2)
    tip, lines = _hand(arm) if end == 16 else (None, ())
    around, contour = _tube(middle, widths, cap, tip, upper)
    cast = 0.04 if layer >= OVER else 0.0
    return Shape("skin", around, "skin", layer, contour=contour, details=lines, relief=0.6, cast=cast)


def _tube(
    middle: Points, widths: np.ndarray, cap: Points | None, tip: Points | None, upper: Points | None,
) -> tuple[Points, tuple[Stroke, ...]]:
    """Outline and lines of a limb; an end without `cap` or `tip` is open, what lies on `upper` has no line."""
    left, right = limb(middle, widths)
    if cap is None:
        line = _chain(left, tip, right)
    elif tip is None:
        line = _chain(left[::-1], cap, right)
    else:
        line = _chain(left, tip, right, cap)
        line = np.concatenate([line, line[:1]])
    lines = [line] if upper is None else outside(line, upper)
    return line, tuple(Stroke(piece) for piece in lines)


def _hand(arm: Arm) -> tuple[Points, tuple[Stroke, ...]]:
    way = arm.middle[-1] - arm.middle[-4]
    way = way / max(float(np.linalg.norm(way)), 1e-6)
    chibi = arm.frame.build.hand < 0.35
    shape = HANDS["mitten" if chibi else arm.pose.hand]
    turned = arm.pose.bend * (1 if way[0] * arm.thumb[1] - way[1] * arm.thumb[0] > 0 else -1)
    way, thumb = curves.turn(way[None], turned)[0], curves.turn(arm.thumb[None], turned)[0]
    return place_hand(shape, arm.middle[-1], way, thumb, (arm.frame.build.hand, float(arm.widths[-1])))


def _sleeve(arm: Arm, begin: int, end: int, sleeve: Sleeve, layer: float, upper: Points | None) -> list[Shape]:
    low, high = max(begin / 16, sleeve.start), min(end / 16, sleeve.end)
    if end == 16 and sleeve.end > 1:
        high = sleeve.end
    if high <= low + 0.02:
        return []
    middle, widths = _covered(arm, low, high, sleeve)
    left, right = limb(middle, widths)
    ends_here = sleeve.end <= end / 16 + 0.001 or end == 16
    hem = None
    if ends_here:
        hem = _bag(arm, left[-1], right[-1]) if sleeve.bag else _hem(left[-1], right[-1], middle[-1] - middle[-2])
    bare = begin == 0 and sleeve.start > 0
    cap = np.array([right[0], left[0]]) if bare else _cap(middle[0], middle[1] - middle[0], widths[0] / 2)
    around, contour = _tube(middle, widths, cap, hem, upper)
    if ends_here and upper is not None:
        contour = (*contour, Stroke(hem))
    shape = Shape(sleeve.name, around, sleeve.color, layer, contour=contour, details=_folds(arm, low, high, left,
        right),
                  relief=0.6, cast=0.05)
    shapes = [shape]
    if sleeve.stripes:
        shapes.append(_stripes(arm, sleeve, (low, high), shape))
    if ends_here and sleeve.cuff:
        shapes.append(_cuff(arm, sleeve, layer))
    return shapes


def _covered(arm: Arm, low: float, high: float, sleeve: Sleeve) -> tuple[Points, np.ndarray]:
    shares = np.linspace(low, high, max(6, round((high - low) * 18)))
    at = np.minimum(shares, 1) * 16
    middle = curves.pair(*(np.interp(at, np.arange(17), arm.middle[:, axis]) for axis in (0, 1)))
    past = np.clip(shares - 1, 0, None)[:, None]
    middle = (middle + past * 2.2 * (arm.middle[-1] - arm.middle[8])).astype(np.float32)
    bare = np.interp(at, np.arange(17), arm.widths)
    done = shares / max(sleeve.end, 0.01)
    ease = sleeve.ease * (1 - done) * np.clip(done * 5 + 0.15, 0, 1) + sleeve.flare * done**2 * (0.6 if sleeve.bag
        else 1)
    if sleeve.puff:
        ease = ease + sleeve.puff * np.sin(np.pi * np.clip(done, 0, 1) ** 1.2)
    return middle, bare + ease * arm.frame.build.arm + 0.045 * arm.frame.build.shoulder


def _hem(a: Points, b: Points, way: Points) -> Points:
    """The open end of a sleeve: a shallow curve."""
    way = way / max(float(np.linalg.norm(way)), 1e-6) * float(np.linalg.norm(a - b))
    return curves.bezier(a, a + way * 0.13, b + way * 0.13, b, steps=7)


def _bag(arm: Arm, a: Points, b: Points) -> Points:
    """A kimono's sleeve hangs from the forearm."""
    drop = arm.frame.build.arm * 2.1
    low, high = (a, b) if a[1] > b[1] or (abs(a[1] - b[1]) < 0.05 and a[0] * arm.side < b[0] * arm.side) else (b, a)
    elbow = arm.middle[10]
    back = (elbow - low) * 0.55
    corner = low + back * 0.25 + np.float32([arm.side * 0.05, drop])
    inner = low + back + np.float32([0, drop * 0.75])
    way = curves.spline([high, high + (corner - high) * 0.5 + np.float32([arm.side * 0.04, 0]), corner, corner,
        (corner + inner) / 2 + np.float32([0, 0.05]), inner, low + back], steps=4)
    return way


def _cuff(arm: Arm, sleeve: Sleeve, layer: float) -> Shape:
    """A band at the sleeve's end, a little wider than a gathered one."""
    low = sleeve.end - sleeve.cuff
    middle, widths = _covered(arm, low, sleeve.end, replace(sleeve, puff=0.0))
    widths = np.full(len(middle), (widths.mean() if not sleeve.puff
        else arm.widths[round(min(sleeve.end, 1) * 16)] * 1.12) * 1.04)
    left, right = limb(middle, widths)
    way = middle[-1] - middle[-2]
    around = np.concatenate([left, _hem(left[-1], right[-1], way), right[::-1], _hem(left[0], right[0], way)[::-1]])
    return Shape("cloth", around, sleeve.cuff_color, layer + 0.5, relief=0.4, cast=0.03)


def _stripes(arm: Arm, sleeve: Sleeve, reach: tuple[float, float], within: Shape) -> Shape:
    """Bands across a sleeve, as one area."""
    color, period = sleeve.stripes
    bands = []
    for low in np.arange(0.06, sleeve.end, period):
        if low + period / 2 > reach[0] and low < reach[1]:
            middle, widths = _covered(arm, low, low + period / 2, sleeve)
            left, right = limb(middle, widths * 1.1)
            way = middle[-1] - middle[-2]
            bands.append(np.concatenate([_hem(left[0], right[0], way), _hem(left[-1], right[-1], way)[::-1]]))
    contour = tuple(Stroke(edge, 0.45) for band in bands for edge in (band[:7], band[7:]))
    return Shape("cloth", comb(bands), color, within.layer + 0.4, contour=contour, within=within.outline, relief=0.6)


def _folds(arm: Arm, low: float, high: float, left: Points, right: Points) -> tuple[Stroke, ...]:
    """Folds at the elbow and above the hem."""
    inner, outer = (left, right) if float((left[0] - right[0])[0]) * arm.side < 0 else (right, left)
    count = len(left) - 1
    folds = []

    def strike(side: Points, other: Points, begin: float, end: float, depth: float, bend: float) -> None:
        i, j = (round(min(max(share, 0), 1) * count) for share in (begin, end))
        folds.append(fold(side[i], side[j] + (other[j] - side[j]) * depth, bend))

    if low < 0.4 < high:
        elbow = (0.5 - low) / (high - low)
        strike(inner, outer, elbow, elbow - 0.05, 0.55, -0.1)
        strike(inner, outer, elbow + 0.04, elbow + 0.12, 0.45, 0.1)
    if high > 0.9:
        strike(outer, inner, 0.9, 0.8, 0.6, 0.1)
        strike(inner, outer, 0.95, 0.86, 0.4, 0.1)
    if low < 0.1:
        strike(inner, outer, 0.16 / (high - low) * 0.9, 0.3 / (high - low), 0.4, -0.12)
    return tuple(folds)
