"""Hats and what covers the head. Each is a function from `Fit` to shapes."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import along, bezier, ellipse, ribbon, spline
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.tails import bow
from nurie.datasets.procedural.wear_frame import Fit, annulus, closed, facing, revolve, ring, visible

_TOP = Layer.HEADWEAR


def _hat(outline: Points, color: str, layer: float, **extra: object) -> Shape:
    return Shape("hat", outline, color, layer, **{"relief": 0.7, "cast": 0.06, **extra})  # type: ignore[arg-type]


def _band(fit: Fit, low: float, high: float, radius: float, tilt: float, color: str, layer: float) -> Shape:
    """A strip around a hat above its brim."""
    seen = visible(fit)
    return Shape("ribbon", np.concatenate([ring(fit, low, radius, tilt, seen), ring(fit, high, radius * 0.98, tilt * 0.9, seen)[::-1]]), color, layer, relief=0.4)


def _brim(fit: Fit, y: float, radius: float, tilt: float, wave: float, color: str) -> list[Shape]:
    """The brim seen from above in front, and its underside behind the head."""
    around = np.linspace(-180, 180, 48, endpoint=False)
    outline = ring(fit, y, radius, tilt, around, wave)
    under = ring(fit, y + 0.02, radius * 0.98, -tilt * 0.2, around, wave)
    return [_hat(under, color, Layer.BACK_HAIR - 60, shadows=(under,), cast=0.0), _hat(outline, color, _TOP, cast=0.12)]


def witch_hat(fit: Fit) -> list[Shape]:
    """A wide brim and a cone whose tip bends."""
    lean = fit.side * fit.rng.uniform(0.3, 0.9)
    tilt = 0.2
    cone = revolve(fit, [(0.98, -0.55), (0.8, -0.9), (0.58, -1.3), (0.3, -1.75), (0.06, -2.0 - 0.2 * fit.size), (0.0, -1.95 - 0.2 * fit.size)], tilt, lean)
    top = cone[len(cone) // 2 + 4]
    folds = tuple(
        Stroke(bezier(top + [-lean * s, 0.75], top + [-lean * s * 0.6, 0.55], top + [-lean * 0.5 * s + 0.2 * fit.side, 0.6], top + [-lean * 0.3 * s + 0.25 * fit.side, 0.5], steps=8), 0.7, (0.2, 1))
        for s in (0.8, 1.2)
    )
    shapes = [*_brim(fit, -0.5, 1.75 * fit.size, tilt + 0.06, 0.05, fit.main), _hat(cone, fit.main, _TOP + 1, details=folds)]
    shapes.append(_band(fit, -0.56, -0.76, 0.96, tilt, fit.second, _TOP + 2))
    buckle = ring(fit, -0.65, 0.98, tilt, [0])[0]
    square = np.float32([[-0.12, -0.1], [0.12, -0.1], [0.12, 0.1], [-0.12, 0.1]])
    if fit.rng.random() < 0.6:
        shapes.append(Shape("jewel", annulus(square + buckle, square * 0.55 + buckle), "gold", _TOP + 3, contour=(Stroke(closed(square + buckle)), Stroke(closed(square * 0.55 + buckle)))))
    return shapes


def straw_hat(fit: Fit) -> list[Shape]:
    """A round crown, a wide brim, a ribbon."""
    tilt = 0.18
    crown = revolve(fit, [(1.0, -0.55), (0.95, -0.85), (0.8, -1.15), (0.45, -1.32), (0, -1.36)], tilt)
    weave = tuple(
        Stroke(ring(fit, y, r, tilt * s, visible(fit, 17)), 0.4, (0.5, 0.5)) for y, r, s in ((-0.98, 0.9, 0.6), (-1.12, 0.78, 0.45), (-1.23, 0.6, 0.3))
    )
    shapes = [*_brim(fit, -0.5, 1.6 * fit.size, tilt + 0.04, 0.03, fit.main), _hat(crown, fit.main, _TOP + 1, details=weave)]
    shapes.append(_band(fit, -0.58, -0.8, 0.99, tilt, fit.second, _TOP + 2))
    if fit.rng.random() < 0.5:
        shapes += bow(ring(fit, -0.68, 1.0, tilt, [fit.side * 55])[0], fit.side * 0.2, 0.26, _TOP + 3, fit.second)
    return shapes


def beret(fit: Fit) -> list[Shape]:
    """A soft disc that hangs to one side."""
    lean = fit.side * 0.3
    rng = fit.rng
    body = revolve(fit, [(0.98, -0.62), (1.2, -0.78), (1.16, -1.06), (0.75, -1.3), (0.0, -1.36)], 0.12, lean)
    shift = np.float32([fit.side * 0.1, 0.0])
    spread = (body - body.mean(0)) * np.float32([1.05, 1.0]) + body.mean(0) + shift
    stalk_root = spread[len(spread) // 2 + 12] if len(spread) > 40 else spread[-1]
    top = spread[np.argmin(spread[:, 1])]
    stalk = ribbon(bezier(top + [0, 0.03], top + [0, -0.05], top + [0.02 * fit.side, -0.1], top + [0.04 * fit.side, -0.13], steps=6), np.linspace(0.06, 0.045, 6))
    fold = tuple(
        Stroke(bezier(stalk_root * 0 + top + [fit.side * a, 0.42], top + [fit.side * (a + 0.1), 0.34], top + [fit.side * (a + 0.25), 0.34], top + [fit.side * (a + 0.35), 0.4], steps=8), 0.5, (1, 1))
        for a in rng.uniform(-0.4, 0.5, 2)
    )
    shapes = [_hat(stalk, fit.main, _TOP), _hat(spread, fit.main, _TOP + 1, details=fold)]
    shapes.append(_band(fit, -0.56, -0.66, 0.99, 0.12, fit.second if rng.random() < 0.5 else fit.main, _TOP + 0.5))
    return shapes


def baseball_cap(fit: Fit) -> list[Shape]:
    """A dome with a peak in front."""
    tilt = 0.06
    dome = revolve(fit, [(1.0, -0.4), (0.99, -0.62), (0.86, -0.98), (0.5, -1.2), (0, -1.26)], tilt)
    yaw = np.rad2deg(fit.head.pose.yaw)
    seams = [Stroke(fit.shell.project(np.stack([np.full(9, azimuth), np.linspace(-1.08, -0.42, 9), np.full(9, 0.06)], 1)), 0.5, (0.6, 0.2)) for azimuth in (-55, 0, 55) if abs(azimuth + yaw) < 80]
    span = np.linspace(-58, 58, 17)
    inner = ring(fit, -0.4, 1.0, tilt, span)
    reach = 1.0 + 0.52 * fit.size * np.cos(np.deg2rad(span * 90 / 58)) ** 0.6
    outer = np.concatenate([ring(fit, -0.4 + 0.12 * (r - 1) / 0.5, r, tilt + 0.14 * (r - 1) / 0.5, [a]) for a, r in zip(span, reach, strict=True)])
    peak = np.concatenate([inner + np.float32([0, -0.04]), outer[::-1]])
    shapes = [_hat(dome, fit.main, _TOP + 1, details=tuple(seams)), _hat(peak, fit.second, _TOP + 2, cast=0.14, relief=0.4)]
    badge = fit.shell.project(np.float32([[0, -0.7, 0.06]]))[0]
    if abs(yaw) < 60 and fit.rng.random() < 0.6:
        shapes.append(Shape("jewel", ellipse(badge, (0.15 * np.cos(np.deg2rad(yaw)), 0.14), count=20), fit.second, _TOP + 1.5, relief=0.2))
    return shapes


def sailor_cap(fit: Fit) -> list[Shape]:
    """A flat top that overhangs a band."""
    top = revolve(fit, [(0.98, -0.7), (1.22, -0.84), (1.22, -1.0), (0.9, -1.16), (0.0, -1.22)], 0.1, fit.side * 0.1)
    shapes = [_hat(top, "white_cloth" if fit.rng.random() < 0.6 else fit.main, _TOP + 1), _band(fit, -0.48, -0.74, 1.0, 0.1, fit.second, _TOP + 2)]
    place = ring(fit, -0.55, 1.0, 0.1, [150 * fit.side])[0]
    for x in (0.1, 0.24):
        strip = ribbon(bezier(place, place + [x, 0.2], place + [x * 2 * fit.side, 0.5], place + [x * 2.5 * fit.side, 0.9], steps=8), np.full(8, 0.13))
        shapes.append(Shape("ribbon", strip, fit.second, Layer.BACK_HAIR - 5, relief=0.2))
    return shapes


def beanie(fit: Fit) -> list[Shape]:
    """A knitted hat, often with a pompom."""
    body = revolve(fit, [(1.0, -0.5), (1.02, -0.75), (0.9, -1.08), (0.5, -1.3), (0, -1.36)], 0.06)
    seen = visible(fit, 13)[1:-1]
    cuff = np.concatenate([ring(fit, -0.34, 1.05, 0.06, visible(fit)), ring(fit, -0.64, 1.06, 0.06, visible(fit))[::-1]])
    ribs = tuple(Stroke(np.concatenate([ring(fit, -0.38, 1.05, 0.06, [a]), ring(fit, -0.6, 1.05, 0.06, [a])]), 0.5, (0.5, 0.5)) for a in seen)
    shapes = [_hat(body, fit.main, _TOP + 1), _hat(cuff, fit.second, _TOP + 2, details=ribs)]
    if fit.rng.random() < 0.6:
        center = body[np.argmin(body[:, 1])] + np.float32([0, -0.1])
        angle = np.linspace(0, 2 * np.pi, 44, endpoint=False)
        radius = 0.2 * (1 + 0.12 * np.abs(np.sin(angle * 5.5)))
        shapes.append(_hat((center + np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)).astype(np.float32), fit.second, _TOP + 0.5))
    return shapes


def helmet(fit: Fit) -> list[Shape]:
    """A knight's or a soldier's: a dome with a rim and a ridge."""
    dome = revolve(fit, [(1.04, -0.3), (1.04, -0.6), (0.9, -1.02), (0.5, -1.27), (0, -1.34)], 0.0)
    yaw = np.rad2deg(fit.head.pose.yaw)
    rim = np.concatenate([ring(fit, -0.26, 1.08, -0.04, visible(fit)), ring(fit, -0.42, 1.08, -0.04, visible(fit))[::-1]])
    shapes = [_hat(dome, fit.main, _TOP + 1, relief=0.9, lights=(fit.shell.project(np.stack([np.linspace(-40, -15, 8) - yaw, np.linspace(-0.7, -0.98, 8), np.full(8, 0.08)], 1)),)), _hat(rim, fit.second, _TOP + 2)]
    ridge = fit.shell.project(np.stack([np.zeros(10), np.linspace(-1.13, -0.38, 10), np.full(10, 0.1)], 1))
    if abs(yaw) < 75:
        shapes.append(_hat(ribbon(ridge, np.linspace(0.08, 0.16, 10)), fit.second, _TOP + 3, cast=0.02))
    rivets = [a for a in (-60, -30, 30, 60) if abs(a + yaw) < 75]
    shapes += [Shape("jewel", ellipse(ring(fit, -0.34, 1.08, -0.04, [a])[0], (0.035, 0.035), count=10), "gold", _TOP + 4) for a in rivets]
    return shapes


def _opening(fit: Fit, width: float, top: float, chin: float) -> Points:
    """The edge around a face, from the left of the chin over the forehead to its right."""
    half = np.float32([[0.0, chin], [0.3, chin - 0.05], [0.72, 0.72], [0.98, 0.35], [1.0, 0.0], [0.86, -0.3], [0.5, top + 0.06], [0, top]])
    path = spline(np.concatenate([half * [-1, 1], half[-2::-1]]), steps=5)
    left, right = fit.shell.limbs()
    azimuth = np.clip(path[:, 0] * width, left + 1, right - 1)
    return fit.shell.project(np.stack([azimuth, path[:, 1], np.where(path[:, 1] > 0.6, -0.25 * (path[:, 1] - 0.6), 0)], 1))


def _mantle(fit: Fit, lift: float, low: float, spread: float) -> Points:
    """The outside of a cloth over head and neck, from the lower left over the top to the lower right."""
    left, right = fit.shell.limbs()
    y = np.array([low, 1.25, 0.85, 0.5, 0.0])
    out = np.array([spread, spread * 0.35 - 0.05, -0.06, 0.0, lift])
    rise = np.linspace(0, 90, 9)[1:]
    over_y, over_lift = -np.sin(np.deg2rad(rise)) * (1 + fit.shell.top), np.full(8, lift)
    y, out = np.concatenate([y, over_y]), np.concatenate([out, over_lift])
    sides = [fit.shell.project(np.stack([np.full(len(y), azimuth), y, out], 1)) for azimuth in (left, right)]
    return spline(np.concatenate([sides[0], sides[1][-2::-1]]), steps=4)


def hood(fit: Fit) -> list[Shape]:
    """A hood up: cloth around the face, open at the throat, sometimes with ears."""
    outside, inside = _mantle(fit, 0.12, 1.5, 0.1), _opening(fit, 74, -0.62, 1.25)
    front = np.concatenate([outside, inside[::-1]])
    folds = tuple(
        Stroke(fit.shell.project(np.stack([np.full(8, a), np.linspace(y, y + 0.5, 8), np.full(8, 0.08)], 1)), 0.6, (1, 1))
        for a, y in ((86, -0.3), (-86, 0.2)) if abs(a + np.rad2deg(fit.head.pose.yaw)) < 84
    )
    back = _mantle(fit, 0.1, 1.6, 0.1)
    edge = Stroke(inside, 1.0, (0.3, 0.3))
    shapes = [
        Shape("cloth", back, fit.main, Layer.BACK_HAIR + 20, shadows=(back,), relief=0.2),
        Shape("cloth", front, fit.main, _TOP, contour=(Stroke(outside), edge), details=folds, relief=0.7, cast=0.12),
    ]
    return shapes


def hijab(fit: Fit) -> list[Shape]:
    """A head scarf close around the face that falls over the neck."""
    outside, inside = _mantle(fit, 0.02, 1.75, 0.15), _opening(fit, 60, -0.5, 1.04)
    bottom = np.stack([np.linspace(outside[-1, 0], outside[0, 0], 9), outside[0, 1] + 0.3 * np.sin(np.linspace(0, np.pi, 9))], 1)[1:-1]
    whole = np.concatenate([outside, bottom]).astype(np.float32)
    low = inside[0]
    folds = tuple(
        Stroke(bezier(low + [s * x, 0.05 + y], low + [s * x * 0.7, 0.25 + y], low + [-s * 0.1, 0.35 + y], low + [-s * (0.3 + x), 0.4 + y], steps=10).astype(np.float32), 0.7, (0.3, 1))
        for x, y, s in ((0.5, -0.05, fit.side), (0.4, 0.15, fit.side), (0.35, 0.1, -fit.side))
    )
    crease = Stroke(along(fit.shell.project(np.stack([np.linspace(-20, 80, 9) * fit.side, np.linspace(-0.7, 0.2, 9), np.full(9, 0.02)], 1)), np.linspace(0, 1, 9)), 0.5, (1, 1))
    under = Shape("cloth", np.concatenate([_opening(fit, 58, -0.56, 0.9)]), fit.second, Layer.NECK + 50, contour=(), relief=0.0)
    ring_ = annulus(whole, inside)
    return [
        Shape("cloth", ring_, fit.main, _TOP, contour=(Stroke(closed(whole)), Stroke(closed(inside))), details=(*folds, crease), relief=0.7, cast=0.08),
    ] if facing(fit, 1) > 2 else [under, Shape("cloth", ring_, fit.main, _TOP, contour=(Stroke(closed(whole)), Stroke(closed(inside))), details=(*folds, crease), relief=0.7, cast=0.08)]


def bandana(fit: Fit) -> list[Shape]:
    """A cloth over the crown, tied at the back."""
    body = revolve(fit, [(1.0, -0.46), (0.97, -0.7), (0.82, -1.0), (0.48, -1.17), (0, -1.2)], -0.06)
    yaw = np.rad2deg(fit.head.pose.yaw)
    dots = [Shape("cloth", ellipse(fit.shell.project(np.float32([[a - yaw * 0.9, y, 0.03]]))[0], (0.06, 0.06), count=12), fit.second, _TOP + 1.5, contour=(Stroke(closed(ellipse(fit.shell.project(np.float32([[a - yaw * 0.9, y, 0.03]]))[0], (0.06, 0.06), count=12)), 0.5),), relief=0) for a, y in ((-45, -0.62), (-15, -0.78), (15, -0.6), (45, -0.75), (0, -1.0))] if fit.rng.random() < 0.4 else []
    folds = tuple(Stroke(fit.shell.project(np.stack([np.linspace(a, a * 1.5, 8), np.linspace(-0.5, -0.8, 8), np.full(8, 0.03)], 1)), 0.5, (0.2, 1)) for a in (-50, 50, 68))
    knot = ring(fit, -0.3, 1.02, 0.0, [180])[0]
    tails = [Shape("cloth", ribbon(bezier(knot, knot + [s * 0.3, 0.0], knot + [s * 0.6, 0.2], knot + [s * 0.7, 0.55], steps=8).astype(np.float32), np.linspace(0.1, 0.25, 8)), fit.main, Layer.BACK_HAIR - 5) for s in (fit.side, fit.side * 0.5)]
    return [*tails, _hat(body, fit.main, _TOP + 1, details=folds), *dots]


def crown(fit: Fit) -> list[Shape]:
    """A king's crown or a small one worn askew."""
    radius, base, height = (0.88, -0.72, 0.5) if fit.rng.random() < 0.5 else (0.5, -1.0, 0.4)
    lean = np.float32([0.0 if radius > 0.6 else fit.side * 0.25, 0])
    count = 9
    left, right = fit.shell.limbs()

    def zigzag(start: float, end: float, tilt: float) -> Points:
        at = np.linspace(start, end, 2 * count + 1)
        up = np.where(np.arange(2 * count + 1) % 2, 0.55, 1.0)
        top = np.concatenate([ring(fit, base - height * u, radius * (1 + 0.12 * u), tilt, [a]) for a, u in zip(at, up, strict=True)])
        return np.concatenate([ring(fit, base, radius, tilt, np.linspace(start, end, 21)), top[::-1]]) + lean

    front, rear = zigzag(left, right, 0.1), zigzag(right, right + 180, 0.1)
    jewels = [Shape("jewel", ellipse(ring(fit, base - height * 0.22, radius, 0.1, [a])[0] + lean, (0.055, 0.07), count=12), "jewel", _TOP + 2) for a in np.linspace(left, right, 6)[1:-1]]
    return [_hat(rear.astype(np.float32), "gold", Layer.BACK_HAIR - 6, shadows=(rear.astype(np.float32),)), _hat(front.astype(np.float32), "gold", _TOP + 1, relief=0.6), *jewels]
