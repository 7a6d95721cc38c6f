"""The light of shaded training pictures."""

from __future__ import annotations

import pytest

from nurie.datasets.light import light_of
from nurie.datasets.procedural.shade import STYLES


def test_it_points_to_the_light() -> None:
    """Shadows fall to the lower right when the light is at the top left: a sign too few turns every shadow round."""
    light = light_of("cel", 0.6, 0.75, 1.0, 0.7)
    assert light and light.x < 0 and light.y < 0 and light.strength == 0.7


@pytest.mark.parametrize("style", STYLES)
def test_softness_is_within_its_range(style: str) -> None:
    """The network is told numbers from 0 to 1; a soft style must not lie beyond."""
    for soft in STYLES[style][2]["soft"]:
        light = light_of(style, 0, 1, soft, 1)
        assert light is None or 0 <= light.soft <= 1


def test_harder_is_less_soft_and_flat_is_unlit() -> None:
    """What throws no shadow of its own would teach that a light changes nothing."""
    hard, soft = light_of("hard", 0, 1, 0.6, 1), light_of("soft", 0, 1, 12, 1)
    assert hard and soft and hard.soft == 0 and soft.soft == 1
    assert light_of("flat", 0, 1, 1, 1) is None and light_of("thrown", 0, 1, 1, 1) is None
