"""What a character carries or grows: wings, tails, things on the back, things held, a friend on the shoulder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.body import AGES
from nurie.datasets.procedural.body.frame import BUILDS, Frame
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke


@dataclass(frozen=True, slots=True)
class ExtrasTraits:
    """Entries of `WINGS`, `TAILS`, `CARRIED` and `PETS`, or "" for none; `age` sets the size."""

    age: str = "teen"
    wings: str = ""
    tail: str = ""
    carried: str = ""
    pet: str = ""
    side: int = 1
    size: float = 1.0
    seed: int = 0


def draw_extras_traits(rng: np.random.Generator, age: str = "teen") -> ExtrasTraits:
    """Most characters have none."""
    def some(table: dict, chance: float) -> str:
        return str(rng.choice(list(table))) if rng.random() < chance else ""

    return ExtrasTraits(age, some(WINGS, 0.08), some(TAILS, 0.06), some(CARRIED, 0.07), some(PETS, 0.04),
        int(rng.choice([-1, 1])),
                        float(rng.uniform(0.85, 1.2)), int(rng.integers(1 << 30)))


def build_extras(traits: ExtrasTraits, head: Head, pose: Pose) -> list[Shape]:
    """All extras in painter's layers."""
    turn = float(np.clip(pose.yaw * 0.55, -0.5, 0.5))
    frame = Frame(BUILDS[AGES[traits.age][0]], head, turn, pose.lean)
    shapes: list[Shape] = []
    for table, name in ((WINGS, traits.wings), (TAILS, traits.tail), (CARRIED, traits.carried), (PETS, traits.pet)):
        if name:
            shapes += table[name](frame, traits)
    return shapes


def _pair_of_wings(frame: Frame, traits: ExtrasTraits, own: list[tuple[np.ndarray, str, str, tuple[np.ndarray,
    ...]]]) -> list[Shape]:
    """Wing parts given in shoulder halves from the root, for the right; the turned body shortens the far one."""
    shapes = []
    for side in (-1, 1):
        root = frame.at([(0.30 * side, 0.75)])[0]
        wide = np.cos(frame.turn) * (1 - 0.45 * np.sin(frame.turn) * side)
        scale = frame.build.shoulder * traits.size * np.float32([side * wide, 1])
        for k, (outline, name, color, lines) in enumerate(own):
            details = tuple(Stroke((root + part * scale).astype(np.float32), 0.6, (0.0, 0.8)) for part in lines)
            shapes.append(Shape(name, (root + outline * scale).astype(np.float32), color, Layer.BEHIND + k * 0.1,
                details=details, relief=0.5, cast=0.03))
    return shapes


def _feather(base: np.ndarray, tip: np.ndarray, width: float) -> np.ndarray:
    way = tip - base
    side = np.array([-way[1], way[0]]) / np.linalg.norm(way) * width
    return curves.spline([base - side * 0.5, base + way * 0.4 - side, base + way * 0.85 - side * 0.8, tip, tip,
        base + way * 0.9 + side * 0.6, base + way * 0.5 + side * 0.9, base + side * 0.5], steps=4)


def feathered(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """Long quills below a bent arm of short feathers."""
    arm = curves.spline([(0, 0), (0.5, -0.55), (1.15, -0.95), (1.75, -0.85)], steps=6)
    own = []
    for row, (count, length) in enumerate(((8, 1.65), (7, 0.95))):
        for k in range(count):
            share = 0.98 - 0.86 * k / (count - 1)
            base = curves.along(arm, [share])[0]
            angle = np.radians(8 + 82 * (k / (count - 1)) ** 0.8)
            reach = length * (1 - 0.45 * k / (count - 1))
            own.append((_feather(base, base + reach * np.array([np.cos(angle), np.sin(angle)]), 0.15 - 0.02 * row),
                "feather", "feather", ()))
    cover = curves.ribbon(arm, np.linspace(0.34, 0.3, len(arm)))
    lines = tuple(curves.spline(c + np.array([(0.05, -0.02), (0.12, 0.05), (0.06, 0.11)]), steps=4)
        for c in curves.along(arm, np.linspace(0.15, 0.9, 6)))
    return _pair_of_wings(frame, traits, [*own, (cover, "feather", "feather", lines)])


def bat(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    top = curves.spline([(0, 0.05), (0.35, -0.55), (0.95, -1.15), (0.95, -1.15), (1.5, -0.95), (2.05, -0.35), (2.3,
        0.35)], steps=5)
    under = [curves.bezier(a, (np.array(a) + b) / 2 + (-0.02, -0.26), (np.array(a) + b) / 2 + (0.05, -0.24), b, steps=8)
             for a, b in (((2.3, 0.35), (1.6, 0.45)), ((1.6, 0.45), (0.95, 0.7)), ((0.95, 0.7), (0.05, 0.45)))]
    bones = tuple(curves.bezier((0.95, -1.15), (1.15, -0.7), end + np.array((0.06, -0.5)), end, steps=9)
        for end in (np.array((1.6, 0.45)), np.array((0.95, 0.7))))
    arm = np.concatenate([curves.ribbon(curves.spline([(0, 0.05), (0.35, -0.55), (0.95, -1.18)], steps=6),
        np.linspace(0.16, 0.1, 13))])
    color = ("cloth_4", "leather", "cloth_2")[traits.seed % 3]
    return _pair_of_wings(frame, traits, [(np.concatenate([top, *under]), "wing", color, bones), (arm, "wing",
        "horn" if traits.seed % 2 else color, ())])


def fairy(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    upper = curves.spline([(0, 0), (0.5, -0.85), (1.25, -1.35), (1.75, -1.2), (1.7, -0.6), (1.1, -0.1), (0.3, 0.1)],
        closed=True, steps=5)
    lower = curves.spline([(0, 0.1), (0.7, 0.2), (1.25, 0.65), (1.2, 1.15), (0.8, 1.2), (0.3, 0.6)], closed=True,
        steps=5)
    veins = tuple(curves.spline(p, steps=5) for p in ([(0.1, -0.02), (0.7, -0.6), (1.4, -1.1)], [(0.15, 0.0),
        (0.8, -0.3), (1.45, -0.6)]))
    low = (curves.spline([(0.1, 0.15), (0.6, 0.5), (1.0, 1.0)], steps=5),)
    return _pair_of_wings(frame, traits, [(lower, "wing", "lens", low), (upper, "wing", "lens", veins)])


WINGS = {"feathered": feathered, "bat": bat, "fairy": fairy}


def _tail(frame: Frame, traits: ExtrasTraits, path: list, widths: list, color: str, name: str = "tail") -> Shape:
    """A tail from the lower back to one side; `path` in shoulder halves from there."""
    root = frame.at([(0.1 * traits.side, 2.75)])[0]
    own = curves.spline(path, steps=6) * frame.build.shoulder * (traits.side, 1) * traits.size
    middle = (root + own).astype(np.float32)
    at = np.linspace(0, 1, len(middle))
    wide = np.interp(at, np.linspace(0, 1, len(widths)), widths) * frame.build.shoulder * traits.size
    return Shape(name, curves.ribbon(middle, wide), color, Layer.BEHIND + 20, relief=0.7, cast=0.03)


def cat(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    color = ("hair", "fur_1")[traits.seed % 2]
    return [_tail(frame, traits, [(0, 0), (0.7, 0.35), (1.25, 0.05), (1.3, -0.65), (1.05, -1.1), (1.15, -1.5)], [0.2,
        0.2, 0.21, 0.22, 0.2, 0.0], color)]


def fox(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """A bush with a light tip."""
    color = ("hair", "fur_1")[traits.seed % 2]
    outline = curves.spline([(0, -0.1), (0.55, 0.1), (0.9, -0.35), (0.95, -1.0), (1.35, -1.75), (1.35, -1.75), (1.95,
        -1.15), (1.95, -0.35), (1.55, 0.35), (0.8, 0.6), (0, 0.15)], closed=True, steps=6)
    tip = np.concatenate([curves.points((1.05, -1.22), (1.2, -1.0), (1.28, -1.2), (1.45, -0.92), (1.55, -1.12), (1.78,
        -0.82), (2.05, -1.1)), curves.points((1.6, -2.0), (1.2, -1.9))])
    root = frame.at([(0.1 * traits.side, 2.75)])[0]
    scale = np.float32([traits.side, 1]) * frame.build.shoulder * traits.size
    body = (root + outline * scale).astype(np.float32)
    zig = Stroke((root + tip[:7] * scale).astype(np.float32), 0.8)
    return [Shape("tail", body, color, Layer.BEHIND + 20, relief=0.8),
            Shape("tail", (root + tip * scale).astype(np.float32), "white_cloth" if traits.seed % 3 else "fur_2",
            Layer.BEHIND + 21, contour=(zig,), within=body, relief=0.8)]


def devil(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    tail = _tail(frame, traits, [(0, 0), (0.6, 0.3), (1.15, 0.15), (1.25, -0.4), (1.05, -0.8), (1.25, -1.2)], [0.1,
        0.09, 0.08, 0.08, 0.07, 0.06], "leather")
    root = frame.at([(0.1 * traits.side, 2.75)])[0]
    spade = curves.spline([(1.17, -1.1), (1.05, -1.2), (1.0, -1.2), (1.12, -1.4), (1.4, -1.6), (1.4, -1.6), (1.48,
        -1.25), (1.46, -1.05), (1.4, -1.08), (1.3, -1.05)], steps=4)
    scale = np.float32([traits.side, 1]) * frame.build.shoulder * traits.size
    return [tail, Shape("tail", (root + spade * scale).astype(np.float32), "leather", Layer.BEHIND + 21, relief=0.6)]


def dragon(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    color = ("cloth_3", "leaf_2", "cloth_4")[traits.seed % 3]
    tail = _tail(frame, traits, [(0, 0), (0.75, 0.45), (1.45, 0.2), (1.65, -0.45), (1.45, -1.0), (1.6, -1.5)], [0.5,
        0.44, 0.34, 0.24, 0.14, 0.0], color)
    half = len(tail.outline) // 2
    edge = tail.outline[half:][::-1] if traits.side > 0 else tail.outline[:half]
    spikes = []
    for k in range(3, half - 5, 4):
        a, b = edge[k], edge[k + 2]
        way = b - a
        out = np.float32([way[1], -way[0]]) * (1 if traits.side < 0 else -1)
        spikes.append(Shape("horn", np.stack([a, (a + b) / 2 + out * 0.9 + way * 0.3, b]).astype(np.float32), "horn",
            Layer.BEHIND + 19, relief=0.4))
    return [*spikes, tail]


TAILS = {"cat": cat, "fox": fox, "devil": devil, "dragon": dragon}


def _along_back(frame: Frame, traits: ExtrasTraits, own: Points) -> Points:
    """Places on a thing slung across the back, its middle at the shoulders, -y its top, in shoulder halves."""
    tilted = curves.turn(own * np.float32(frame.build.shoulder), 0.62 * traits.side)
    return (tilted + frame.at([(0.0, 0.7)])[0]).astype(np.float32)


def sword(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """A hilt over the shoulder, its scabbard below."""
    parts = (([(-0.10, -0.95), (0.10, -0.95), (0.10, 2.0), (0.0, 2.15), (-0.10, 2.0)], "leather", "prop"),
        ([(-0.055, -1.6), (0.055, -1.6), (0.055, -1.0), (-0.055, -1.0)], "prop_1", "prop"),
             ([(-0.34, -1.06), (-0.1, -1.02), (0.1, -1.02), (0.34, -1.06), (0.34, -0.95), (0.1, -0.90), (-0.1, -0.90),
             (-0.34, -0.95)], "gold", "prop"))
    shapes = [Shape(name, _along_back(frame, traits, curves.points(*own)), color, Layer.BEHIND + 30 + k, relief=0.6)
        for k, (own, color, name) in enumerate(parts)]
    return [*shapes, Shape("prop", _along_back(frame, traits, curves.ellipse((0, -1.66), (0.09, 0.09), count=14)),
        "gold", Layer.BEHIND + 34, relief=0.8)]


def staff(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    rod = _along_back(frame, traits, curves.points((-0.05, -1.7), (0.05, -1.7), (0.05, 2.4), (-0.05, 2.4)))
    crook = curves.ribbon(curves.ellipse((0, -1.98), (0.26, 0.30), start=np.radians(-230), end=np.radians(50),
        count=22), np.full(22, 0.1))
    return [Shape("prop", rod, "wood", Layer.BEHIND + 30, relief=0.6), Shape("prop",
        _along_back(frame, traits, crook), "gold", Layer.BEHIND + 31, relief=0.6),
            Shape("jewel", _along_back(frame, traits, curves.ellipse((0, -1.98), (0.14, 0.14), count=18)), "jewel",
            Layer.BEHIND + 32, relief=0.9)]


def guitar(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """The neck of an instrument over the shoulder."""
    neck = _along_back(frame, traits, curves.points((-0.06, -1.75), (0.06, -1.75), (0.07, 0.6), (-0.07, 0.6)))
    top = _along_back(frame, traits, curves.points((-0.10, -2.15), (0.12, -2.2), (0.10, -1.72), (-0.08, -1.72)))
    pegs = [Shape("prop", _along_back(frame, traits, curves.ellipse((s * 0.15, y), (0.05, 0.04), count=10)), "metal",
        Layer.BEHIND + 29, relief=0.7) for s in (-1, 1) for y in (-2.08, -1.95, -1.82)]
    return [*pegs, Shape("prop", neck, "wood", Layer.BEHIND + 30, relief=0.4), Shape("prop", top, "prop_1",
        Layer.BEHIND + 31, relief=0.4)]


def backpack(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """Straps over the shoulders, the pack's sides behind the arms."""
    shapes = [Shape("prop", frame.at(curves.spline([(-0.72, 0.5), (-0.6, 0.12), (0.6, 0.12), (0.72, 0.5), (0.84, 1.6),
        (0.8, 2.2), (-0.8, 2.2), (-0.84, 1.6)], closed=True, steps=5)), "prop_1", Layer.BEHIND + 30, relief=0.7)]
    for side in (-1, 1):
        inner = curves.spline([(0.42, float(frame.trapezius(0.42)) - 0.07), (0.40, 0.4), (0.46, 0.9), (0.62, 1.25)],
            steps=5)
        outer = curves.spline([(0.60, float(frame.trapezius(0.60)) - 0.07), (0.57, 0.4), (0.60, 0.8), (0.68, 1.05)],
            steps=5)
        strap = frame.at(np.concatenate([inner, outer[::-1]]) * (side, 1))
        shapes.append(Shape("prop", strap, "prop_1", Layer.COLLAR + 60, relief=0.4, cast=0.03,
            details=(Stroke(frame.at((inner + outer) / 2 * (side, 1)), 0.4),)))
    return shapes


CARRIED = {"sword": sword, "staff": staff, "guitar": guitar, "backpack": backpack}


def _on_shoulder(frame: Frame, traits: ExtrasTraits, own: Points, scale: float = 0.5) -> Points:
    place = frame.at([(0.78 * traits.side, float(frame.trapezius(0.78)) - 0.05)])[0]
    return (place + own * np.float32([traits.side, 1]) * scale * min(frame.build.shoulder, 1.2)).astype(np.float32)


def bird(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """A small round bird."""
    put = lambda own: _on_shoulder(frame, traits, own, 0.46)  # noqa: E731
    color = ("prop_1", "feather", "cloth_3")[traits.seed % 3]
    trunk = curves.spline([(-0.1, 0.05), (-0.42, -0.1), (-0.5, -0.55), (-0.3, -0.95), (0.05, -1.0), (0.25, -0.75),
        (0.38, -0.4), (0.75, 0.1), (0.62, 0.16), (0.25, 0.02)], closed=True, steps=5)
    wing = curves.spline([(0.0, -0.55), (0.3, -0.5), (0.62, -0.05), (0.2, -0.1), (-0.02, -0.3)], closed=True, steps=4)
    layer = Layer.COLLAR + 80
    return [Shape("feather", put(trunk), color, layer, relief=0.9, cast=0.05), Shape("feather", put(wing), "fur_2",
        layer + 1, relief=0.5),
            Shape("horn", put(curves.points((-0.44, -0.72), (-0.68, -0.62), (-0.44, -0.56))), "horn", layer + 2,
            relief=0.3),
            Shape("pupil", put(curves.ellipse((-0.25, -0.7), (0.06, 0.07), count=12)), "ink", layer + 3, ink=True,
            relief=0.0)]


def kitten(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """A kitten's head and paws over the shoulder."""
    put = lambda own: _on_shoulder(frame, traits, own, 0.52)  # noqa: E731
    color, layer = ("fur_1", "fur_2", "white_cloth")[traits.seed % 3], Layer.COLLAR + 80
    face = curves.spline([(-0.42, -0.55), (-0.52, -0.98), (-0.52, -0.98), (-0.2, -0.82), (0.2, -0.82), (0.52, -0.98),
        (0.52, -0.98), (0.42, -0.55), (0.46, -0.3), (0.25, -0.08), (-0.25, -0.08), (-0.46, -0.3)], closed=True, steps=5)
    trunk = curves.spline([(-0.3, -0.3), (-0.36, 0.1), (0.4, 0.15), (0.55, -0.1), (0.3, -0.35)], closed=True, steps=4)
    mouth = tuple(Stroke(put(curves.spline(p, steps=4)), 0.6) for p in ([(-0.12, -0.26), (-0.05, -0.22), (0, -0.28)],
        [(0, -0.28), (0.05, -0.22), (0.12, -0.26)]))
    eyes = [Shape("pupil", put(curves.ellipse((x, -0.42), (0.065, 0.09), count=12)), "ink", layer + 3, ink=True,
        relief=0.0) for x in (-0.2, 0.2)]
    return [Shape("fur", put(trunk), color, layer, relief=0.7, cast=0.04), Shape("fur", put(face), color, layer + 1,
        details=mouth, relief=0.8, cast=0.04), *eyes]


def slime(frame: Frame, traits: ExtrasTraits) -> list[Shape]:
    """A drop with a face."""
    put = lambda own: _on_shoulder(frame, traits, own, 0.5)  # noqa: E731
    drop = curves.spline([(-0.5, 0.02), (-0.52, -0.35), (-0.2, -0.68), (0.02, -0.98), (0.02, -0.98), (0.15, -0.68),
        (0.5, -0.4), (0.52, 0.02), (0.0, 0.1)], closed=True, steps=5)
    layer = Layer.COLLAR + 80
    eyes = [Shape("pupil", put(curves.ellipse((x, -0.28), (0.05, 0.08), count=12)), "ink", layer + 1, ink=True,
        relief=0.0) for x in (-0.17, 0.17)]
    smile = (Stroke(put(curves.spline([(-0.08, -0.14), (0, -0.1), (0.08, -0.14)], steps=4)), 0.7),)
    return [Shape("prop", put(drop), "water", layer, details=smile,
        lights=(put(curves.ellipse((-0.2, -0.5), (0.08, 0.12), count=12)),), relief=1.0, cast=0.05), *eyes]


PETS = {"bird": bird, "kitten": kitten, "slime": slime}
