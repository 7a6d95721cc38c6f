"""What stands behind a character: nothing, a pattern, a mood or a place; a table of styles, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.palette_tables import RGB
from nurie.datasets.procedural.palettes import choose
from nurie.datasets.procedural.scene import Layer, Shape, Stroke
from nurie.datasets.procedural.scenery import country, effects, places
from nurie.datasets.procedural.scenery.sheet import Sheet

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class BackgroundTraits:
    """Attributes:
    style: an entry of `BACKGROUNDS`.
    framed: a panel's frame and gutters in front of all.
    weight: of its lines, relative to the character's contour.
    seed: of all further chance.
    """

    style: str
    framed: bool
    weight: float
    seed: int


def draw_background_traits(rng: Rng) -> BackgroundTraits:
    style = choose(rng, {name: share for name, (share, _) in BACKGROUNDS.items()})
    return BackgroundTraits(style, bool(rng.random() < 0.07), float(rng.uniform(0.4, 0.8)), int(rng.integers(2**31)))


def build_background(
    traits: BackgroundTraits, view: tuple[float, float, float, float]
) -> tuple[list[Shape], list[tuple[float, Stroke]]]:
    """Shapes and free strokes that fill the view (left, top, width, height in head units)."""
    left, top, width, height = view
    rng = np.random.default_rng(traits.seed)
    scale = np.eye(2, dtype=np.float32) * width
    sheet = Sheet(rng, Layer.BACKGROUND, traits.weight, scale, np.float32([left, top]))
    BACKGROUNDS[traits.style][1](sheet, height / width)
    if traits.framed:
        effects.panel(sheet, height / width, slanted=bool(rng.random() < 0.4))
    return sheet.shapes, sheet.strokes


def background_colors(traits: BackgroundTraits) -> dict[str, RGB]:
    """Entries of the palette that this background replaces: stars stand in a dark sky, a blackboard is green."""
    rng = np.random.default_rng(traits.seed)
    if traits.style == "night":
        return palettes.draw_outdoors(rng, palettes.pick(rng, ("night", "night", "midnight", "aurora", "dusk")))
    if traits.style in country.PLACES:
        return country.place_colors(traits.style, rng)
    if traits.style == "classroom":
        return {
            "leaf_2": palettes.vary(
                rng, palettes.pick(rng, ((64, 110, 92), (52, 88, 78), (62, 70, 76), (96, 138, 116)))
            )
        }
    return {}


# Share of all pictures, and the function that fills the sheet.
BACKGROUNDS: dict[str, tuple[float, Callable[[Sheet, float], None]]] = {
    "white": (0.42, places.white),
    "plain": (0.11, places.plain),
    "fading": (0.025, places.fading),
    "disc": (0.025, places.disc),
    "clouds": (0.055, places.clouds),
    "night": (0.02, places.night),
    "meadow": (0.03, places.meadow),
    "trees": (0.025, places.trees),
    "forest": (0.02, places.forest),
    "branches": (0.02, places.branches),
    "sea": (0.025, places.sea),
    "mountains": (0.02, places.mountains),
    "village": (0.02, places.village),
    "street": (0.02, places.street),
    "skyline": (0.015, places.skyline),
    "roofs": (0.01, places.roofs),
    "school roof": (0.01, places.school_roof),
    "fence": (0.015, places.fence),
    "brick wall": (0.02, places.brick_wall),
    "hedge": (0.015, places.hedge),
    "planks": (0.01, places.planks),
    **{name: (0.05 * share, places.land(name)) for name, (share, _) in country.PLACES.items()},
    "room": (0.035, places.room),
    "library": (0.015, places.library),
    "classroom": (0.01, places.classroom),
    "paper doors": (0.01, places.paper_doors),
    "speed": (0.015, places.over(effects.speed_lines, 0.7)),
    "focus": (0.02, places.over(effects.focus_lines, 0.7)),
    "gleams": (0.015, places.over(effects.gleams, 0.3)),
    "soap bubbles": (0.01, places.over(effects.soap_bubbles, 0.3)),
    "flowers": (0.015, places.over(effects.flowers, 0.3)),
    "roses": (0.01, places.over(effects.roses, 0.3)),
    "hearts": (0.01, places.over(effects.hearts, 0.3)),
    "star field": (0.01, places.over(effects.star_field, 0.3)),
    "checker": (0.01, places.pattern(effects.checker)),
    "dots": (0.01, places.pattern(effects.dots)),
    "stripes": (0.015, lambda sheet, tall: effects.stripes(sheet, tall, places.two(sheet), True)),
    "sunburst": (0.01, lambda sheet, tall: effects.sunburst(sheet, tall, places.two(sheet))),
}
