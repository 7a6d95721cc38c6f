"""What a face does when its owner feels something: numbers for brows, lids and mouth, no drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Expression:
    """One mood.

    Attributes:
        brow_raise: how far the brows rise, head units.
        brow_tilt: positive turns the inner ends down (anger), negative up (worry).
        brow_curve: added arch.
        lid_open: share of the eye's usual opening.
        lid_tilt: positive drops the inner end of the upper lid, negative the outer end.
        lower_lid: how far the lower lid rises, as a share of the eye's half-width.
        shut: for the left and the right eye "" (open), "happy" (an arch) or "calm" (a sagging line), "tight" (> <).
        mouth: an entry of `face_mouth.MOUTHS`.
        mouth_size: factor on the face's own mouth.
        iris: factor on the size of the iris; 0 leaves the eyes blank.
        blush: 0 none, 1 the cheeks, 2 over the nose as well.
        tears: 0 none, 1 in the corner, 2 running.
        sweat: a drop at the temple.
        gaze: added to where the eyes look.
        skew: lifts the brow of one side only.
        gloom, vein, sparkle: manga's own signs: lines over the forehead, a swollen vein, stars in the eyes.
    """

    brow_raise: float = 0.0
    brow_tilt: float = 0.0
    brow_curve: float = 0.0
    lid_open: float = 1.0
    lid_tilt: float = 0.0
    lower_lid: float = 0.0
    shut: tuple[str, str] = ("", "")
    mouth: str = "line"
    mouth_size: float = 1.0
    iris: float = 1.0
    blush: int = 0
    tears: int = 0
    sweat: bool = False
    gaze: tuple[float, float] = (0.0, 0.0)
    skew: float = 0.0
    gloom: bool = False
    vein: bool = False
    sparkle: bool = False


EXPRESSIONS: dict[str, Expression] = {
    "calm": Expression(),
    "smile": Expression(brow_raise=.02, lower_lid=.08, mouth="smile"),
    "grin": Expression(brow_raise=.03, lower_lid=.1, mouth="grin"),
    "laugh": Expression(brow_raise=.06, brow_curve=.02, shut=("happy", "happy"), mouth="laugh", blush=1),
    "joy": Expression(brow_raise=.06, mouth="laugh", blush=1),
    "surprised": Expression(brow_raise=.10, brow_curve=.02, lid_open=1.12, iris=.78, mouth="round"),
    "angry": Expression(brow_raise=-.03, brow_tilt=.42, brow_curve=-.01, lid_open=.82, lid_tilt=.22, mouth="frown"),
    "furious": Expression(brow_raise=-.04, brow_tilt=.5, lid_open=.86, lid_tilt=.24, mouth="teeth", iris=.85),
    "sad": Expression(brow_raise=.03, brow_tilt=-.34, lid_open=.8, lid_tilt=-.16, mouth="small_frown"),
    "crying": Expression(brow_raise=.03, brow_tilt=-.42, lid_open=.85, lid_tilt=-.15, mouth="wavy_open", tears=2,
                         blush=1),
    "sobbing": Expression(brow_raise=.02, brow_tilt=-.42, shut=("calm", "calm"), mouth="wail", tears=2, blush=1),
    "shy": Expression(brow_raise=.03, brow_tilt=-.22, lid_open=.88, mouth="wavy", blush=2, gaze=(.6, .15)),
    "pout": Expression(brow_raise=-.02, brow_tilt=.2, lid_open=.84, lid_tilt=.08, mouth="pout", blush=1, gaze=(.4, 0)),
    "smirk": Expression(brow_tilt=.2, lid_open=.8, lid_tilt=.1, mouth="smirk", skew=.035),
    "sleepy": Expression(brow_raise=.02, brow_tilt=-.08, lid_open=.48, lid_tilt=-.06, mouth="small_line"),
    "asleep": Expression(brow_raise=.01, shut=("calm", "calm"), mouth="small_line"),
    "wink": Expression(brow_raise=.04, shut=("", "happy"), mouth="smile_open"),
    "shouting": Expression(brow_raise=.0, brow_tilt=.3, lid_open=1.02, lid_tilt=.1, iris=.9, mouth="shout"),
    "cat-mouth": Expression(brow_raise=.03, mouth="cat"),
    "playful": Expression(brow_raise=.03, shut=("happy", "happy"), mouth="cat_open", blush=1),
    "worried": Expression(brow_raise=.04, brow_tilt=-.3, lid_open=.94, mouth="crooked", sweat=True),
    "talking": Expression(brow_raise=.02, mouth="small_open"),
    "wince": Expression(brow_raise=-.01, brow_tilt=-.25, shut=("tight", "tight"), mouth="wavy_open", blush=1),
    "gloomy": Expression(brow_raise=.03, brow_tilt=-.3, lid_open=.9, iris=.85, mouth="crooked", gloom=True, sweat=True),
    "shocked": Expression(brow_raise=.07, brow_tilt=-.15, lid_open=1.05, iris=0, mouth="wavy_open", gloom=True),
    "fuming": Expression(brow_raise=-.03, brow_tilt=.45, shut=("tight", "tight"), mouth="shout", vein=True, blush=1),
    "annoyed": Expression(brow_raise=-.02, brow_tilt=.32, lid_open=.72, lid_tilt=.12, mouth="frown", vein=True),
    "starry": Expression(brow_raise=.08, brow_curve=.01, lid_open=1.05, mouth="smile_open", sparkle=True, blush=1),
    "gentle": Expression(brow_raise=.03, shut=("calm", "calm"), mouth="smile"),
}

_RARE = {
    "shocked": .3, "fuming": .4, "gloomy": .5, "starry": .7, "annoyed": .7, "sobbing": .4, "wince": .4, "asleep": .4,
    "playful": .6, "gentle": .6, "crying": .5, "furious": .6, "sleepy": .6,
}
_COMMON = {"calm": 4.0, "smile": 3.0, "talking": 1.5, "grin": 1.5, "shy": 1.3}


def draw_expression(rng: np.random.Generator) -> str:
    """A mood by chance, the everyday ones more often: most pictures show open eyes."""
    weight = np.array([(_COMMON | _RARE).get(name, 1.0) for name in EXPRESSIONS])
    return str(rng.choice(list(EXPRESSIONS), p=weight / weight.sum()))
