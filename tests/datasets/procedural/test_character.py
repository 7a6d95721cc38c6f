"""Characters put together, and what a picture shows of them."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.datasets.procedural import character
from nurie.datasets.procedural.character import AGES, FRAMINGS, blend, build_character, draw_character_traits, draw_pose
from nurie.datasets.procedural.scene import NAMES, Layer


@pytest.mark.parametrize("age", AGES)
def test_same_seed_same_character_of_known_names_and_colors(age: str):
    """Prevents training pairs that cannot be made again."""
    first, second = (draw_character_traits(np.random.default_rng(5), age) for _ in range(2))
    assert first == second and first.age == age
    shapes = build_character(first, draw_pose(np.random.default_rng(1)))
    again = build_character(second, draw_pose(np.random.default_rng(1)))
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(shapes, again, strict=True))
    assert {shape.name for shape in shapes} <= set(NAMES) and {shape.color for shape in shapes} <= set(first.palette)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_views_show_the_eyes(framing: str):
    """Prevents pictures of collars."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        traits, pose = draw_character_traits(rng), draw_pose(rng, framing)
        shapes = build_character(traits, pose)
        left, top, width, height = character.frame_view(rng, framing, traits, pose, shapes)
        assert width == height and width > 2
        assert left < -0.2 and left + width > 0.2 and top < -0.4 and top + height > 0.6


def test_pictures_grow_from_head_to_full():
    """Prevents framings that are mixed up."""
    rng = np.random.default_rng(3)
    traits, pose = draw_character_traits(rng, "adult"), draw_pose(rng)
    shapes = build_character(traits, pose)
    widths = [character.frame_view(np.random.default_rng(0), framing, traits, pose, shapes)[2] for framing in FRAMINGS]
    assert widths == sorted(widths)


def test_blend_begins_and_ends_with_its_poses():
    """Prevents motions that never arrive."""
    start, end = (draw_pose(np.random.default_rng(seed), "upper") for seed in (1, 2))
    assert blend(start, end, 0) == start
    assert blend(start, end, 1).yaw == pytest.approx(end.yaw) and blend(start, end, 1).expression == end.expression
    assert blend(start, end, 0.5).yaw == pytest.approx((start.yaw + end.yaw) / 2)


def test_moved_shapes_lie_behind_all_figures_and_before_the_background():
    """Prevents a second figure that is cut up by the first."""
    shapes = build_character(draw_character_traits(np.random.default_rng(0)), draw_pose(np.random.default_rng(0)))
    moved = [character.moved(shape, np.eye(2) * 2, (1, 0), behind=True, prefix="far ") for shape in shapes]
    assert all(Layer.BACKGROUND + 50 < shape.layer < Layer.BEHIND for shape in moved)
    np.testing.assert_allclose(moved[0].outline, shapes[0].outline * 2 + (1, 0), rtol=1e-4, atol=1e-4)
    assert moved[0].color == "far " + shapes[0].color and moved[0].cast == pytest.approx(shapes[0].cast * 2)
