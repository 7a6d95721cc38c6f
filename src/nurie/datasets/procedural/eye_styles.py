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
    ages: tuple[str, ...] = ("chibi", "child", "teen", "adult", "old")


YOUNG = ("chibi", "child", "teen", "adult")
GROWN = ("teen", "adult", "old")

EYE_STYLES: dict[str, EyeStyle] = {
    "shoujo": EyeStyle(
        .195, ((-1, .30), (-.80, -.42), (-.2, -.92), (.45, -.84), (.95, -.20), (1.02, .10)),
        ((-.74, .68), (-.35, .93), (.25, .97), (.75, .72), (1.0, .25)),
        (.66, .93), .04, (.07, .17, .24), (.16, -.06), 3, (.25, .95, .9), .30, YOUNG,
    ),
    "moe": EyeStyle(
        .19, ((-.98, .20), (-.82, -.46), (-.25, -.93), (.4, -.92), (.9, -.42), (1.02, .0)),
        ((-.72, .82), (-.3, 1.02), (.3, 1.02), (.75, .82), (.98, .3)),
        (.70, 1.0), .06, (.10, .20, .20), (.08, .02), 1, (.2, .8, .8), .26, YOUNG,
    ),
    "sharp": EyeStyle(
        .175, ((-1.05, .34), (-.6, -.18), (.0, -.42), (.6, -.42), (1.05, -.16)),
        ((-.75, .42), (-.2, .50), (.45, .42), (1.0, -.02)),
        (.42, .60), -.02, (.07, .13, .15), (.16, -.10), 0, (.35, 1.0, .6), .20, GROWN,
    ),
    "narrow": EyeStyle(
        .18, ((-1.05, .26), (-.5, -.12), (.1, -.26), (.7, -.24), (1.08, -.04)),
        ((-.7, .32), (-.1, .38), (.5, .30), (1.0, .04)),
        (.36, .46), -.02, (.06, .11, .13), (.14, -.02), 0, (.4, 1.0, .5), .16, GROWN,
    ),
    "droopy": EyeStyle(
        .185, ((-1.0, -.02), (-.7, -.52), (-.1, -.74), (.5, -.54), (.95, -.02), (1.06, .30)),
        ((-.76, .46), (-.3, .70), (.3, .76), (.75, .66), (1.03, .40)),
        (.60, .80), .02, (.08, .15, .18), (.08, .16), 2, (.3, .95, .8), .24,
    ),
    "cat": EyeStyle(
        .185, ((-1.04, .52), (-.72, -.22), (-.1, -.66), (.5, -.72), (1.02, -.44)),
        ((-.74, .66), (-.25, .80), (.35, .66), (.85, .18), (1.0, -.22)),
        (.54, .80), .02, (.06, .15, .20), (.22, -.20), 2, (.4, 1.0, .8), .22, YOUNG,
    ),
    "seinen": EyeStyle(
        .165, ((-1.08, .24), (-.6, -.20), (.0, -.42), (.55, -.32), (1.05, .08)),
        ((-.7, .36), (-.1, .46), (.5, .38), (1.0, .14)),
        (.43, .48), -.04, (.05, .09, .10), (.08, .05), 0, (.3, 1.0, .6), .22, GROWN,
    ),
    "nineties": EyeStyle(
        .17, ((-1.02, .28), (-.86, -.46), (-.3, -1.10), (.35, -1.14), (.92, -.60), (1.1, -.12)),
        ((-.66, .92), (-.2, 1.12), (.35, 1.06), (.8, .62), (1.05, .05)),
        (.64, 1.12), .02, (.05, .13, .22), (.26, -.16), 4, (.1, 1.0, .8), .30, YOUNG,
    ),
    "plain": EyeStyle(
        .16, ((-1.0, .20), (-.7, -.44), (-.1, -.72), (.5, -.66), (.95, -.16), (1.02, .06)),
        ((-.66, .62), (-.2, .80), (.3, .80), (.72, .58), (1.0, .2)),
        (.60, .80), .02, (.09, .13, .14), (.06, .02), 0, (.25, .75, .7), .22,
    ),
    "gyaru": EyeStyle(
        .185, ((-1.08, .40), (-.7, -.32), (-.1, -.72), (.5, -.72), (1.0, -.30)),
        ((-.74, .62), (-.25, .80), (.35, .74), (.82, .42), (1.02, -.05)),
        (.58, .80), .02, (.08, .18, .30), (.26, -.14), 4, (.15, 1.0, 1.0), .24, ("teen", "adult"),
    ),
    "tall_oval": EyeStyle(
        .115, ((-1.0, .10), (-.82, -.82), (-.3, -1.34), (.3, -1.34), (.82, -.82), (1.0, .10)),
        ((-.82, 1.0), (-.3, 1.45), (.3, 1.45), (.82, 1.0)),
        (.98, 1.42), .04, (.14, .26, .18), (.10, .05), 0, (.3, .7, .7), .0, ("chibi", "child", "teen"),
    ),
    "dot": EyeStyle(
        .075, ((-1.0, .0), (-.7, -.98), (0, -1.45), (.7, -.98), (1.0, .0)),
        ((-.7, .98), (0, 1.45), (.7, .98)), (0, 0), 0, (.0, .0, .0), ages=("chibi", "child", "old"),
    ),
}

LIGHTS: dict[str, tuple[tuple[float, float, float, float], ...]] = {  # u, v and half-sizes in units of the iris
    "one": ((-.30, -.42, .30, .26),),
    "round_two": ((-.32, -.42, .33, .30), (.38, .42, .17, .15)),
    "three": ((-.30, -.45, .34, .27), (.40, .30, .16, .14), (.12, .62, .10, .09)),
    "tall": ((-.30, -.35, .22, .42), (.38, .50, .15, .14)),
    "small": ((-.24, -.34, .18, .16),),
    "right": ((.32, -.40, .32, .28), (-.36, .44, .15, .14)),
}
