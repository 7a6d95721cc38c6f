"""Simulated hints."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.hints import rasterize
from nurie.core.types import Extent
from nurie.datasets.areas import axis_path, find_areas
from nurie.datasets.simulate import HINT_SHARES, SIMULATORS, random_hints, simulate_hints
from nurie.errors import OptionError


def _picture() -> tuple[np.ndarray, np.ndarray]:
    """Left red, right blue, a line between."""
    colors = np.zeros((80, 100, 3), np.uint8)
    colors[:, :50], colors[:, 50:] = (200, 30, 20), (20, 40, 210)
    lineart = np.full((80, 100), 255, np.uint8)
    lineart[:, 49:51] = 0
    return colors, lineart


@pytest.mark.parametrize("name", [name for name in HINT_SHARES if name != "messy_strokes"])
def test_hints_have_the_color_that_lies_under_them(name: str) -> None:
    """A hint with a mixed or foreign colour teaches the network to ignore hints."""
    colors, lineart = _picture()
    hints = simulate_hints(name, colors, lineart, np.random.default_rng(5), 12)
    assert hints.strokes
    for stroke in hints.strokes:
        x, y = stroke.points[0]
        assert np.abs(colors[int(y), int(x)].astype(int) - stroke.color).max() <= 1


@pytest.mark.parametrize("name", list(SIMULATORS))
def test_the_same_generator_state_gives_the_same_hints(name: str) -> None:
    """Evaluation compares methods on the same hints, and a resumed run repeats its samples."""
    colors, lineart = _picture()
    first, second = (simulate_hints(name, colors, lineart, np.random.default_rng(9)) for _ in range(2))
    assert first.strokes == second.strokes


def test_strokes_do_not_leave_their_color() -> None:
    """`region_strokes` is the exact kind: it must not cross into the other colour."""
    colors, lineart = _picture()
    hints = simulate_hints("region_strokes", colors, lineart, np.random.default_rng(2), 40)
    for stroke in hints.strokes:
        assert len({x < 50 for x, _ in stroke.points}) == 1


@pytest.mark.parametrize("lines", [0, 255])
def test_a_page_of_ink_or_of_paper_is_no_error(lines: int) -> None:
    """Black fills and blank crops occur in every corpus."""
    colors, _ = _picture()
    for name in SIMULATORS:
        hints = simulate_hints(name, colors, np.full((80, 100), lines, np.uint8), np.random.default_rng(1), 5)
        assert rasterize(hints, Extent(80, 100))[..., 3].any()


def test_random_hints_are_never_none() -> None:
    """Whether a sample has hints is decided before its crop; a second chance of none would raise the share."""
    colors, lineart = _picture()
    assert all(random_hints(colors, lineart, np.random.default_rng(n)) for n in range(100))


def test_unknown_simulator() -> None:
    """A misspelt simulator must be refused with the list of simulators."""
    colors, lineart = _picture()
    with pytest.raises(OptionError, match=r"'dot'.*dots, sized_dots"):
        simulate_hints("dot", colors, lineart, np.random.default_rng(0))


def test_dots_of_the_evaluation_stay_where_they_are() -> None:
    """Scores of different versions are compared on these very dots: another draw would make them incomparable."""
    colors, lineart = _picture()
    dots = simulate_hints("dots", colors, lineart, np.random.default_rng(7), 4).strokes
    assert [dot.points[0] for dot in dots] == [(60.0, 75.0), (0.0, 50.0), (73.0, 54.0), (78.0, 71.0)]
    assert {dot.color for dot in dots} == {(200, 30, 20), (20, 40, 210)}
    assert {dot.radius_px for dot in dots} == {0.5}


def _face() -> tuple[np.ndarray, np.ndarray]:
    """A large face with a green iris of 3 px."""
    colors, lineart = np.full((128, 128, 3), (240, 200, 170), np.uint8), np.full((128, 128), 255, np.uint8)
    cv2.circle(colors, (50, 60), 3, (30, 150, 60), -1)
    return colors, lineart


def test_small_things_are_hinted_on_purpose() -> None:
    """A random dot hits an iris once in a thousand times, an artist always."""
    colors, lineart = _face()
    strokes = simulate_hints("small_things", colors, lineart, np.random.default_rng(0), 8).strokes
    green = [stroke for stroke in strokes if stroke.color == (30, 150, 60)]
    assert len(green) == 1 and green[0].radius_px <= 3
    assert np.hypot(green[0].points[0][0] - 50, green[0].points[0][1] - 60) <= 1.5


def test_palette_has_each_main_color_once() -> None:
    """Blobs that repeat a colour are no palette."""
    colors, lineart = _picture()
    strokes = simulate_hints("palette", colors, lineart, np.random.default_rng(0), 90).strokes
    assert sorted(stroke.color for stroke in strokes) == [(20, 40, 210), (200, 30, 20)]


def test_axis_strokes_bend_with_their_area() -> None:
    """In a ring a straight stroke leaves; a path along the middle stays between the lines and goes round."""
    lineart = np.full((128, 128), 255, np.uint8)
    for radius in (30, 50):
        cv2.circle(lineart, (64, 64), radius, 0, 2)
    path = np.array(axis_path(find_areas(np.full((128, 128, 3), 90, np.uint8), lineart), (104.0, 64.0), 120, 0.0))
    away = np.hypot(*(path - 64).T)
    assert len(path) > 30 and away.min() > 34 and away.max() < 46
    assert np.ptp(path[:, 1]) > 60


@pytest.mark.parametrize("name", ["axis_strokes", "scribbles"])
def test_exact_strokes_stay_in_their_area(name: str) -> None:
    """What is called exact must not put red into the blue half."""
    colors, lineart = _picture()
    for seed in range(20):
        for stroke in simulate_hints(name, colors, lineart, np.random.default_rng(seed), 9).strokes:
            if stroke.kind == "exact":
                assert len({x < 50 for x, _ in stroke.points}) == 1
                assert max(y for _, y in stroke.points) < 80 and min(x for x, _ in stroke.points) >= 0


def test_scribbles_are_sometimes_careless() -> None:
    """An artist's quick scribble crosses lines; a network that only knows tidy ones follows it."""
    colors, lineart = _picture()
    strokes = [
        stroke for seed in range(20)
        for stroke in simulate_hints("scribbles", colors, lineart, np.random.default_rng(seed), 9).strokes
    ]  # fmt: skip
    crossing = [stroke for stroke in strokes if len({x < 50 for x, _ in stroke.points}) == 2]
    assert crossing and {stroke.kind for stroke in crossing} == {"loose"}


@pytest.mark.parametrize("name", list(SIMULATORS))
def test_known_regions_give_their_flat_color(name: str) -> None:
    """Where flat colours are known, shading and noise under a mark must not tint it."""
    colors, lineart = _picture()
    shaded = np.clip(colors * np.linspace(0.5, 1.2, 80)[:, None, None], 0, 255).astype(np.uint8)
    regions = np.zeros((80, 100), np.int32)
    regions[:, 50:] = 1
    flats = np.array([(200, 30, 20), (20, 40, 210)], np.uint8)
    rng = np.random.default_rng(3)
    hints = simulate_hints(name, shaded, lineart, rng, 8, regions=regions, region_colors=flats)
    assert {stroke.color for stroke in hints.strokes} == {(200, 30, 20), (20, 40, 210)}
    for stroke in hints.strokes:
        assert stroke.color == tuple(flats[int(stroke.points[0][0] >= 50)].tolist())
