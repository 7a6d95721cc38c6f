"""Long strips in windows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nurie.runtime import windows
from nurie.runtime.backend import FakeBackend
from nurie.runtime.windows import LONGEST_PX, OVERLAP_PX, WINDOW_PX, paint_planes, spans


class Local(FakeBackend):
    """A network that sees 8 px far: what windows must not change."""

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        color, logits = super().run(planes)
        return color + np.roll(planes[:, :1], 8, 2) * 0.1 + np.roll(planes[:, :1], 3, 3) * 0.2, logits


def _planes(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(2).uniform(0, 1, (1, 9, height, width)).astype(np.float32)


@pytest.mark.parametrize("length", [LONGEST_PX + 32, 4096, 7008])
def test_windows_cover_everything_and_overlap(length: int) -> None:
    """A row that no window holds would be whatever lay in memory."""
    found = list(spans(length))
    assert found[0][0] == 0 and found[-1][1] == length
    assert all(end - begin == WINDOW_PX for begin, end in found)
    assert all(after[0] <= before[1] - OVERLAP_PX for before, after in itertools.pairwise(found))


def test_a_page_is_one_run_bit_for_bit() -> None:
    """Pages must not change because there are strips."""
    backend, planes = Local(), _planes(96, 160)
    np.testing.assert_array_equal(paint_planes(backend, planes), Local().run(planes)[0])
    assert len(backend.calls) == 1


@pytest.mark.parametrize("lying", [False, True])
def test_a_strip_is_what_one_run_would_give(lying: bool) -> None:
    """Seams: where a network sees nothing far away, windows must give the same colours."""
    shape = (64, LONGEST_PX + 640) if lying else (LONGEST_PX + 640, 64)
    backend, planes = Local(), _planes(*shape)
    expected = Local().run(planes)[0]
    found = paint_planes(backend, planes)
    apart = np.abs(found - expected)
    assert len(backend.calls) > 2 and apart.mean() < 2e-3
    assert np.median(apart) < 1e-6


def test_one_window_fades_into_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hard seam across a figure is seen at once."""

    class Counting(FakeBackend):
        def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            color, logits = super().run(planes)
            return np.full_like(color, float(len(self.calls))), logits

    column = paint_planes(Counting(), _planes(LONGEST_PX + 64, 32))[0, 0, :, 0]
    assert column[0] == 1 and column[-1] == len(list(windows.spans(LONGEST_PX + 64)))
    assert np.diff(column).min() >= 0 and np.diff(column).max() < 0.02
