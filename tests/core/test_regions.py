"""Connected paper; gaps, faint lines, specks and screentone; labels on a coarser grid."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core import regions as module
from nurie.core.regions import components, default_gap_px, fill_unlabeled, label_regions


def test_a_diagonal_of_one_pixel_divides():
    """Prevents colour that leaks between the pixels of a diagonal."""
    labels = label_regions(255 - 255 * np.eye(20, dtype=np.uint8))
    assert labels[0, 19] != labels[19, 0]


@pytest.mark.parametrize("gap_px", [0, 4])
def test_line_pixels_go_to_the_nearer_side(gap_px):
    """Prevents that the border of a line takes the colour across it."""
    page = np.full((9, 20), 255, np.uint8)
    page[:, 8:12] = 0
    labels = label_regions(page, gap_px)
    assert (labels[:, :10] == labels[0, 0]).all()
    assert (labels[:, 10:] == labels[0, 19]).all()
    assert labels[0, 0] != labels[0, 19]


@pytest.mark.parametrize("gap_px", [0, 4])
def test_pages_without_lines_or_paper(gap_px):
    """Prevents failures on blank and on black pages."""
    assert np.unique(label_regions(np.full((5, 5), 255, np.uint8), gap_px)).tolist() == [1]
    assert np.unique(label_regions(np.zeros((5, 5), np.uint8), gap_px)).tolist() == [1]


def ring(gap: float, size: int = 200, level: int = 0) -> np.ndarray:
    """A circle of 3 px that is open for `gap` px at its right."""
    page, degrees = np.full((size, size), 255, np.uint8), np.degrees((gap + 3) / (size * 0.3))
    axes = (int(size * 0.3),) * 2
    cv2.ellipse(page, (size // 2,) * 2, axes, 0, degrees / 2, 360 - degrees / 2, level, 3, cv2.LINE_AA)
    return page


def parted(labels: np.ndarray) -> bool:
    """The middle is a region of its own, all of it, and so is what is around."""
    middle, corner, size = labels[len(labels) // 2, len(labels) // 2], labels[0, 0], len(labels)
    y, x = np.indices(labels.shape) - size // 2
    radius = np.hypot(y, x) / size
    inside, outside = labels[radius < 0.25] == middle, labels[radius > 0.35] == corner
    return bool(inside.all() and outside.all() and middle != corner)


@pytest.mark.parametrize("gap", [4, 6, 9])
def test_a_gap_is_closed_and_a_wider_one_is_not(gap):
    """Prevents that the background runs into a figure through a gap, and that a gap of 0 changes."""
    assert parted(label_regions(ring(gap), 12))
    assert len(np.unique(label_regions(ring(gap)))) == 1
    assert len(np.unique(label_regions(ring(40), 12))) == 1


def test_a_line_that_stops_short_of_another_meets_it():
    """Prevents leaks where a stroke ends before the line that it should touch."""
    page = np.full((120, 160), 255, np.uint8)
    cv2.line(page, (0, 60), (160, 60), 0, 3)
    cv2.line(page, (80, 0), (80, 53), 0, 3)
    labels = label_regions(page, 8)
    assert len({labels[20, 40], labels[20, 120], labels[100, 80]}) == 3


def test_pencil_divides_and_a_grey_area_does_not():
    """Prevents one region for a whole pencil drawing, and a flat's border where the paper is merely grey."""
    assert parted(label_regions(ring(0, level=190), 4))
    gray = np.full((100, 100), 255, np.uint8)
    gray[:, 50:] = 200
    assert len(np.unique(label_regions(gray, 4))) == 1


def test_hatching_and_screentone_are_no_regions():
    """Prevents thousands of flats between hatching lines and screentone dots."""
    page = np.full((200, 200), 255, np.uint8)
    for x in range(20, 90, 5):
        cv2.line(page, (x, 30), (x + 8, 90), 0, 1, cv2.LINE_AA)
    for y in range(120, 190, 5):
        for x in range(20, 180, 5):
            cv2.circle(page, (x + y % 2 * 2, y), 1, 0, -1)
    assert len(np.unique(label_regions(page, default_gap_px(page)))) == 1


def test_the_holes_of_a_dense_tone_are_one_region():
    """Prevents a flat for each white hole in a dark screentone."""
    page = np.full((200, 200), 255, np.uint8)
    page[50:150, 50:150] = 0
    for corner in (53, 54):
        for side in (53, 54):
            page[corner:148:6, side:148:6] = 255
    labels = label_regions(page, default_gap_px(page))
    assert len(np.unique(labels)) == 2
    assert (labels[55:145, 55:145] == labels[100, 100]).all()


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 10**6), st.floats(0, 20))
def test_every_pixel_has_a_number(height, width, seed, gap_px):
    """Prevents holes and failures on any mess of lines."""
    rng = np.random.default_rng(seed)
    page = np.where(rng.random((height, width)) < rng.random(), rng.integers(0, 256, (height, width)), 255)
    labels = label_regions(page.astype(np.uint8), gap_px)
    assert labels.shape == (height, width) and labels.dtype == np.int32 and labels.min() >= 1


@pytest.mark.parametrize("gap", [0, 6])
def test_a_coarser_grid_finds_the_same_regions(monkeypatch, gap):
    """Prevents lines that open, and borders off their line, on pages too large to be looked at whole."""
    page = ring(gap, 400)
    whole = label_regions(page, 12)
    monkeypatch.setattr(module, "ANALYSIS_PIXELS", 120 * 120)
    coarse = label_regions(page, 12)
    assert len(np.unique(coarse)) == 2
    paper = page > 200
    assert ((coarse == coarse[0, 0]) == (whole == whole[0, 0]))[paper].mean() > 0.999


def test_the_gap_grows_with_the_stroke_up_to_a_share_of_the_page():
    """Prevents a gap as wide as a face, and one narrower than the line."""
    thin, thick = ring(0), cv2.dilate(ring(0), np.ones((3, 3), np.uint8))
    assert default_gap_px(thick) <= default_gap_px(thin) <= 0.02 * 200
    assert default_gap_px(np.full((50, 80), 255, np.uint8)) <= 1
    large = cv2.resize(ring(0), None, fx=3, fy=3)
    assert default_gap_px(large) == pytest.approx(3 * default_gap_px(thin), rel=0.2)


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 10**6))
def test_components_are_connected_and_of_one_value(height, width, seed):
    """Prevents that two areas of one colour that do not touch become one."""
    values = np.random.default_rng(seed).integers(0, 3, (height, width))
    numbers = components(values)
    assert numbers.shape == values.shape and numbers.min() >= 1
    for number in np.unique(numbers):
        area = (numbers == number).astype(np.uint8)
        assert len(np.unique(values[area > 0])) == 1
        assert cv2.connectedComponents(area, connectivity=4)[0] == 2
    assert ((numbers[1:] == numbers[:-1]) == (values[1:] == values[:-1])).all()


def by_hand(labels: np.ndarray) -> np.ndarray:
    """Each 0 its nearest number, the whole page at once."""
    empty = (labels == 0).astype(np.uint8)
    nearest = cv2.distanceTransformWithLabels(empty, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)[1]
    number_of = np.zeros(int(nearest.max()) + 1, np.int32)
    number_of[nearest[empty == 0]] = labels[empty == 0]
    return number_of[nearest]


@settings(deadline=None)
@given(st.integers(2, 60), st.integers(1, 30), st.integers(0, 10**6), st.floats(0.001, 0.9), st.integers(1, 300))
def test_filling_in_strips_is_filling_at_once(height, width, seed, share, strip_pixels):
    """Prevents seams, and pixels far from any number that stay without one, on pages that are filled in strips."""
    rng = np.random.default_rng(seed)
    labels = np.where(rng.random((height, width)) < share, rng.integers(1, 9, (height, width)), 0).astype(np.int32)
    labels[rng.integers(height), rng.integers(width)] = 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_STRIP_PIXELS", strip_pixels)
        patch.setattr(module, "_REACHES_PX", (1, 4))
        np.testing.assert_array_equal(fill_unlabeled(labels.copy()), by_hand(labels))


@pytest.mark.parametrize("strip_pixels", [1, 4000])
def test_a_large_page_in_strips_has_the_same_regions(monkeypatch, strip_pixels):
    """Prevents seams between the strips in which labels are brought to the page."""
    page = ring(6, 401)
    monkeypatch.setattr(module, "ANALYSIS_PIXELS", 90 * 90)
    whole = label_regions(page, 12)
    monkeypatch.setattr(module, "_STRIP_PIXELS", strip_pixels)
    np.testing.assert_array_equal(label_regions(page, 12), whole)
