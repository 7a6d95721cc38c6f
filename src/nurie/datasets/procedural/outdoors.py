"""Figures in the open: people, animals and vehicles on the ground of a place, each as big as it is far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.animals import animals
from nurie.datasets.procedural.body.frame import BUILDS
from nurie.datasets.procedural.character import build_character, draw_character_traits, draw_pose, moved
from nurie.datasets.procedural.palette_tables import RGB
from nurie.datasets.procedural.scene import Layer, Scene, Shape, Stroke, in_view, make_scene
from nurie.datasets.procedural.scenery import country, sky
from nurie.datasets.procedural.scenery.bubbles import build_bubbles, draw_bubble_traits
from nurie.datasets.procedural.scenery.country import Land
from nurie.datasets.procedural.scenery.sheet import Sheet
from nurie.datasets.procedural.scenery.yard import bough
from nurie.datasets.procedural.things.things import COLORS
from nurie.datasets.procedural.things.vehicles import VEHICLES

Rng = np.random.Generator
_VIEW = (0.0, 0.0, 1.0, 1.0)
_COUNTS = (0.32, 0.32, 0.2, 0.11, 0.05)  # shares of one to five figures
_GROWN_M = {"chibi": 1.25, "child": 1.15, "teen": 1.62, "adult": 1.74, "old": 1.6}
# The longer side of an animal in metres, as picture books see it: the small ones are somewhat big.
LENGTHS_M = {
    "cat": 0.5, "tiger": 1.3, "lion": 1.4, "dog": 0.75, "shiba": 0.65, "fox": 0.7, "raccoon": 0.6, "bear": 1.5,
    "panda": 1.3, "rabbit": 0.5, "mouse": 0.25, "pig": 0.9, "elephant": 2.6, "cow": 1.4, "sheep": 1.0,
    "walking cat": 0.6, "walking dog": 1.0, "wolf": 1.3, "walking fox": 0.9, "horse": 2.3, "unicorn": 2.2, "deer": 1.7,
    "standing cow": 2.2, "standing pig": 1.2, "standing sheep": 1.2, "standing bear": 1.9, "hare": 0.55, "chick": 0.25,
    "duck": 0.5, "owl": 0.4, "song bird": 0.25, "penguin": 0.8, "frog": 0.3, "turtle": 0.5, "snail": 0.2, "dragon": 3.0,
}  # fmt: skip
_ANIMALS = {name: 0.15 if name in ("penguin", "dragon", "unicorn", "snail", "panda") else 1.0 for name in LENGTHS_M} | {
    "standing cow": 4.0, "walking dog": 3.0, "dog": 2.0, "cat": 2.0, "lion": 2.0, "horse": 2.0, "elephant": 2.0,
    "standing sheep": 2.0, "chick": 1.5, "duck": 1.5,
}  # fmt: skip
_PERCHING = ("song bird", "song bird", "owl", "cat", "raccoon", "mouse", "frog", "bear", "fox")


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Somebody or something that stands on the ground.

    Attributes:
        kind: "person", an animal or a vehicle.
        metres: its height.
        shapes: in units of their own; its feet at the lowest point.
        colors: entries of the picture's palette that it replaces.
        about: traits and pose of a person.
    """

    kind: str
    metres: float
    shapes: Sequence[Shape]
    colors: Mapping[str, RGB]
    about: Mapping[str, object]


def draw_outdoors(rng: Rng) -> Scene:
    """A place in the open with one to five figures on its ground."""
    place = country.draw_place(rng)
    figures = _figures(rng)
    height, foot = _framing(rng, figures[0])
    horizon = float(np.clip(rng.beta(2.6, 1.8), 0.2, 0.92) * min(foot - 0.12, 0.85))
    eye = max(figures[0].metres * (foot - horizon) / height, 0.5)
    sheet = Sheet(rng, Layer.BACKGROUND, float(rng.uniform(0.5, 0.85)))
    land = Land(sheet, 1.0, horizon, eye, _layers(horizon))
    shore = country.draw_country(place, land)
    base = palettes.draw_palette(rng) | country.place_colors(place, rng)
    colors = dict(base)
    shapes, facts = list(sheet.shapes), []
    spots = _places(rng, figures, height, foot, land, shore)
    for number, (figure, spot) in enumerate(zip(figures, spots, strict=True)):
        shapes += _stand(figure, land, spot, f"{number} ")
        colors |= {f"{number} {key}": color for key, color in (base | figure.colors).items()}
        facts.append({"kind": figure.kind, "foot": spot[1], "metres": figure.metres, **figure.about})
    if rng.random() < 0.08:
        shapes += build_bubbles(draw_bubble_traits(rng), _VIEW)
    about = {"kind": "outdoors", "place": place, "horizon": horizon, "eye": eye, "figures": facts}
    return _scene(shapes, colors, sheet.strokes, about)


def draw_perched(rng: Rng) -> Scene:
    """An animal on a bough before the sky, or a bird in the air."""
    sheet = Sheet(rng, Layer.BACKGROUND, float(rng.uniform(0.6, 1.0)))
    land = Land(sheet, 1.0, float(rng.uniform(0.7, 1.3)), 1.5)
    country.heaven(land)
    if land.horizon < 0.95:
        country.FAR[palettes.pick(rng, ("hills", "trees", "mountains", "bushes"))](land, "grass")
        sky.ground_below(sheet, np.float32([(-0.05, land.horizon), (1.05, land.horizon)]), 1.0, "ground", "grass")
    traits = replace(animals.draw_animal_traits(rng), kind=palettes.pick(rng, _PERCHING), whole=True)
    figure = _animal(traits, 0.4)
    x, y = float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.68, 0.85))
    bough(sheet.at(0, y, 1.0, flip=False), float(rng.uniform(0.035, 0.08)))
    colors = palettes.draw_palette(rng) | country.place_colors("pasture", rng)
    colors |= {f"0 {key}": color for key, color in (colors | figure.colors).items()}
    size = float(rng.uniform(0.3, 0.62))
    shapes = [*sheet.shapes, *_put(figure.shapes, size, (x, y + 0.01), 600.0, "0 ")]
    return _scene(shapes, colors, sheet.strokes, {"kind": "perched", "animal": traits.kind})


def _scene(shapes: Sequence[Shape], colors: Mapping[str, RGB], strokes: Sequence, facts: dict[str, object]) -> Scene:
    seen = in_view(shapes, _VIEW)
    used = {shape.color for shape in seen}
    return make_scene(seen, _VIEW, {key: colors[key] for key in sorted(used)}, strokes=strokes, facts=facts)


def _figures(rng: Rng) -> list[Figure]:
    """The first is the one that the picture is about."""
    count = 1 + int(rng.choice(len(_COUNTS), p=_COUNTS))
    chibi = bool(rng.random() < 0.25)
    kinds = [str(rng.choice(("person", "animal", "vehicle"), p=(0.54, 0.38, 0.08)))]
    for _ in range(count - 1):
        kinds.append(str(rng.choice((kinds[0], "person", "animal", "vehicle"), p=(0.3, 0.28, 0.32, 0.1))))
    herd = palettes.choose(rng, _ANIMALS) if rng.random() < 0.35 else None
    return [_FIGURES[kind](rng, chibi, herd) for kind in kinds]


def _person(rng: Rng, chibi: bool, herd: str | None) -> Figure:
    age = "chibi" if chibi else palettes.choose(rng, {"teen": 0.25, "adult": 0.33, "child": 0.32, "old": 0.1})
    traits, pose = draw_character_traits(rng, age), draw_pose(rng, "full")
    shapes = build_character(traits, pose)
    share = max(_height(shapes) / (BUILDS[traits.body.build].levels[5] + 1), 1.0)
    about = {"traits": traits, "pose": pose}
    return Figure("person", _GROWN_M[age] * share * rng.uniform(0.95, 1.05), shapes, traits.palette, about)


def _beast(rng: Rng, chibi: bool, herd: str | None) -> Figure:
    traits = animals.draw_animal_traits(rng)
    kind = herd or palettes.choose(rng, _ANIMALS)
    return _animal(replace(traits, kind=kind, whole=True), LENGTHS_M[kind] * rng.uniform(0.8, 1.1))


def _animal(traits: animals.AnimalTraits, length_m: float) -> Figure:
    shapes, own = animals.build_animal(traits)
    size = np.ptp(np.concatenate([shape.outline for shape in shapes]), 0)
    return Figure(traits.kind, float(length_m * size[1] / size.max()), shapes, own, {})


def _vehicle(rng: Rng, chibi: bool, herd: str | None) -> Figure:
    kind = palettes.pick(rng, list(VEHICLES))
    length_m, draw = VEHICLES[kind]
    sheet = Sheet(rng, Layer.BODY, 1.0)
    draw(sheet.at(0, 0, 1.0, flip=bool(rng.random() < 0.5)))
    shapes = animals.gather(sheet)
    bright = palettes.pick(rng, (*COLORS["balloons"]["prop_1"], (240, 240, 236), (150, 156, 166)))
    stripe = palettes.pick(rng, ((244, 244, 240), (250, 206, 70), (60, 90, 150)))
    own = {
        "prop_1": palettes.vary(rng, bright),
        "prop_2": palettes.vary(rng, stripe),
        "lens": palettes.vary(rng, (206, 232, 246)),
        "ribbon": (214, 60, 50),
    }
    size = np.ptp(np.concatenate([shape.outline for shape in shapes]), 0)
    return Figure(kind, float(length_m * size[1] / size[0]), shapes, own, {})


_FIGURES: dict[str, Callable[[Rng, bool, str | None], Figure]] = {
    "person": _person, "animal": _beast, "vehicle": _vehicle,
}  # fmt: skip


def _wide(shapes: Sequence[Shape]) -> float:
    """Width per height."""
    size = np.ptp(np.concatenate([shape.outline for shape in shapes]), 0)
    return float(size[0] / size[1])


def _height(shapes: Sequence[Shape]) -> float:
    return float(np.ptp(np.concatenate([shape.outline[:, 1] for shape in shapes])))


def _framing(rng: Rng, figure: Figure) -> tuple[float, float]:
    """Height of the first figure in the picture, and where its feet are: far, whole, or close to the knee."""
    if figure.metres < 0.7:
        height = float(rng.uniform(0.18, 0.42))
    else:
        kind = rng.choice(3, p=(0.2, 0.55, 0.25))
        height = float(rng.uniform(*((0.22, 0.42), (0.42, 0.85), (0.95, 1.5))[kind]))
    if figure.kind != "person":
        height = min(height, float(rng.uniform(0.5, 0.8)) / max(_wide(figure.shapes), 0.8))
    foot = max(height + rng.uniform(0.03, 0.1), min(rng.uniform(0.72, 0.97), height + 0.5))
    return height, float(foot)


def _places(
    rng: Rng, figures: Sequence[Figure], height: float, foot: float, land: Land, shore: float
) -> list[tuple[float, float]]:
    """x and y of everybody's feet, apart from each other; who would fill the picture stands farther away."""
    count = len(figures)
    slots = (np.arange(count) + 0.5) / count + rng.normal(0, 0.05, count)
    low = max(land.horizon + (foot - land.horizon) * 0.4, shore + 0.01)
    out = []
    for number, (at, figure) in enumerate(zip(rng.permutation(count), figures, strict=True)):
        y = foot
        if number:
            y = low + (max(foot, low) - low) * float(rng.uniform(0, 1.12))
            y = min(y, _nearest(figure.metres, land, max(0.75, height)))
        x = slots[at] if count > 1 else rng.uniform(0.3, 0.7)
        out.append((float(np.clip(x, 0.08, 0.92)), float(max(y, shore + 0.01)) + 0.001 * number))
    return out


def _nearest(metres: float, land: Land, height: float) -> float:
    """How far down somebody may stand to be no higher than `height` in the picture, the head in it."""
    ratio = metres / land.eye
    whole = (ratio * land.horizon - 0.03) / (ratio - 1) if ratio > 1.05 else np.inf
    return float(max(min(land.horizon + height / ratio, whole), land.horizon + 0.02))


def _layers(horizon: float) -> Callable[[float], float]:
    """Painter's order on the ground: from 600 at the horizon, higher towards the viewer."""
    return lambda foot: 600.0 + 60.0 * float(np.clip(foot - horizon, 0, 1.5))


def _stand(figure: Figure, land: Land, spot: tuple[float, float], prefix: str) -> list[Shape]:
    size = figure.metres * land.metre(spot[1])
    return _put(figure.shapes, size, spot, land.layer(spot[1]), prefix)


def _put(
    shapes: Sequence[Shape], height: float, foot: tuple[float, float], layer: float, prefix: str
) -> list[Shape]:
    """Shapes brought to a height, their lowest point at `foot`, all between `layer` and the next thing's."""
    points = np.concatenate([shape.outline for shape in shapes])
    low, high = points.min(0), points.max(0)
    scale = height / float(high[1] - low[1])
    middle = 0.0 if low[0] < 0 < high[0] else (low[0] + high[0]) / 2
    matrix = np.eye(2, dtype=np.float32) * np.float32(scale)
    offset = (foot[0] - middle * scale, foot[1] - float(high[1]) * scale)
    weight = float(np.clip(height / 0.7, 0.4, 1.0)) ** 0.5
    return [
        moved(_outlined(shape), matrix, offset, prefix=prefix, weight=weight, layer=layer + shape.layer * 1e-5)
        for shape in shapes
    ]


def _outlined(shape: Shape) -> Shape:
    """With its outline as a stroke, whose weight can be changed."""
    if shape.contour is not None:
        return shape
    return replace(shape, contour=(Stroke(np.concatenate([shape.outline, shape.outline[:2]])),))
