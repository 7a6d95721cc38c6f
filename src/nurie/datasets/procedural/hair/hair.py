"""The hair of a character: what it is, and the shapes that draw it. Its parts lie in fringe, hair_*, tails."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural.hair.backs import BACKS
from nurie.datasets.procedural.hair.crown import BARE, CAPS, CROWNS, ahoge, plain_cap, scalp
from nurie.datasets.procedural.hair.fringe import FRINGES
from nurie.datasets.procedural.hair.lines import combed, crown_strands, curls, gloss
from nurie.datasets.procedural.hair.mass import Ink, build_mass
from nurie.datasets.procedural.hair.shell import Locks, Shell, bands, join, split
from nurie.datasets.procedural.hair.sides import SIDES
from nurie.datasets.procedural.hair.tails import TAILS, Bound
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Layer, Points, Shape


@dataclass(frozen=True, slots=True)
class HairTraits:
    """All that makes this hair this hair.

    Attributes:
        style: entry of `STYLES`.
        fringe, sides, back, tail, crown: entries of `FRINGES`, `SIDES`, `BACKS`, `TAILS` (or ""), `CROWNS`.
        length: y to which the back hangs.
        tail_length: in head units.
        volume, top: how far the hair stands off the skull.
        side: -1 or 1, where it parts or leans to.
        wave: of the tails.
        ahoge: one strand that stands up.
        second: "", "tips" or "inner": where `hair_2` shows.
        gloss: "zigzag", "band" or "".
        tie: "band", "bow" or "beads".
        strands: fine lines per lock.
        split: share of the fringe's locks with a second tip.
        ink: filled with black.
        seed: of everything smaller.
    """

    style: str
    fringe: str
    sides: str
    back: str
    tail: str
    crown: str
    length: float
    tail_length: float
    volume: float
    top: float
    side: float
    wave: float
    ahoge: bool
    second: str
    gloss: str
    tie: str
    strands: float
    split: float
    ink: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Style:
    """What a style may be made of; one is drawn of each."""

    fringes: tuple[str, ...]
    sides: tuple[str, ...]
    backs: tuple[str, ...]
    tails: tuple[str, ...] = ("",)
    crowns: tuple[str, ...] = ("smooth", "smooth", "tousled")
    length: tuple[float, float] = (0.9, 1.2)
    tail_length: tuple[float, float] = (0.8, 2.0)
    volume: tuple[float, float] = (0.09, 0.16)
    weight: float = 1.0


_GIRLISH = ("straight", "swept", "middle", "m-shaped", "clumps", "single")
_BOUND = ("straight", "swept", "m-shaped", "clumps", "middle", "single")
STYLES: dict[str, Style] = {
    "bob": Style(_GIRLISH, ("framing",), ("bob",), length=(0.85, 1.15), weight=2),
    "hime cut": Style(("straight",), ("hime",), ("straight",), crowns=("smooth",), length=(1.8, 3.2)),
    "long straight": Style(
        (*_GIRLISH, "over one eye"), ("framing", "long"), ("straight",), length=(1.7, 3.2), weight=2
    ),
    "long wavy": Style(
        ("swept", "middle", "m-shaped", "clumps"), ("framing", "long"), ("wavy",), length=(1.5, 2.8), weight=1.5
    ),
    "curly": Style(("swept", "middle", "clumps"), ("curly",), ("curly",), length=(1.0, 1.7), volume=(0.1, 0.16)),
    "twin tails": Style(_BOUND, ("wisps", "framing"), ("nape",), ("twin tails",), tail_length=(1.0, 2.6), weight=1.5),
    "low twin tails": Style(_BOUND, ("wisps", "short"), ("nape",), ("low twin tails",), tail_length=(0.7, 1.6)),
    "ponytail": Style((*_BOUND, "back"), ("wisps", "sideburns"), ("nape",), ("high ponytail",), tail_length=(1.2, 2.4)),
    "low ponytail": Style(
        (*_BOUND, "parted", "back"),
        ("wisps", "sideburns"),
        ("nape",),
        ("low ponytail",),
        tail_length=(0.8, 1.6),
        weight=0.6,
    ),
    "side ponytail": Style(
        _BOUND, ("framing", "wisps"), ("nape",), ("side ponytail",), tail_length=(0.9, 1.9), weight=0.7
    ),
    "two buns": Style(_BOUND, ("wisps", "framing"), ("nape",), ("two buns",), weight=0.7),
    "one bun": Style((*_BOUND, "back"), ("wisps", "sideburns"), ("nape",), ("one bun",), weight=0.7),
    "two braids": Style(_BOUND, ("wisps", "short"), ("nape",), ("two braids",), tail_length=(0.9, 1.6), weight=0.7),
    "one braid": Style(_BOUND, ("wisps", "short"), ("nape",), ("one braid",), tail_length=(0.9, 1.5), weight=0.6),
    "drills": Style(
        ("straight", "m-shaped", "swept"),
        ("framing", "wisps"),
        ("nape", "bob"),
        ("drills",),
        tail_length=(1.2, 1.7),
        length=(0.8, 0.9),
        weight=0.6,
    ),
    "boyish": Style(
        ("clumps", "spiky", "swept", "short"), ("short",), ("nape",), crowns=("tousled", "spiky"), weight=2
    ),
    "shounen": Style(
        ("spiky", "clumps", "single"), ("spiky",), ("spikes",), crowns=("spikes",), volume=(0.12, 0.2), weight=1.2
    ),
    "parted": Style(("parted",), ("sideburns",), ("nape",), crowns=("smooth", "tousled"), weight=0.9),
    "undercut": Style(("parted", "spiky", "swept"), ("none",), ("none",), crowns=("tousled", "spiky"), weight=0.6),
    "messy medium": Style(
        ("clumps", "m-shaped", "over one eye", "swept"),
        ("framing",),
        ("shaggy",),
        crowns=("tousled", "spiky"),
        length=(0.95, 1.5),
        weight=1.8,
    ),
    "pixie": Style(("swept", "clumps", "m-shaped"), ("short",), ("nape",), weight=0.8),
    "swept back": Style(
        ("back",), ("sideburns", "none"), ("nape", "shaggy"), crowns=("smooth",), length=(0.9, 1.2), weight=0.7
    ),
    "buzz": Style(("none",), ("none",), ("none",), crowns=("bare",), volume=(0.015, 0.03), weight=0.35),
    "afro": Style(("none",), ("none",), ("cloud", "none"), crowns=("afro",), volume=(0.06, 0.12), weight=0.6),
    "locs": Style(("locs",), ("locs",), ("locs",), crowns=("smooth",), length=(0.8, 1.8), weight=0.6),
    "balding": Style(("none",), ("none",), ("none",), crowns=("balding",), volume=(0.05, 0.08), weight=6),
}


def draw_hair_traits(rng: np.random.Generator, age: str = "teen") -> HairTraits:
    """A hair style by its weight, and what varies within it; only the old go bald."""
    names = [name for name in STYLES if name != "balding" or age == "old"]
    weights = np.array([STYLES[name].weight for name in names])
    name = names[rng.choice(len(names), p=weights / weights.sum())]
    return draw_style(name, rng)


def draw_style(name: str, rng: np.random.Generator) -> HairTraits:
    """One hair of a style. Raises KeyError for a name that `STYLES` lacks."""
    style = STYLES[name]
    volume = rng.uniform(*style.volume)
    return HairTraits(
        style=name,
        fringe=str(rng.choice(style.fringes)),
        sides=str(rng.choice(style.sides)),
        back=str(rng.choice(style.backs)),
        tail=str(rng.choice(style.tails)),
        crown=str(rng.choice(style.crowns)),
        length=float(rng.uniform(*style.length)),
        tail_length=float(rng.uniform(*style.tail_length)),
        volume=float(volume),
        top=float(volume * rng.uniform(1.0, 1.6)),
        side=float(rng.choice([-1, 1])),
        wave=float(rng.choice([0, 0.02, 0.06])),
        ahoge=bool(rng.random() < 0.18),
        second=str(rng.choice(["", "tips", "inner"], p=[0.84, 0.07, 0.09])),
        gloss=str(rng.choice(["zigzag", "band", ""], p=[0.6, 0.2, 0.2])),
        tie=str(rng.choice(["band", "bow", "beads"], p=[0.5, 0.35, 0.15])),
        strands=float(rng.choice([0.2, 0.6, 1.0])),
        split=float(rng.choice([0, 0.3, 0.6])),
        ink=bool(rng.random() < 0.08),
        seed=int(rng.integers(2**31)),
    )


def build_hair(traits: HairTraits, head: Head, pose: Pose) -> list[Shape]:
    """The shapes of the hair on this head: back, tails, cap with side locks and fringe."""
    rng = np.random.default_rng(traits.seed)
    shell = Shell(head, traits.volume, traits.top)
    ink = Ink(strands=traits.strands)
    front, hidden = _front_locks(traits, shell, rng)
    back = BACKS[traits.back](rng, traits.length)
    shapes, behind = _back_shapes(traits, shell, join([back, hidden]), rng, ink)
    crown = CROWNS[traits.crown](rng, traits.side)
    crown = crown.take(shell.depth(crown.spine)[:, 2:].min(1) > -0.12)
    above = bands(join([crown, front]), shell)
    strands = (
        curls(shell, rng, 26)
        if traits.crown == "afro"
        else combed(shell, rng)
        if traits.fringe == "back"
        else crown_strands(shell, rng, round(1 + 3 * traits.strands), traits.side * 10)
    )
    top = build_mass(
        above,
        CAPS.get(traits.crown, plain_cap)(shell, rng),
        Layer.FRONT_HAIR,
        rng,
        ink=ink,
        behind=behind,
        filled=traits.ink,
        lights=[] if traits.crown in BARE else gloss(shell, rng, traits.gloss),
        details=strands,
    )
    if traits.tail:
        shapes += TAILS[traits.tail](
            Bound(shell, rng, traits.tail_length, traits.wave, traits.tie, ink, traits.ink, traits.side)
        )
    if traits.crown == "balding" or traits.fringe in ("back", "none", "parted", "short"):
        shapes.append(scalp(shell, Layer.HEAD + 40 if traits.crown == "balding" else Layer.HEAD - 30))
    shapes += [top] if top else []
    return [
        piece
        for shape in shapes
        for piece in (shape, *(_second(shape, traits, shell, rng) if shape.name == "hair" else ()))
    ]


def _front_locks(traits: HairTraits, shell: Shell, rng: np.random.Generator) -> tuple[Locks, Locks]:
    """Locks before the ears in painter's order, and those that this yaw hides behind the head."""
    sides = SIDES[traits.sides](rng, max(traits.length, 0.8))
    fringe = split(FRINGES[traits.fringe](rng, traits.side), rng, traits.split)
    strand = ahoge(rng, traits.side) if traits.ahoge and traits.crown not in BARE else join([])
    away = shell.depth(sides.spine)[:, 2]
    seen = away > -0.12
    order = np.argsort(away[seen])
    fringe = fringe.take(shell.depth(fringe.spine)[:, 3] > -0.3)
    return join([strand, sides.take(seen).take(order), fringe]), sides.take(~seen)


def _back_shapes(
    traits: HairTraits,
    shell: Shell,
    locks: Locks,
    rng: np.random.Generator,
    ink: Ink,
) -> tuple[list[Shape], list[Points]]:
    """The mass behind neck and head, the part of it that a turned head brings before the neck, and their outlines."""
    if not len(locks):
        return [], []
    band = bands(locks, shell)
    band = band.take(np.argsort(band.depth))
    low = float(np.median(locks.spine[:, 3, 1]))
    near = (band.depth > 0.15) & (low < 1.35)
    shapes = []
    base = _back_base(shell, locks, low)
    far = band.take(~near)
    mass = build_mass(far, [base], Layer.BACK_HAIR, rng, ink=ink, cast=0.0, filled=traits.ink, open_base=True)
    shapes.append(mass)
    if near.any():
        shapes.append(build_mass(band.take(near), [], Layer.HEAD - 20, rng, ink=ink, behind=[base], filled=traits.ink))
    return shapes, [base, *band.polygons()]


def _back_base(shell: Shell, locks: Locks, low: float) -> Points:
    """A polygon behind the locks of the back, so that no gap shows between them."""
    lift = locks.spine[:, :, 2].mean(0)
    y = np.linspace(-0.7, max(low * 0.6, 0.3), 9)
    lifts = np.interp(y, [-0.7, 0.3 * low, 0.7 * low, low], lift) - 0.08 - 0.3 * np.linspace(0, 1, 9) ** 4
    left, right = shell.limbs()
    sides = [np.stack([np.full(9, azimuth), y, lifts], 1) for azimuth in (min(left, -84), max(right, 84))]
    return shell.project(np.concatenate([sides[1], sides[0][::-1]]))


def _second(shape: Shape, traits: HairTraits, shell: Shell, rng: np.random.Generator) -> list[Shape]:
    """The part of a mass that shows the second colour, with the mass's own lines drawn again on it."""
    behind = shape.layer <= Layer.BACK_HAIR
    if not traits.second or traits.ink or (traits.second == "inner" and not behind):
        return []
    low, high = float(shape.outline[:, 1].max()), float(shape.outline[:, 1].min())
    x = np.linspace(shape.outline[:, 0].min() - 0.1, shape.outline[:, 0].max() + 0.1, 15)
    if traits.second == "inner":
        x = np.linspace(-0.62, 0.62, 9) + shell.project(np.float32([[0, 0.5, -0.9]]))[0, 0]
        top, bottom = np.full(9, 0.2), low - 0.1 - 0.2 * np.abs(np.linspace(-1, 1, 9)) - 0.12 * (np.arange(9) % 2)
    else:
        top = low - min(0.3 * (low - high), 0.8) - 0.16 * (np.arange(15) % 2) * rng.uniform(0.5, 1, 15)
        bottom = np.full(15, low + 0.1)
    area = np.concatenate([np.stack([x, top], 1), np.stack([x, bottom], 1)[::-1]]).astype(np.float32)
    return [
        replace(
            shape, outline=area, color="hair_2", layer=shape.layer + 0.05, within=shape.outline, cast=0.0, lights=()
        )
    ]
