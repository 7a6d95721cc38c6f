"""A face: its traits, drawn by chance, and its shapes in a pose. Owns nothing below the chin and no hair."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nurie.datasets.procedural.face.beard import BEARDS
from nurie.datasets.procedural.face.ears import build_side_ears, build_top_ears
from nurie.datasets.procedural.face.expressions import EXPRESSIONS, Expression, draw_expression
from nurie.datasets.procedural.face.eye_styles import EYE_STYLES, LIGHTS
from nurie.datasets.procedural.face.eyes import EyeTraits, build_eyes
from nurie.datasets.procedural.face.features import (
    NOSES,
    build_blush,
    build_brows,
    build_gloom,
    build_sweat,
    build_tears,
    build_vein,
)
from nurie.datasets.procedural.face.frame import FaceFrame, make_frame
from nurie.datasets.procedural.face.marks import MARKS
from nurie.datasets.procedural.face.mouth import build_mouth
from nurie.datasets.procedural.head import Head, Pose
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

__all__ = ["EXPRESSIONS", "FaceTraits", "build_face", "draw_expression", "draw_face_traits"]


@dataclass(frozen=True, slots=True)
class FaceTraits:
    """All that makes this face this face, whatever it feels and wherever it looks.

    Attributes:
        seed: of the marks' places.
        age: "chibi", "child", "teen", "adult" or "old".
        shape: an entry of `face_outline.FACE_SHAPES`.
        width, chin: factors on its width and on its length below the eyes.
        eyes: the pair of eyes.
        brow, brow_y, brow_weight, brow_over_hair: entry of `face_features.BROWS`, place, thickness, whether the
            brows show through a fringe.
        nose, nose_y: entry of `face_features.NOSES`, and its tip.
        mouth_y, mouth_size: place and half-width of the mouth.
        rest_mouth: an entry of `face_mouth.MOUTHS`, shut, for moods that leave the mouth alone.
        fang, lips: a pointed tooth; painted lips.
        ear, ear_size: entry of `face_ears.SIDE_EARS` or "none".
        top_ear, top_ear_color, top_ear_droop: entry of `face_ears.TOP_EARS` or "", a palette key, lean in radians.
        blush: "soft", "lines" or "both", how blushing is drawn; `rosy` faces always blush.
        rosy: always blushes.
        beard: an entry of `face_beard.BEARDS` or "".
        marks: entries of `face_marks.MARKS`.
    """

    seed: int = 0
    age: str = "teen"
    shape: str = "oval"
    width: float = 1.0
    chin: float = 1.0
    eyes: EyeTraits = field(default_factory=EyeTraits)
    brow: str = "line"
    brow_y: float = -0.08
    brow_weight: float = 1.0
    brow_over_hair: bool = False
    nose: str = "tick"
    nose_y: float = 0.50
    mouth_y: float = 0.70
    mouth_size: float = 0.12
    rest_mouth: str = "line"
    fang: bool = False
    lips: bool = False
    ear: str = "human"
    ear_size: float = 1.0
    top_ear: str = ""
    top_ear_color: str = "hair"
    top_ear_droop: float = 0.0
    blush: str = "soft"
    rosy: bool = False
    beard: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Age:
    """What years do to a face: shapes to choose from, places of features, and their spread."""

    shapes: tuple[str, ...]
    eye_y: float
    eye_size: float
    nose_y: float
    mouth_y: float
    noses: tuple[str, ...]
    mouth: float


_AGES: dict[str, _Age] = {
    "chibi": _Age(("chibi",), .28, 1.24, .50, .64, ("none", "none", "dot", "button"), .12),
    "child": _Age(("chubby", "round", "round"), .28, 1.10, .51, .68, ("dot", "tick", "button", "shadow"), .11),
    "teen": _Age(("oval", "heart", "round", "pointed", "heart"), .25, 1.05, .50, .70,
                 ("tick", "dot", "shadow", "tick", "el", "button"), .12),
    "adult": _Age(("oval", "square", "long", "pointed", "gaunt", "heart"), .21, .97, .50, .72,
                  ("tick", "el", "full", "shadow", "full"), .135),
    "old": _Age(("gaunt", "square", "long", "oval"), .18, .88, .50, .73, ("full", "wide", "el"), .14),
}


def draw_face_traits(rng: np.random.Generator, age: str) -> FaceTraits:
    """A person of this age by chance."""
    years = _AGES[age]
    eyes = _draw_eyes(rng, age, years)
    style = EYE_STYLES[eyes.style]
    grown = style.width * eyes.size < .17 and age in ("adult", "old")
    top = str(rng.choice(("cat", "cat", "fox", "rabbit", "dog", "bear", "mouse", "wolf"))) if rng.random() < .12 else ""
    top_height = max(-v for _, v in style.upper) * style.width * eyes.size * eyes.height
    lashes = style.ticks > 0
    return FaceTraits(
        seed=int(rng.integers(2**31)), age=age, shape=str(rng.choice(years.shapes)),
        width=float(rng.uniform(.97, 1.03)), chin=float(rng.uniform(.96, 1.04)), eyes=eyes,
        brow=str(rng.choice(_brows_for(age, grown))),
        brow_y=float(eyes.y - top_height - rng.uniform(.09, .15) - (.03 if style.fold else 0)),
        brow_weight=float(rng.uniform(.8, 1.25)), brow_over_hair=bool(rng.random() < .5),
        nose=str(rng.choice(years.noses)), nose_y=float(years.nose_y + rng.uniform(-.025, .025)),
        mouth_y=float(years.mouth_y + rng.uniform(-.02, .02)), mouth_size=float(years.mouth * rng.uniform(.9, 1.45)),
        rest_mouth=str(rng.choice(list(_REST_ODDS), p=list(_REST_ODDS.values()))),
        fang=bool(rng.random() < .15), lips=bool(age == "adult" and lashes and rng.random() < .35),
        ear=_draw_ear(rng, top), ear_size=float(rng.uniform(.9, 1.1)) * (.9 if age in ("chibi", "child") else 1),
        top_ear=top, top_ear_color=str(rng.choice(("hair", "hair", "fur_1"))),
        top_ear_droop=float(rng.choice((0, 0, .25, .5)) if top in ("rabbit", "fox", "mouse") else 0),
        blush=str(rng.choice(("soft", "lines", "both"))), rosy=bool(rng.random() < (.22 if age != "old" else .05)),
        beard=_draw_beard(rng, age, eyes), marks=_draw_marks(rng, age),
    )


_REST_ODDS = {"line": .38, "smile": .18, "small_line": .14, "small_frown": .06, "soft": .20, "cat": .04}
_PUPIL_ODDS = {"round": .26, "soft": .24, "crown": .16, "tall": .12, "slit": .07, "ring": .08, "none": .07}


def _draw_eyes(rng: np.random.Generator, age: str, years: _Age) -> EyeTraits:
    names = [name for name, style in EYE_STYLES.items() if age in style.ages]
    weight = np.array([.5 if name in ("dot", "tall_oval") and age != "chibi" else 1.0 for name in names])
    name = str(rng.choice(names, p=weight / weight.sum()))
    size = years.eye_size * float(rng.uniform(.92, 1.1))
    width = EYE_STYLES[name].width * size
    pupil = str(rng.choice(list(_PUPIL_ODDS), p=list(_PUPIL_ODDS.values())))
    lights = [light for light in LIGHTS if light != "starry" and (light, pupil) != ("none", "none")]
    return EyeTraits(
        style=name, x=float(np.clip(.355 + (width - .19) * .5 + rng.uniform(-.015, .02), .31, .42)),
        y=years.eye_y + float(rng.uniform(-.02, .03)), size=size, height=float(rng.uniform(.9, 1.08)),
        tilt=float(rng.normal(0, .05)), iris_size=float(rng.uniform(.92, 1.06)),
        pupil=pupil,
        lights=str(rng.choice(lights)), lash=float(rng.uniform(.75, 1.25)),
        fold=bool(rng.random() < .75), ticks=bool(rng.random() < .7), rim=float(rng.choice((.5, .8, 1.1, 0))),
        rays=bool(rng.random() < .2),
    )


def _brows_for(age: str, grown: bool) -> tuple[str, ...]:
    if age == "chibi":
        return ("line", "soft", "dot", "flat")
    if age == "old":
        return ("thick", "bold", "flat")
    young = ("line", "thin", "soft", "flat", "line", "dot", "angled")
    return ("bold", "thick", "angled", "flat", "thin") if grown else young


def _draw_ear(rng: np.random.Generator, top: str) -> str:
    if top:
        return "none"
    return str(rng.choice(("human", "small", "elf", "elf short", "elf drooping"), p=(.5, .34, .07, .06, .03)))


def _draw_beard(rng: np.random.Generator, age: str, eyes: EyeTraits) -> str:
    """Some men with plain lashes wear one."""
    chance = {"adult": .2, "old": .35}.get(age, 0.0)
    if eyes.style not in ("sharp", "narrow", "seinen", "boyish", "dot") or rng.random() > chance:
        return ""
    kinds = ("moustache", "full", "long", "goatee", "stubble") if age == "old" else (
        "stubble", "stubble", "goatee", "pencil", "full", "moustache")
    return str(rng.choice(kinds))


def _draw_marks(rng: np.random.Generator, age: str) -> tuple[str, ...]:
    own = ("wrinkles",) if age == "old" else ()
    if rng.random() > .22:
        return own
    common = ("mole", "freckles", "plaster", "star", "gem", "whiskers", "paint", "mole", "freckles", "plaster")
    grown = ("mole", "scar", "cheek lines", "eye bags", "mole", "scar", "eye bags", "mole", "paint")
    return (*own, str(rng.choice(grown if age in ("adult", "old") else common)))


def build_face(traits: FaceTraits, head: Head, pose: Pose) -> list[Shape]:
    """Face, ears, eyes, brows, nose, mouth and marks, in no particular order.

    Raises:
        KeyError: an expression that `EXPRESSIONS` lacks.
    """
    mood = EXPRESSIONS[pose.expression]
    frame = make_frame(head, traits.shape, traits.width, traits.chin)
    outline = frame.outline()
    parts, lines = _features(traits, frame, mood, outline)
    shadows, nose = _nose(traits, frame)
    skin = Shape(
        "skin", outline, "skin", Layer.HEAD, details=(*nose, *lines),
        shadows=shadows, relief=0.4, cast=0.15,
    )
    eyes = build_eyes(traits.eyes, frame, mood=mood, gaze=pose.gaze, blink=pose.blink)
    brows = build_brows(
        traits.brow, traits.eyes, frame, mood=mood, y=traits.brow_y, weight=traits.brow_weight,
        over_hair=traits.brow_over_hair,
    )
    return [skin, *_ears(traits, head), *parts, *eyes, *brows]


def _features(
    traits: FaceTraits, frame: FaceFrame, mood: Expression, outline: Points,
) -> tuple[list[Shape], list[Stroke]]:
    """Mouth, blush, tears and marks."""
    shapes, lines = build_mouth(
        frame, traits.rest_mouth if mood.mouth == "line" else mood.mouth, y=_low(traits, traits.mouth_y),
        size=traits.mouth_size * mood.mouth_size, fang=traits.fang, lips=traits.lips,
    )
    level = max(mood.blush, int(traits.rosy))
    found = [build_blush(traits.blush, traits.eyes, frame, level=level, within=outline)] if level else []
    rng = np.random.default_rng(traits.seed)
    if traits.beard:
        found.append(BEARDS[traits.beard](frame, _low(traits, traits.mouth_y)))
    found += [MARKS[mark](traits.eyes, frame, rng) for mark in traits.marks]
    for more, strokes in found:
        shapes += more
        lines += strokes
    if mood.tears:
        shapes += build_tears(traits.eyes, frame, level=mood.tears, low=frame.chin)
    if mood.sweat:
        shapes.append(build_sweat(frame))
    if mood.vein:
        shapes.append(build_vein(frame))
    if mood.gloom:
        lines += build_gloom(frame)
    return shapes, lines


def _nose(traits: FaceTraits, frame: FaceFrame) -> tuple[tuple[Points, ...], list[Stroke]]:
    if frame.yaw > 1.02:
        return (), []
    strokes, shades = NOSES[traits.nose](frame, _low(traits, traits.nose_y))
    return tuple(shades), strokes


def _low(traits: FaceTraits, y: float) -> float:
    """A place below the eyes, moved with the length of the face."""
    return .2 + (y - .2) * traits.chin


def _ears(traits: FaceTraits, head: Head) -> list[Shape]:
    shapes: list[Shape] = []
    if traits.ear != "none":
        width = {"chibi": .84, "chubby": .78, "long": .70, "gaunt": .71, "square": .725}.get(traits.shape, .745)
        shapes += build_side_ears(
            traits.ear, head, width=width * traits.width, y=traits.eyes.y - .10, size=traits.ear_size)
    if traits.top_ear:
        shapes += build_top_ears(
            traits.top_ear, head, color=traits.top_ear_color, droop=traits.top_ear_droop, size=1.0)
    return shapes
