"""Whole characters from their parts, and the choice of what a picture shows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.body.body import BodyTraits, build_body, draw_body_traits
from nurie.datasets.procedural.body.extras import ExtrasTraits, build_extras, draw_extras_traits
from nurie.datasets.procedural.body.frame import BUILDS
from nurie.datasets.procedural.curves import ellipse
from nurie.datasets.procedural.face.face import FaceTraits, build_face, draw_expression, draw_face_traits
from nurie.datasets.procedural.hair.hair import HairTraits, build_hair, draw_hair_traits
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Layer, Shape, Stroke
from nurie.datasets.procedural.wear.headwear import HeadwearTraits, build_headwear, draw_headwear_traits, under

Rng = np.random.Generator
RGB = tuple[int, int, int]
View = tuple[float, float, float, float]

AGES = {"teen": 0.46, "adult": 0.27, "child": 0.11, "chibi": 0.11, "old": 0.05}
_MEN = frozenset(("boy", "man", "grandfather"))
_WOMEN = frozenset(("girl", "woman", "grandmother"))
_RARE_ON_MEN = frozenset(
    (
        "hime cut",
        "twin tails",
        "low twin tails",
        "two buns",
        "two braids",
        "drills",
        "side ponytail",
        "long wavy",
        "one braid",
        "one bun",
        "bob",
        "long straight",
    )
)
_RARE_ON_WOMEN = frozenset(("shounen", "undercut", "buzz", "balding", "parted", "swept back"))
_RARE_WEAR_ON_MEN = frozenset(
    ("side bow", "big bow", "two bows", "hairpins", "flower", "flower crown", "tiara", "hijab", "hair band")
)
_BLACK_HAIR = ((34, 32, 42), (44, 40, 58), (26, 30, 44), (58, 42, 40))
_OLD_HAIR = ((226, 226, 230), (190, 190, 198), (150, 150, 158), (244, 240, 232))


@dataclass(frozen=True, slots=True)
class CharacterTraits:
    """All that makes somebody this somebody, in whatever pose. `palette` has a color for every key."""

    age: str
    face: FaceTraits
    hair: HairTraits
    headwear: HeadwearTraits
    body: BodyTraits
    extras: ExtrasTraits
    palette: Mapping[str, RGB]


def draw_character_traits(rng: Rng, age: str | None = None) -> CharacterTraits:
    """Somebody by chance, of an age out of `AGES`."""
    age = age or list(AGES)[rng.choice(len(AGES), p=list(AGES.values()))]
    body = draw_body_traits(rng, age)
    face = draw_face_traits(rng, age)
    if body.build in _WOMEN or age in ("chibi", "child"):
        face = replace(face, beard="")
    if body.build in _MEN:
        face = replace(face, lips=False)
    palette = palettes.draw_palette(rng)
    if age == "old" and rng.random() < 0.8:
        palette["hair"] = palettes.vary(rng, palettes.pick(rng, _OLD_HAIR))
        palette["brow"] = palettes.mix(palette["hair"], (80, 70, 70), 0.3)
    hair = _hair(rng, age, body)
    if hair.ink:
        palette["hair"] = palettes.vary(rng, palettes.pick(rng, _BLACK_HAIR))
    return CharacterTraits(age, face, hair, _headwear(rng, body), body, draw_extras_traits(rng, age), palette)


def _hair(rng: Rng, age: str, body: BodyTraits) -> HairTraits:
    """Hair that suits, most of the time."""
    rare = _RARE_ON_MEN if body.build in _MEN else _RARE_ON_WOMEN if body.build in _WOMEN else frozenset()
    for _ in range(20):
        hair = draw_hair_traits(rng)
        if (hair.style not in rare or rng.random() < 0.08) and (hair.style != "balding" or age in ("adult", "old")):
            break
    return hair


def _headwear(rng: Rng, body: BodyTraits) -> HeadwearTraits:
    wear = draw_headwear_traits(rng)
    if body.build in _MEN and _RARE_WEAR_ON_MEN & set(wear.kinds) and rng.random() < 0.9:
        return replace(wear, kinds=tuple(kind for kind in wear.kinds if kind not in _RARE_WEAR_ON_MEN))
    return wear


def build_character(traits: CharacterTraits, pose: Pose) -> list[Shape]:
    """All shapes of somebody in a pose, the head around (0, 0)."""
    head = Head(pose)
    return [
        *build_extras(traits.extras, head, pose),
        *build_body(traits.body, head, pose),
        *build_face(traits.face, head, pose),
        *build_hair(under(traits.hair, traits.headwear), head, pose),
        *build_headwear(traits.headwear, head, pose),
    ]


def draw_pose(rng: Rng, framing: str = "bust") -> Pose:
    """A pose as artists choose it: mostly front and three-quarter, now and then from the side."""
    kind = rng.choice(4, p=(0.28, 0.2, 0.42, 0.10))
    turn = abs(rng.normal(*((0, 0.04), (0.25, 0.08), (0.52, 0.12), (0.95, 0.12))[kind]))
    yaw = float(np.clip(turn, 0, 1.15) * rng.choice((-1, 1)))
    raised = {"head": 0.05, "bust": 0.2, "upper": 0.6, "knee": 0.6, "full": 0.6}.get(framing, 0.3)
    arms = [float(rng.choice((0.5, 1.0), p=(0.6, 0.4))) if rng.random() < raised else 0.0 for _ in range(2)]
    gaze = rng.normal(0, 0.22, 2) * (1, 0.5) if rng.random() < 0.7 else rng.uniform(-0.9, 0.9, 2) * (1, 0.5)
    return Pose(
        yaw,
        float(np.clip(rng.normal(0.02, 0.12), -0.32, 0.32)),
        float(np.clip(rng.normal(0, 0.09), -0.3, 0.3)),
        float(np.clip(rng.normal(0, 0.05), -0.15, 0.15)),
        (arms[0], arms[1]),
        draw_expression(rng),
        (float(gaze[0]), float(gaze[1])),
        0.0,
        float(np.clip(rng.normal(0, 0.3), -1, 1)) if rng.random() < 0.4 else 0.0,
    )


def guides(pose: Pose, rng: Rng) -> list[Stroke]:
    """An artist's construction lines: the skull, the middle of the face, the line of the eyes."""
    head = Head(pose)
    skull = head.roll(ellipse((0.08 * np.sin(pose.yaw), -0.12), (0.86, 0.9)))
    turn = np.linspace(-0.72, 0.72, 16)
    level = head.surface(np.stack([turn, np.full(16, 0.22)], 1))
    middle = head.surface(np.stack([np.zeros(16), np.linspace(-0.95, 0.98, 16)], 1))
    lines = [np.concatenate([skull, skull[:9]]), level, middle]
    size = rng.normal(1.02, 0.03, (3, 2))
    return [Stroke((line * grown).astype(np.float32), 0.28) for line, grown in zip(lines, size, strict=True)]


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """The pose between two; the expression changes halfway."""

    def between(a: float, b: float) -> float:
        return a + (b - a) * share

    def pair(a: Sequence[float], b: Sequence[float]) -> tuple[float, float]:
        return between(a[0], b[0]), between(a[1], b[1])

    return Pose(
        between(start.yaw, end.yaw),
        between(start.pitch, end.pitch),
        between(start.roll, end.roll),
        between(start.lean, end.lean),
        pair(start.arms, end.arms),
        start.expression if share < 0.5 else end.expression,
        pair(start.gaze, end.gaze),
        between(start.blink, end.blink),
        between(start.wind, end.wind),
    )


def frame_view(rng: Rng, framing: str, traits: CharacterTraits, pose: Pose, shapes: Sequence[Shape]) -> View:
    """The square window of head units for an entry of `FRAMINGS`."""
    top = min(float(shape.outline[:, 1].min()) for shape in shapes if shape.layer >= Layer.HEAD)
    center_y, width = FRAMINGS[framing](rng, max(top, -2.6), BUILDS[traits.body.build].levels)
    center_x = rng.normal(0, 0.03 * width) + 0.05 * width * np.sin(pose.yaw)
    return float(center_x - width / 2), float(center_y - width / 2), float(width), float(width)


def _head(rng: Rng, top: float, levels: Sequence[float]) -> tuple[float, float]:
    return rng.normal(0.1, 0.08), rng.uniform(2.2, 3.0)


def _bust(rng: Rng, top: float, levels: Sequence[float]) -> tuple[float, float]:
    low = rng.uniform(levels[1] * 0.85, levels[2] * 0.85)
    return _between(top - rng.uniform(0.05, 0.45), low)


def _upper(rng: Rng, top: float, levels: Sequence[float]) -> tuple[float, float]:
    low = rng.uniform(levels[2] * 0.9, levels[3] + 0.25 * (levels[4] - levels[3]))
    return _between(top - rng.uniform(0.1, 0.5), low)


def _knee(rng: Rng, top: float, levels: Sequence[float]) -> tuple[float, float]:
    return _between(top - rng.uniform(0.05, 0.3), levels[4] + rng.uniform(-0.35, 0.1) * (levels[4] - levels[3]))


def _full(rng: Rng, top: float, levels: Sequence[float]) -> tuple[float, float]:
    return _between(top - rng.uniform(0.15, 0.6), levels[5] + rng.uniform(0.3, 0.8))


def _between(top: float, low: float) -> tuple[float, float]:
    return (top + low) / 2, low - top


# How much of somebody a picture shows: from highest line and levels of the body to middle and height of the view.
FRAMINGS: dict[str, Callable[[Rng, float, Sequence[float]], tuple[float, float]]] = {
    "head": _head, "bust": _bust, "upper": _upper, "knee": _knee, "full": _full,
}  # fmt: skip


def moved(
    shape: Shape,
    matrix: np.ndarray,
    offset: Sequence[float] = (0, 0),
    *,
    behind: bool = False,
    prefix: str = "",
    weight: float = 1.0,
    layer: float | None = None,
) -> Shape:
    """A shape turned and scaled by `matrix`, then shifted.

    `behind` puts it behind all other figures but before the background, `layer` where it says; `prefix` goes before
    the key of its color; drawn lines get `weight` times their width.
    """
    if layer is None:
        layer = 90 + shape.layer / 200 if behind else shape.layer
    shift = np.float32(offset)
    size = float(np.sqrt(abs(np.linalg.det(matrix))))

    def place(points: np.ndarray) -> np.ndarray:
        return (points @ matrix + shift).astype(np.float32)

    def pen(stroke: Stroke) -> Stroke:
        return Stroke(place(stroke.points), stroke.weight * weight, stroke.taper)

    return replace(
        shape,
        outline=place(shape.outline),
        color=prefix + shape.color,
        cast=shape.cast * size,
        layer=layer,
        contour=None if shape.contour is None else tuple(map(pen, shape.contour)),
        details=tuple(map(pen, shape.details)),
        shadows=tuple(map(place, shape.shadows)),
        lights=tuple(map(place, shape.lights)),
        within=None if shape.within is None else place(shape.within),
    )
