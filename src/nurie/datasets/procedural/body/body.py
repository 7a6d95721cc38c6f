"""A character below the head: who it is, what it wears, how it stands. Draws neck, torso, arms, legs and clothes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import BUILDS, Build, Frame, fold
from nurie.datasets.procedural.body.legs import legs
from nurie.datasets.procedural.body.limb_styles import ARM_POSES, HALF, UP
from nurie.datasets.procedural.body.limbs import Arm, build_arm, make_arm
from nurie.datasets.procedural.body.props import PROPS, TILTS, held
from nurie.datasets.procedural.clothes.casual import necklace, scarf
from nurie.datasets.procedural.clothes.clothes import OUTFITS, choose_look, choose_outfit, sleeve_of
from nurie.datasets.procedural.clothes.parts import Look, line
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke


@dataclass(frozen=True, slots=True)
class BodyTraits:
    """What makes this body this body.

    Attributes:
        build: an entry of `body_frame.BUILDS`, then scaled by `width`, `stout`, `slope`, `neck`.
        outfit: an entry of `clothes.OUTFITS`; `sleeve` of `limbs.SLEEVES`; `lower` of `legs.LOWERS`.
        half, up: the arm poses (`limbs.ARM_POSES`) that `Pose.arms` means by about 0.5 and by 1, left then right.
        turn: how much of the head's yaw the body follows.
        over: "", "scarf" or "necklace".
        tilt: of the shoulders against each other, head units.
        twist: of the body against the head, radians.
        prop: an entry of `props.PROPS`, in the hand of an arm that holds, or "".
    """

    age: str
    build: str
    outfit: str
    look: Look
    sleeve: str
    lower: str
    width: float = 1.0
    stout: float = 1.0
    slope: float = 1.0
    neck: float = 1.0
    half: tuple[str, str] = ("hip", "hip")
    up: tuple[str, str] = ("wave", "wave")
    turn: float = 0.55
    over: str = ""
    socks: float = 0.8
    shoe: str = "plain"
    tilt: float = 0.0
    prop: str = ""
    twist: float = 0.0


AGES = {"chibi": ("chibi", "chibi"), "child": ("child", "child"), "teen": ("girl", "boy"), "adult": ("woman", "man"),
    "old": ("grandmother", "grandfather")}
WIDE = ("skirt", "pleated", "dress", "apron", "gown")
CLOAKED = ("robe", "fur cape")
WITHIN_CLOAK = ("clasp", "hold", "heart", "chin", "cheek")
PAIRED = ("crossed", "clasp", "back")


def draw_body_traits(rng: np.random.Generator, age: str = "teen") -> BodyTraits:
    """A body of this age with clothes; women about as often as men or more."""
    who = "f" if rng.random() < 0.62 else "m"
    build = AGES[age][0 if who == "f" else 1]
    name = choose_outfit(rng, who)
    outfit = OUTFITS[name]
    lowers = outfit.lower
    half, up = _arms(rng, HALF), _arms(rng, UP)
    return BodyTraits(
        age, build, name, choose_look(rng, outfit), outfit.sleeves[int(rng.integers(len(outfit.sleeves)))],
        lowers[0] if who == "f" and rng.random() < 0.75 else lowers[-1],
        width=float(rng.uniform(0.94, 1.06)), stout=float(np.clip(rng.normal(1.0, 0.06), 0.9, 1.3)),
        slope=float(rng.uniform(0.8, 1.35)),
        neck=float(rng.uniform(0.9, 1.1)), half=half, up=up, turn=float(rng.uniform(0.35, 0.75)),
        over=str(rng.choice(["", "scarf", "necklace"], p=[0.84, 0.07, 0.09])),
        socks=float(rng.choice([0.0, 0.4, 0.8, 1.35])),
        shoe=str(rng.choice(["plain", "sneaker", "boot"])), tilt=float(np.clip(rng.normal(0, 0.035), -0.08, 0.08)),
        twist=float(rng.choice([0.0, 0.0, 0.0, -0.35, 0.35])) * float(rng.uniform(0.5, 1)),
        prop=str(rng.choice(list(PROPS))) if rng.random() < 0.85 else "",
    )


def _arms(rng: np.random.Generator, names: tuple[str, ...]) -> tuple[str, str]:
    first, second = (str(name) for name in rng.choice(names, 2))
    return (first, first) if first in PAIRED or rng.random() < 0.3 else (first, "hip" if second in PAIRED else second)


def make_frame(traits: BodyTraits, head: Head, pose: Pose) -> Frame:
    """The body's own measures in this pose."""
    base: Build = BUILDS[traits.build]
    wide, stout = traits.width, traits.stout
    build = replace(base, shoulder=base.shoulder * wide * (0.6 + 0.4 * stout), chest=base.chest * wide * stout,
        waist=base.waist * wide * stout**2,
                    hip=base.hip * wide * stout, arm=base.arm * wide * stout,
                    neck=base.neck * traits.neck * (0.5 + 0.5 * stout), slope=base.slope * traits.slope)
    raised = tuple(0.16 * build.shoulder * float(np.clip(share - 0.5, 0, 0.5)) * 2 + sign * traits.tilt for share,
        sign in zip(pose.arms, (-1, 1), strict=True))
    turn = float(np.clip(pose.yaw * traits.turn + traits.twist, -0.55, 0.55))
    return Frame(build, head, turn, pose.lean, (raised[0], raised[1]))


def arm_poses(traits: BodyTraits, pose: Pose) -> tuple[tuple[str, str, float], ...]:
    """For the left and the right arm the two poses (`ARM_POSES`) that it is between, and its share of the second."""
    half, up = list(traits.half), list(traits.up)
    for side in (0, 1):
        if half[side] in PAIRED and (half[1 - side] != half[side] or not 0.25 < pose.arms[1 - side] < 0.75):
            half[side] = "hip"
        if traits.outfit in CLOAKED:
            half[side], up[side] = half[side] if half[side] in WITHIN_CLOAK else "hang", "hang"
    return tuple(("hang", half[side], 2 * share) if share <= 0.5 else (half[side], up[side], 2 * share - 1)
                 for side, share in enumerate(np.clip(pose.arms, 0, 1)))


def build_body(traits: BodyTraits, head: Head, pose: Pose, *, floor: float = np.inf) -> list[Shape]:
    """Neck, torso, limbs and clothes in painter's layers; what lies wholly below y = `floor` may be left out."""
    frame = make_frame(traits, head, pose)
    outfit = OUTFITS[traits.outfit]
    shapes = [neck_and_torso(frame)]
    sleeve = sleeve_of(outfit, traits.look, traits.sleeve)
    for side, (first, second, share) in zip((-1, 1), arm_poses(traits, pose), strict=True):
        name = second if share >= 0.5 else first
        arm = make_arm(frame, side, ARM_POSES[first], ARM_POSES[second], share)
        parts = build_arm(arm, sleeve, apart=traits.lower in WIDE,
            cloaked=traits.outfit in CLOAKED)
        if name == "crossed" and side > 0:
            parts = [replace(part, layer=part.layer - 5) if part.layer >= Layer.ARMS else part for part in parts]
        shapes += parts
        if name == "hold" and traits.prop:
            shapes += _held(arm, traits.prop, side)
    colors = {"main": traits.look.main, "second": traits.look.second}
    if float(frame.y(1.9)) < floor:
        shapes += legs(frame, traits.look, traits.lower, colors.get(outfit.lower_color, outfit.lower_color),
            traits.socks, traits.shoe)
    shapes += outfit.build(frame, traits.look)
    if traits.over == "scarf":
        shapes += scarf(frame, "ribbon", traits.look.seed)
    elif traits.over == "necklace":
        shapes += necklace(frame, traits.look.seed)
    return shapes


def _held(arm: Arm, prop: str, side: int) -> list[Shape]:
    """A thing in the fist at an arm's end."""
    way = arm.middle[-1] - arm.middle[-3]
    size = arm.frame.build.hand
    return held(prop, arm.middle[-1] + way / max(float(np.linalg.norm(way)), 1e-6) * size * 0.42, size,
        TILTS.get(prop, 0.15) * side)


def neck_and_torso(frame: Frame) -> Shape:
    """Bare skin from below the jaw to the hips; clothes cover most of it."""
    half = frame.build.neck
    pose = frame.head.pose
    center = frame.head.roll([(0.10 * np.sin(pose.yaw), 0.74)])[0]
    knots = frame.trapezius_knots()
    pit = float(frame.side(1.0))
    lines = []
    for side in (-1, 1):
        top = center + np.float32([side * half * 1.02, 0])
        low = frame.at(knots * (side, 1))
        middle = (top + low[0]) / 2 + np.float32([-side * half * 0.05, 0])
        lines.append(curves.spline(np.stack([top, middle, *low]), steps=4))
    down = np.array([(pit, 1.0), *((float(frame.side(v)), v) for v in (1.4, 1.7, 2.0, 2.5, 3.0)), (0.2, 3.3)])
    flanks = [curves.spline(part, steps=4) for part in frame.split(down * (-1, 1), down)]
    outline = np.concatenate([lines[1], flanks[1], flanks[0][::-1], lines[0][::-1]])
    contour = tuple(Stroke(part, 1.0, (0.0, 0.3)) for part in lines) + tuple(Stroke(part[:21]) for part in flanks)
    return Shape("skin", outline, "skin", Layer.BODY - 10, contour=contour, details=_bones(frame),
        shadows=(_chin_shadow(frame, center),), relief=0.5, cast=0.02)


def _bones(frame: Frame) -> tuple[Stroke, ...]:
    """Collarbones, the neck's two cords, the pit between."""
    n = frame.neck
    if frame.build.levels[0] < 1.2:
        return ()
    strokes = []
    for side in (-1, 1):
        inner, outer = frame.at([(0.055 * side, 0.36), (0.46 * side, 0.27)])
        strokes.append(fold(inner, outer, -0.10 * side, 0.65, (0.2, 1.0)))
        strokes.append(line(frame, [(n * 0.62 * side, -0.02), (0.10 * side, 0.22), (0.04 * side, 0.34)], 0.5, (1.0,
            0.3)))
    if frame.build.bust > 0.2:
        strokes.append(line(frame, [(0.0, 1.0), (0.01, 1.18)], 0.5, (1, 0.4)))
    if frame.build.neck > 0.33:
        strokes.append(line(frame, [(0.03, -0.22), (0.05, -0.14), (0.02, -0.08)], 0.5, (0.6, 0.6)))
    return tuple(strokes)


def _chin_shadow(frame: Frame, center: Points) -> Points:
    """What the jaw keeps from the light."""
    half = frame.build.neck * 1.15
    side, low = frame.at([(0, -0.02)])[0], frame.at([(0, 0.22)])[0]
    across = np.float32([half, 0])
    chin = np.float32([0.1 * np.sin(frame.head.pose.yaw), 0])
    curve = curves.spline([side + across + (0, -0.12), low + across * 0.35 + chin, low - across * 0.35 + chin,
        side - across + (0, -0.12)], steps=5)
    return np.concatenate([(center - across)[None], (center + across)[None], curve]).astype(np.float32)
