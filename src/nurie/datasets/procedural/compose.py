"""What a picture shows: the table of kinds, each a scene from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.animals import animals
from nurie.datasets.procedural.body.extras import CARRIED, ExtrasTraits
from nurie.datasets.procedural.body.frame import BUILDS, Frame
from nurie.datasets.procedural.character import (
    CharacterTraits,
    View,
    build_character,
    draw_character_traits,
    draw_pose,
    frame_view,
    moved,
)  # fmt: skip
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.outdoors import draw_outdoors, draw_perched
from nurie.datasets.procedural.scene import Layer, Scene, Shape, in_view, make_scene
from nurie.datasets.procedural.scenery import country, plants, room, sky, town
from nurie.datasets.procedural.scenery.backgrounds import (
    BackgroundTraits,
    background_colors,
    build_background,
    draw_background_traits,
)  # fmt: skip
from nurie.datasets.procedural.scenery.bubbles import build_bubbles, draw_bubble_traits
from nurie.datasets.procedural.scenery.sheet import Sheet

Rng = np.random.Generator
RGB = tuple[int, int, int]


def compose(rng: Rng, kind: str | None = None) -> Scene:
    """A scene of a kind; of any, by their shares, if none is named. Raises KeyError for a kind that `KINDS` lacks."""
    names = list(KINDS)
    shares = np.array([share for share, _ in KINDS.values()])
    kind = kind or names[rng.choice(len(names), p=shares / shares.sum())]
    return KINDS[kind][1](rng)


def compose_character(
    traits: CharacterTraits,
    pose: Pose,
    rng: Rng,
    *,
    framing: str = "bust",
    view: View | None = None,
    background: BackgroundTraits | None = None,
    kind: str = "",
) -> Scene:
    """Somebody in a pose before a background; without a `view` the framing chooses one."""
    shapes = build_character(traits, pose)
    view = view or frame_view(rng, framing, traits, pose, shapes)
    if rng.random() < 0.15:
        shapes = _tilted(shapes, view, float(rng.normal(0, 0.13)))
    background = background or draw_background_traits(rng)
    facts = {"kind": kind or framing, "framing": framing, "characters": [_about(traits, pose)]}
    return _scene(shapes, view, traits.palette, background, rng, facts, bubbles=0.06)


def _framed(framing: str) -> Callable[[Rng], Scene]:
    def build(rng: Rng) -> Scene:
        age = "chibi" if framing == "full" and rng.random() < 0.45 else None
        return compose_character(draw_character_traits(rng, age), draw_pose(rng, framing), rng, framing=framing)

    return build


def _two(rng: Rng) -> Scene:
    """One beside the other, a little behind; they may look at each other."""
    near, far = draw_character_traits(rng), draw_character_traits(rng)
    side = int(rng.choice((-1, 1)))
    poses = [draw_pose(rng), draw_pose(rng)]
    if rng.random() < 0.4:
        poses = [_facing(pose, turn) for pose, turn in zip(poses, (side, -side), strict=True)]
    size = float(rng.uniform(0.8, 1.0))
    offset = (side * float(rng.uniform(1.7, 2.3)), float(rng.uniform(-0.5, 0.3)))
    behind = [
        moved(shape, np.eye(2, dtype=np.float32) * size, offset, behind=True, prefix="far ")
        for shape in build_character(far, poses[1])
    ]
    shapes = [*behind, *build_character(near, poses[0])]
    width = float(rng.uniform(4.4, 6.0))
    view = (offset[0] / 2 - width / 2, min(-1.5, offset[1] - size * 1.5) - float(rng.uniform(0, 0.3)), width, width)
    colors = {**near.palette, **{f"far {key}": color for key, color in far.palette.items()}}
    facts = {"kind": "two", "framing": "bust", "characters": [_about(near, poses[0]), _about(far, poses[1])]}
    return _scene(shapes, view, colors, draw_background_traits(rng), rng, facts, bubbles=0.15)


def _facing(pose: Pose, side: int) -> Pose:
    return replace(pose, yaw=side * max(abs(pose.yaw), 0.4), gaze=(side * 0.3, 0.0))


def _animal(rng: Rng) -> Scene:
    traits = animals.draw_animal_traits(rng)
    shapes, own = animals.build_animal(traits)
    facts = {"kind": "animal", "animal": traits.kind}
    return _small(rng, shapes, {**palettes.draw_palette(rng), **own}, facts)


def _thing(rng: Rng) -> Scene:
    name = str(rng.choice(list(THINGS)))
    sheet = Sheet(rng, Layer.BODY, 1.0)
    THINGS[name](sheet)
    shapes = animals.fit(animals.gather(sheet), rng.uniform(0.95, 1.2))
    return _small(rng, shapes, palettes.draw_palette(rng), {"kind": "thing", "thing": name})


def _small(rng: Rng, shapes: Sequence[Shape], colors: Mapping[str, RGB], facts: Mapping[str, object]) -> Scene:
    width = float(rng.uniform(2.2, 3.0))
    x, y = rng.normal(0, 0.05, 2)
    view = (float(x) - width / 2, float(y) - width / 2, width, width)
    return _scene(shapes, view, colors, draw_background_traits(rng), rng, facts, bubbles=0.08)


def _alone(rng: Rng) -> Scene:
    """A place with nobody in it."""
    view = (-1.5, -1.5, 3.0, 3.0)
    traits = draw_background_traits(rng)
    while traits.style not in _PLACES:
        traits = draw_background_traits(rng)
    return _scene([], view, palettes.draw_palette(rng), traits, rng, {"kind": "scene"}, bubbles=0.05)


_PLACES = frozenset((
    "meadow", "trees", "forest", "sea", "mountains", "village", "street", "skyline", "roofs", "school roof", "fence",
    "room", "library", "classroom", "paper doors", *country.PLACES,
))  # fmt: skip

# Share of all pictures, and how the kind is composed.
KINDS: dict[str, tuple[float, Callable[[Rng], Scene]]] = {
    "head": (0.17, _framed("head")), "bust": (0.265, _framed("bust")), "upper": (0.13, _framed("upper")),
    "knee": (0.045, _framed("knee")), "full": (0.08, _framed("full")), "outdoors": (0.16, draw_outdoors),
    "perched": (0.015, draw_perched), "two": (0.045, _two), "animal": (0.045, _animal), "thing": (0.02, _thing),
    "scene": (0.025, _alone),
}  # fmt: skip


def _carried(name: str) -> Callable[[Sheet], None]:
    def draw(sheet: Sheet) -> None:
        frame = Frame(BUILDS["girl"], Head(Pose()), 0.0, 0.0)
        sheet.shapes.extend(CARRIED[name](frame, ExtrasTraits(seed=int(sheet.rng.integers(1 << 30)))))

    return draw


def _flowers(sheet: Sheet) -> None:
    for x in np.linspace(-0.4, 0.4, int(sheet.rng.integers(2, 6))):
        plants.tall_flower(sheet.at(float(x), 0, float(sheet.rng.uniform(0.7, 1.2)), tilt=float(x)))


# Things that fill a picture alone.
THINGS: dict[str, Callable[[Sheet], None]] = {
    **{name: _carried(name) for name in CARRIED}, **{f"{name} tree": tree for name, tree in plants.TREES.items()},
    "pot plant": room.pot_plant, "boat": sky.sail_boat, "lamp post": town.lamp_post, "flowers": _flowers,
    "bush": plants.bush,
}  # fmt: skip


def _scene(
    shapes: Sequence[Shape],
    view: View,
    colors: Mapping[str, RGB],
    background: BackgroundTraits,
    rng: Rng,
    facts: dict[str, object],
    *,
    bubbles: float,
) -> Scene:
    """Everything before its background, now and then with speech bubbles."""
    back, strokes = build_background(background, view)
    front: list[Shape] = []
    if rng.random() < bubbles:
        front = build_bubbles(draw_bubble_traits(rng), view)
    facts = {**facts, "background": background, "bubbles": bool(front)}
    colors = {**colors, **background_colors(background)}
    return make_scene(in_view([*back, *shapes, *front], view), view, colors, strokes=strokes, facts=facts)


def _tilted(shapes: Sequence[Shape], view: View, angle: float) -> list[Shape]:
    """The camera held at an angle."""
    middle = np.float32((view[0] + view[2] / 2, view[1] + view[3] / 2))
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.array([[cos, sin], [-sin, cos]], np.float32)
    return [moved(shape, matrix, middle - middle @ matrix) for shape in shapes]


def _about(traits: CharacterTraits, pose: Pose) -> dict[str, object]:
    return {"traits": traits, "pose": pose}
