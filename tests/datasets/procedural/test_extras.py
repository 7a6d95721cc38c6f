"""Wings, tails, carried things and pets build for all sizes and turns."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.datasets.procedural.body import extras
from nurie.datasets.procedural.body.body import AGES
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.palettes import draw_palette
from nurie.datasets.procedural.scene import NAMES, Layer

COLORS = set(draw_palette(np.random.default_rng(0)))
KINDS = [("wings", name) for name in extras.WINGS] + [("tail", name) for name in extras.TAILS]
KINDS += [("carried", name) for name in extras.CARRIED] + [("pet", name) for name in extras.PETS]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_kinds_build(kind, name):
    """One style that breaks for a chibi or a turned body breaks a picture in thousands."""
    for seed, age in enumerate(AGES):
        for yaw in (-1.0, 0.0, 1.0):
            traits = extras.ExtrasTraits(age, side=1 if seed % 2 else -1, seed=seed, **{kind: name})
            pose = Pose(yaw=yaw)
            shapes = extras.build_extras(traits, Head(pose), pose)
            assert shapes
            for shape in shapes:
                assert shape.name in NAMES and shape.color in COLORS
                assert np.isfinite(shape.outline).all() and len(shape.outline) > 2


def test_most_have_none_and_seeds_repeat():
    """A sheet where everybody has wings is no sheet of characters."""
    drawn = [extras.draw_extras_traits(np.random.default_rng(seed)) for seed in range(300)]
    bare = sum(not (t.wings or t.tail or t.carried or t.pet) for t in drawn)
    assert 0.6 < bare / 300 < 0.95
    assert drawn[7] == extras.draw_extras_traits(np.random.default_rng(7))


def test_wings_are_behind_everything_and_mirrored():
    """Wings over hair or clothes, or one wing only, show a wrong layer or a lost side."""
    traits, pose = extras.ExtrasTraits(wings="bat"), Pose()
    shapes = extras.build_extras(traits, Head(pose), pose)
    assert all(shape.layer < Layer.BACK_HAIR for shape in shapes)
    every = np.concatenate([shape.outline for shape in shapes])
    assert every[:, 0].min() == pytest.approx(-every[:, 0].max(), abs=0.05)
