"""Bound hair: tails here, the rest in braids. Each is a few own shapes; adding one is one function and one line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.curves import bezier
from nurie.datasets.procedural.hair.braids import Bound, drills, one_braid, one_bun, root_of, tie, two_braids, two_buns
from nurie.datasets.procedural.hair.mass import build_mass
from nurie.datasets.procedural.hair.shell import STEPS, Bands, normals
from nurie.datasets.procedural.scene import Layer, Points, Shape

_EVEN = np.linspace(0, 1, STEPS, dtype=np.float32)


Tail = Callable[[Bound], list[Shape]]


def _layer(depth: float, lift: float = 0.0) -> float:
    return (Layer.FRONT_HAIR + 60 if depth > 0.3 else Layer.BACK_HAIR - 30) + lift


def _stream(bound: Bound, start: Points, out: float, rise: float, layer: float, width: float = 0.5) -> list[Shape]:
    """A tail of several locks from `start`, first `out` sideways and `rise` upwards, then down."""
    rng, wind = bound.rng, bound.shell.head.pose.wind
    count = 6
    spread = np.linspace(-1, 1, count)
    end_y = start[1] + bound.length * rng.uniform(0.78, 1.02, count)
    end_x = start[0] + out * rng.uniform(0.9, 1.3) + spread * width * 0.45 + wind * 0.35 * bound.length
    curves = np.stack(
        [
            bezier(
                start + np.float32([spread[i] * 0.04, 0]),
                start + np.float32([out * 0.9 + spread[i] * width * 0.5, -rise]),
                (end_x[i] + spread[i] * width * 0.5 + 0.12 * np.sign(out), start[1] + bound.length * 0.55),
                (end_x[i], end_y[i]),
                steps=STEPS,
            )
            for i in range(count)
        ]
    )
    phase = rng.uniform(0, 6)
    side = normals(curves)
    curves = (
        curves
        + side
        * (bound.wave * np.minimum(_EVEN * 2, 1) * np.sin(2 * np.pi * (bound.length * 0.9 * _EVEN) + phase))[:, None]
    )
    side = normals(curves)
    half = (
        0.5
        * width
        * rng.uniform(0.42, 0.6, (count, 1))
        * np.sin(np.minimum(_EVEN / 0.35 + 0.15, 1) * np.pi / 2)
        * (1 - _EVEN ** rng.uniform(1.6, 2.6, (count, 1)))
    )
    across = side * half[..., None]
    order = rng.permutation(count)
    band = Bands(curves, curves + across, curves - across, side, np.zeros(count, np.float32)).take(order)
    mass = build_mass(band, [], layer, rng, ink=bound.ink, filled=bound.filled, lights=_gleam(curves, width), cast=0.05)
    return [mass] if mass else []


def _gleam(curves: Points, width: float) -> list[Points]:
    """A zig-zag gloss across a tail."""
    edge_a, edge_b = curves[0, 5:8], curves[-1, 5:8]
    share = np.linspace(0.12, 0.8, 9, dtype=np.float32)[:, None]
    top = edge_a[0] * (1 - share) + edge_b[0] * share
    low = edge_a[2] * (1 - share) + edge_b[2] * share
    low[1::2] = top[1::2] * 0.55 + low[1::2] * 0.45
    return [np.concatenate([top, low[::-1]])]


def twin_tails(bound: Bound, y: float = -0.55) -> list[Shape]:
    """A tail on each side."""
    shapes = []
    for sign in (-1, 1):
        place, depth = root_of(bound, sign * 98, y, 0.02)
        center = bound.shell.project(np.float32([[0, y, -0.9]]))[0]
        out = np.sign(place[0] - center[0]) * (0.25 + 0.25 * min(abs(place[0] - center[0]), 1))
        layer = Layer.FRONT_HAIR + 40 if depth > 0.25 else Layer.BACK_HAIR - 20
        angle = -np.sign(out) * 0.9 + bound.shell.head.pose.roll
        shapes += _stream(bound, place, out, 0.3, layer, width=0.55)
        shapes += tie(bound, place, angle + np.pi / 2, layer + 5)
    return shapes


def low_twin_tails(bound: Bound) -> list[Shape]:
    """Two tails tied below the ears that fall over the shoulders."""
    shapes = []
    for sign in (-1, 1):
        place, depth = root_of(bound, sign * 105, 0.62, -0.1)
        layer = Layer.FRONT_HAIR - 90 if depth > -0.5 else Layer.BACK_HAIR + 5
        shapes += _stream(bound, place, np.sign(place[0]) * 0.16, 0.0, layer, width=0.38)
        shapes += tie(bound, place, 0.0, layer + 5, 0.09)
    return shapes


def high_ponytail(bound: Bound) -> list[Shape]:
    """One tail from the back of the crown."""
    place, _ = root_of(bound, 180, -0.86, 0.05)
    lean = np.sign(place[0]) if abs(place[0]) > 0.12 else bound.side
    layer = Layer.BACK_HAIR - 20
    return [
        *_stream(bound, place + np.float32([0, -0.05]), lean * 0.55, 0.5, layer, 0.62),
        *tie(bound, place + np.float32([0, -0.06]), lean * 0.5, layer + 5, 0.15),
    ]


def low_ponytail(bound: Bound) -> list[Shape]:
    """One tail from the nape, laid over a shoulder or down the back."""
    front = bound.rng.random() < 0.5
    place, _ = root_of(bound, bound.side * (110 if front else 165), 0.62, -0.1)
    layer = Layer.COLLAR + 50 if front else Layer.BACK_HAIR - 20
    return [*_stream(bound, place, bound.side * 0.2, 0.0, layer, 0.42), *tie(bound, place, 0.2, layer + 5, 0.1)]


def side_ponytail(bound: Bound) -> list[Shape]:
    """One tail high at one side."""
    place, depth = root_of(bound, bound.side * 95, -0.6, 0.03)
    layer = Layer.FRONT_HAIR + 40 if depth > 0.25 else Layer.BACK_HAIR - 20
    return [
        *_stream(bound, place, bound.side * 0.4, 0.3, layer, 0.55),
        *tie(bound, place, bound.side * 0.7, layer + 5),
    ]


TAILS: dict[str, Tail] = {
    "twin tails": twin_tails,
    "low twin tails": low_twin_tails,
    "high ponytail": high_ponytail,
    "low ponytail": low_ponytail,
    "side ponytail": side_ponytail,
    "two buns": two_buns,
    "one bun": one_bun,
    "two braids": two_braids,
    "one braid": one_braid,
    "drills": drills,
}
