"""Headwear: every kind builds in every pose and fits the head."""

import numpy as np
import pytest

from nurie.datasets.procedural.hair import hair
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import NAMES
from nurie.datasets.procedural.wear import headwear

COLORS = {
    "ribbon",
    "jewel",
    "gold",
    "metal",
    "leather",
    "lens",
    "glass_frame",
    "cloth_1",
    "cloth_2",
    "cloth_3",
    "cloth_4",
    "white_cloth",
    "fur_1",
    "fur_2",
    "flower",
    "leaf",
    "horn",
    "prop_1",
    "wood",
}
POSES = [Pose(), Pose(yaw=-1.0, pitch=0.2), Pose(yaw=0.6, roll=0.3), Pose(yaw=1.0, pitch=-0.3, wind=1.0)]


@pytest.mark.parametrize("kind", headwear.KINDS)
def test_every_kind_builds_in_every_pose(kind: str) -> None:
    """A hat that fails only when the head is turned breaks one picture in thousands."""
    for seed in range(3):
        traits = headwear.draw_kind(kind, np.random.default_rng(seed))
        for pose in POSES:
            for shape in headwear.build_headwear(traits, Head(pose), pose):
                assert shape.name in NAMES and shape.color in COLORS
                strokes = [*(shape.contour or ()), *shape.details]
                for points in [shape.outline, *shape.shadows, *shape.lights, *(stroke.points for stroke in strokes)]:
                    assert np.isfinite(points).all() and np.abs(points).max() < 5


@pytest.mark.parametrize("kind", ["beret", "cap", "beanie", "helmet", "straw hat", "witch hat", "bandana"])
def test_hats_reach_over_the_hair_below(kind: str) -> None:
    """Hair that sticks out over a hat's crown looks like a mistake."""
    pose = Pose(yaw=0.4)
    wear = headwear.draw_kind(kind, np.random.default_rng(1))
    top = min(shape.outline[:, 1].min() for shape in headwear.build_headwear(wear, Head(pose), pose))
    for style in ("bob", "shounen", "ponytail", "two buns", "afro"):
        below = headwear.under(hair.draw_style(style, np.random.default_rng(5)), wear)
        assert min(shape.outline[:, 1].min() for shape in hair.build_hair(below, Head(pose), pose)) > top


def test_same_traits_same_shapes() -> None:
    """Hidden chance would make a character another one in its next picture."""
    traits, pose = headwear.draw_kind("flower crown", np.random.default_rng(4)), Pose()
    first, second = (headwear.build_headwear(traits, Head(pose), pose) for _ in range(2))
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(first, second, strict=True))
