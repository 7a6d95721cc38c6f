"""Figures in the open: sky over ground, feet on it, sizes that fit, blue days, no loud pages."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

pytest.importorskip("skia", exc_type=ImportError, reason="drawing needs the extra: pip install 'nurie[draw]'")

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.compose import KINDS, compose
from nurie.datasets.procedural.draw import draw
from nurie.datasets.procedural.outdoors import draw_outdoors
from nurie.datasets.procedural.palette_tables import DAYTIME, SKY_SHARES
from nurie.datasets.procedural.scene import NAMES, Layer, Scene
from nurie.datasets.procedural.scenery import country, effects
from nurie.datasets.procedural.scenery.ground import PLOTS, TEXTURES, broken
from nurie.datasets.procedural.scenery.sheet import Sheet
from nurie.datasets.procedural.scenery.yard import PROPS
from nurie.datasets.procedural.things.vehicles import VEHICLES

Color = tuple[int, int, int]


def _scene(seed: int) -> Scene:
    return draw_outdoors(np.random.default_rng(seed))


def _lab(color: Color) -> np.ndarray:
    """CIELAB of sRGB bytes."""
    return cv2.cvtColor(np.float32([[color]]) / 255, cv2.COLOR_RGB2LAB)[0, 0]


def _hue(color: Color) -> float:
    """CIELAB hue in degrees, 0 to 360: red about 40, yellow 100, green 140, blue 230 to 300."""
    _, a, b = _lab(color)
    return float(np.degrees(np.arctan2(b, a)) % 360)


def test_same_seed_same_scene():
    """Prevents chance outside the seed: lines and flats would part."""
    one, again, other = _scene(3), _scene(3), _scene(4)
    assert one.facts == again.facts != other.facts and one.colors == again.colors
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(one.shapes, again.shapes, strict=True))


def test_sky_lies_over_the_ground():
    """Prevents skies that are named ground, or lie below it: the network learns sky by where it is."""
    for seed in range(25):
        drawn = draw(seed, 128, kind="outdoors")
        names = np.array(drawn.names)
        rows = np.arange(128)[:, None]
        low = {name: np.broadcast_to(rows, (128, 128))[(names == name)[drawn.regions]] for name in ("sky", "ground")}
        assert low["ground"].size
        if low["sky"].size > 200:
            assert np.median(low["sky"]) < np.median(low["ground"])
        assert (low["sky"] / 128 < drawn.facts["horizon"] + 0.12).all()


def test_skies_are_seen():
    """Prevents horizons and crowns so high that no sky is left to learn from."""
    share = [np.isin(d.regions, np.flatnonzero(np.array(d.names) == "sky")).mean()
             for d in (draw(seed, 96, kind="outdoors") for seed in range(40))]  # fmt: skip
    assert np.mean(np.array(share) > 0.05) > 0.75


def test_feet_are_below_the_horizon_and_far_figures_are_smaller():
    """Prevents people that hang in the sky, and giants in the distance."""
    for seed in range(60):
        facts = _scene(seed).facts
        assert 1 <= len(facts["figures"]) <= 5
        for figure in facts["figures"]:
            assert figure["foot"] > facts["horizon"] + 0.005
            height = figure["metres"] * (figure["foot"] - facts["horizon"]) / facts["eye"]
            assert 0.01 < height < 2.2


def test_figures_are_in_painters_order():
    """Prevents a far figure before a near one."""
    for seed in range(20):
        scene = _scene(seed)
        layers = {}
        for shape in scene.shapes:
            number, _, key = shape.color.partition(" ")
            if key:
                low, high = layers.get(number, (np.inf, -np.inf))
                layers[number] = (min(low, shape.layer), max(high, shape.layer))
        feet = [figure["foot"] for figure in scene.facts["figures"]]
        seen = sorted(layers, key=lambda number: feet[int(number)])
        for far, near in itertools.pairwise(seen):
            assert layers[far][1] < layers[near][0]
        assert all(shape.layer >= Layer.BACKGROUND for shape in scene.shapes)


def test_day_is_blue_and_frequent():
    """Prevents sepia skies, in the open and in the palettes of all other pictures."""
    shares = sum(share for hour, share in SKY_SHARES.items() if hour in DAYTIME) / sum(SKY_SHARES.values())
    assert 0.8 < shares < 0.92
    rng = np.random.default_rng(0)
    days = [palettes.day_sky(rng) for _ in range(300)]
    assert np.mean([190 < _hue(color) < 305 for color in days]) > 0.97
    assert all(_lab(color)[0] > 50 for color in days)
    every = [_scene(seed).colors for seed in range(80)]
    skies = [colors["sky"] for colors in every if "sky" in colors]
    assert np.mean([190 < _hue(color) < 305 for color in skies]) > 0.75


@pytest.mark.parametrize("name", country.PLACES)
def test_sky_differs_from_the_ground(name: str):
    """Prevents a page of one color, which a network reads as paper."""
    keys = set(country.PLACES[name][1].ground)
    for seed in range(20):
        colors = country.place_colors(name, np.random.default_rng(seed))
        if name != "snow":
            assert all(np.linalg.norm(_lab(colors[key]) - _lab(colors["sky"])) > 12 for key in keys)


def test_grass_is_green_or_dry():
    """Prevents meadows in the color of autumn leaves or blossoms."""
    hues = [_hue(palettes.draw_outdoors(np.random.default_rng(seed), "noon", "blossom")["grass"]) for seed in range(60)]
    assert np.mean([90 < hue < 160 for hue in hues]) > 0.9


@pytest.mark.parametrize("name", country.PLACES)
def test_tables_of_places_are_whole(name: str):
    """Prevents a misspelt entry that stops one picture in a thousand."""
    place = country.PLACES[name][1]
    assert set(place.ground) <= set(palettes.KEYS) and set(place.far) <= set(country.FAR)
    assert set(place.props) <= set(PROPS) and set(place.plots) <= set(PLOTS) and place.texture in TEXTURES


@pytest.mark.parametrize("draws", [*(draw for *_, draw in PROPS.values()), *(draw for _, draw in VEHICLES.values())])
def test_props_and_vehicles_can_be_drawn(draws: object):
    """Prevents a prop with an unknown color, or one that does not stand where it is put."""
    for seed in range(4):
        sheet = Sheet(np.random.default_rng(seed), Layer.BODY, 1.0)
        draws(sheet)
        assert sheet.shapes
        for shape in sheet.shapes:
            assert shape.name in NAMES and shape.color in palettes.KEYS and np.isfinite(shape.outline).all()
        low = max(shape.outline[:, 1].max() for shape in sheet.shapes)
        assert -0.05 < low < 1.2


def test_broken_lines_lose_points_only():
    """Prevents a horizon that jumps."""
    line = np.stack([np.linspace(0, 1, 33), np.zeros(33)], 1).astype(np.float32)
    for seed in range(40):
        pieces = broken(line, np.random.default_rng(seed))
        assert 20 < sum(map(len, pieces)) <= 33
        assert all((np.diff(piece[:, 0]) < 0.04).all() for piece in pieces)


def test_plain_pages_are_quiet():
    """Prevents purple and orange pages, which the network learns as its favourite background."""
    rng = np.random.default_rng(1)
    pages = [palettes.draw_palette(rng)[palettes.choose(rng, effects.PLAIN)] for _ in range(400)]
    loud = [np.hypot(*_lab(color)[1:]) > 45 for color in pages]
    assert np.mean(loud) < 1 / 6


def test_shares_of_kinds():
    """Prevents a mix in which the open air is an exception again."""
    total = sum(share for share, _ in KINDS.values())
    assert abs(KINDS["outdoors"][0] / total - 0.16) < 0.01
    assert compose(np.random.default_rng(0), "perched").facts["kind"] == "perched"
