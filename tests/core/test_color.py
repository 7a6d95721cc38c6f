"""Tests of nurie.core.color."""

import numpy as np
import pytest

from nurie.core.color import delta_e2000, lab_to_rgb, rgb_to_lab

# Sharma, Wu and Dalal 2005, table 1: L1 a1 b1 L2 a2 b2 difference.
SHARMA = np.fromstring(
    """
    50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
    50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
    50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
    50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
    50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
    50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
    50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
    50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
    50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
    50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
    50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
    50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
    50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
    50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
    50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
    50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
    50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
    50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
    50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
    50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
    50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
    50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
    50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
    50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
    60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
    63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
    61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
    35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
    22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
    36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
    90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
    90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
    6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
    2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
    """,
    sep=" ",
).reshape(-1, 7)


def test_delta_e2000_gives_the_published_test_pairs():
    """Without the published pairs the hue's wrap and the blue rotation go wrong unnoticed."""
    found = delta_e2000(SHARMA[:, :3], SHARMA[:, 3:6])
    np.testing.assert_allclose(found, SHARMA[:, 6], atol=6e-5)


def test_delta_e2000_in_single_precision_agrees_away_from_the_hue_jump():
    """Pictures are compared in float32: a drift there would shift every table."""
    away = np.r_[0:8, 15:34]
    found = delta_e2000(SHARMA[away, :3].astype(np.float32), SHARMA[away, 3:6].astype(np.float32))
    np.testing.assert_allclose(found, SHARMA[away, 6], atol=2e-3)


def test_delta_e2000_is_symmetric_and_zero_on_itself():
    """An asymmetric difference would depend on which picture is called the original."""
    rng = np.random.default_rng(0)
    one, other = (rgb_to_lab(rng.integers(0, 256, (40, 1000, 3), np.uint8)) for _ in range(2))
    np.testing.assert_allclose(delta_e2000(one, other), delta_e2000(other, one), atol=1e-3)
    assert delta_e2000(one, one).max() == 0


def test_delta_e2000_broadcasts_one_color_over_a_picture():
    """A hint's single colour is compared with many pixels at once; shapes must follow numpy's rules."""
    picture = np.zeros((3, 5, 3), np.float32)
    assert delta_e2000(picture, np.array([50, 0, 0], np.float32)).shape == (3, 5)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.2408, 80.0925, 67.2032)),
        ((0, 255, 0), (87.7347, -86.1827, 83.1793)),
        ((0, 0, 255), (32.2970, 79.1875, -107.8602)),
        ((119, 119, 119), (50.0344, 0, 0)),
    ],
)
def test_rgb_to_lab_of_known_colors(rgb, lab):
    """A wrong white point, a swapped channel or OpenCV's 8-bit Lab scale would pass unseen through averages."""
    np.testing.assert_allclose(rgb_to_lab(np.array(rgb, np.uint8)), lab, atol=0.02)


def test_no_pixels_give_no_colors():
    """Pixels chosen by a mask may be none; OpenCV answers that with None."""
    none = rgb_to_lab(np.zeros((0, 3), np.uint8))
    assert none.shape == (0, 3) and delta_e2000(none, none).shape == (0,)


def test_lab_to_rgb_gives_back_every_byte_color_of_a_grid():
    """A lossy round trip would shift palettes and colour bins each time they are converted."""
    axis = np.append(np.arange(0, 256, 5), [1, 2, 254]).astype(np.uint8)
    grid = np.stack(np.meshgrid(axis, axis, axis), -1)
    np.testing.assert_array_equal(lab_to_rgb(rgb_to_lab(grid)), grid)


def test_lab_to_rgb_clips_what_srgb_cannot_show():
    """Uint8 wrap-around of an out-of-gamut colour turns a vivid red into black."""
    red, green, blue = lab_to_rgb(np.array([60.0, 120.0, 100.0]))
    assert red == 255 and green == 0 and blue == 0
