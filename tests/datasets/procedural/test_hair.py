"""Hair: every style builds in every pose, is the same for the same seed, and leaves the face free."""

from dataclasses import replace

import numpy as np
import pytest
import skia

from nurie.datasets.procedural.hair import hair
from nurie.datasets.procedural.hair.backs import BACKS
from nurie.datasets.procedural.hair.fringe import FRINGES
from nurie.datasets.procedural.hair.sides import SIDES
from nurie.datasets.procedural.hair.tails import TAILS
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import NAMES, Layer, Shape

COLORS = {"hair", "hair_2", "ribbon", "jewel", "skin"}
POSES = [
    Pose(),
    Pose(yaw=-1.0, pitch=0.2, roll=-0.2),
    Pose(yaw=0.6, wind=1.0),
    Pose(yaw=1.0, pitch=-0.3, roll=0.3, wind=-1.0),
]


def check(shapes: list[Shape], colors: set[str]) -> None:
    """Finite coordinates, known names and colours, outlines with an area."""
    for shape in shapes:
        assert shape.name in NAMES
        assert shape.color in colors
        strokes = [*(shape.contour or ()), *shape.details]
        for points in [shape.outline, *shape.shadows, *shape.lights, *(stroke.points for stroke in strokes)]:
            assert points.ndim == 2 and points.shape[1] == 2 and len(points) >= 2
            assert np.isfinite(points).all() and np.abs(points).max() < 8


def nonzero_path(shape: Shape) -> "skia.Path":
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in shape.outline], True)
    return path


@pytest.mark.parametrize("style", hair.STYLES)
def test_every_style_builds_in_every_pose(style: str) -> None:
    """A style that fails only when the head is turned breaks one picture in thousands."""
    for seed, pose in enumerate(POSES):
        shapes = hair.build_hair(hair.draw_style(style, np.random.default_rng(seed)), Head(pose), pose)
        assert shapes
        check(shapes, COLORS)


@pytest.mark.parametrize(
    ("field", "table"),
    [("fringe", FRINGES), ("sides", SIDES), ("back", BACKS), ("tail", TAILS), ("crown", hair.CROWNS)],
)
def test_every_entry_of_every_table_builds(field: str, table: dict[str, object]) -> None:
    """An entry that no style uses yet must work all the same."""
    for name in table:
        for pose in POSES:
            traits = replace(hair.draw_style("bob", np.random.default_rng(3)), **{field: name})
            check(hair.build_hair(traits, Head(pose), pose), COLORS)


def test_same_traits_same_shapes() -> None:
    """Hidden chance would make a character another one in its next picture."""
    traits, pose = hair.draw_hair_traits(np.random.default_rng(11)), Pose(yaw=0.3)
    first, second = (hair.build_hair(traits, Head(pose), pose) for _ in range(2))
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(first, second, strict=True))
    assert traits == hair.draw_hair_traits(np.random.default_rng(11))


@pytest.mark.parametrize("style", ["bob", "hime cut", "boyish", "twin tails", "ponytail", "shounen", "long wavy"])
def test_mouth_and_cheeks_stay_free(style: str) -> None:
    """Hair that grows over the face hides what the picture is about."""
    pose = Pose()
    for seed in range(6):
        shapes = hair.build_hair(hair.draw_style(style, np.random.default_rng(seed)), Head(pose), pose)
        paths = [nonzero_path(shape) for shape in shapes if shape.layer >= Layer.HEAD and shape.within is None]
        face = [path.contains(x, y) for path in paths for x in (-0.25, 0, 0.25) for y in (0.55, 0.7, 0.85)]
        assert not any(face)
        assert all(any(path.contains(x, -0.8) for path in paths) for x in (-0.3, 0, 0.3))


def test_hair_hangs_down_when_the_head_tilts() -> None:
    """Long hair must not turn with the head like a plank."""
    traits = hair.draw_style("long straight", np.random.default_rng(2))
    middle = [
        np.mean(hair.build_hair(traits, Head(pose), pose)[0].outline[:, 0])
        for pose in (Pose(roll=0.35), Pose(roll=-0.35))
    ]
    assert abs(middle[0] - middle[1]) < 0.6
