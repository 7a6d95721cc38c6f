"""Line extraction and the clean-up of scans."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.lineart import EXTRACTORS, clean_scan, extract_lineart
from nurie.errors import OptionError


def _inked() -> np.ndarray:
    """A yellow disc with a black outline on light blue."""
    picture = np.full((96, 96, 3), (190, 220, 255), np.uint8)
    cv2.circle(picture, (48, 48), 30, (250, 220, 60), -1)
    cv2.circle(picture, (48, 48), 30, (20, 10, 10), 2)
    return picture


@pytest.mark.parametrize("method", list(EXTRACTORS))
def test_every_extractor_draws_the_outline_and_leaves_paper(method: str) -> None:
    """An extractor that inverts, misses inked outlines or fills flat areas ruins training and `nurie lines`."""
    lineart = extract_lineart(_inked(), method)
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    around = [
        lineart[y - 2 : y + 3, x - 2 : x + 3].min()
        for x, y in zip((48 + 30 * np.cos(angle)).astype(int), (48 + 30 * np.sin(angle)).astype(int), strict=True)
    ]
    assert lineart.shape == (96, 96) and lineart.dtype == np.uint8
    assert np.mean(np.array(around) < 128) > 0.9
    assert lineart[40:56, 40:56].mean() > 240 and lineart[:8, :8].mean() > 240


def test_adaptive_is_the_original_threshold() -> None:
    """The seed recipe's lines must be the original's to the pixel."""
    gray = cv2.cvtColor(_inked(), cv2.COLOR_RGB2GRAY)
    expected = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 2)
    np.testing.assert_array_equal(extract_lineart(_inked(), "adaptive"), expected)


def test_unknown_method_names_the_known_ones() -> None:
    """A misspelt method must be refused with the list of methods."""
    with pytest.raises(OptionError, match=r"'xdgo'.*adaptive, xdog"):
        extract_lineart(_inked(), "xdgo")


def test_clean_scan_removes_tint_and_vignette_but_keeps_ink() -> None:
    """Tinted paper must become white while the line stays black."""
    ramp = np.linspace(150, 225, 200).astype(np.float32)
    scan = np.tile(ramp, (160, 1))
    scan[80:83, 20:180] *= 0.15
    cleaned = clean_scan(scan.astype(np.uint8))
    assert (cleaned[:60] == 255).mean() > 0.99
    assert cleaned[81, 30:170].max() < 30
