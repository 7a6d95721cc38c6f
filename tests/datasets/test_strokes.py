"""Lines traced and drawn again in strokes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.strokes import Hand, pen_hand, pencil_hand, redraw, thin, trace

Rng = np.random.default_rng
PLAIN = Hand(width_px=1.5, uneven=0, pressed=0, taper_px=0, faint=0)


def _page() -> np.ndarray:
    return np.zeros((64, 64), np.uint8)


def test_thin_lines_are_one_pixel_wide_and_hang_together() -> None:
    """A thick remainder is traced around instead of along."""
    line = thin(cv2.circle(_page(), (32, 32), 20, 1, 5))
    assert cv2.connectedComponents(line, connectivity=8)[0] == 2
    assert cv2.erode(line, np.ones((2, 2), np.uint8)).sum() == 0


def test_a_line_and_a_ring_are_one_path_each_and_a_cross_is_four() -> None:
    """What is traced twice or in bits gets twice the ink or loose ends."""
    line, ring, cross = _page(), cv2.circle(_page(), (32, 32), 20, 1), _page()
    line[30, 10:50] = cross[30, 10:50] = cross[10:50, 30] = 1
    assert trace(line).loose.tolist() == [[True, True]]
    assert trace(line).lengths.tolist() == [40]
    assert trace(thin(ring)).loose.tolist() == [[False, False]]
    assert sorted(trace(cross).loose.sum(1)) == [1, 1, 1, 1]


@pytest.mark.parametrize("hand", [pen_hand, pencil_hand])
def test_strokes_follow_the_line_and_leave_the_rest_alone(hand) -> None:
    """Lines beside the things they bound teach the network that lines mean nothing."""
    ink = cv2.circle(_page(), (32, 32), 20, 255, 4)
    y, x = np.mgrid[:64, :64]
    off = np.abs(np.hypot(x - 32, y - 32) - 20)
    for seed in range(40):
        dark = redraw(ink, Rng(seed), hand(Rng(seed)))
        assert dark.shape == ink.shape and dark.dtype == np.uint8
        assert dark[off < 1].mean() > 40, seed
        assert dark[off > 6].max(initial=0) == 0, seed


def test_scraps_and_spurs_go_and_a_gap_before_a_line_closes() -> None:
    """These are what an extractor's lines have and a hand's have not."""
    ink = _page()
    ink[20, 5:60] = 1
    ink[15:20, 30] = 1  # a spur
    ink[26:60, 40] = 1  # ends 5 px from the line
    ink[50, 5:10] = 1  # a scrap
    dark = redraw(ink, Rng(0), Hand(uneven=0, pressed=0, taper_px=0, faint=0, reach_px=8, spur_px=8, scrap_px=12))
    assert dark[50, :20].max() == 0 and dark[14:18, 30].max() == 0
    assert dark[20:58, 39:42].max(1).min() > 60


def test_a_loose_end_thins_out() -> None:
    """Where a pen is lifted."""
    ink = _page()
    ink[30, 5:60] = 1
    even, tapered = (
        redraw(ink, Rng(0), Hand(width_px=4, uneven=0, pressed=0, faint=0, taper_px=taper)) for taper in (0.0, 20.0)
    )
    assert tapered[:, 5:12].sum() < 0.7 * even[:, 5:12].sum()
    assert abs(int(tapered[:, 32].sum()) - int(even[:, 32].sum())) < 100


@pytest.mark.parametrize("shape", [(1, 1), (2, 9), (8, 8), (17, 64)])
def test_any_size_blank_full_or_noise(shape: tuple[int, int]) -> None:
    """Blank stays paper; nothing is an error; the generator alone decides."""
    assert redraw(np.zeros(shape, np.uint8), Rng(0), PLAIN).max() == 0
    for seed in range(20):
        for ink in (np.ones(shape, np.uint8), Rng(seed).integers(0, 2, shape, dtype=np.uint8)):
            first, second = (redraw(ink, Rng(seed), pen_hand(Rng(seed))) for _ in range(2))
            assert first.shape == shape
            np.testing.assert_array_equal(first, second)
