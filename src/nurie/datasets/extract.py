"""Line art for training pictures: random extractors, artists' imperfections, and pictures without their lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.lineart import extract_lineart
from nurie.datasets.hed import hed_lineart, hed_sides
from nurie.datasets.penwork import ink_lines, pencil_lines

U8 = NDArray[np.uint8]
Rng = np.random.Generator


def remove_lines(
    picture: U8, lineart: U8, *, ink_below: int = 200, grow_px: int = 1, deepest_px: float = 4.0, darker_by: int = 12
) -> U8:
    """Give pixels under and beside drawn lines the colour of the nearest line-free pixel.

    Only what the artist drew as a line is taken away: pixels darker than that colour. A border of two
    colours, which an extractor shows as a line, keeps its pixels, and so do the insides of black fills.

    Args:
        picture: (H, W, 3) uint8 sRGB.
        lineart: (H, W) uint8, 255 paper.
        ink_below: lineart values below it count as line.
        grow_px: how far beside a line its colour is still distrusted.
        deepest_px: pixels farther than this from any paper belong to a fill, not to a line.
        darker_by: by how much, in grey levels, a line is darker than what lies beside it.

    Returns:
        (H, W, 3) uint8; the picture itself where all or nothing is line.
    """
    line = (lineart < ink_below).astype(np.uint8)
    if grow_px:
        line = cv2.dilate(line, np.ones((2 * grow_px + 1,) * 2, np.uint8))
    free = np.flatnonzero(line == 0)
    if free.size in (0, line.size):
        return picture
    depth, labels = cv2.distanceTransformWithLabels(line, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    under = np.flatnonzero((line > 0) & (depth <= deepest_px))
    if under.size == 0:
        return picture
    pixels = picture.reshape(-1, 1, 3)
    filled = pixels.take(free.take(labels.take(under) - 1), 0)  # labels number the free pixels row by row, from 1
    drawn = np.flatnonzero(cv2.subtract(_gray(filled), _gray(pixels.take(under, 0))) > darker_by)
    cleaned = picture.copy()
    cleaned.reshape(-1, 1, 3)[under.take(drawn)] = filled.take(drawn, 0)
    return cleaned


def _gray(picture: U8) -> U8:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def random_lineart(
    picture: U8, rng: Rng, shares: Mapping[str, float] | None = None, *, sides: U8 | None = None
) -> U8:
    """Line art of a picture by one of `LINE_STYLES`. Shapes as `extract_lineart`.

    Args:
        picture: (H, W, 3) uint8 sRGB.
        rng: the only source of chance.
        shares: how often each style comes, relative; None or none takes those of `LINE_STYLES`.
        sides: (H, W, 2) uint8 of `hed.hed_sides`; without them nothing is drawn by "hed".
    """
    shares = dict(shares or {name: share for name, (_, share) in LINE_STYLES.items()})
    if sides is None and len(shares) > 1:
        shares.pop("hed", None)
    ends = np.cumsum(list(shares.values()))
    name = list(shares)[int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))]
    if name == "hed" and sides is not None:
        return hed_lineart(sides, rng, picture)
    return LINE_STYLES[name][0](picture, rng)


def _extracted(picture: U8, rng: Rng) -> U8:
    """By a line method chosen at random. These are no artists, but pages that `nurie lines` made come from them."""
    method = str(rng.choice(list(_SETTINGS), p=_SHARES))
    return extract_lineart(picture, method, **_SETTINGS[method](rng))


def _by_hed(picture: U8, rng: Rng) -> U8:
    """Along the edges that the first two stages of HED find."""
    return hed_lineart(hed_sides(picture), rng, picture)


# Who draws the lines of pictures that have none, and the share of each.
LINE_STYLES: dict[str, tuple[Callable[[U8, Rng], U8], float]] = {
    "pen": (ink_lines, 0.42),
    "pencil": (pencil_lines, 0.36),
    "extractor": (_extracted, 0.12),
    "hed": (_by_hed, 0.1),
    # Each extractor as it is, for recipes of other systems, which learn from one alone; the share of all is none.
    "adaptive": (lambda picture, rng: extract_lineart(picture, "adaptive"), 0.0),
    "dodge": (lambda picture, rng: extract_lineart(picture, "dodge"), 0.0),
    "xdog": (lambda picture, rng: extract_lineart(picture, "xdog"), 0.0),
    "blackhat": (lambda picture, rng: extract_lineart(picture, "blackhat"), 0.0),
    "canny": (lambda picture, rng: extract_lineart(picture, "canny"), 0.0),
}
_SETTINGS: dict[str, Callable[[Rng], dict[str, float]]] = {
    "adaptive": lambda rng: {"block_px": int(rng.choice([7, 9, 11])), "offset": float(rng.uniform(2, 7))},
    "xdog": lambda rng: {
        "sigma_px": float(rng.uniform(0.5, 0.9)),
        "sharpness": float(rng.uniform(12, 22)),
        "threshold": float(rng.uniform(0.05, 0.35)),
        "slope": float(rng.uniform(4, 14)),
    },
    "dodge": lambda rng: {"radius_px": int(rng.integers(1, 4)), "gain": float(rng.uniform(1, 2.2))},
    "blackhat": lambda rng: {
        "radius_px": int(rng.integers(2, 5)),
        "gain": float(rng.uniform(1.5, 5)),
        "floor": int(rng.integers(4, 14)),
    },
    "canny": lambda rng: {
        "low": float(rng.uniform(30, 60)),
        "high": float(rng.uniform(80, 160)),
        "softness_px": float(rng.uniform(0, 0.8)),
    },
}
_SHARES = np.array([0.12, 0.16, 0.24, 0.3, 0.18])


def degrade(lineart: U8, rng: Rng) -> U8:
    """Make clean lines as imperfect as artists' files: a few random entries of `DEGRADATIONS`."""
    for change, share in DEGRADATIONS.values():
        if rng.random() < share:
            lineart = change(lineart, rng)
    return lineart


def stray(lineart: U8, rng: Rng) -> U8:
    """As a first sketch beside the finished painting: forms have shifted a little, and parts were never drawn.

    Args:
        lineart: (H, W) uint8, 255 paper.
        rng: the only source of chance.
    """
    height, width = lineart.shape
    cells = int(rng.integers(3, 9))
    reach = np.float32(rng.uniform(0, 0.02) * max(lineart.shape))
    shifts = rng.normal(0, 1, (2, cells, cells)).astype(np.float32) * reach
    across, down = (cv2.resize(shift, (width, height), interpolation=cv2.INTER_CUBIC) for shift in shifts)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    lineart = cv2.remap(lineart, x + across, y + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    missing = rng.random((cells, cells), np.float32) + np.float32(rng.uniform(-0.5, 0.3))
    left = np.clip(8 * (0.8 - cv2.resize(missing, (width, height), interpolation=cv2.INTER_CUBIC)), 0, 1)
    return 255 - cv2.multiply(255 - lineart, left, dtype=cv2.CV_8U)


def _thicken(lineart: U8, rng: Rng) -> U8:
    return cv2.erode(lineart, np.ones((2, 2), np.uint8))


def _fade(lineart: U8, rng: Rng) -> U8:
    """Fainter or darker ink."""
    return 255 - cv2.convertScaleAbs(255 - lineart, alpha=float(rng.uniform(0.5, 1.6)))


def _press(lineart: U8, rng: Rng) -> U8:
    """Pressure that changes from one part of the page to another: some lines stay faint as a whole."""
    height, width = lineart.shape
    coarse = rng.random((height // _PRESSED_PX + 2, width // _PRESSED_PX + 2), np.float32)
    depth = float(rng.uniform(0.4, 0.9))
    pressure = 1 - depth * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    pressure *= float(rng.uniform(0.72, 1.15)) / (1 - depth / 2)
    return 255 - cv2.multiply(255 - lineart, pressure, dtype=cv2.CV_8U)


def _break(lineart: U8, rng: Rng) -> U8:
    """Strokes fade out in random places."""
    height, width = lineart.shape
    coarse = rng.random((max(2, height // 12), max(2, width // 12)), np.float32)
    keep = np.clip(cv2.resize(coarse, (width, height)) * 4 - float(rng.uniform(0.4, 1.2)), 0, 1)
    return (255 - (255 - lineart) * keep).astype(np.uint8)


def _grain(lineart: U8, rng: Rng) -> U8:
    """Pencil on rough paper: the ink is mottled, the paper hardly."""
    noise = rng.random(lineart.shape, np.float32)
    return (255 - (255 - lineart) * (1 - float(rng.uniform(0.2, 0.7)) * noise)).astype(np.uint8)


def _soften(lineart: U8, rng: Rng) -> U8:
    return cv2.GaussianBlur(lineart, (3, 3), float(rng.uniform(0.3, 0.6)))


def _paper(lineart: U8, rng: Rng) -> U8:
    """A remainder of tint or vignette that a clean-up left."""
    height, width = lineart.shape
    corners = rng.uniform(0.9, 1.0, (2, 2)).astype(np.float32)
    return (lineart * cv2.resize(corners, (width, height))).astype(np.uint8)


def _jpeg(lineart: U8, rng: Rng) -> U8:
    _, data = cv2.imencode(".jpg", lineart, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


_PRESSED_PX = 64  # over how far the pressure changes
# Shares and ranges after `benchmarks/lines.py`: what makes simulated lines hard to tell from drawn ones.
DEGRADATIONS: dict[str, tuple[Callable[[U8, Rng], U8], float]] = {
    "thicken": (_thicken, 0.05),
    "break": (_break, 0.05),
    "grain": (_grain, 0.05),
    "press": (_press, 0.4),
    "soften": (_soften, 0.7),
    "fade": (_fade, 0.12),
    "paper": (_paper, 0.03),
    "jpeg": (_jpeg, 0.06),
}
