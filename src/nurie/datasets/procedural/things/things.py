"""Things alone on the page, in the colors that things have: fruit, cakes, flowers, houses, cars, balloons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.animals.animals import fit, gather
from nurie.datasets.procedural.palette_tables import RGB, SEASONS
from nurie.datasets.procedural.scene import Layer, Shape
from nurie.datasets.procedural.scenery.sheet import Sheet
from nurie.datasets.procedural.things.foods import FOODS
from nurie.datasets.procedural.things.objects import OBJECTS

Rng = np.random.Generator
THINGS = {**FOODS, **OBJECTS}

_RED, _GREEN = (226, 54, 52), (110, 182, 72)
_PINK, _CREAM = (250, 170, 190), (255, 244, 220)
_BRIGHT = (
    _RED,
    (250, 140, 50),
    (255, 210, 70),
    (100, 190, 90),
    (70, 150, 230),
    (160, 100, 210),
    (250, 120, 170),
    (80, 200, 200),
)
# What is the same in every picture of a thing; keys that are not named keep the palette's color.
COLORS: dict[str, dict[str, tuple[RGB, ...]]] = {
    "apple": {"prop_1": (_RED, (200, 40, 48), (150, 200, 70), (240, 200, 80))},
    "orange": {"prop_1": ((250, 156, 42), (244, 140, 30))},
    "banana": {"prop_1": ((252, 222, 76), (248, 210, 60)), "prop_2": ((196, 200, 70),)},
    "strawberry": {"prop_1": (_RED, (240, 70, 76))},
    "cherries": {"prop_1": ((206, 30, 54), (226, 50, 66))},
    "grapes": {"prop_1": ((124, 72, 160), (96, 56, 130), (160, 204, 92))},
    "watermelon": {"prop_1": ((244, 84, 88),), "white_cloth": ((228, 244, 206),), "leaf_2": ((52, 128, 66),)},
    "carrot": {"prop_1": ((246, 136, 42),)},
    "pumpkin": {"prop_1": ((240, 140, 42), (232, 124, 36)), "sun": ((255, 224, 96), (60, 44, 40))},
    "mushroom": {"prop_1": (_RED, (176, 116, 76), (210, 60, 60)), "white_cloth": (_CREAM,), "wall": ((244, 226, 196),)},
    "cake": {
        "prop_1": (_RED,),
        "wall": ((250, 216, 140), (150, 96, 66)),
        "white_cloth": ((255, 252, 244), (255, 226, 232)),
    },
    "cupcake": {"prop_1": (_PINK, (255, 246, 230), (140, 96, 70), (190, 230, 210), (250, 220, 140)), "ribbon": (_RED,)},
    "ice cream": {
        "prop_1": (_PINK, _CREAM, (130, 84, 60)),
        "prop_2": (_CREAM, (180, 226, 190), (250, 160, 180)),
        "wood": ((228, 172, 100),),
    },
    "donut": {"prop_1": (_PINK, (110, 68, 52), (255, 250, 240)), "wood": ((222, 170, 104),)},
    "rice ball": {"prop_1": ((46, 54, 50),), "white_cloth": ((254, 254, 250),)},
    "cup": {"leather": ((112, 70, 48), (180, 110, 60), (160, 190, 90))},
    "burger": {"wood": ((232, 170, 90),), "leather": ((112, 66, 48),), "sun": ((255, 210, 70),), "leaf": (_GREEN,)},
    "sunflower": {"sun": ((255, 206, 50),), "flower": ((250, 180, 40),), "bark": ((110, 70, 44),), "leaf": (_GREEN,)},
    "cactus": {"leaf": ((96, 168, 96), (80, 150, 104)), "prop_1": ((206, 120, 76),)},
    "potted flower": {"prop_1": ((206, 120, 76), (190, 104, 66), (230, 226, 216)), "leaf": (_GREEN,)},
    "pot plant": {"prop_1": ((206, 120, 76), (236, 232, 224), (120, 140, 160))},
    "car": {"lens": ((206, 232, 246),)},
    "bus": {"prop_1": ((250, 196, 60), (226, 60, 56), (90, 160, 90), (80, 140, 210)), "lens": ((206, 232, 246),)},
    "snowman": {"white_cloth": ((250, 252, 255),), "flower": ((246, 140, 50),)},
    "rainbow": {
        "prop_1": ((240, 80, 80),),
        "flower": ((250, 160, 60),),
        "sun": ((255, 226, 90),),
        "leaf": ((120, 200, 100),),
        "water": ((90, 170, 236),),
        "prop_2": ((160, 110, 210),),
        "cloud": ((255, 255, 255),),
    },
    "moon": {"sun": ((255, 226, 110), (250, 236, 170))},
    "ship": {"water": ((90, 170, 226), (70, 150, 210))},
    "rocket": {"sun": ((255, 176, 60),), "prop_1": (_RED, (240, 120, 50), (60, 110, 210)), "water": ((150, 208, 240),)},
    "lantern": {"prop_1": (_RED, (250, 240, 214), (240, 150, 60)), "sun": ((250, 206, 80),)},
    "balloons": {"prop_1": _BRIGHT, "prop_2": _BRIGHT, "cloth_1": _BRIGHT},
    "air balloon": {"prop_1": _BRIGHT, "prop_2": (*_BRIGHT, _CREAM)},
    "umbrella": {"prop_1": _BRIGHT, "prop_2": (*_BRIGHT, _CREAM)},
    "ball": {"prop_1": _BRIGHT, "prop_2": _BRIGHT, "cloth_1": _BRIGHT, "white_cloth": ((252, 252, 252),)},
    "gift": {"prop_1": (*_BRIGHT, _CREAM), "ribbon": (_RED, (250, 210, 90), (80, 150, 220), (252, 250, 246))},
    "heart": {"prop_1": ((236, 50, 76), (250, 110, 150)), "prop_2": (_PINK,)},
}


@dataclass(frozen=True, slots=True)
class ThingTraits:
    """Attributes:
    kind: an entry of `THINGS`.
    tilt: of the whole, radians.
    flip: mirrored.
    seed: of all further chance, its colors too.
    """

    kind: str
    tilt: float
    flip: bool
    seed: int


def draw_thing_traits(rng: Rng) -> ThingTraits:
    kind = palettes.pick(rng, list(THINGS))
    tilt = rng.normal(0, 0.12) if kind in FOODS else 0.0
    return ThingTraits(kind, float(tilt), bool(rng.random() < 0.5), int(rng.integers(2**31)))


def build_thing(traits: ThingTraits) -> tuple[list[Shape], dict[str, RGB]]:
    """Its shapes within the view (-1.3, -1.3, 2.6, 2.6), and the palette's entries that it replaces."""
    rng = np.random.default_rng(traits.seed)
    table = COLORS.get(traits.kind, {})
    colors = {key: palettes.vary(rng, palettes.pick(rng, options), 0.8) for key, options in table.items()}
    if traits.kind != "tree":
        leaf, leaf_2, _ = SEASONS[palettes.pick(rng, ("spring", "summer", "fresh", "cool"))]
        colors = {"leaf": palettes.vary(rng, leaf), "leaf_2": palettes.vary(rng, leaf_2), **colors}
    sheet = Sheet(rng, Layer.BODY, 1.0).at(0, 0, 1.0, tilt=traits.tilt, flip=traits.flip)
    THINGS[traits.kind](sheet)
    return fit(gather(sheet), rng.uniform(0.9, 1.2)), colors
