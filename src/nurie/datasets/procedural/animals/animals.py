"""Whole animals as manga draws them, each with colors that nature (or a picture book) gave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.animals.birds import BIRDS
from nurie.datasets.procedural.animals.colors import COLORS
from nurie.datasets.procedural.animals.fabled import FABLED
from nurie.datasets.procedural.animals.others import OTHERS
from nurie.datasets.procedural.animals.parts import Look, draw_look
from nurie.datasets.procedural.animals.sitting import SPECIES, build_sitting
from nurie.datasets.procedural.animals.standing import BUILDS, build_standing
from nurie.datasets.procedural.palette_tables import RGB
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet

Rng = np.random.Generator

ANIMALS: dict[str, Callable[[Sheet, Look], None]] = {
    **{name: build_sitting(species) for name, species in SPECIES.items()},
    **{name: build_standing(build) for name, build in BUILDS.items()},
    **BIRDS,
    **OTHERS,
    **FABLED,
}
_WHOLE = ANIMALS | {name: build_sitting(species, whole=True) for name, species in SPECIES.items()}
_SHARES = {name: 2.5 if name in ("cat", "dog", "rabbit", "fox", "bear") else 1.0 for name in ANIMALS}


@dataclass(frozen=True, slots=True)
class AnimalTraits:
    """Attributes:
    kind: an entry of `ANIMALS`.
    look: its eyes and mouth.
    flip: looks to the other side.
    squash: wider (above 1) or slimmer.
    seed: of all further chance, its colors too.
    whole: never its head alone.
    """

    kind: str
    look: Look
    flip: bool
    squash: float
    seed: int
    whole: bool = False


def draw_animal_traits(rng: Rng) -> AnimalTraits:
    kind = palettes.choose(rng, _SHARES)
    squash = float(np.clip(rng.normal(1, 0.06), 0.88, 1.12))
    return AnimalTraits(kind, draw_look(rng), bool(rng.random() < 0.5), squash, int(rng.integers(2**31)))


def build_animal(traits: AnimalTraits) -> tuple[list[Shape], dict[str, RGB]]:
    """Its shapes within the view (-1.3, -1.3, 2.6, 2.6), and the palette's entries that it replaces."""
    rng = np.random.default_rng(traits.seed)
    colors = _colors(traits.kind, rng)
    scale = np.diag(np.float32([traits.squash * (-1 if traits.flip else 1), 1]))
    sheet = Sheet(rng, Layer.BODY, 1.0, scale)
    (_WHOLE if traits.whole else ANIMALS)[traits.kind](sheet, traits.look)
    return fit(gather(sheet), rng.uniform(0.95, 1.2)), colors


def fit(shapes: Sequence[Shape], half: float) -> list[Shape]:
    """Move and scale shapes so that they just fill (-half, half) in the longer direction, lines included."""
    lines = [line.points for shape in shapes for line in shape.contour or ()]
    spots = np.concatenate([*(shape.outline for shape in shapes if shape.within is None), *lines])
    low, high = spots.min(0), spots.max(0)
    size = np.float32(2 * half / (high - low).max())
    middle = (low + high) / 2

    def place(points: Points) -> Points:
        return (points - middle) * size

    def pen(line: Stroke) -> Stroke:
        return Stroke(place(line.points), line.weight, line.taper)

    return [
        replace(
            shape,
            outline=place(shape.outline),
            contour=None if shape.contour is None else tuple(map(pen, shape.contour)),
            details=tuple(map(pen, shape.details)),
            shadows=tuple(map(place, shape.shadows)),
            cast=float(shape.cast * size),
            lights=tuple(map(place, shape.lights)),
            within=None if shape.within is None else place(shape.within),
        )
        for shape in shapes
    ]


def gather(sheet: Sheet) -> list[Shape]:
    """All shapes; free lines become part of the contour of the last one that is not clipped."""
    shapes = list(sheet.shapes)
    if sheet.strokes:
        at = max(number for number, shape in enumerate(shapes) if shape.within is None)
        lines = (*(shapes[at].contour or ()), *(stroke for _, stroke in sheet.strokes))
        shapes[at] = replace(shapes[at], contour=lines)
    return shapes


def _colors(kind: str, rng: Rng) -> dict[str, RGB]:
    """A coat of this kind, a little varied, with noses and eyes that fit."""
    coat = palettes.pick(rng, COLORS.get(kind, COLORS["cat"]))
    colors = {
        key: palettes.vary(rng, color, 0.8) for key, color in zip(("fur_1", "fur_2", "hair_2"), coat, strict=False)
    }
    colors["feather"] = colors["fur_1"] if kind != "dragon" else colors["fur_2"]
    if kind == "dragon":
        colors["feather"] = palettes.mix(colors["fur_2"], (255, 248, 220), 0.6)
    if kind in BIRDS:
        colors["cloth_1"] = colors["hair_2"]
    colors["hair"] = palettes.mix(colors["hair_2"], (60, 40, 40), 0.2)
    pinks = ((240, 160, 160), (226, 140, 146), (250, 186, 180), (206, 120, 120))
    colors["skin_dark"] = palettes.vary(rng, palettes.pick(rng, pinks))
    colors["blush"] = palettes.vary(rng, (250, 160, 160))
    eyes = ((96, 60, 40), (60, 120, 70), (226, 170, 50), (70, 130, 200), (120, 80, 50), (150, 190, 70))
    colors["iris_left"] = palettes.vary(rng, palettes.pick(rng, eyes))
    colors["horn"] = palettes.vary(rng, palettes.pick(rng, ((240, 226, 196), (226, 206, 170), (110, 92, 84))))
    colors["leaf"] = palettes.vary(rng, (120, 190, 90))
    colors["water"] = palettes.vary(rng, (150, 208, 240))
    colors["gold"] = palettes.vary(rng, palettes.pick(rng, ((246, 170, 50), (250, 196, 70), (238, 140, 50))))
    return colors
