"""The wardrobe: which garment, sleeves and lower clothes make an outfit, and who wears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural.body.frame import Frame
from nurie.datasets.procedural.body.limb_styles import SLEEVES, Sleeve
from nurie.datasets.procedural.clothes.casual import (
    cardigan,
    hoodie,
    off_shoulder,
    overalls,
    sports_top,
    sweater,
    t_shirt,
    tank_top,
)
from nurie.datasets.procedural.clothes.fantasy import armor, dress, fur_cape, kimono, maid, military, robe
from nurie.datasets.procedural.clothes.more import blouse, chinese_dress, pilot_suit, polo, shrine_maiden, track_jacket
from nurie.datasets.procedural.clothes.parts import Look
from nurie.datasets.procedural.clothes.school import blazer, gakuran, lab_coat, sailor, shirt, suit, vest
from nurie.datasets.procedural.scene import Shape


@dataclass(frozen=True, slots=True)
class Outfit:
    """One entry of the wardrobe.

    Attributes:
        sleeves: entries of `limbs.SLEEVES` to choose from.
        sleeve_color, cuff_color: "main", "second", "third" of the look, or a palette key.
        lower: entries of `legs.LOWERS` to choose from, women's first, men's after the bar.
        who: "f", "m" or "fm".
        weight: how often it is worn.
    """

    build: Callable[[Frame, Look], list[Shape]]
    sleeves: tuple[str, ...] = ("long",)
    lower: tuple[str, ...] = ("skirt", "trousers")
    who: str = "fm"
    weight: float = 1.0
    sleeve_color: str = "main"
    cuff_color: str = "main"
    sleeve_start: float = 0.0
    lower_color: str = "second"
    patterns: tuple[str, ...] = ("plain",)
    mains: tuple[str, ...] = ("cloth_1", "cloth_2", "cloth_3", "cloth_4")


PRINTS = ("plain", "plain", "stripes", "fine stripes", "dots", "chest band", "columns")
OUTFITS = {
    "sailor": Outfit(sailor, ("short", "cuffed", "cuffed"), ("pleated",), "f", 2.0, cuff_color="second",
    mains=("white_cloth", "white_cloth", "cloth_1", "cloth_2")),
    "blazer": Outfit(blazer, ("jacket",), ("pleated", "trousers"), weight=1.8),
    "suit": Outfit(suit, ("jacket",), ("pencil", "trousers"), "fm", 0.8, lower_color="main"),
    "gakuran": Outfit(gakuran, ("jacket",), ("trousers",), "m", 1.4, lower_color="main"),
    "shirt": Outfit(shirt, ("short", "long", "rolled", "cuffed"), ("pleated", "trousers"), weight=1.6,
    patterns=("plain", "plain", "columns", "dots"),
                    mains=("white_cloth", "cloth_1", "cloth_2", "cloth_3")),
    "vest": Outfit(vest, ("short", "cuffed"), ("pleated", "trousers"), weight=1.2, sleeve_color="white_cloth",
    cuff_color="white_cloth", patterns=("plain", "plain", "chest band", "stripes")),
    "t-shirt": Outfit(t_shirt, ("short", "short", "cap", "wide short"), ("shorts", "trousers"), weight=1.8,
    patterns=PRINTS, mains=("cloth_1", "cloth_2", "cloth_3", "white_cloth")),
    "hoodie": Outfit(hoodie, ("baggy", "baggy", "overlong"), ("shorts", "trousers"), weight=1.8),
    "sweater": Outfit(sweater, ("cuffed", "baggy"), ("skirt", "trousers"), weight=1.4, patterns=("plain", "plain",
    "plain", "chest band", "stripes")),
    "cardigan": Outfit(cardigan, ("jacket", "baggy"), ("skirt", "trousers"), weight=1.2, patterns=PRINTS),
    "tank top": Outfit(tank_top, ("none",), ("shorts", "trousers"), weight=0.8, patterns=("plain", "plain", "stripes")),
    "sports top": Outfit(sports_top, ("none",), ("shorts",), "f", 0.4),
    "overalls": Outfit(overalls, ("short", "cuffed"), ("trousers",), weight=0.9, sleeve_color="second",
    cuff_color="second", lower_color="main", patterns=("plain", "stripes", "fine stripes")),
    "off shoulder": Outfit(off_shoulder, ("long puff", "bell", "puff"), ("skirt",), "f", 0.7, sleeve_start=0.2,
    patterns=("plain", "plain", "dots")),
    "lab coat": Outfit(lab_coat, ("jacket",), ("pencil", "trousers"), weight=0.6, mains=("white_cloth",)),
    "kimono": Outfit(kimono, ("kimono",), ("gown",), weight=1.3, lower_color="main", patterns=("plain", "plain",
    "dots", "columns")),
    "dress": Outfit(dress, ("puff", "puff", "long puff", "tight", "cap"), ("dress",), "f", 1.6, cuff_color="third",
    lower_color="main", patterns=("plain", "plain", "dots", "columns")),
    "maid": Outfit(maid, ("puff", "long puff"), ("apron",), "f", 0.9, cuff_color="third", lower_color="main",
    mains=("cloth_1", "cloth_2", "cloth_4")),
    "armor": Outfit(armor, ("tight",), ("skirt", "trousers"), weight=0.9),
    "robe": Outfit(robe, ("bell", "long"), ("gown",), weight=1.0, sleeve_color="second", lower_color="second"),
    "fur cape": Outfit(fur_cape, ("jacket",), ("skirt", "trousers"), weight=0.7),
    "military": Outfit(military, ("cuffed",), ("skirt", "trousers"), weight=1.0, cuff_color="second"),
    "polo": Outfit(polo, ("short",), ("shorts", "trousers"), weight=0.8, patterns=("plain", "plain", "stripes")),
    "track jacket": Outfit(track_jacket, ("cuffed", "baggy"), ("shorts", "trousers"), weight=1.0, lower_color="main",
    cuff_color="second"),
    "chinese dress": Outfit(chinese_dress, ("none", "cap"), ("pencil",), "f", 0.7, lower_color="main",
    patterns=("plain", "dots")),
    "shrine maiden": Outfit(shrine_maiden, ("kimono",), ("gown",), "f", 0.6, mains=("white_cloth",)),
    "pilot suit": Outfit(pilot_suit, ("tight",), ("trousers",), weight=0.7, lower_color="main"),
    "blouse": Outfit(blouse, ("long puff", "puff"), ("skirt",), "f", 0.8, cuff_color="third", mains=("cloth_1",
    "cloth_2", "cloth_3")),
}


def choose_outfit(rng: np.random.Generator, who: str) -> str:
    names = [name for name, outfit in OUTFITS.items() if who in outfit.who]
    weights = np.array([OUTFITS[name].weight for name in names])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def choose_look(rng: np.random.Generator, outfit: Outfit) -> Look:
    """Colours that differ from each other, the cut's variant, a pattern."""
    main = outfit.mains[int(rng.integers(len(outfit.mains)))]
    others = [key for key in ("cloth_1", "cloth_2", "cloth_3", "cloth_4") if key != main]
    second = others[int(rng.integers(len(others)))]
    third = "white_cloth" if main != "white_cloth" else others[int(rng.integers(len(others)))]
    return Look(main, second, third, float(rng.uniform(0.02, 0.05)), float(rng.uniform(0.1, 0.7)),
                outfit.patterns[int(rng.integers(len(outfit.patterns)))], float(rng.random()),
                int(rng.integers(1 << 30)))


def sleeve_of(outfit: Outfit, look: Look, name: str) -> Sleeve:
    """The sleeve with the outfit's colours."""
    colors = {"main": look.main, "second": look.second, "third": look.third}
    sleeve = SLEEVES[name]
    if outfit.sleeve_start and sleeve.end < 0.6:
        sleeve = replace(sleeve, end=0.48)
    return replace(sleeve, color=colors.get(outfit.sleeve_color, outfit.sleeve_color),
        cuff_color=colors.get(outfit.cuff_color, outfit.cuff_color),
                   start=outfit.sleeve_start, stripes=_stripes(outfit, look))


def _stripes(outfit: Outfit, look: Look) -> tuple[str, float] | None:
    """Sleeves continue the stripes of most jerseys."""
    period = {"stripes": 0.14, "fine stripes": 0.08}.get(look.pattern)
    if period is None or outfit.build not in (t_shirt, sweater, overalls) or look.seed % 5 < 2:
        return None
    return look.third if outfit.build is overalls else look.second, period
