"""Tables of arm poses and sleeves: what `limbs.py` draws. Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Places are seen on the right of the picture, x outwards, from the shoulder joint, in upper-arm lengths.

    Attributes:
        near: the wrist's place is from the head's centre in head units instead.
        front: the forearm lies before everything; else the arm is below the torso's clothes.
        bend: turns the hand against the forearm, radians, positive to the thumb.
    """

    elbow: tuple[float, float]
    wrist: tuple[float, float]
    hand: str = "relaxed"
    near: bool = False
    front: bool = False
    bend: float = 0.0
    behind: bool = False


ARM_POSES = {
    "hang": ArmPose((0.14, 1.0), (0.14, 1.9)),
    "away": ArmPose((0.34, 0.95), (0.62, 1.78)),
    "back": ArmPose((0.26, 0.98), (-0.25, 1.62), behind=True),
    "hip": ArmPose((0.66, 0.80), (-0.02, 1.36), "fist", bend=-0.3),
    "clasp": ArmPose((0.22, 0.98), (-0.38, 1.38), "relaxed", front=True),
    "hold": ArmPose((0.2, 0.85), (-0.18, 0.5), "fist", front=True),
    "crossed": ArmPose((0.16, 0.86), (-0.66, 0.62), "relaxed", front=True),
    "heart": ArmPose((0.12, 0.8), (-0.36, 0.36), "curled", front=True),
    "chin": ArmPose((0.05, 0.62), (0.40, 1.52), "curled", near=True, front=True, bend=0.25),
    "cheek": ArmPose((0.18, 0.66), (0.80, 1.12), "flat", near=True, front=True, bend=-0.25),
    "wave": ArmPose((0.44, 0.62), (0.62, -0.2), "open", front=True, bend=0.1),
    "peace": ArmPose((0.34, 0.66), (0.40, -0.1), "peace", front=True, bend=0.1),
    "point up": ArmPose((0.36, 0.64), (0.46, -0.08), "point", front=True),
    "raised": ArmPose((0.72, -0.42), (0.85, -1.3), "open"),
    "cheer": ArmPose((0.66, -0.35), (0.62, -1.2), "fist"),
    "behind head": ArmPose((0.78, -0.5), (0.16, -0.86), "fist", behind=True),
}
HALF, UP = ("back", "hip", "clasp", "hold", "crossed", "heart", "chin", "cheek"), (
    "wave", "peace", "point up", "raised", "cheer", "behind head")


@dataclass(frozen=True, slots=True)
class Sleeve:
    """How an arm is covered.

    Attributes:
        end: share of the arm, 0.5 the elbow, 1 the wrist; 0 bare.
        ease, flare: how much wider than the arm at the shoulder and at the end, as a share of the arm's width.
        puff: a balloon up to the end, as a share of the arm's width.
        cuff: length of a cuff in shares of the arm, with its own colour.
        start: bare down to here (off the shoulder).
        bag: 1 for a kimono's hanging sleeve.
        stripes: their colour and their period in shares of the arm.
    """

    end: float = 0.97
    ease: float = 0.14
    flare: float = 0.25
    puff: float = 0.0
    cuff: float = 0.0
    color: str = "cloth_1"
    cuff_color: str = "cloth_1"
    start: float = 0.0
    name: str = "cloth"
    bag: float = 0.0
    stripes: tuple[str, float] | None = None


SLEEVES = {
    "none": Sleeve(0.0), "cap": Sleeve(0.17, 0.12, 0.3), "short": Sleeve(0.36, 0.14, 0.42), "wide short": Sleeve(0.46,
    0.16, 0.6),
    "puff": Sleeve(0.32, 0.2, 0.1, 0.6, 0.035), "rolled": Sleeve(0.56, 0.16, 0.3, 0.0, 0.05), "long": Sleeve(0.96,
    0.14, 0.32),
    "tight": Sleeve(0.97, 0.06, 0.1), "cuffed": Sleeve(0.96, 0.14, 0.34, 0.0, 0.07), "baggy": Sleeve(0.95, 0.2, 0.55,
    0.0, 0.06),
    "bell": Sleeve(0.94, 0.1, 1.3), "kimono": Sleeve(0.9, 0.25, 1.4, bag=1.0), "jacket": Sleeve(0.95, 0.24, 0.5),
    "long puff": Sleeve(0.93, 0.2, 0.7, 0.25, 0.06), "overlong": Sleeve(1.08, 0.2, 0.7),
}
