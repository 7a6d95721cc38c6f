"""Line art in numbers, and the judge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.line_stats import cross_validate, fit_judge, line_stats, skeleton


def _bars(width: int, value: int = 0) -> np.ndarray:
    lineart = np.full((128, 128), 255, np.uint8)
    for y in (30, 64, 98):
        lineart[y : y + width, 10:118] = value
    return lineart


@pytest.mark.parametrize("width, name", [(1, "width_to_1.5"), (3, "width_to_3.5"), (7, "width_to_8")])
def test_widths_are_told(width: int, name: str) -> None:
    """A thickness that is off by one makes the simulation drift."""
    assert line_stats(_bars(width))[name] > 0.8


@pytest.mark.parametrize("value, name", [(150, "dark_to_130"), (0, "dark_to_256")])
def test_darkness_is_told(value: int, name: str) -> None:
    """Pencil and ink differ by it first."""
    assert line_stats(_bars(2, value))[name] > 0.9


def test_broken_lines_have_more_ends() -> None:
    """Gaps are what colour runs through."""
    whole, broken = _bars(2), _bars(2)
    broken[:, ::12] = broken[:, 1::12] = 255
    assert line_stats(broken)["ends"] > line_stats(whole)["ends"] + 1
    assert line_stats(broken)["scraps"] > 0.5 > line_stats(whole)["scraps"]


def test_soft_grain_and_hatching_are_told() -> None:
    """The judge can only find what is measured."""
    sharp = line_stats(_bars(3))
    soft = line_stats(cv2.GaussianBlur(_bars(3), (0, 0), 1.5))
    noise = np.random.default_rng(0).integers(0, 30, (128, 128), dtype=np.uint8)
    rough = line_stats(np.minimum(_bars(3), 255 - noise))
    assert soft["steepness"] < sharp["steepness"] - 0.1 and soft["halo"] > sharp["halo"]
    assert rough["grain"] > sharp["grain"] + 1 and rough["clean"] < 0.2 < sharp["clean"]
    scribble = np.where(np.random.default_rng(1).random((128, 128)) < 0.1, 0, 255).astype(np.uint8)
    assert sharp["parallel_far"] > line_stats(scribble)["parallel_far"] + 0.3


@pytest.mark.parametrize("value", [0, 255])
def test_blank_and_black_are_numbers(value: int) -> None:
    """A NaN would spoil the whole fit."""
    assert np.isfinite(list(line_stats(np.full((128, 128), value, np.uint8)).values())).all()


def test_a_skeleton_is_one_pixel_wide_and_as_long() -> None:
    """Every statistic per length stands on it."""
    thin = skeleton((_bars(5) < 200).astype(np.uint8))
    assert thin.sum(0)[20:108].max() == 3 and 3 * 98 <= thin.sum() <= 3 * 108


def test_the_judge_sees_a_difference_and_only_a_difference() -> None:
    """An accuracy above chance on equal kinds would be an artefact of the judge."""
    rng = np.random.default_rng(0)
    values, labels = rng.normal(size=(600, 5)), np.repeat([False, True], 300)
    groups = [str(number % 30) for number in range(600)]
    assert abs(((cross_validate(values, labels, groups) > 0) == labels).mean() - 0.5) < 0.08
    values[300:, 2] *= 3  # another spread, the same mean
    assert ((cross_validate(values, labels, groups) > 0) == labels).mean() > 0.65
    assert fit_judge(values, labels).score(values[300:]).mean() > 0
