"""Styles of eyes as numbers in the eye's own units: u from the inner corner -1 to the outer 1, v down."""

from __future__ import annotations

from dataclasses import dataclass

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class EyeStyle:
    """One way to draw an open eye; v grows downwards, in half-widths of the eye as u does.

    Attributes:
        width: half-width in head units.
        upper, lower: the lids, from the inner to the outer corner.
        iris: half-width and half-height; (0, 0) for eyes that are one ink spot.
        center: v of the iris' middle.
        lash: thickness of the upper lash at the inner corner, the middle and the outer corner.
        wing: how far the lash runs on beyond the outer corner, as (u, v).
        ticks: single lashes at the outer corner.
        lower_lash: the share of the lower lid that is drawn, from, to, and its weight.
        lower_ticks: single lashes below.
        fold: height of the lid's fold above the lash, 0 for none.
        ages: for whom it is drawn.
    """

    width: float
    upper: Knots
    lower: Knots
    iris: tuple[float, float]
    center: float
    lash: tuple[float, float, float]
    wing: tuple[float, float] = (0.0, 0.0)
    ticks: int = 0
    lower_lash: tuple[float, float, float] = (0.3, 0.85, 0.7)
    fold: float = 0.0
    lower_ticks: int = 0
    ages: tuple[str, ...] = ("chibi", "child", "teen", "adult", "old")


YOUNG = ("chibi", "child", "teen", "adult")
GROWN = ("teen", "adult", "old")

EYE_STYLES: dict[str, EyeStyle] = {
    "shoujo": EyeStyle(
        .205, ((-1, .28), (-.82, -.40), (-.25, -.90), (.45, -.86), (.94, -.26), (1.02, .12)),
        ((-.74, .70), (-.35, .94), (.25, .98), (.74, .76), (1.0, .34)),
        (.70, 1.04), -.04, (.08, .24, .30), (.16, -.08), 3, (.3, .95, 1.0), .26, 2, YOUNG,
    ),
    "moe": EyeStyle(
        .205, ((-.98, .16), (-.84, -.44), (-.28, -.92), (.4, -.94), (.88, -.52), (1.0, .0), (1.0, .22)),
        ((-.74, .84), (-.3, 1.02), (.3, 1.02), (.76, .86), (.98, .48)),
        (.74, 1.10), -.04, (.14, .27, .26), (.06, .08), 1, (.42, .86, .9), .24, 0, YOUNG,
    ),
    "sharp": EyeStyle(
        .19, ((-1.06, .38), (-.66, -.16), (-.05, -.44), (.55, -.50), (1.05, -.26)),
        ((-.75, .48), (-.2, .56), (.45, .48), (.92, .10)),
        (.48, .70), -.04, (.10, .20, .22), (.18, -.12), 0, (.45, 1.0, .7), .18, 0, GROWN,
    ),
    "narrow": EyeStyle(
        .19, ((-1.05, .28), (-.5, -.12), (.1, -.28), (.7, -.28), (1.08, -.08)),
        ((-.7, .34), (-.1, .40), (.5, .32), (.95, .06)),
        (.40, .54), -.03, (.08, .17, .19), (.14, -.02), 0, (.4, 1.0, .6), .16, 0, GROWN,
    ),
    "droopy": EyeStyle(
        .20, ((-1.0, -.04), (-.72, -.54), (-.15, -.76), (.45, -.60), (.93, -.10), (1.06, .30)),
        ((-.78, .50), (-.3, .74), (.3, .80), (.75, .72), (1.03, .46)),
        (.66, .92), -.02, (.12, .22, .25), (.08, .16), 2, (.4, .95, .9), .22,
    ),
    "cat": EyeStyle(
        .20, ((-1.04, .52), (-.76, -.16), (-.15, -.62), (.5, -.76), (1.02, -.52)),
        ((-.74, .70), (-.25, .82), (.35, .70), (.82, .26), (.99, -.22)),
        (.60, .88), -.02, (.08, .22, .28), (.22, -.22), 2, (.45, 1.0, .9), .20, 0, YOUNG,
    ),
    "seinen": EyeStyle(
        .175, ((-1.08, .26), (-.62, -.20), (-.05, -.46), (.55, -.38), (1.05, .06)),
        ((-.7, .40), (-.1, .50), (.5, .42), (1.0, .16)),
        (.48, .56), -.06, (.07, .15, .16), (.08, .05), 0, (.35, 1.0, .7), .20, 0, GROWN,
    ),
    "nineties": EyeStyle(
        .18, ((-1.02, .28), (-.88, -.46), (-.35, -1.08), (.3, -1.16), (.9, -.66), (1.1, -.14)),
        ((-.66, .94), (-.2, 1.12), (.35, 1.08), (.8, .68), (1.05, .10)),
        (.70, 1.22), -.06, (.06, .18, .28), (.26, -.16), 4, (.1, 1.0, .9), .26, 3, YOUNG,
    ),
    "plain": EyeStyle(
        .18, ((-1.0, .20), (-.74, -.42), (-.15, -.72), (.48, -.68), (.94, -.18), (1.02, .10)),
        ((-.70, .64), (-.2, .82), (.3, .82), (.74, .62), (1.0, .26)),
        (.66, .92), -.03, (.11, .18, .19), (.05, .04), 0, (.4, .8, .8), .20,
    ),
    "gyaru": EyeStyle(
        .195, ((-1.08, .42), (-.74, -.28), (-.15, -.70), (.5, -.74), (1.0, -.36)),
        ((-.74, .64), (-.25, .82), (.35, .76), (.82, .44), (1.02, -.05)),
        (.62, .90), -.02, (.10, .25, .36), (.26, -.14), 4, (.2, 1.0, 1.1), .22, 3, ("teen", "adult"),
    ),
    "boyish": EyeStyle(
        .175, ((-1.0, .30), (-.82, -.30), (-.3, -.60), (.4, -.66), (.98, -.40), (1.04, -.2)),
        ((-.66, .68), (-.2, .80), (.35, .74), (.80, .40)),
        (.54, .84), -.02, (.14, .22, .22), (.10, -.04), 0, (.4, .75, .8), .22, 0, ("child", "teen", "adult"),
    ),
    "half": EyeStyle(
        .195, ((-1.0, .02), (-.7, -.28), (-.1, -.36), (.5, -.34), (.98, -.14), (1.04, .12)),
        ((-.74, .62), (-.3, .82), (.3, .84), (.75, .68), (1.0, .32)),
        (.64, .90), .02, (.14, .24, .24), (.12, .02), 1, (.42, .9, .8), .30, 0, ("child", "teen", "adult"),
    ),
    "tall_oval": EyeStyle(
        .12, ((-1.0, .10), (-.82, -.82), (-.3, -1.34), (.3, -1.34), (.82, -.82), (1.0, .10)),
        ((-.82, 1.0), (-.3, 1.45), (.3, 1.45), (.82, 1.0)),
        (.98, 1.46), .02, (.16, .34, .22), (.12, .06), 0, (.3, .7, .8), .0, 0, ("chibi", "child", "teen"),
    ),
    "dot": EyeStyle(
        .08, ((-1.0, .0), (-.7, -1.02), (0, -1.5), (.7, -1.02), (1.0, .0)),
        ((-.7, 1.02), (0, 1.5), (.7, 1.02)), (0, 0), 0, (.0, .0, .0), ages=("chibi", "child", "old"),
    ),
}

LIGHTS: dict[str, tuple[tuple[float, float, float, float], ...]] = {  # u, v and half-sizes in units of the iris
    "one": ((-.30, -.42, .30, .26),),
    "round_two": ((-.32, -.42, .33, .30), (.38, .42, .17, .15)),
    "three": ((-.30, -.45, .34, .27), (.40, .30, .16, .14), (.12, .62, .10, .09)),
    "tall": ((-.30, -.35, .22, .42), (.38, .50, .15, .14)),
    "small": ((-.24, -.34, .18, .16),),
    "none": (),
    "starry": ((-.10, -.15, .62, .56), (.48, .48, .26, .24), (-.52, .50, .16, .15)),
    "right": ((.32, -.40, .32, .28), (-.36, .44, .15, .14)),
}
