"""What is worn on the head. Its parts lie in wear_*, fitted by wear_frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural.hair.hair import HairTraits
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Shape
from nurie.datasets.procedural.wear import cloth as wear_cloth
from nurie.datasets.procedural.wear import eyes as wear_eyes
from nurie.datasets.procedural.wear import fancy as wear_fancy
from nurie.datasets.procedural.wear import hats as wear_hats
from nurie.datasets.procedural.wear import small as wear_small
from nurie.datasets.procedural.wear.frame import Fit


@dataclass(frozen=True, slots=True)
class HeadwearTraits:
    """What this character wears on its head.

    Attributes:
        kinds: entries of `KINDS`; most have none or one.
        main, second: colour keys.
        size: about 1.
        side: -1 or 1, where what is worn at one side sits.
        seed: of everything smaller.
    """

    kinds: tuple[str, ...]
    main: str
    second: str
    size: float
    side: float
    seed: int


@dataclass(frozen=True, slots=True)
class Kind:
    """One piece of headwear: how it is built, how often, in which colours, and what it does to the hair below.

    `covers`: "" nothing, "top" presses the crown flat, "all" hides all hair but the fringe, "whole" hides it all.
    """

    build: Callable[[Fit], list[Shape]]
    weight: float = 1.0
    mains: tuple[str, ...] = ("ribbon", "cloth_1", "cloth_2", "cloth_3")
    covers: str = ""


_CLOTH = ("cloth_1", "cloth_2", "cloth_3", "cloth_4")
KINDS: dict[str, Kind] = {
    "side bow": Kind(wear_small.side_bow, 2, ("ribbon",)),
    "big bow": Kind(wear_small.big_bow, 1, ("ribbon",)),
    "two bows": Kind(wear_small.two_bows, 1, ("ribbon",)),
    "hairpins": Kind(wear_small.hairpins, 3),
    "flower": Kind(wear_small.flower, 1.5),
    "flower crown": Kind(wear_small.flower_crown, 0.5, ("ribbon", "white_cloth")),
    "hair band": Kind(wear_small.hair_band, 1.5),
    "headband": Kind(wear_small.headband, 0.8),
    "cat ears": Kind(wear_fancy.cat_ears, 0.8),
    "rabbit ears": Kind(wear_fancy.rabbit_ears, 0.4),
    "horns": Kind(wear_fancy.horns, 0.9),
    "halo": Kind(wear_fancy.halo, 0.4),
    "headphones": Kind(wear_fancy.headphones, 0.9, ("prop_1", "cloth_2", "metal")),
    "tiara": Kind(wear_fancy.tiara, 0.4),
    "witch hat": Kind(wear_hats.witch_hat, 0.8, _CLOTH, "top"),
    "straw hat": Kind(wear_hats.straw_hat, 0.7, ("gold", "wood", "white_cloth"), "top"),
    "beret": Kind(wear_hats.beret, 0.9, _CLOTH, "top"),
    "cap": Kind(wear_hats.baseball_cap, 0.9, _CLOTH, "top"),
    "sailor cap": Kind(wear_hats.sailor_cap, 0.5, _CLOTH, "top"),
    "beanie": Kind(wear_hats.beanie, 0.7, _CLOTH, "top"),
    "helmet": Kind(wear_hats.helmet, 0.5, ("metal", "cloth_3"), "top"),
    "crown": Kind(wear_cloth.crown, 0.5, ("gold",)),
    "hood": Kind(wear_cloth.hood, 0.8, _CLOTH, "all"),
    "hijab": Kind(wear_cloth.hijab, 0.6, _CLOTH, "whole"),
    "bandana": Kind(wear_cloth.bandana, 0.6, _CLOTH, "top"),
    "glasses": Kind(wear_eyes.glasses, 0, ("glass_frame",)),
    "sunglasses": Kind(wear_eyes.sunglasses, 0.3, ("glass_frame",)),
    "goggles": Kind(wear_eyes.goggles, 0.5, ("leather",)),
    "eye patch": Kind(wear_eyes.eye_patch, 0.5),
    "monocle": Kind(wear_eyes.monocle, 0.15),
}


def draw_headwear_traits(rng: np.random.Generator) -> HeadwearTraits:
    """None for about half, one for most others; glasses besides for one in eight."""
    names = list(KINDS)
    weights = np.array([KINDS[name].weight for name in names])
    kinds = [names[rng.choice(len(names), p=weights / weights.sum())]] if rng.random() < 0.45 else []
    if rng.random() < 0.12 and not {"sunglasses", "eye patch", "monocle"} & set(kinds):
        kinds.append("glasses")
    return _draw(tuple(kinds), rng)


def draw_kind(name: str, rng: np.random.Generator) -> HeadwearTraits:
    """One piece by its name. Raises KeyError for a name that `KINDS` lacks."""
    KINDS[name]
    return _draw((name,), rng)


def _draw(kinds: tuple[str, ...], rng: np.random.Generator) -> HeadwearTraits:
    mains = KINDS[kinds[0]].mains if kinds else ("ribbon",)
    return HeadwearTraits(
        kinds,
        str(rng.choice(mains)),
        str(rng.choice(["ribbon", "cloth_2", "cloth_4", "metal", "white_cloth"])),
        float(rng.uniform(0.9, 1.12)),
        float(rng.choice([-1, 1])),
        int(rng.integers(2**31)),
    )


def build_headwear(traits: HeadwearTraits, head: Head, pose: Pose) -> list[Shape]:
    """The shapes of all that is worn on this head."""
    rng = np.random.default_rng(traits.seed)
    fit = Fit(head, rng, traits.main, traits.second, traits.size, traits.side)
    return [shape for kind in traits.kinds for shape in KINDS[kind].build(fit)]


def under(hair: HairTraits, wear: HeadwearTraits) -> HairTraits:
    """The same hair as it looks below this headwear: flat under a hat, tucked away under a hood."""
    covers = {KINDS[kind].covers for kind in wear.kinds} - {""}
    if not covers:
        return hair
    hair = replace(
        hair,
        crown=hair.crown if hair.crown in ("balding", "bare") else "smooth",
        top=min(hair.top, 0.08),
        volume=min(hair.volume, 0.1),
        ahoge=False,
        tail={"high ponytail": "low ponytail", "one bun": "", "two buns": "", "side ponytail": "low ponytail"}.get(
            hair.tail, hair.tail
        ),
        back="nape" if hair.back == "spikes" else hair.back,
        sides="short" if hair.sides == "spiky" else hair.sides,
        fringe="none" if hair.fringe == "back" else hair.fringe,
    )
    if covers == {"top"}:
        return hair
    hair = replace(
        hair,
        tail="",
        back="none",
        sides="none" if "whole" in covers else "wisps" if hair.sides in ("long", "wisps") else "sideburns",
        second="",
    )
    return replace(hair, fringe="none") if "whole" in covers else hair
