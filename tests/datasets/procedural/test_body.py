"""Bodies, clothes and arms build for all styles and poses, and lie where the head expects them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.datasets.procedural.body import body
from nurie.datasets.procedural.body.frame import BUILDS
from nurie.datasets.procedural.body.legs import LOWERS
from nurie.datasets.procedural.body.limb_styles import ARM_POSES, SLEEVES
from nurie.datasets.procedural.body.limbs import make_arm
from nurie.datasets.procedural.body.props import PROPS, held
from nurie.datasets.procedural.clothes.clothes import OUTFITS
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.palettes import draw_palette
from nurie.datasets.procedural.scene import NAMES, Layer

COLORS = set(draw_palette(np.random.default_rng(0)))
POSES = [Pose(yaw=yaw, roll=roll, lean=lean, arms=arms)
         for yaw, roll, lean, arms in ((0.0, 0.0, 0.0, (0.0, 0.0)), (1.0, 0.2, 0.1, (0.5, 1.0)), (-1.0, -0.2, 0.0,
         (0.5, 0.5)))]


def check(shapes):
    """All coordinates are finite, colours and names known."""
    assert shapes
    for shape in shapes:
        assert shape.name in NAMES
        assert shape.color in COLORS
        lines = [stroke.points for stroke in (*(shape.contour or ()), *shape.details)]
        for points in (shape.outline, *shape.shadows, *shape.lights, *lines):
            assert points.ndim == 2 and points.shape[1] == 2 and len(points) > 1
            assert np.isfinite(points).all()


def some_traits(seed=0, age="teen", **changes):
    return replace(body.draw_body_traits(np.random.default_rng(seed), age), **changes)


def build(traits, pose):
    return body.build_body(traits, Head(pose), pose)


@pytest.mark.parametrize("age", body.AGES)
def test_same_seed_same_shapes(age):
    """Chance that does not come from the traits would make a character another one in its next picture."""
    first, second = (build(some_traits(3, age), POSES[1]) for _ in range(2))
    assert [shape.name for shape in first] == [shape.name for shape in second]
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("name", OUTFITS)
def test_outfits_build(name):
    """A garment that breaks for one build, variant or pose breaks a picture in thousands."""
    outfit = OUTFITS[name]
    for seed, built in enumerate(BUILDS):
        traits = some_traits(seed, outfit=name, build=built, sleeve=outfit.sleeves[seed % len(outfit.sleeves)],
                             lower=outfit.lower[seed % len(outfit.lower)])
        pattern = outfit.patterns[seed % len(outfit.patterns)]
        look = replace(traits.look, variant=seed / 8, seed=seed, pattern=pattern)
        check(build(replace(traits, look=look), POSES[seed % 3]))


@pytest.mark.parametrize("sleeve", SLEEVES)
def test_sleeves_and_arm_poses_build(sleeve):
    """Short sleeves end before, at or after the elbow, which splits the arm in front poses."""
    for name in ARM_POSES:
        check(build(some_traits(1, sleeve=sleeve, half=(name, name), up=(name, name)), Pose(arms=(0.5, 1.0))))


def test_lowers_and_props_build():
    for lower in LOWERS:
        check(build(some_traits(2, lower=lower), POSES[0]))
    for prop in PROPS:
        check(held(prop, np.zeros(2, np.float32), 0.6, 0.1))


@pytest.mark.parametrize(("built", "level", "half"), [("woman", 1.7, 1.29), ("man", 1.7, 1.64), ("chibi", 1.25, 0.68)])
def test_shoulders_lie_where_hair_and_extras_expect_them(built, level, half):
    """Long hair, capes and pets are placed by the shoulder's level and width."""
    traits = some_traits(0, build=built, width=1.0, stout=1.0, slope=1.0, tilt=0.0)
    frame = body.make_frame(traits, Head(Pose()), Pose())
    for side in (-1, 1):
        joint, radius = frame.joint(side)
        assert joint[1] - radius == pytest.approx(level, abs=0.15)
        assert abs(joint[0]) + radius == pytest.approx(half, abs=0.12)


def test_neck_reaches_behind_the_chin_of_a_turned_head():
    """A gap between head and neck opens when the neck ignores the head's roll."""
    for roll in (-0.25, 0.0, 0.25):
        pose = Pose(yaw=0.5, roll=roll)
        frame = body.make_frame(some_traits(0), Head(pose), pose)
        neck = body.neck_and_torso(frame).outline
        chin = Head(pose).roll([(0.0, 0.9)])[0]
        nearest = neck[np.argsort(np.abs(neck[:, 1] - chin[1]))[:6], 0]
        assert nearest.min() < chin[0] + 0.15 and nearest.max() > chin[0] - 0.15
        assert neck[:, 1].min() < chin[1]


def test_a_hand_at_the_chin_lies_over_the_face():
    """A forearm below the head's layers would vanish behind the face."""
    shapes = build(some_traits(5, half=("chin", "chin")), Pose(arms=(0.5, 0.0)))
    hands = [shape for shape in shapes if shape.layer >= Layer.ARMS and shape.name == "skin"]
    assert len(hands) == 1
    assert hands[0].outline[:, 1].min() < 1.5


def test_floor_leaves_out_the_legs_only():
    """A bust would pay for legs that nobody sees, or lose its clothes."""
    traits, pose = some_traits(4, outfit="t-shirt", lower="trousers"), Pose()
    bust = body.build_body(traits, Head(pose), pose, floor=2.3)
    whole = build(traits, pose)
    assert not any(shape.name == "shoe" for shape in bust)
    assert any(shape.name == "shoe" for shape in whole)
    assert {shape.layer for shape in bust if shape.layer >= Layer.BODY} <= {shape.layer for shape in whole}


def test_arms_move_without_jumps_between_poses():
    """In a motion an arm that jumps from one pose to the next looks like another picture."""
    traits = some_traits(0, half=("hip", "hip"), up=("raised", "raised"), outfit="t-shirt", sleeve="none")
    wrists = []
    for share in np.linspace(0, 1, 41):
        pose = Pose(arms=(0.0, float(share)))
        frame = body.make_frame(traits, Head(pose), pose)
        first, second, part = body.arm_poses(traits, pose)[1]
        wrists.append(make_arm(frame, 1, ARM_POSES[first], ARM_POSES[second], part).middle[-1])
    steps = np.linalg.norm(np.diff(wrists, axis=0), axis=1)
    assert steps.max() < 0.35
    assert np.linalg.norm(wrists[-1] - wrists[0]) > 2
