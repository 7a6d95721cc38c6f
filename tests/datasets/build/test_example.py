"""One picture, one example: its lines lie on its colours, and its regions too."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pytest

from nurie.datasets.build.example import Example, LeftOut, Recipe, make_example
from nurie.datasets.build.judge import Bounds
from nurie.datasets.build.trim import content_box, cut
from nurie.errors import OptionError

RECIPE = Recipe(short_px=160, lines=("blackhat", "xdog"), quality=100)


def seen(content: bytes, mode: int = cv2.IMREAD_UNCHANGED) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), mode)
    return picture[..., ::-1] if picture.ndim == 3 else picture


def test_an_example_is_complete(draw, make_row):
    """A trainer that streams shards has nothing else."""
    row, root = make_row(*draw(3))
    example = make_example(row, root, RECIPE)
    assert isinstance(example, Example) and "." not in example.key
    assert sorted(example.files) == [
        "flats.npy", "json", "lines-blackhat.webp", "lines-xdog.webp", "lines.png", "picture.webp", "regions.png",
    ]  # fmt: skip
    said = json.loads(example.files["json"])
    assert said["row"]["author"] == "A. Painter" and said["row"]["license"] == "CC0-1.0"
    shapes = {seen(content).shape[:2] for part, content in example.files.items() if part not in ("json", "flats.npy")}
    assert len(shapes) == 1 and min(shapes.pop()) == 160


def test_lines_and_regions_lie_on_the_colors(draw, make_row):
    """A crop or a scale that one of them misses teaches colours beside the lines."""
    picture, lines = draw(3)
    padded = cv2.copyMakeBorder(picture, 60, 10, 90, 30, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    lined = cv2.copyMakeBorder(lines, 60, 10, 90, 30, cv2.BORDER_CONSTANT, value=255)
    example = make_example(*make_row(padded, lined), RECIPE)
    colors, own = seen(example.files["picture.webp"]), seen(example.files["lines.png"])
    dark = colors.max(2) < 110
    assert dark[own < 60].mean() > 0.95 and dark[own > 250].mean() < 0.01
    flats = np.load(BytesIO(example.files["flats.npy"]))[seen(example.files["regions.png"])]
    near = np.abs(flats.astype(int) - colors).max(2) < 24
    assert near[own > 250].mean() > 0.95
    left, top, right, _ = json.loads(example.files["json"])["box"]
    assert (left < 90, top < 60, right - left < padded.shape[1]) == (True, True, True)


def test_the_same_picture_gives_the_same_bytes(draw, make_row):
    """Shards that differ from build to build cannot be checked, nor built again in part."""
    row, root = make_row(*draw(5))
    assert make_example(row, root, RECIPE) == make_example(row, root, RECIPE)


@pytest.mark.parametrize(
    ("kind", "change"),
    [("file", {"image": "images/none.png"}), ("file", {"sha256": "0" * 64}), ("file", {"lineart": "lineart/none.png"}),
     ("no colours", {"image": None})],
)  # fmt: skip
def test_what_is_wrong_with_the_files_is_a_reason_not_an_end(draw, make_row, kind, change):
    """One bad file among ten million would end the build."""
    row, root = make_row(*draw(1))
    made = make_example(replace(row, **change), root, RECIPE)
    assert isinstance(made, LeftOut) and made.reason.partition(":")[0] == kind


def test_lines_of_another_size_are_a_reason(draw, make_row):
    """They cannot lie on the picture."""
    picture, lines = draw(1)
    made = make_example(*make_row(picture, lines[1:]), RECIPE)
    assert isinstance(made, LeftOut) and "not as large as" in made.reason


def test_a_picture_that_is_small_once_trimmed_is_left_out(draw, make_row):
    """A stamp in the middle of a white sheet."""
    picture, _ = draw(1, (200, 200))
    sheet = cv2.copyMakeBorder(picture, 300, 300, 300, 300, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    made = make_example(*make_row(sheet), RECIPE)
    assert isinstance(made, LeftOut) and made.reason.startswith("small: 212x212")


def test_without_lines_and_flats_only_the_picture_is_kept(draw, make_row):
    """They cost most of the time and most of the room."""
    example = make_example(*make_row(draw(1)[0]), Recipe(lines=(), flats=False))
    assert sorted(example.files) == ["json", "picture.webp"]


def test_an_unknown_line_method_is_refused():
    """It would be found out at the first picture, in every process."""
    with pytest.raises(OptionError, match="unknown line method pen; known are adaptive"):
        Recipe(lines=("xdog", "pen"))


def test_bounds_belong_to_the_recipe(draw, make_row):
    """A shard built with other bounds would pass for the same."""
    made = make_example(*make_row(draw(1)[0]), Recipe(bounds=Bounds(least_color=500)))
    assert isinstance(made, LeftOut) and made.reason.startswith("grey")


def test_borders_are_cut_and_a_margin_is_left():
    """White around the drawing is learned as a colour; a cut at the very ink hides where the drawing ends."""
    picture = np.full((200, 300, 3), 250, np.uint8)
    picture[50:150, 100:200] = (200, 30, 30)
    assert content_box(picture) == (97, 47, 203, 153)
    assert cut(picture, content_box(picture)).shape == (106, 106, 3)


@pytest.mark.parametrize("value", [0, 255])
def test_what_is_all_border_or_has_none_stays_whole(value):
    """An empty cut, or one pixel off each picture."""
    plain = np.full((20, 30, 3), value, np.uint8)
    assert content_box(plain) == (0, 0, 30, 20)
    plain[1:, 1:] = 128
    assert content_box(plain) == (0, 0, 30, 20)
