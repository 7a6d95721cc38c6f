"""The colors of one drawing: every key that a shape may name, drawn so that a person would believe them."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from nurie.datasets.procedural import palette_tables as tables
from nurie.datasets.procedural.palette_tables import RGB

Rng = np.random.Generator
T = TypeVar("T")

# How far a color follows from what the thing is: "natural" can be guessed, "half" has habits, "free" is taste.
KEYS: dict[str, str] = {
    "skin": "natural",
    "skin_dark": "natural",
    "blush": "natural",
    "hair": "half",
    "hair_2": "half",
    "brow": "half",
    "sclera": "natural",
    "iris_left": "half",
    "iris_right": "half",
    "pupil": "natural",
    "eye_light": "natural",
    "mouth": "natural",
    "teeth": "natural",
    "tongue": "natural",
    "cloth_1": "free",
    "cloth_2": "free",
    "cloth_3": "free",
    "cloth_4": "free",
    "white_cloth": "natural",
    "ribbon": "free",
    "metal": "natural",
    "gold": "natural",
    "leather": "natural",
    "jewel": "free",
    "fur_1": "half",
    "fur_2": "half",
    "feather": "half",
    "horn": "half",
    "lens": "half",
    "glass_frame": "free",
    "prop_1": "free",
    "prop_2": "free",
    "paper": "natural",
    "sky": "natural",
    "cloud": "natural",
    "ground": "natural",
    "leaf": "natural",
    "leaf_2": "natural",
    "bark": "natural",
    "flower": "half",
    "wall": "half",
    "wood": "natural",
    "ink": "natural",
    "water": "natural",
    "sun": "natural",
    "stone": "natural",
    "grass": "natural",
    "grass_2": "natural",
    "dry_grass": "natural",
    "earth": "natural",
    "road": "natural",
    "sand": "natural",
    "snow": "natural",
    "thatch": "natural",
    "mud": "half",
    "brick": "natural",
    "tint": "free",
    "tint_2": "free",
}
NATURAL = frozenset(key for key, kind in KEYS.items() if kind == "natural")


def free_keys() -> frozenset[str]:
    """Keys whose color is the artist's taste: nothing in the line picture tells it."""
    return frozenset(key for key, kind in KEYS.items() if kind == "free")


def draw_palette(rng: Rng) -> dict[str, RGB]:
    """A color, as sRGB bytes, for every entry of `KEYS`."""
    colors = {**_skin(rng), **_hair(rng), **_eyes(rng), **_cloths(rng), **_matter(rng), **_outdoors(rng)}
    colors |= {"tint": _tint(rng), "tint_2": _tint(rng)}
    return {key: colors[key] for key in KEYS}


def mix(first: Sequence[float], second: Sequence[float], share: float) -> RGB:
    """From the first color (share 0) to the second (1), straight in sRGB."""
    return _bytes([a * (1 - share) + b * share for a, b in zip(first, second, strict=True)])


def vary(rng: Rng, color: Sequence[float], size: float = 1.0) -> RGB:
    """A near neighbor: hue, saturation and brightness moved a little."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in color))
    a, b, c = rng.standard_normal(3).tolist()
    return hsv(hue + 0.012 * size * a, saturation * (1 + 0.08 * size * b), value * (1 + 0.035 * size * c))


def hsv(hue: float, saturation: float, value: float) -> RGB:
    """Hue in turns; all three may leave 0..1."""
    channels = colorsys.hsv_to_rgb(hue % 1, min(max(saturation, 0), 1), min(max(value, 0), 1))
    return _bytes([channel * 255 for channel in channels])


def pick(rng: Rng, options: Sequence[T]) -> T:
    return options[int(rng.integers(len(options)))]


def choose(rng: Rng, shares: Mapping[str, float]) -> str:
    """A key of a table of shares, which need not add up to 1."""
    weights = np.fromiter(shares.values(), float)
    return list(shares)[int(np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random()))]


def _bytes(color: Sequence[float] | np.ndarray) -> RGB:
    red, green, blue = color
    return _byte(red), _byte(green), _byte(blue)


def _byte(channel: float) -> int:
    return 0 if channel <= 0 else 255 if channel >= 255 else round(float(channel))


def _skin(rng: Rng) -> dict[str, RGB]:
    if rng.random() < 0.03:
        skin = vary(rng, pick(rng, tables.FANTASY_SKIN))
        dark, blush = mix(skin, (120, 40, 90), 0.35), mix(skin, (220, 70, 120), 0.4)
        return {"skin": skin, "skin_dark": dark, "blush": blush, **_mouth(rng)}
    shares = [share for share, _, _ in tables.SKIN_SHARES]
    _, low, high = tables.SKIN_SHARES[int(rng.choice(len(shares), p=shares))]
    place = rng.uniform(low, high) * (len(tables.SKIN_RAMP) - 1)
    step = min(int(place), len(tables.SKIN_RAMP) - 2)
    undertone = rng.normal(0, (3.0, 2.0, 4.0))
    ramp = zip(tables.SKIN_RAMP[step], tables.SKIN_RAMP[step + 1], strict=True)
    tones = [_bytes(np.add(mix(light, dark, place - step), undertone)) for light, dark in ramp]
    return {"skin": tones[0], "skin_dark": tones[1], "blush": tones[2], **_mouth(rng)}


def _mouth(rng: Rng) -> dict[str, RGB]:
    mouths = ((158, 52, 58), (128, 40, 48), (190, 78, 76), (104, 34, 44), (214, 104, 100))
    return {
        "mouth": vary(rng, pick(rng, mouths)),
        "teeth": mix((255, 255, 255), (250, 246, 232), rng.random()),
        "tongue": vary(rng, pick(rng, ((232, 124, 124), (244, 146, 140), (214, 100, 110)))),
    }


def _hair(rng: Rng) -> dict[str, RGB]:
    if rng.random() < 0.55:
        hair = vary(rng, pick(rng, tables.NATURAL_HAIR[choose(rng, tables.NATURAL_HAIR_SHARES)]))
    else:
        hair = vary(rng, pick(rng, tables.FANTASY_HAIR[pick(rng, list(tables.FANTASY_HAIR))]), 1.1)
    if rng.random() < 0.35:
        other = vary(rng, pick(rng, tables.FANTASY_HAIR[pick(rng, list(tables.FANTASY_HAIR))]))
    else:
        other = mix(hair, pick(rng, ((30, 20, 50), (255, 250, 235), (90, 40, 60))), rng.uniform(0.2, 0.4))
    return {"hair": hair, "hair_2": other, "brow": mix(hair, (40, 26, 36), rng.uniform(0.25, 0.65))}


def _eyes(rng: Rng) -> dict[str, RGB]:
    tables_of_irises = (tables.NATURAL_IRIS, tables.VIVID_IRIS)
    left = vary(rng, pick(rng, tables_of_irises[int(rng.random() < 0.62)]))
    right = vary(rng, pick(rng, tables.VIVID_IRIS)) if rng.random() < 0.04 else left
    return {
        "iris_left": left,
        "iris_right": right,
        "pupil": mix((18, 14, 24), left, rng.uniform(0, 0.25)),
        "sclera": mix((255, 255, 255), (240, 242, 250), rng.random()),
        "eye_light": (255, 255, 255),
    }


def _dye(hue: float, saturation: float, value: float) -> RGB:
    """Cloth's color; greens, cyans and violets at full strength look like neon, so they are calmed."""
    hue %= 1
    calm = 0.68 if 0.2 < hue < 0.53 else 0.78 if 0.68 < hue < 0.93 else 1.0
    return hsv(hue, saturation * calm, value * (0.92 if calm < 0.7 else 1.0))


def _spread(rng: Rng, hues: Sequence[float], saturation: tuple[float, float], value: tuple[float, float]) -> list[RGB]:
    return [_dye(hue + rng.normal(0, 0.01), rng.uniform(*saturation), rng.uniform(*value)) for hue in hues]


def _analogous(rng: Rng) -> list[RGB]:
    hue = rng.random()
    return _spread(rng, (hue, hue + 0.07, hue - 0.08, hue + 0.15), (0.4, 0.85), (0.5, 0.98))


def _complementary(rng: Rng) -> list[RGB]:
    hue = rng.random()
    return _spread(rng, (hue, hue + 0.5, hue + 0.02, hue + 0.47), (0.4, 0.85), (0.45, 0.98))


def _triad(rng: Rng) -> list[RGB]:
    hue = rng.random()
    return _spread(rng, (hue, hue + 1 / 3, hue + 2 / 3, hue + 0.05), (0.45, 0.85), (0.5, 0.98))


def _monochrome(rng: Rng) -> list[RGB]:
    hue = rng.random()
    tones = [_dye(hue, saturation, value) for saturation, value in ((0.65, 0.75), (0.35, 0.95), (0.7, 0.45))]
    return [*(vary(rng, tone) for tone in tones), _dye(hue + 0.5, rng.uniform(0.6, 0.9), 0.92)]


def _uniform(rng: Rng) -> list[RGB]:
    main, second, accent = (vary(rng, pick(rng, tones)) for tones in tables.UNIFORMS)
    return [main, second, accent, mix(main, (0, 0, 0), 0.3)]


def _black_accent(rng: Rng) -> list[RGB]:
    dark = vary(rng, pick(rng, tables.DARK_CLOTHS))
    accent = _dye(rng.random(), rng.uniform(0.65, 0.95), rng.uniform(0.75, 0.98))
    light = pick(rng, ((236, 236, 240), mix(accent, (255, 255, 255), 0.5)))
    return [dark, accent, mix(dark, (120, 120, 140), 0.4), light]


def _pastel(rng: Rng) -> list[RGB]:
    hue = rng.random()
    return _spread(rng, (hue, hue + pick(rng, (0.1, 0.33, 0.5)), hue - 0.12, hue + 0.6), (0.18, 0.42), (0.9, 1.0))


def _earthy(rng: Rng) -> list[RGB]:
    return [vary(rng, tables.EARTHS[at], 1.5) for at in rng.permutation(len(tables.EARTHS))[:4]]


def _vivid(rng: Rng) -> list[RGB]:
    return [vary(rng, tables.VIVIDS[at]) for at in rng.permutation(len(tables.VIVIDS))[:4]]


def _loose(rng: Rng) -> list[RGB]:
    return [_dye(rng.random(), rng.beta(2, 2), rng.beta(3, 1.6)) for _ in range(4)]


HARMONIES: dict[str, tuple[float, Callable[[Rng], list[RGB]]]] = {
    "analogous": (0.12, _analogous),
    "complementary": (0.12, _complementary),
    "triad": (0.09, _triad),
    "monochrome": (0.09, _monochrome),
    "uniform": (0.17, _uniform),
    "black and accent": (0.1, _black_accent),
    "pastel": (0.1, _pastel),
    "earthy": (0.08, _earthy),
    "vivid": (0.08, _vivid),
    "loose": (0.05, _loose),
}


def _cloths(rng: Rng) -> dict[str, RGB]:
    harmony = HARMONIES[choose(rng, {name: share for name, (share, _) in HARMONIES.items()})][1]
    cloths = harmony(rng)
    if harmony not in (_uniform, _monochrome, _black_accent):
        cloths = [cloths[at] for at in rng.permutation(4)]
    tint = pick(rng, (cloths[0], (240, 230, 210), (220, 230, 250)))
    ribbon = pick(rng, (cloths[2], cloths[3], (214, 44, 58), (240, 110, 150), (60, 110, 200), (250, 200, 80)))
    props = [_dye(rng.random(), rng.uniform(0.3, 0.9), rng.uniform(0.55, 0.98)) for _ in range(2)]
    return {
        **{f"cloth_{number}": cloth for number, cloth in enumerate(cloths, 1)},
        "ribbon": vary(rng, ribbon),
        "white_cloth": mix((252, 252, 254), tint, rng.uniform(0, 0.12)),
        "prop_1": pick(rng, (props[0], cloths[2])),
        "prop_2": props[1],
        "jewel": vary(rng, pick(rng, tables.JEWELS)),
        "glass_frame": vary(rng, pick(rng, tables.FRAMES)),
        "lens": vary(rng, tables.LENSES[min(int(rng.exponential(1.6)), len(tables.LENSES) - 1)]),
    }


def _matter(rng: Rng) -> dict[str, RGB]:
    fur, belly = pick(rng, tables.FURS)
    stuff = {
        "metal": tables.METALS,
        "gold": tables.GOLDS,
        "leather": tables.LEATHERS,
        "wood": tables.WOODS,
        "bark": tables.BARKS,
        "stone": tables.STONES,
        "wall": tables.WALLS,
        "horn": tables.HORNS,
        "feather": tables.FEATHERS,
    }
    return {
        **{key: vary(rng, pick(rng, options)) for key, options in stuff.items()},
        "fur_1": vary(rng, fur),
        "fur_2": vary(rng, belly, 0.5),
        "paper": (255, 255, 255) if rng.random() < 0.85 else mix((255, 255, 255), (252, 242, 220), rng.random()),
        "ink": mix((14, 12, 18), (40, 34, 48), rng.random()),
    }


def _outdoors(rng: Rng) -> dict[str, RGB]:
    return draw_outdoors(rng, choose(rng, tables.SKY_SHARES))


def draw_outdoors(rng: Rng, hour: str, season: str | None = None) -> dict[str, RGB]:
    """Sky, water, ground and plants at an hour out of `SKIES`, in its light; a season out of `SEASONS`, or any."""
    sky, cloud, sun, water, ground = tables.SKIES[hour]
    leaf, leaf_2, flower = tables.SEASONS[season or choose(rng, tables.SEASON_SHARES)]
    flower = pick(rng, (flower, (250, 110, 130), (255, 220, 90), (255, 255, 250), (170, 130, 230), (255, 170, 190)))
    if hour in tables.DAYTIME and hour != "overcast":
        sky, water = day_sky(rng), _day_water(rng)
    drawn = {"ground": ground, "leaf": leaf, "leaf_2": leaf_2, "flower": flower}
    colors = {key: vary(rng, color) for key, color in drawn.items()} | _land(rng)
    if hour in tables.GLOWS:
        glow, share = tables.GLOWS[hour]
        colors = {key: mix(color, glow, share) for key, color in colors.items()}
    return {
        "sky": vary(rng, sky, 0.6),
        "water": vary(rng, water),
        "sun": vary(rng, sun),
        "cloud": vary(rng, cloud, 0.4),
        **colors,
    }


def _tint(rng: Rng) -> RGB:
    """Paper of a pale or muted color: cream, grey, mint, rose, sky."""
    return vary(rng, pick(rng, tables.TINTS), 0.8)


def day_sky(rng: Rng) -> RGB:
    """Blue, from pale to strong, from turquoise to cornflower."""
    saturation = 0.1 + 0.62 * rng.beta(1.8, 1.9)
    hue = np.clip(rng.normal(0.563, 0.025), 0.495, 0.62)
    return hsv(float(hue), saturation, 1 - 0.16 * saturation * rng.random() - 0.05 * rng.random())


def _day_water(rng: Rng) -> RGB:
    """Blue or turquoise; now and then the brown or green of a pond."""
    if rng.random() < 0.1:
        return pick(rng, ((122, 150, 116), (150, 140, 104), (104, 140, 136)))
    return hsv(float(np.clip(rng.normal(0.55, 0.035), 0.46, 0.62)), rng.uniform(0.35, 0.75), rng.uniform(0.7, 0.95))


def _land(rng: Rng) -> dict[str, RGB]:
    """What lies on the ground; the second grass is the same field farther away or in another light."""
    grass = vary(rng, pick(rng, tables.GRASSES if rng.random() < 0.95 else tables.DRY_GRASSES), 1.3)
    other = mix(grass, pick(rng, ((250, 250, 160), (60, 120, 110), (40, 90, 50), (190, 220, 220))), 0.28)
    stuff = {
        "dry_grass": tables.DRY_GRASSES,
        "earth": tables.SOILS,
        "road": tables.ROADS,
        "sand": tables.SANDS,
        "snow": tables.SNOWS,
        "thatch": tables.THATCHES,
        "mud": tables.MUDS,
        "brick": tables.BRICKS,
    }
    return {"grass": grass, "grass_2": vary(rng, other)} | {
        key: vary(rng, pick(rng, options), 0.5 if key == "snow" else 1.0) for key, options in stuff.items()
    }
