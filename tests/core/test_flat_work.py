"""Work in flat colours."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.flat_work import CALM, NEAR, is_flat_work, tidy
from nurie.core.flats import STRIP_ROWS, Flats

RED, BLUE, WHITE = (200, 30, 40), (30, 60, 200), (255, 255, 255)


def marks(*colors: tuple[int, int, int]) -> np.ndarray:
    return np.array(colors, np.uint8).reshape(-1, 3)


@pytest.mark.parametrize(
    "colors, flat",
    [
        ([RED, RED, BLUE], True),
        ([RED, (201, 30, 40), BLUE], False),
        ([RED, RED, BLUE, (1, 2, 3), (4, 5, 6), (7, 8, 9)], True),
        ([RED, RED, BLUE, (1, 2, 3), (4, 5, 6), (7, 8, 9), (70, 8, 9)], False),
        ([WHITE, WHITE, WHITE, RED, BLUE], False),  # white is everybody's
        ([RED], False),
    ],
)
def test_every_third_mark_shares_its_colour(colors: list, flat: bool):
    """Prevents that a painter's picked tones, of which no two are equal, are taken for a palette."""
    assert is_flat_work(marks(*colors)) == flat


def page(rows: int = 40) -> tuple[Flats, np.ndarray]:
    """Regions of nearly red, of red that is farther off, and of blue, each with a shadow at the left."""
    regions = np.repeat(np.arange(1, 4, dtype=np.int32), 20)[None].repeat(rows, 0)
    palette = marks((196, 34, 44), (160, 60, 60), BLUE)
    color = palette[regions - 1].copy()
    color[:, ::20] = (color[:, ::20] * 0.5).astype(np.uint8)
    return Flats(regions, palette), color


def test_what_nearly_has_a_marks_colour_takes_it():
    """Prevents ten reds for one head of hair, which no click selects; and that other colours are drawn along."""
    flats, color = page()
    found, _ = tidy(flats, color, marks(RED, RED))
    assert found.palette.tolist() == [[*RED], [160, 60, 60], [*BLUE]]
    assert NEAR < 12
    assert tidy(flats, color, marks(RED, BLUE))[0] is flats


@pytest.mark.parametrize("rows", [40, STRIP_ROWS + 3])
def test_light_and_shadow_are_calmer(rows: int):
    """Prevents spurious shading in flat work; and that it is lost, or that what was given is changed."""
    flats, color = page(rows)
    before = color.copy()
    found, calm = tidy(flats, color, marks(RED, RED))
    np.testing.assert_array_equal(color, before)
    shadow, lit = calm[:, 40].astype(float), np.array(BLUE, float)
    np.testing.assert_allclose(shadow, before[:, 40] + CALM * (lit - before[:, 40]), atol=0.6)
    np.testing.assert_array_equal(calm[:, 41:60], np.broadcast_to(np.uint8(BLUE), (rows, 19, 3)))
    np.testing.assert_array_equal(calm[:, 5:10], np.broadcast_to(found.palette[0], (rows, 5, 3)))
    assert tidy(flats, color, marks(RED, BLUE))[1] is color
    assert tidy(flats, color, marks())[1] is color
