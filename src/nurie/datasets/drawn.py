"""Drawings by program as training pictures: drawn once into a cache, then read as any other source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from nurie.core.things import THINGS
from nurie.datasets.cache import Picture, PictureCache, built_once
from nurie.datasets.manifest import Row
from nurie.datasets.parallel import map_in_order

SOURCE = "drawn"
KIND = "drawn"  # `Row.lineart_kind`: the colours have no lines in them
_VERSION = 3  # of the drawing programme; another number draws the cache anew


@dataclass(frozen=True, slots=True)
class DrawnConfig:
    """How many pictures are drawn.

    Attributes:
        count: 0 draws none.
        size_px: side of the square pictures.
        seed: of the first; picture number n has seed + n.
    """

    count: int = 0
    size_px: int = 320
    seed: int = 0


def open_drawn(config: DrawnConfig, folder: str | Path) -> PictureCache:
    """The drawings of a config, drawn into `folder` on all cores where they are not there yet.

    Raises:
        MissingExtraError: skia-python is not installed and the drawings are not there yet.
    """
    rows = [_row(config, number) for number in range(config.count)]
    return built_once(rows, folder, [SOURCE, _VERSION, config.count, config.size_px, config.seed],
                      lambda: map_in_order(partial(_draw, size_px=config.size_px), rows))


def _row(config: DrawnConfig, number: int) -> Row:
    seed, side = config.seed + number, config.size_px
    return Row(
        id=f"drawn-{seed:08d}", image=f"drawn:{seed}", lineart=f"drawn:{seed}", split="train", source=SOURCE,
        group=f"drawn-{seed:08d}", title="", author="nurie", license="CC0-1.0",
        license_url="https://creativecommons.org/publicdomain/zero/1.0/", origin="nurie.datasets.procedural",
        tier="permissive", style="anime", content="character", shading=True, width=side, height=side,
        sha256=f"{seed:064d}", lineart_kind=KIND,
    )


def _draw(row: Row, *, size_px: int) -> Picture:
    from nurie.datasets.procedural.draw import draw

    drawing = draw(int(row.sha256), size_px)
    return Picture(
        row, drawing.colors_layer, drawing.line, drawing.regions.astype(np.uint16), drawing.colors,
        names=np.array([_NUMBERS[name] for name in drawing.names], np.uint8),
    )  # fmt: skip


# What each of `procedural.scene.NAMES` is to a colourist.
THING_OF = {
    "background": "around", "sky": "sky", "cloud": "sky", "ground": "ground", "plant": "plant", "building": "built",
    "furniture": "built", "frame": "around", "bubble": "bubble", "lettering": "bubble", "skin": "skin", "hair": "hair",
    "brow": "hair", "lash": "hair", "sclera": "eye", "iris": "eye", "pupil": "eye", "eye_light": "eye", "tear": "eye",
    "mouth": "mouth", "teeth": "mouth", "tongue": "mouth", "lips": "mouth", "blush": "skin", "ear_inner": "skin",
    "fur": "fur", "horn": "fur", "feather": "fur", "wing": "fur", "tail": "fur", "nail": "skin", "cloth": "cloth",
    "collar": "cloth", "tie": "cloth", "ribbon": "cloth", "button": "cloth", "belt": "cloth", "armor": "cloth",
    "leather": "cloth", "hat": "cloth", "glasses": "prop", "lens": "eye", "headphones": "prop", "jewel": "prop",
    "prop": "prop", "shoe": "cloth",
}  # fmt: skip
_NUMBERS = {name: THINGS.index(thing) for name, thing in THING_OF.items()}
