"""A line picture with the colours left in it gives the answer away; one without its lines teaches nothing."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.datasets.svg import border_lines, bordered_pair, flat_only, ink_only, inked_pair, render
from nurie.errors import InputError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
FACE = f"""{HEAD}
<defs><linearGradient id="g"><stop stop-color="#f00"/><stop stop-color="#0000ff"/></linearGradient></defs>
<rect x="2" y="2" width="16" height="16" fill="#ffcc00"/>
<rect x="22" y="2" width="16" height="16" style="fill:url(#g)"/>
<rect x="2" y="10" width="16" height="8" fill="#000" opacity=".2"/>
<g style="mix-blend-mode:multiply"><path d="M2 2h4v4z" fill="#111"/></g>
<rect x="2" y="2" width="16" height="16" fill="none" stroke="#101010"/>
</svg>"""


def test_ink_is_what_is_black():
    """Coloured fills would stay in the line picture, translucent shadows as grey smudges."""
    lines = ink_only(FACE)
    assert "#ffcc00" not in lines and 'fill="#fff"' in lines
    assert 'stroke="#000"' in lines
    assert 'fill="#000"' not in lines and "M2 2h4v4z" not in lines


def test_flats_have_no_gradient_and_no_shade():
    """A gradient would have a border at every pixel."""
    flat = flat_only(FACE)
    assert "#7f007f" in flat and "url(" not in flat
    assert "M2 2h4v4z" not in flat


def test_masks_keep_their_greys():
    """A mask's white and grey are transparency, not colour."""
    mask = f'{HEAD}<mask id="m"><rect width="40" height="20" fill="#888"/></mask></svg>'
    assert "#888" in ink_only(mask)


def test_lines_stand_where_colours_meet():
    """Borders of two nearly equal colours are shading, which is not drawn."""
    flat = np.full((60, 90, 3), 255, np.uint8)
    flat[:, 30:] = (230, 180, 40)
    flat[:, 60:] = (226, 176, 42)
    lines = border_lines(flat, 4)
    assert lines[30, 30] < 60
    assert lines[30, 60] > 250 and lines[30, 10] > 250
    assert lines.shape == (60, 90)


def test_small_dark_things_are_filled():
    """A pupil in outline is an empty eye."""
    flat = np.full((200, 200, 3), 255, np.uint8)
    flat[90:100, 90:100] = (40, 20, 10)
    assert border_lines(flat, 4)[95, 95] < 20


def test_a_broken_drawing_is_refused_in_words():
    """One broken file out of thousands must be found."""
    with pytest.raises(InputError, match="cannot be read"):
        ink_only("<svg")


def test_pairs_register():
    """A line picture that is off by a pixel teaches to bleed by a pixel."""
    pytest.importorskip("resvg_py", reason="rendering needs resvg-py")
    colors, lines = inked_pair(FACE, 80)
    assert colors.shape == (40, 80, 3) and lines.shape == (40, 80)
    assert lines[20, 4] < 60 and colors[20, 4].max() < 90
    assert lines[10, 20] == 255 and tuple(colors[10, 20]) == (255, 204, 0)
    drawn, lines = bordered_pair(FACE, 80, width_px=2, ink=(60, 30, 0))
    assert drawn.shape == (40, 80, 3) and lines[20, 44] < 90
    assert abs(int(drawn[20, 44, 0]) - 60) < 90
    assert tuple(render(FACE, 80, paper="#00ff00")[0, 0]) == (0, 255, 0)
