"""Faces: every style builds in every view, inside the picture's reach, with names and colours that others know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.datasets.procedural.face.beard import BEARDS
from nurie.datasets.procedural.face.ears import SIDE_EARS, TOP_EARS
from nurie.datasets.procedural.face.expressions import EXPRESSIONS
from nurie.datasets.procedural.face.eye_styles import EYE_STYLES
from nurie.datasets.procedural.face.face import FaceTraits, build_face, draw_face_traits
from nurie.datasets.procedural.face.features import BROWS, NOSES
from nurie.datasets.procedural.face.marks import MARKS
from nurie.datasets.procedural.face.mouth import MOUTHS
from nurie.datasets.procedural.face.outline import FACE_SHAPES, face_halves
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import NAMES, Shape

COLORS = {
    "skin", "skin_dark", "blush", "hair", "brow", "sclera", "iris_left", "iris_right", "pupil", "eye_light", "mouth",
    "teeth", "tongue", "fur_1", "fur_2", "water", "jewel", "ink", "white_cloth",
}
POSES = (
    Pose(), Pose(yaw=0.6, roll=0.2), Pose(yaw=-1.0, pitch=0.25), Pose(yaw=1.0, blink=0.5), Pose(pitch=-0.3, blink=1),
)


def _check(shapes: list[Shape]) -> None:
    for shape in shapes:
        strokes = (*shape.details, *(shape.contour or ()))
        for points in (shape.outline, *shape.shadows, *shape.lights, *(stroke.points for stroke in strokes)):
            assert np.isfinite(points).all() and np.abs(points).max() < 3, shape.name
            assert len(points) >= 2, shape.name
        assert shape.name in NAMES and shape.color in COLORS


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_every_style_of_every_table_builds_in_every_view(pose: Pose) -> None:
    """A style that only some seeds reach would fail first in the middle of a training run."""
    plain, head = FaceTraits(), Head(pose)
    eyes = [replace(plain, eyes=replace(plain.eyes, style=style)) for style in EYE_STYLES]
    people = [
        *eyes, *(replace(plain, shape=shape) for shape in FACE_SHAPES), *(replace(plain, brow=brow) for brow in BROWS),
        *(replace(plain, nose=nose) for nose in NOSES), *(replace(plain, ear=ear) for ear in SIDE_EARS),
        *(replace(plain, ear="none", top_ear=ear) for ear in TOP_EARS),
        *(replace(plain, marks=(mark,)) for mark in MARKS), *(replace(plain, beard=beard) for beard in BEARDS),
    ]
    for traits in people:
        _check(build_face(traits, head, pose))
    for expression in EXPRESSIONS:
        _check(build_face(plain, head, replace(pose, expression=expression)))


def test_a_seed_is_a_person() -> None:
    """Chance outside of the traits would make a dataset that cannot be drawn again."""
    for age in ("chibi", "child", "teen", "adult", "old"):
        first, second = (draw_face_traits(np.random.default_rng(7), age) for _ in range(2))
        assert first == second
        pose = Pose(yaw=0.3)
        for one, other in zip(build_face(first, Head(pose), pose), build_face(second, Head(pose), pose), strict=True):
            assert one.name == other.name and np.array_equal(one.outline, other.outline)


def test_every_mood_has_a_mouth_that_exists() -> None:
    """A misspelt mouth would show only when a character feels so."""
    assert {mood.mouth for mood in EXPRESSIONS.values()} <= set(MOUTHS)
    resting = {draw_face_traits(np.random.default_rng(seed), "teen").rest_mouth for seed in range(40)}
    assert resting <= set(MOUTHS) and len(resting) > 2


@pytest.mark.parametrize("yaw", [0.5, -0.5, 0.8, -0.8])
def test_the_far_eye_is_narrower_and_stays_in_the_face(yaw: float) -> None:
    """An eye that hangs over the cheek's edge is what makes a turned face look broken."""
    traits, pose = FaceTraits(), Pose(yaw=yaw)
    shapes = build_face(traits, Head(pose), pose)
    face = next(shape for shape in shapes if shape.name == "skin")
    left, right = sorted((shape.outline for shape in shapes if shape.name == "sclera"), key=lambda it: it[:, 0].mean())
    far, near = (right, left) if yaw > 0 else (left, right)
    assert np.ptp(far[:, 0]) < 0.9 * np.ptp(near[:, 0])
    assert np.abs(far[:, 0]).max() < np.abs(face.outline[:, 0]).max()


def test_looking_left_is_looking_right_in_a_mirror() -> None:
    """The outline is designed for one side; the other must not be drawn by other rules."""
    right, left = (build_face(FaceTraits(), Head(Pose(yaw=yaw)), Pose(yaw=yaw)) for yaw in (0.6, -0.6))
    assert np.allclose(right[0].outline, left[0].outline * (-1, 1), atol=1e-5)


def test_a_near_profile_has_its_nose_in_the_outline() -> None:
    """Beyond three-quarter the far side is forehead, nose, lips and chin, no longer a cheek."""
    far, _ = face_halves("oval", 1.15)
    nose = far[(far[:, 1] > 0.38) & (far[:, 1] < 0.5), 0].max()
    bridge, lips = (np.interp(y, far[:, 1], far[:, 0]) for y in (0.12, 0.68))
    assert nose > bridge + 0.1 and nose > lips + 0.08
