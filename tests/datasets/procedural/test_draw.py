"""The drawing engine: what it returns is true, and the same again for the same seed."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("skia", exc_type=ImportError, reason="drawing needs the extra: pip install 'nurie[draw]'")

from nurie.datasets import procedural
from nurie.datasets.procedural import drawing as door
from nurie.datasets.procedural.compose import THINGS, compose
from nurie.datasets.procedural.draw import KINDS, Drawing, draw, draw_character, draw_motion
from nurie.datasets.procedural.drawing import number_regions, paint
from nurie.datasets.procedural.head import Pose
from nurie.datasets.procedural.scene import NAMES, Layer
from nurie.datasets.procedural.scenery.sheet import Sheet
from nurie.datasets.procedural.store import describe
from nurie.datasets.procedural.tone import Tone, add_tone

PIXELS = ("line", "regions", "flats", "shadow", "highlight", "colors_layer", "picture", "colors")


def same(a: Drawing, b: Drawing) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in PIXELS)


def test_same_seed_same_drawing():
    """Prevents training samples that differ from run to run."""
    first, again, other = draw(11, 128), draw(11, 128), draw(12, 128)
    assert same(first, again) and first.facts == again.facts
    assert not np.array_equal(first.line, other.line)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_true_about_itself(kind: str):
    """Prevents flats that are not the regions' colors, names that nobody knows, and specks."""
    for seed in range(3):
        drawn = draw(seed, 160, kind=kind)
        assert drawn.facts["kind"] == kind
        assert drawn.line.shape == drawn.regions.shape == drawn.shadow.shape == drawn.highlight.shape == (160, 160)
        assert drawn.regions.dtype == np.int32 and drawn.flats.dtype == drawn.picture.dtype == np.uint8
        counts = np.bincount(drawn.regions.ravel())
        assert len(counts) == len(drawn.names) == len(drawn.colors) and counts.min() >= 6
        assert set(drawn.names) <= set(NAMES)
        assert np.array_equal(drawn.flats, drawn.colors[drawn.regions])
        unlit = (drawn.shadow == 0) & (drawn.highlight == 0) & (not drawn.facts["wash"])
        assert np.array_equal(drawn.colors_layer[unlit], drawn.flats[unlit])
        json.dumps(describe(drawn))


def test_picture_is_the_layer_under_the_lines():
    """Prevents a picture that shows other lines than the line picture, unless there is hatching in it."""
    for seed in range(12):
        drawn = draw(seed, 128, kind="bust")
        if not drawn.facts["tone"]["kind"]:
            layer = door.smooth_borders(drawn.colors_layer, drawn.regions)
            assert np.array_equal(
                drawn.picture,
                door.lay_lines(layer, drawn.line, drawn.line_color, tint=drawn.facts["pen"]["tint"]),
            )


def test_lines_lie_on_the_borders_of_regions():
    """Prevents a wobble that lines have and areas have not."""
    drawn = door.draw_scene(
        compose(np.random.default_rng(4), "bust"),
        256,
        door.Hand(
            door.Pen(width=3, wobble=1.0),
            door.shade.draw_light(np.random.default_rng(0)),
            door.shade.draw_style(np.random.default_rng(0)),
            Tone(),
        ),
        np.random.default_rng(0),
        {},
    )
    hair = np.array([name == "hair" for name in drawn.names])[drawn.regions]
    border = hair[2:] != hair[:-2]
    assert border.sum() > 100 and (drawn.line[1:-1][border] < 200).mean() > 0.85


def test_motion_keeps_view_pen_light_and_somebody():
    """Prevents motions in which everything changes."""
    traits = procedural.draw_character_traits(np.random.default_rng(2))
    frames = draw_motion(traits, Pose(yaw=-0.3), Pose(yaw=0.3, expression="smile"), 3, 128, seed=4)
    assert len(frames) == 3
    for key in ("pen", "light", "style", "view", "palette"):
        assert frames[0].facts[key] == frames[2].facts[key]
    assert frames[0].facts["characters"][0]["traits"] == frames[2].facts["characters"][0]["traits"]
    assert not np.array_equal(frames[0].regions, frames[2].regions)
    still = draw_motion(traits, Pose(), Pose(), 2, 128, seed=4)
    assert (still[0].flats != still[1].flats).mean() < 0.05


def test_same_somebody_in_another_pose():
    """Prevents profiles of a character whose colors change."""
    traits = procedural.draw_character_traits(np.random.default_rng(7))
    drawn = [draw_character(traits, Pose(yaw=yaw), 128, seed=seed) for yaw, seed in ((0.0, 1), (0.7, 2))]
    skins = [{tuple(d.colors[i].tolist()) for i, name in enumerate(d.names) if name == "skin"} for d in drawn]
    assert skins[0] & skins[1]


def test_small_regions_go_to_their_neighbours():
    """Prevents regions that nobody can hint."""
    shapes = np.full((20, 20), 3, np.int32)
    shapes[:, 10:] = 7
    shapes[4, 2:4] = 9
    shapes[4, 15] = -1
    regions, shown = number_regions(shapes)
    assert shown == [3, 7] and regions[4, 2] == 0 and regions[4, 15] == 1


def test_paint_reaches_both_ends():
    """Prevents colors that are off by one in full shadow."""
    regions = np.zeros((4, 4), np.int32)
    colors, dark, bright = np.uint8([[200, 100, 50]]), np.uint8([[90, 33, 17]]), np.uint8([[251, 240, 230]])
    full, none = np.full((4, 4), 255, np.uint8), np.zeros((4, 4), np.uint8)
    assert (paint(regions, colors, dark, bright, none, none) == colors[0]).all()
    assert (paint(regions, colors, dark, bright, full, none) == dark[0]).all()
    assert (paint(regions, colors, dark, bright, full, full) == bright[0]).all()
    many = np.arange(300, dtype=np.int32).reshape(10, 30)
    table = np.random.default_rng(0).integers(0, 256, (300, 3)).astype(np.uint8)
    assert np.array_equal(door.fill(many, table), table[many])


@pytest.mark.parametrize("kind", ("dots", "lines", "hatch", "cross"))
def test_tone_darkens_shadows_of_the_line_picture_only(kind: str):
    """Prevents screentone all over the page."""
    line = np.full((96, 96), 255, np.uint8)
    shadow = np.zeros_like(line)
    shadow[:, 48:] = 255
    toned = add_tone(
        line,
        Tone(kind, 0.8, 8.0, 0.5),
        shadow=shadow,
        regions=np.zeros(line.shape, np.int32),
        darkness=np.zeros(1, np.float32),
        rng=np.random.default_rng(0),
    )
    assert (toned[:, :46] == 255).all() and 5 < (255 - toned[:, 50:]).mean() < 200


@pytest.mark.parametrize("name", THINGS)
def test_every_thing_can_be_drawn_alone(name: str):
    """Prevents an entry of the table that crashes one picture in a thousand."""
    sheet = Sheet(np.random.default_rng(0), Layer.BODY, 1.0)
    THINGS[name](sheet)
    assert sheet.shapes and all(np.isfinite(shape.outline).all() for shape in sheet.shapes)
