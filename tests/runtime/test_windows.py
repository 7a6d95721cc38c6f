"""Long strips in windows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nurie.core.regions import label_regions
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card
from nurie.runtime.windows import LONGEST_PX, OVERLAP_PX, WINDOW_PX, find_windows, paint_planes, propose

LENGTH = LONGEST_PX + 640


class Local(FakeBackend):
    """A network that sees 8 px far: what windows must not change."""

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        color, logits = super().run(planes)
        return color + np.roll(planes[:, :1], 8, 2) * 0.1 + np.roll(planes[:, :1], 3, 3) * 0.2, logits


class Counting(FakeBackend):
    """A network that paints the number of the run."""

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        color, logits = super().run(planes)
        return np.full_like(color, float(len(self.calls))), logits


def _planes(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(2).uniform(0, 1, (1, 9, height, width)).astype(np.float32)


@given(st.integers(1, 400), st.sampled_from([32, 64, 256]), st.integers(0, 10**6), st.floats(0, 1))
@example(185, 256, 232, 0.5)  # two seams in the same quiet rows
def test_windows_cover_everything_and_overlap(cells: int, multiple: int, seed: int, share: float) -> None:
    """A row that no window holds would be whatever lay in memory; another phase of the network, a step."""
    length = -(-cells * 32 // multiple) * multiple
    quiet = np.repeat(np.random.default_rng(seed).random(length // 8) < share, 8)
    found = find_windows(quiet, multiple)
    assert found[0].begin == 0 and found[-1].end == length
    assert all(part.begin % multiple == part.end % multiple == 0 for part in found)
    assert all(0 < part.end - part.begin <= WINDOW_PX for part in found)
    for before, after in itertools.pairwise(found):
        assert before.begin < after.begin <= after.seam.start < after.seam.stop <= before.end
        assert before.seam.stop <= after.seam.start
        assert before.end - after.begin >= OVERLAP_PX


def test_a_seam_lies_where_nothing_is_drawn() -> None:
    """Prevents seams through a figure where a blank gutter is near."""
    quiet = np.zeros(4096, np.bool_)
    quiet[[100, 700, 1500]] = True  # single rows divide nothing
    quiet[760:800] = quiet[600:630] = quiet[1300:1320] = True
    seams = [window.seam for window in find_windows(quiet, 32)[1:]]
    assert seams[:2] == [slice(760, 800), slice(1300, 1320)]
    assert all(seam.stop - seam.start == OVERLAP_PX for seam in seams[2:])


def test_a_page_is_one_run_bit_for_bit() -> None:
    """Pages must not change because there are strips."""
    backend, planes = Local(), _planes(96, 160)
    np.testing.assert_array_equal(paint_planes(backend, planes), Local().run(planes)[0])
    assert len(backend.calls) == 1


@pytest.mark.parametrize("gutter", [False, True])
@pytest.mark.parametrize("lying", [False, True])
def test_a_strip_is_what_one_run_would_give(lying: bool, gutter: bool) -> None:
    """Seams: where a network sees nothing far away, windows must give the same colours."""
    planes = _planes(LENGTH, 64)
    if gutter:
        planes[:, :1, 700:720] = planes[:, :1, 1500:1540] = 0
    planes = np.ascontiguousarray(planes.swapaxes(2, 3)) if lying else planes
    backend = Local()
    expected = Local().run(planes)[0]
    found = paint_planes(backend, planes)
    apart = np.abs(found - expected)
    assert len(backend.calls) > 2 and apart.mean() < 2e-3
    assert np.median(apart) < 1e-6


def test_one_window_fades_into_the_next() -> None:
    """A hard seam across a figure is seen at once."""
    column = paint_planes(Counting(), _planes(LENGTH, 32))[0, 0, :, 0]
    assert column[0] == 1 and column[-1] == len(find_windows(np.zeros(LENGTH, np.bool_), 32))
    assert np.diff(column).min() >= 0 and np.diff(column).max() < 0.02


def test_panels_are_of_one_window_each() -> None:
    """Prevents that the colour of a panel is a mixture where gutters would keep two windows apart."""
    planes = _planes(LENGTH, 32)
    for top in range(480, LENGTH, 500):
        planes[:, :1, top : top + 20] = 1  # black gutters
    painted = paint_planes(Counting(), planes)[0, 0, :, 0]
    assert all(len(np.unique(painted[top + 20 : top + 500])) == 1 for top in range(480, LENGTH - 500, 500))


@pytest.mark.parametrize("lying", [False, True])
def test_every_part_of_a_strip_gets_colors(lying: bool) -> None:
    """Prevents that a strip's largest regions are the only ones with colours, and parts that choose by other seeds."""
    lineart = np.full((LENGTH, 96), 255, np.uint8)
    for top in range(0, LENGTH - 60, 60):
        lineart[top : top + 50, [10, 80]] = lineart[[top, top + 50], 10:81] = 0  # 53 boxes
    lineart = np.ascontiguousarray(lineart.T) if lying else lineart
    card = Card(name="classes", version="0", color_bins=((250, 0, 0), (0, 0, 250)))
    hint_map = propose(FakeBackend(card), lineart, label_regions(lineart), 3)
    hint_map = hint_map.swapaxes(0, 1) if lying else hint_map
    marked = [hint_map[top + 5 : top + 45, 15:75, 3].any() for top in range(0, LENGTH - 60, 60)]
    assert all(marked)
    colors = np.unique(hint_map[:, 11:80][hint_map[:, 11:80, 3] > 0][:, :3], axis=0)
    assert len(colors) == 1  # the odds are the same everywhere, and so is the seed's noise
