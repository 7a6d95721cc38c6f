"""Animals and things: each kind builds, stays in its view, and brings the colors that it should have."""

from __future__ import annotations

import colorsys
from dataclasses import replace

import numpy as np
import pytest

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.animals import animals
from nurie.datasets.procedural.animals.colors import COLORS
from nurie.datasets.procedural.scene import NAMES, Shape
from nurie.datasets.procedural.things import things


def _check(shapes: list[Shape], colors: dict[str, tuple[int, int, int]]) -> None:
    assert set(colors) <= set(palettes.KEYS)
    assert 1 <= len(shapes) <= 120
    for shape in shapes:
        assert shape.name in NAMES and shape.color in palettes.KEYS
        lines = [stroke.points for stroke in (*(shape.contour or ()), *shape.details)]
        assert all(np.isfinite(points).all() for points in (shape.outline, *shape.shadows, *shape.lights, *lines))
        if shape.within is None:
            assert np.abs(shape.outline).max() <= 1.3


@pytest.mark.parametrize("kind", animals.ANIMALS)
def test_every_animal_builds_within_its_view(kind: str):
    """An animal cut off by the edge of the picture, or with a color that no palette has."""
    for seed in range(4):
        traits = replace(animals.draw_animal_traits(np.random.default_rng(seed)), kind=kind)
        _check(*animals.build_animal(traits))


@pytest.mark.parametrize("kind", things.THINGS)
def test_every_thing_builds_within_its_view(kind: str):
    """As for animals."""
    for seed in range(3):
        traits = replace(things.draw_thing_traits(np.random.default_rng(seed)), kind=kind)
        _check(*things.build_thing(traits))


def test_tables_name_only_what_exists():
    """A misspelt kind in a table of colors would silently get a cat's coat."""
    assert set(COLORS) == set(animals.ANIMALS)
    assert set(things.COLORS) <= set(things.THINGS)


def test_same_traits_same_animal():
    """The same animal must come again from its traits, colors included."""
    traits = animals.draw_animal_traits(np.random.default_rng(8))
    (first, colors), (second, again) = animals.build_animal(traits), animals.build_animal(traits)
    assert colors == again
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(("kind", "low", "high"), [("frog", 0.18, 0.42), ("fox", 0.03, 0.12), ("chick", 0.11, 0.18)])
def test_coats_have_their_hue(kind: str, low: float, high: float):
    """Frogs are green, foxes orange, chicks yellow: the table's channels in the right order."""
    for seed in range(12):
        traits = replace(animals.draw_animal_traits(np.random.default_rng(seed)), kind=kind)
        hue, saturation, _ = colorsys.rgb_to_hsv(*np.divide(animals.build_animal(traits)[1]["fur_1"], 255))
        assert low < hue < high or saturation < 0.08
