"""Tests of nurie.evaluation.metrics."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nurie.evaluation.metrics import (
    METRICS,
    Case,
    bled_share,
    bleeding,
    colorfulness,
    hint_delta_e,
    hint_percentile,
    measure,
    psnr_db,
    ssim,
)

LEFT, RIGHT = np.s_[:, :40], np.s_[:, 42:]


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (40, 50, 3), np.uint8)


def case(sample, *, image=None, color=None, dots=(), repainted=None, own_region=0) -> Case:
    hint_map = np.zeros((*sample.extent, 4), np.uint8)
    for x, y, rgb in dots:
        hint_map[y, x] = (*rgb, 255)
    image = sample.picture if image is None else image
    return Case(sample, image, image if color is None else color, hint_map, repainted, own_region)


def test_psnr_of_a_constant_shift():
    """A squared error in uint8 wraps around; a shift of 10 must be 10 log10(255² / 100)."""
    dark = noise() // 2
    assert psnr_db(dark, dark + np.uint8(10)) == pytest.approx(20 * math.log10(25.5), abs=1e-4)


def test_psnr_of_black_against_white_is_zero_and_of_itself_is_the_cap():
    """An infinite value would turn every mean of the table into infinity."""
    assert psnr_db(np.zeros((9, 9, 3), np.uint8), np.full((9, 9, 3), 255, np.uint8)) == pytest.approx(0)
    assert psnr_db(noise(), noise()) == 100


def test_ssim_of_a_picture_with_itself_is_one():
    """Cancellation in float32 would give pictures a small difference from themselves."""
    assert ssim(noise(), noise()) == pytest.approx(1, abs=1e-5)


def test_ssim_of_flat_greys_is_the_luminance_term():
    """Wrong constants C1, C2 show on flat pictures, where the closed form is (2xy + C1) / (x² + y² + C1)."""
    x, y, c1 = 60.0, 180.0, (0.01 * 255) ** 2
    found = ssim(*(np.full((30, 30, 3), value, np.uint8) for value in (x, y)))
    assert found == pytest.approx((2 * x * y + c1) / (x * x + y * y + c1), abs=1e-5)


def test_ssim_agrees_with_its_definition_window_by_window():
    """A box window, a wrong sigma or a padded border gives plausible but other numbers."""
    one, other = (picture.mean(-1).astype(np.uint8) for picture in (noise(1), noise(2)))
    axis = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    weight = np.outer(axis, axis) / axis.sum() ** 2
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = []
    for top in range(30):
        for left in range(40):
            x, y = (plane[top : top + 11, left : left + 11].astype(float) for plane in (one, other))
            mx, my = (weight * x).sum(), (weight * y).sum()
            vx, vy = (weight * (x - mx) ** 2).sum(), (weight * (y - my) ** 2).sum()
            cov = (weight * (x - mx) * (y - my)).sum()
            values.append((2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2)))
    found = ssim(*(np.repeat(plane[..., None], 3, -1) for plane in (one, other)))
    assert found == pytest.approx(np.mean(values), abs=1e-5)


def test_colorfulness_of_grey_flat_and_half_and_half():
    """Hasler and Süsstrunk's 0.3 and 0.5 are easily swapped; red|cyan halves have a closed form."""
    assert colorfulness(np.full((8, 8, 3), 77, np.uint8)) == 0
    flat = np.full((8, 8, 3), (255, 0, 0), np.uint8)
    assert colorfulness(flat) == pytest.approx(0.3 * math.hypot(255, 127.5), rel=1e-6)
    flat[:, 4:] = (0, 255, 255)
    assert colorfulness(flat) == pytest.approx(math.hypot(255, 127.5), rel=1e-6)


def test_hint_delta_e_reads_the_line_free_layer_outside_lines(halves):
    """Measured on the page with lines, a hint under a line would count as ignored."""
    on_line, inside = (40, 10, (255, 255, 0)), (10, 10, (200, 30, 40))
    black = np.zeros_like(halves.picture)
    assert hint_delta_e(case(halves, image=black, color=halves.colors, dots=[on_line, inside])) == 0
    assert hint_delta_e(case(halves, color=black, dots=[inside])) > 20
    assert math.isnan(hint_delta_e(case(halves)))


def test_one_missed_hint_in_ten_shows_in_p95_and_not_in_the_median(halves):
    """A mean alone does not tell one hint that was ignored from all that are a little off."""
    dots = [(x, 10, (200, 30, 40)) for x in range(2, 29, 3)]
    found = case(halves, color=halves.colors, dots=[*dots, (32, 10, (0, 255, 0))])
    assert hint_percentile(found, 50) == 0 < hint_delta_e(found) < hint_percentile(found, 95)
    assert math.isnan(hint_percentile(case(halves), 95))


def test_bleeding_is_the_ratio_of_mean_changes(halves):
    """Swapped regions or a change measured on lines would hide colour that leaks."""
    own = int(halves.regions[10, 10])
    clean = halves.picture.copy()
    clean[LEFT] = (55, 225, 215)
    assert bleeding(case(halves, repainted=clean, own_region=own)) == 0
    leaked = clean.copy()
    leaked[RIGHT] = halves.picture[LEFT][0, 0]
    swapped = halves.picture.copy()
    swapped[RIGHT] = clean[LEFT][0, 0]
    both = case(halves, image=np.full_like(clean, 0), repainted=np.full_like(clean, 90), own_region=own)
    assert bleeding(both) == pytest.approx(1, rel=1e-5)
    assert bled_share(both) == pytest.approx(38 / 78, rel=1e-5)
    assert bleeding(case(halves, repainted=leaked, own_region=own)) > 0.3
    far = bleeding(case(halves, repainted=swapped, own_region=own))  # nothing changed where it should
    assert far == pytest.approx(case(halves, repainted=swapped).change[RIGHT].mean(), rel=1e-5) and far > 10
    assert bled_share(case(halves, repainted=swapped, own_region=own)) == 1


def test_bleeding_is_undefined_without_a_changed_hint(halves):
    """A zero there would read as a perfect score."""
    assert math.isnan(bleeding(case(halves))) and math.isnan(bled_share(case(halves)))


def test_every_metric_is_perfect_on_the_original(halves):
    """A metric that is not at its best on the original itself ranks methods wrongly."""
    values = measure(case(halves, color=halves.colors, dots=[(10, 10, (200, 30, 40))]))
    assert set(values) == set(METRICS)
    assert (values["psnr_db"], values["delta_e"], values["hint_delta_e"]) == (100, 0, 0)
    assert values["colorfulness"] == values["colorfulness_original"] > 0
